import { wakeAudiences } from "#audiences/wake.ts";
import { wakeAll } from "#destinations/wake.ts";
import { watchHouse } from "#house/audiences.ts";
import { wakeHouse } from "#house/connections.ts";
import { clock, running, watchMemory } from "#house/isolate.ts";

/** Tells audiences that there is something new. */
export const wakeWatchers = (env: Env): Promise<void> => wakeAudiences(watchHouse(env, clock), watchMemory);

/** Tells everybody who reads on in the store: the Senders of destinations, and audiences. */
export async function wakeReaders(env: Env): Promise<void> {
  await Promise.all([wakeAll(wakeHouse(env, clock), running), wakeWatchers(env)]);
}
