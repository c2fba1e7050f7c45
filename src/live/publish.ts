import type { TrackedEvent } from "#core/event.ts";
import { log, reasonOf } from "#core/log.ts";
import type { StoredRange } from "#live/vigil.ts";

/** The feed object as others see it. */
interface Feed {
  publish(events: TrackedEvent[], stored?: StoredRange): Promise<{ watchers: number }>;
  forget(hashes: string[]): Promise<{ events: number }>;
  unforget(hashes: string[]): Promise<void>;
  fetch(request: Request): Promise<Response>;
}

/** There is one feed for the workspace; it lives near whoever watched first. */
export const feedOf = (namespace: DurableObjectNamespace): Feed => namespace.getByName("workspace") as unknown as Feed;

/** A call may carry 32 MB; this many events of the largest size stay under it. */
const EVENTS_A_CALL = 500;

/**
 * Shows events on the live feed. How many watch, or null where the feed could not be reached: then it is logged, and what
 * was stored is shown when the feed next looks into the store. Never throws. A publisher that has just stored these events,
 * and all of them, says which range of arrival numbers they are.
 */
export async function publish(
  namespace: DurableObjectNamespace,
  events: TrackedEvent[],
  stored?: StoredRange,
): Promise<number | null> {
  let watchers = 0;
  for (let from = 0; from < events.length; from += EVENTS_A_CALL) {
    const last = from + EVENTS_A_CALL >= events.length;
    const answer = await call(namespace, events.slice(from, from + EVENTS_A_CALL), last ? stored : undefined);
    if (answer === null) return null;
    watchers = answer;
  }
  return watchers;
}

async function call(
  namespace: DurableObjectNamespace,
  events: TrackedEvent[],
  stored: StoredRange | undefined,
): Promise<number | null> {
  try {
    const { watchers } = await callFeed(namespace, (feed) => feed.publish(events, stored));
    return watchers;
  } catch (error) {
    log("warn", "live_publish_failed", { events: events.length, reason: reasonOf(error) });
    return null;
  }
}

/** Asks the feed something it may be asked twice: once more where the platform says that may help, then throws. */
export async function callFeed<Answer>(
  namespace: DurableObjectNamespace,
  ask: (feed: Feed) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await ask(feedOf(namespace));
  } catch (error) {
    if (!mayRetry(error)) throw error;
    // A stub that has failed stays broken, so this takes a new one.
    return ask(feedOf(namespace));
  }
}

/** https://developers.cloudflare.com/durable-objects/best-practices/error-handling/ */
function mayRetry(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return "retryable" in error && error.retryable === true && !("overloaded" in error && error.overloaded === true);
}
