import { type Desk, traitsFor } from "#audiences/desk.ts";
import { type Asked, createJudge } from "#audiences/judge.ts";
import { readPersonMap } from "#audiences/person-map.ts";

/** People looked at together. */
const DUE_AT_ONCE = 500;

/** Looks anew at those for whom time has passed an edge. Says whether there may be more. Throws D1's errors. */
export async function followTime(desk: Desk): Promise<boolean> {
  const { house, store, watching } = desk;
  const due = store.members.dueBy(house.clock(), DUE_AT_ONCE);
  if (due.length === 0) return false;
  const map = await readPersonMap(house.db, { actors: new Set(due.map(({ person }) => person)) });
  const asked = new Map<number, Asked>();
  for (const row of due) {
    const watch = watching.watches.get(row.audience);
    const person = map.personOf(row.person);
    if (!watch || person === null) continue;
    const one = asked.get(person) ?? { person, actors: map.actorsOf(person), audiences: new Map() };
    one.audiences.set(watch, { cause: "time", messageId: null });
    asked.set(person, one);
  }
  const audiences = new Set([...asked.values()].flatMap((one) => [...one.audiences.keys()]));
  const traits = await traitsFor(desk, [...asked.keys()], audiences);
  store.atOnce(() => {
    // Each gets a new one where there is still something to come; who is somebody else now, or nobody, gets none.
    for (const { audience, person } of due) store.members.setDue(audience, person, null);
    const judge = createJudge(desk, traits);
    for (const one of asked.values()) if (!one.actors.some((actor) => desk.erased.has(actor))) judge.judge(one);
    judge.finish();
  });
  return due.length === DUE_AT_ONCE;
}
