import { inJurisdiction } from "#core/jurisdiction.ts";
import type { MessengerCalls } from "#automations/messenger-calls.ts";

/** The one Messenger of the workspace. */
export function messengerOf(env: Env): MessengerCalls {
  // The stub's own type goes through every field of every answer, and JSON has no end.
  const stub: unknown = inJurisdiction(env.MESSENGER, env.JURISDICTION).getByName("messenger");
  return stub as MessengerCalls;
}
