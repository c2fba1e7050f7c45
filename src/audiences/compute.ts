import { actorOf } from "#core/ids.ts";
import { storableText } from "#core/json.ts";
import { contextOf, type Desk, traitsFor } from "#audiences/desk.ts";
import { type Asked, createJudge } from "#audiences/judge.ts";
import { isDone, momentOf, nameOf } from "#audiences/moments.ts";
import { readPersonMap } from "#audiences/person-map.ts";
import type { AudienceState } from "#audiences/states.ts";
import type { AudienceWatch } from "#audiences/watch.ts";

const WINDOW = 1_000;
const PEOPLE_AT_ONCE = 200;

/**
 * The next piece of a first compute: gathers the events that new audiences look at, or looks at some more people. What comes
 * in meanwhile is followed as always. Says whether there is more to do. Throws D1's errors; then the piece is done again.
 */
export async function computeNext(desk: Desk): Promise<boolean> {
  const { states } = desk.store;
  const gathering = states.all().filter(({ stage }) => stage === "events");
  if (gathering.length > 0) {
    await gather(desk, gathering);
    return true;
  }
  const known = states.follow().known;
  if (known !== null && known.part < known.parts) {
    await readKnown(desk, known);
    return true;
  }
  const next = states.all().find(({ stage }) => stage === "people");
  const watch = next && desk.watching.watches.get(next.audience);
  if (!next || !watch) return false;
  await lookAtPeople(desk, next, watch);
  return true;
}

/** How much of the events and people of an audience has been gone through: 0 to 1. */
export const progressOf = ({ stage, target, through, after }: AudienceState, lastPerson: number): number => {
  if (stage === "live" || stage === "frozen") return 1;
  const half = stage === "events" ? through / Math.max(1, target) : 1 + after / Math.max(1, lastPerson);
  return Math.min(0.99, half / 2);
};

/** All who gather events do it together, so that the store is read once. */
async function gather(desk: Desk, gathering: readonly AudienceState[]): Promise<void> {
  const { house, store, watching } = desk;
  const after = Math.min(...gathering.map(({ through }) => through));
  const upTo = Math.max(...gathering.map(({ target }) => target));
  const context = contextOf(desk);
  const froms = gathering.map(({ audience }) => fromOf(desk, audience, context.now));
  const from = Math.min(...froms);
  const between = from === -Infinity ? null : { from: Math.trunc(from), to: Number.MAX_SAFE_INTEGER };
  const read = from === Infinity ? null : await house.arrivals({ after, upTo, between, limit: WINDOW });
  const kept = (read?.events ?? []).flatMap(({ seq, event }) => {
    const actor = event.bot === null ? actorOf(event) : null;
    const keys = actor === null ? null : watching.index.kept(nameOf(event), isDone(event));
    return actor === null || keys === null ? [] : [{ seq, event, uid: storableText(actor), keys }];
  });
  const map = kept.length === 0 ? null : await readPersonMap(house.db, { uids: new Set(kept.map(({ uid }) => uid)) });
  const isOver = read === null || read.complete || read.through >= upTo;
  store.atOnce(() => {
    for (const { seq, event, uid, keys } of kept) {
      const actor = map?.actorOf(uid) ?? null;
      if (actor !== null && !desk.erased.has(actor)) store.moments.keep(momentOf(actor, seq, event, keys));
    }
    for (const state of gathering) {
      const through = Math.max(state.through, isOver ? upTo : read.through);
      const isDoneHere = isOver || through >= state.target;
      const stage = isDoneHere ? (state.audience < 0 ? "live" : "people") : "events";
      store.states.change(state.audience, { through, stage, after: 0, error: null });
    }
  });
}

/** The earliest event (ms) that it looks at; Infinity: it looks at none. */
function fromOf({ watching, house }: Desk, audience: number, now: number): number {
  const watch = watching.watches.get(audience);
  const trigger = watching.index.triggers.find(({ automation }) => automation === -audience);
  const context = { now, calendar: watching.calendar };
  const needs = watch ? house.language.needs(watch.where, context) : trigger?.needs;
  if (!needs || (!needs.any && needs.names.length === 0)) return Infinity;
  return watch ? needs.from : -Infinity;
}

async function readKnown(desk: Desk, known: { part: number; parts: number }): Promise<void> {
  const actors = await desk.house.actorsSeen(known);
  const { moments, states } = desk.store;
  desk.store.atOnce(() => {
    for (const actor of actors) if (!desk.erased.has(actor)) moments.know(actor);
    states.setFollow({ known: { ...known, part: known.part + 1 } });
  });
}

async function lookAtPeople(desk: Desk, state: AudienceState, watch: AudienceWatch): Promise<void> {
  const { house, store } = desk;
  const { audience, after } = state;
  const some = [
    ...store.moments.actorsAfter(after, PEOPLE_AT_ONCE),
    ...store.members.page(audience, after, PEOPLE_AT_ONCE).map(({ person }) => person),
    ...(watch.everybody ? store.moments.knownAfter(after, PEOPLE_AT_ONCE) : []),
  ];
  const ids = [...new Set(some)].toSorted((a, b) => a - b).slice(0, PEOPLE_AT_ONCE);
  const last = ids.at(-1);
  if (last === undefined) {
    store.atOnce(() => finish(desk, state));
    return;
  }
  const map = await readPersonMap(house.db, { actors: ids });
  const persons = [...new Set(ids.flatMap((id) => map.personOf(id) ?? []))];
  const traits = await traitsFor(desk, persons, [watch]);
  store.atOnce(() => {
    const judge = createJudge(desk, traits);
    for (const person of persons) {
      const one: Asked = {
        person,
        actors: map.actorsOf(person),
        audiences: new Map([[watch, { cause: "first_compute", messageId: null }]]),
      };
      if (!one.actors.some((actor) => desk.erased.has(actor))) judge.judge(one);
    }
    judge.finish();
    store.states.change(audience, { after: last, error: null });
  });
}

function finish({ house, store, watching }: Desk, { audience, size }: AudienceState): void {
  const now = house.clock();
  const isFrozen = watching.definitions.get(audience)?.kind === "frozen";
  if (isFrozen) {
    store.members.forgetDue(audience);
    // Nothing looks at its events any more.
    store.states.setFollow({ version: -1 });
  }
  store.members.addSize(audience, now, size, { entered: 0, left: 0 });
  store.states.change(audience, { stage: isFrozen ? "frozen" : "live", computedAt: now, error: null });
  store.listeners.announce(audience);
}
