import { type Desk, traitsFor } from "#audiences/desk.ts";
import { type Asked, type Because, createJudge } from "#audiences/judge.ts";
import { type PersonMap, readPersonMap } from "#audiences/person-map.ts";
import type { AudienceWatch } from "#audiences/watch.ts";
import { joinedByImport } from "#audiences/joined-by-import.ts";
import { forgetMoves, type Move } from "#audiences/watch-store.ts";

/** Changes of the person map looked at together. */
export const MOVES_AT_ONCE = 500;

/**
 * Looks anew at whoever was joined or separated. A merge is no entry: who is one person with a member is a member. Throws
 * D1's errors; what was written by then is only done again.
 */
export async function followMoves(desk: Desk, moves: readonly Move[]): Promise<void> {
  const { house, store } = desk;
  const last = moves.at(-1)?.n;
  if (last === undefined) return;
  const ids = new Set(moves.flatMap(({ actor, from, to }) => [actor, from, to]));
  const map = await readPersonMap(house.db, { actors: ids });
  const gone = [...ids].filter((id) => map.personOf(id) === null);
  const persons = new Set([...ids].flatMap((id) => map.personOf(id) ?? []));
  const keys = await house.traitKeysOf([...persons].flatMap((person) => map.actorsOf(person)));
  const imported = await joinedByImport(house.db, moves, map);
  const asked = [...persons].map((person) => {
    const because = becauseOf(person, moves, map);
    const isImported = because.cause === "merge" && imported.has(person);
    return askedOf(desk, person, map, keys, isImported ? { ...because, cause: "imported" } : because);
  });
  const audiences = new Set(asked.flatMap((one) => [...one.audiences.keys()]));
  const traits = await traitsFor(desk, [...persons], audiences);
  store.atOnce(() => {
    const judge = createJudge(desk, traits);
    for (const one of asked) {
      if (one.actors.some((actor) => desk.erased.has(actor))) continue;
      judge.judge(one);
      // Who stands for nobody any more waits for nothing; a frozen list keeps them under who they are now.
      const old = one.actors.filter((actor) => actor !== one.person);
      store.members.dropDueOf(old);
      for (const row of store.members.rowsOf(old)) {
        if (store.states.of(row.audience)?.stage !== "frozen") continue;
        judge.settle(one, row.audience, isInside(desk, one, row.audience), { cause: "merge", messageId: null });
      }
    }
    judge.finish();
    forgetActors(desk, gone);
    store.states.setFollow({ moved: last });
  });
  await forgetMoves(house.db, last);
}

const isInside = ({ store }: Desk, { actors }: Asked, audience: number): boolean =>
  store.members.rowsOf(actors).some((row) => row.audience === audience && row.since !== null);

/** Erased actors leave nothing here. */
export function forgetActors({ store, seen }: Pick<Desk, "store" | "seen">, actors: readonly number[]): void {
  if (actors.length === 0) return;
  for (const actor of actors) store.moments.forget(actor);
  store.outbox.forgetPeople(actors);
  for (const audience of store.members.forgetPeople(actors)) {
    const state = store.states.of(audience);
    if (state) store.states.set({ ...state, size: state.size - 1 });
  }
  seen.clear();
}

/** Somebody who came to be by leaving another, or who lost an id, was separated; everybody else was joined. */
function becauseOf(person: number, moves: readonly Move[], map: PersonMap): Because {
  const came = moves.some(({ actor, to }) => actor === person && to === person);
  const gained = moves.some(({ actor, from }) => from !== person && map.personOf(actor) === person);
  return { cause: gained && !came ? "merge" : "unmerge", messageId: null };
}

/** The audiences to which it can matter who this is: by what they did, what is known of them, and where they were. */
function askedOf(
  { store, watching }: Desk,
  person: number,
  map: PersonMap,
  keys: ReadonlyMap<number, readonly string[]>,
  because: Because,
): Asked {
  const actors = map.actorsOf(person);
  const { index } = watching;
  const found = new Set<AudienceWatch>(index.strangers);
  const names = new Set(actors.flatMap((actor) => store.moments.names(actor)));
  for (const name of names) for (const watch of index.ofName(name)) found.add(watch);
  if (names.size > 0) for (const watch of index.ofAny) found.add(watch);
  for (const actor of actors)
    for (const key of keys.get(actor) ?? []) for (const watch of index.ofTrait(key)) found.add(watch);
  for (const { audience } of store.members.rowsOf(actors)) {
    const watch = watching.watches.get(audience);
    if (watch) found.add(watch);
  }
  return { person, actors, audiences: new Map([...found].map((watch) => [watch, because])) };
}
