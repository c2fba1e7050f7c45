import type { Automation } from "#automations/automation.ts";
import type { MessengerHouse } from "#automations/messenger-house.ts";
import type { MessengerStore } from "#automations/messenger-store.ts";
import { stoppedNotice } from "#automations/notices.ts";

/** Stops an automation until a person looks at it, and tells the team once. */
export async function stopAutomation(
  automation: Automation,
  reason: string,
  house: MessengerHouse,
  store: MessengerStore,
): Promise<void> {
  const { key, ...notice } = stoppedNotice(automation, reason);
  // First what is kept here: should the rest fail, it is stopped the next time, and told of once all the same.
  store.transaction(() => store.firings.notice(key, automation.id, notice, house.clock()));
  await house.stop(automation.id, reason);
}
