import { drizzle } from "drizzle-orm/d1";
import * as z from "zod";
import { automationSettings } from "#core/schema.ts";
import { DEFAULT_PER_DAY } from "#automations/limits.ts";

/** What holds for all automations of the workspace. */
export const AutomationSettings = z.object({
  /** Messages to one person in 24 hours at most. */
  perDay: z.number().int().min(1).max(100),
  /** Who is told when an automation is held up or stopped; empty: those it writes to as a team. */
  team: z.array(z.email().max(254)).max(20),
});
export type AutomationSettings = z.infer<typeof AutomationSettings>;

export async function readAutomationSettings(db: D1Database): Promise<AutomationSettings> {
  const [row] = await drizzle(db).select().from(automationSettings);
  return { perDay: row?.perDay ?? DEFAULT_PER_DAY, team: row?.team ?? [] };
}

/** Chooses some and leaves the others as they are. */
export async function changeAutomationSettings(
  db: D1Database,
  change: { [Name in keyof AutomationSettings]?: AutomationSettings[Name] | undefined },
): Promise<void> {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  if (Object.keys(given).length === 0) return;
  await drizzle(db)
    .insert(automationSettings)
    .values({ id: 1, ...given })
    .onConflictDoUpdate({ target: automationSettings.id, set: given });
}
