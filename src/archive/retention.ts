import * as z from "zod";
import { log } from "#core/log.ts";
import { dayOf } from "#archive/days.ts";

const Days = z.number().int().min(1).max(36_500).nullable();

/** What was chosen for the workspace, and for sources apart. Days; null: for ever, or only when the database fills up. */
export const RetentionSettings = z.object({
  /** Days that events are kept. */
  keepDays: Days,
  /** Days after which whole events move to R2. */
  moveEventsDays: Days,
  /** Days after which their facts move, too, and reports over them take longer. */
  moveFactsDays: Days,
  /** Sources whose events are kept for another time. */
  sources: z.array(z.object({ source: z.number().int().positive(), keepDays: Days })).max(1_000),
});
export type RetentionSettings = z.infer<typeof RetentionSettings>;

interface Row {
  source_id: number;
  keep_days: number | null;
  move_events_days: number | null;
  move_facts_days: number | null;
}

export async function readRetention(db: D1Database): Promise<RetentionSettings> {
  const { results } = await db.prepare("SELECT * FROM retention ORDER BY source_id").all<Row>();
  const all = results.find((row) => row.source_id === 0);
  return {
    keepDays: all?.keep_days ?? null,
    moveEventsDays: all?.move_events_days ?? null,
    moveFactsDays: all?.move_facts_days ?? null,
    sources: results.flatMap((row) =>
      row.source_id === 0 ? [] : [{ source: row.source_id, keepDays: row.keep_days }],
    ),
  };
}

/** Takes effect with the next hour's round; what was deleted until then stays deleted. */
export async function writeRetention(db: D1Database, settings: RetentionSettings): Promise<void> {
  const { keepDays, moveEventsDays, moveFactsDays, sources } = settings;
  await db.batch([
    db.prepare("DELETE FROM retention"),
    db
      .prepare("INSERT INTO retention (source_id, keep_days, move_events_days, move_facts_days) VALUES (0, ?1, ?2, ?3)")
      .bind(keepDays, moveEventsDays, moveFactsDays),
    db
      .prepare(`INSERT OR REPLACE INTO retention (source_id, keep_days) SELECT value->>0, value->>1 FROM json_each(?1)`)
      .bind(JSON.stringify(sources.map(({ source, keepDays: days }) => [source, days]))),
  ]);
  log("info", "retention_changed", { keepDays, moveEventsDays, moveFactsDays, sources: sources.length });
}

/** What is to go: days before `all` of everybody, and days before `day` of some sources. */
export interface Expiry {
  all: number | null;
  sources: { day: number; sources: number[] }[];
}

/** Which UTC days are too old. `sources`: all there are. A day is kept until the whole of it is older than its time. */
export function expiryOf(settings: RetentionSettings, sources: readonly number[], now: number): Expiry {
  const own = new Map(settings.sources.map(({ source, keepDays }) => [source, keepDays]));
  const keepOf = (source: number) => (own.has(source) ? (own.get(source) ?? null) : settings.keepDays);
  const cutoff = (days: number) => dayOf(now) - days;
  const times = [settings.keepDays, ...sources.map(keepOf)];
  const all = times.includes(null) ? null : cutoff(Math.max(...times.map((days) => days ?? 0)));
  const byDay = Map.groupBy(sources, (source) => {
    const days = keepOf(source);
    return days === null ? null : cutoff(days);
  });
  return {
    all,
    sources: [...byDay].flatMap(([day, of]) =>
      day === null || (all !== null && day <= all) ? [] : [{ day, sources: of }],
    ),
  };
}
