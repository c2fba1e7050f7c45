import { inJurisdiction } from "#core/jurisdiction.ts";
import type { TrackedEvent } from "#core/event.ts";
import { wakeAudiences } from "#audiences/wake.ts";
import { identityObjects } from "#identity/hand-over.ts";
import { bucketsOf } from "#identity/owner-name.ts";
import { publish } from "#live/publish.ts";
import { type Appended } from "#store/append.ts";
import { watchHouse } from "#house/audiences.ts";
import { clock, snapshot, watchMemory } from "#house/isolate.ts";

/** All watchers of the store are told that there is something new. */
export const wakeWatchers = (env: Env) => wakeAudiences(watchHouse(env, clock), watchMemory);

/** Where the objects of identity are found. */
export const objectsOf = (env: Env) =>
  identityObjects(inJurisdiction(env.IDENTITY, env.JURISDICTION), bucketsOf(env.IDENTITY_BUCKETS));

/** Shows events to whoever watches; `stored` says that they are all of a range of arrival numbers. */
export async function show(env: Env, ...shown: [events: TrackedEvent[], stored?: Appended["range"]]): Promise<void> {
  const watchers = await publish(inJurisdiction(env.LIVE, env.JURISDICTION), ...shown);
  if (watchers === 0) snapshot.setWatchedUntil(0);
}
