import type { MessengerCalls } from "#automations/messenger-calls.ts";
import { actorsOf } from "#store/person-map.ts";

/** The one Messenger of the workspace. */
export function messengerOf(env: Env): MessengerCalls {
  // The stub's own type goes through every field of every answer, and JSON has no end.
  const stub: unknown = env.MESSENGER.get(env.MESSENGER.idFromName("messenger"));
  return stub as MessengerCalls;
}

/** Somebody is being erased: what the Messenger keeps of them goes. To be called while their ids are still known. */
export async function forgetToldOf(env: Env, uids: readonly string[]): Promise<void> {
  const persons = await actorsOf(env.DB, uids);
  const named = new Set(uids);
  const actors = persons.flatMap((person) => person.actors.filter(({ uid }) => named.has(uid)).map(({ id }) => id));
  if (actors.length > 0) await messengerOf(env).forgetActors(actors);
}
