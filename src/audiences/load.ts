import { createCalendar } from "#core/calendar.ts";
import type { AudiencesHouse } from "#audiences/audiences-house.ts";
import { type AudienceDefinition, listAudiences } from "#audiences/definitions.ts";
import type { Watching } from "#audiences/desk.ts";
import type { ObjectStore } from "#audiences/object-store.ts";
import type { AudienceState } from "#audiences/states.ts";
import { createTouchIndex } from "#audiences/touch-index.ts";
import { readWatch, setWatching } from "#audiences/watch-store.ts";
import { type AudienceWatch, type EventWatch, sortTriggers, watchAudience, watchEvent } from "#audiences/watch.ts";

/** Actors asked for at a time who did anything. */
const ACTORS_A_PART = 20_000;

/**
 * Reads which audiences and triggers there are, and brings what is kept up to date with them: new and changed ones begin to be
 * computed, deleted ones go. Throws D1's errors, and the messenger's.
 */
export async function loadWatching(house: AudiencesHouse, store: ObjectStore): Promise<Watching> {
  // First: what changes meanwhile makes another version.
  const { version } = await readWatch(house.db);
  const definitions = await listAudiences(house.db);
  const triggers = sortTriggers((await house.messenger?.triggers()) ?? []);
  const { timezone, weekStart } = await house.defaults();
  const calendar = createCalendar(timezone, weekStart);
  const context = { now: house.clock(), calendar };
  const eventWatches = triggers.events.map(({ automation, selector }) =>
    watchEvent(automation, selector, house.language, context),
  );
  const isActive = definitions.length > 0 || eventWatches.length > 0;
  const { states } = store;
  const cursor = isActive && !states.follow().watching ? await house.lastArrival() : states.follow().cursor;
  const lastActor = await house.lastActor();
  await setWatching(house.db, isActive);

  return store.atOnce(() => {
    states.setFollow({ version, watching: isActive, cursor });
    for (const definition of definitions) syncAudience(store, definition, timezone, cursor);
    syncTriggers(store, eventWatches, cursor);
    const wanted = new Set([...definitions.map(({ id }) => id), ...eventWatches.map(({ automation }) => -automation)]);
    for (const { audience } of states.all()) {
      if (wanted.has(audience)) continue;
      store.members.forgetAudience(audience);
      states.forget(audience);
    }
    store.outbox.setTriggers(triggers.entries);
    const live = definitions.filter(({ id }) => states.of(id)?.stage !== "frozen");
    const watches = new Map<number, AudienceWatch>(
      live.map(({ id, where }) => [id, watchAudience(id, where, house.language, context)]),
    );
    const index = createTouchIndex([...watches.values()], eventWatches);
    if (!index.needsKnown && states.follow().known !== null) {
      store.moments.forgetKnown();
      states.setFollow({ known: null });
    } else if (index.needsKnown && states.follow().known === null) {
      states.setFollow({ known: { part: 0, parts: Math.max(1, Math.ceil(lastActor / ACTORS_A_PART)) } });
    }
    if (!isActive) store.moments.prune(new Map(), Infinity);
    const byId = new Map(definitions.map((one) => [one.id, one]));
    return { definitions: byId, watches, index, entries: triggers.entries, calendar };
  });
}

const UNCOMPUTED = {
  through: 0,
  after: 0,
  size: 0,
  computedAt: null,
  checkedAt: null,
  differences: 0,
  error: null,
} satisfies Partial<AudienceState>;

function syncAudience(
  { states, members }: ObjectStore,
  definition: AudienceDefinition,
  timezone: string,
  cursor: number,
): void {
  const { id, kind, where } = definition;
  const text = JSON.stringify(where);
  // Whole days are those of a zone.
  const signature = /"(from|to)":"\d{4}-\d{2}-\d{2}"/.test(text) ? `${timezone} ${text}` : text;
  const known = states.of(id);
  if (known?.signature === signature && !(known.stage === "frozen" && kind === "live")) {
    if (known.stage !== "live" || kind === "live") return;
    members.forgetDue(id);
    states.change(id, { stage: "frozen" });
    return;
  }
  states.set({
    ...UNCOMPUTED,
    audience: id,
    signature,
    stage: "events",
    target: cursor,
    // Who was in it stays until everybody was looked at.
    size: known?.size ?? 0,
  });
}

/** A trigger that looks back needs what was done before it was made. */
function syncTriggers({ states }: ObjectStore, triggers: readonly EventWatch[], cursor: number): void {
  for (const { automation, selector, looksBack } of triggers) {
    const signature = JSON.stringify(selector);
    if (!looksBack || states.of(-automation)?.signature === signature) continue;
    states.set({ ...UNCOMPUTED, audience: -automation, signature, stage: "events", target: cursor });
  }
}
