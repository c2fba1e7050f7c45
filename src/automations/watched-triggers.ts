import type { WatchedTrigger } from "#core/firing.ts";
import { isRunning } from "#automations/automation.ts";
import { listAutomations } from "#automations/automations.ts";

/** What whoever watches the store has to look out for: the triggers of automations that run and are about people. */
export async function watchedTriggers(db: D1Database): Promise<WatchedTrigger[]> {
  return (await listAutomations(db)).filter(isRunning).flatMap(({ id, definition: { when } }): WatchedTrigger[] => {
    if ("event" in when) return [{ automation: id, when: { event: when.event } }];
    if (!("audience" in when)) return [];
    const { audience, change, includePresent = false } = when;
    return [{ automation: id, when: { audience, change, includePresent } }];
  });
}
