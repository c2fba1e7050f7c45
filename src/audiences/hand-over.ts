import { within } from "#core/within.ts";
import type { Desk } from "#audiences/desk.ts";
import { firingKey } from "#audiences/judge.ts";
import { readPersonMap } from "#audiences/person-map.ts";

/** Firings handed over at a time, and members that one piece of work makes firings of. */
const FIRINGS_AT_ONCE = 200;
const PRESENT_AT_ONCE = 200;

/** Hands firings to whoever acts on them, until none is left; each goes only once it was taken. Throws where it wasn't. */
export async function handOver({ house, store }: Desk): Promise<void> {
  for (;;) {
    const firings = store.outbox.first(FIRINGS_AT_ONCE);
    if (firings.length === 0 || !house.messenger) return;
    await house.messenger.take(firings);
    store.outbox.taken(firings.map(({ key }) => key));
  }
}

/** Nothing that audiences do waits longer for those who are only told of it. */
const PATIENCE_MS = 2_000;

/** Tells lists elsewhere that there is something new for them. Throws where one could not be told; then ask again. */
export async function tellLists({ house, store: { listeners } }: Desk): Promise<void> {
  for (const audience of listeners.untold()) {
    const syncs = listeners.of(audience);
    // What comes meanwhile is told again.
    listeners.told(audience);
    try {
      await within(PATIENCE_MS, Promise.all(syncs.map((sync) => house.wakeList(sync))));
    } catch (error) {
      listeners.announce(audience);
      throw error;
    }
  }
}

/** Makes firings of those who are in an audience already, for an automation that asked for them. Says whether there is more. */
export async function tellOfPresent({ house, store }: Desk): Promise<boolean> {
  const next = store.outbox.presents().find(({ audience }) => {
    const stage = store.states.of(audience)?.stage;
    return stage === "live" || stage === "frozen";
  });
  if (!next) return false;
  const { automation, audience, after } = next;
  const page = store.members.page(audience, after, PRESENT_AT_ONCE);
  const map = await readPersonMap(house.db, { actors: page.map(({ person }) => person) });
  const at = house.clock();
  store.atOnce(() => {
    for (const { person, entry } of page) {
      // Joined with somebody a moment ago: told of as who they are now, and whoever is told counts that as one.
      const actors = map.actorsOf(map.personOf(person) ?? person);
      if (actors.length === 0) continue;
      store.outbox.add({
        key: firingKey("entered", automation, audience, person, entry),
        automation,
        actors: [...actors],
        entry,
        at,
        cause: { kind: "entered", audience, because: "first_compute" },
      });
    }
    store.outbox.advance(automation, page.length < PRESENT_AT_ONCE ? null : (page.at(-1)?.person ?? null));
  });
  return true;
}
