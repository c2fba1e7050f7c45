import { drizzle } from "drizzle-orm/d1";
import * as z from "zod";
import { Timezone, WeekStart } from "#core/question/time.ts";
import { settings } from "#core/schema.ts";

export const IP_PRIVACIES = ["full", "truncate", "drop"] as const;

/** The calendar of reports, and what is kept of a visitor's address. */
export const WorkspaceSettings = z.object({
  timezone: Timezone,
  weekStart: WeekStart,
  ipPrivacy: z.enum(IP_PRIVACIES, { error: `ipPrivacy must be one of ${IP_PRIVACIES.join(", ")}.` }),
});
export type WorkspaceSettings = z.infer<typeof WorkspaceSettings>;

/** What was chosen in the workspace; null where nobody chose. */
export type ChosenSettings = { [Name in keyof WorkspaceSettings]: WorkspaceSettings[Name] | null };

/** The deployment's variables (wrangler.toml), which count until somebody chooses. */
export type SettingVariables = Record<"TIMEZONE" | "WEEK_START" | "IP_PRIVACY", string>;

/** Reads the one row of choices. */
export const READ_SETTINGS =
  "SELECT timezone, week_start AS weekStart, ip_privacy AS ipPrivacy FROM settings WHERE id = 1";

/** What holds: the choice, else the deployment's variable, else what wrangler.toml comes with. */
export function settingsFrom(chosen: ChosenSettings | null, variables: SettingVariables): WorkspaceSettings {
  const { TIMEZONE, WEEK_START, IP_PRIVACY } = variables;
  return {
    timezone: chosen?.timezone ?? TIMEZONE,
    weekStart: chosen?.weekStart ?? (WEEK_START === "monday" ? "monday" : "sunday"),
    ipPrivacy: chosen?.ipPrivacy ?? IP_PRIVACIES.find((one) => one === IP_PRIVACY) ?? "full",
  };
}

/** What was chosen, as it is stored now. */
export const readSettings = (db: D1Database): Promise<ChosenSettings | null> =>
  db.prepare(READ_SETTINGS).first<ChosenSettings>();

/** Chooses some settings and leaves the others as they are. */
export async function changeSettings(
  db: D1Database,
  change: { [Name in keyof WorkspaceSettings]?: WorkspaceSettings[Name] | undefined },
): Promise<void> {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  if (Object.keys(given).length === 0) return;
  await drizzle(db)
    .insert(settings)
    .values({ id: 1, ...given })
    .onConflictDoUpdate({ target: settings.id, set: given });
}
