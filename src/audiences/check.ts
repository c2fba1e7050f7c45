import { log } from "#core/log.ts";
import { contextOf, type Desk } from "#audiences/desk.ts";
import { createJudge } from "#audiences/judge.ts";
import { readPersonMap } from "#audiences/person-map.ts";
import type { AudienceWatch } from "#audiences/watch.ts";

const PAGE = 1_000;

/**
 * Compares an audience with what the store says when it is asked afresh, by another path: the one of reports. What differs both
 * of two times, each after catching up, was not just under way: it is logged, shown, put right, and the audience's events are
 * gathered anew. `catchUp` follows the store until nothing is left. Throws D1's errors, and a Problem where that is too large
 * a question.
 */
export async function checkAudience(desk: Desk, watch: AudienceWatch, catchUp: () => Promise<void>): Promise<void> {
  const { store, house } = desk;
  const { audience } = watch;
  const first = await differences(desk, watch, catchUp);
  const again = first.size === 0 ? first : await differences(desk, watch, catchUp);
  const real = new Map([...again].filter(([person, isMember]) => first.get(person) === isMember));
  if (real.size > 0) log("error", "audience_differs", { audience, people: real.size });
  const map = await readPersonMap(house.db, { actors: real.keys() });
  store.atOnce(() => {
    const judge = createJudge(desk, () => new Map());
    for (const [person, isMember] of real) {
      const actors = map.actorsOf(person);
      if (actors.length === 0 || actors.some((actor) => desk.erased.has(actor))) continue;
      judge.settle({ person, actors, audiences: new Map() }, audience, isMember, {
        cause: "correction",
        messageId: null,
      });
    }
    judge.finish();
    store.states.change(audience, {
      checkedAt: house.clock(),
      differences: real.size,
      error: null,
      ...(real.size > 0 && { stage: "events", through: 0, after: 0, target: store.states.follow().cursor }),
    });
  });
}

/** Who is in the one and not in the other, and whether the store says that they are members. */
async function differences(
  desk: Desk,
  watch: AudienceWatch,
  catchUp: () => Promise<void>,
): Promise<Map<number, boolean>> {
  const { house, store } = desk;
  const inStore = new Set<number>();
  for await (const some of house.membersInStore(watch.where, contextOf(desk))) for (const one of some) inStore.add(one);
  await catchUp();
  const found = new Map<number, boolean>();
  for (let after = 0; ;) {
    const page = store.members.page(watch.audience, after, PAGE);
    for (const { person } of page) if (!inStore.delete(person)) found.set(person, false);
    const last = page.at(-1)?.person;
    if (last === undefined) break;
    after = last;
  }
  for (const person of inStore) found.set(person, true);
  return found;
}
