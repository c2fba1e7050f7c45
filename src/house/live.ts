import { inJurisdiction } from "#core/jurisdiction.ts";
import type { TrackedEvent } from "#core/event.ts";
import { publish } from "#live/publish.ts";
import type { Appended } from "#store/append.ts";
import { snapshot } from "#house/isolate.ts";

/** Shows events to whoever watches; `stored` says that they are all of a range of arrival numbers. */
export async function show(env: Env, ...shown: [events: TrackedEvent[], stored?: Appended["range"]]): Promise<void> {
  const watchers = await publish(inJurisdiction(env.LIVE, env.JURISDICTION), ...shown);
  if (watchers === 0) snapshot.setWatchedUntil(0);
}
