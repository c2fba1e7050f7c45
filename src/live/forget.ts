import { callFeed } from "#live/publish.ts";

/**
 * Removes what the live feed keeps of these people, and has it drop what comes of them later. `hashes` are
 * `suppressionHash` of each of their uids. How many kept events went: 0 where it is asked again. Nothing is called where
 * there is no hash. Throws where the feed could not be reached; then ask again, some of it may be done.
 */
export async function forgetLive(namespace: DurableObjectNamespace, hashes: string[]): Promise<{ events: number }> {
  if (hashes.length === 0) return { events: 0 };
  const { events } = await callFeed(namespace, (feed) => feed.forget(hashes));
  return { events };
}

/** Takes that back: what comes of them is shown again, what was removed stays away. Throws as `forgetLive` does. */
export async function unforgetLive(namespace: DurableObjectNamespace, hashes: string[]): Promise<void> {
  if (hashes.length > 0) await callFeed(namespace, (feed) => feed.unforget(hashes));
}
