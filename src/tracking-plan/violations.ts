import { DAY_MS, HOUR_MS } from "#core/clock.ts";
import type { ViolationSample } from "#tracking-plan/note-violations.ts";

export interface ViolationsQuestion {
  /** ms; whole hours of them. */
  from: number;
  to: number;
  kind: string | null;
  name: string | null;
}

/** One thing that is wrong, how often it was in the range, and the newest of it. */
export interface IssueFound {
  kind: string;
  name: string;
  property: string;
  rule: string;
  count: number;
  firstAt: string;
  lastAt: string;
  /** By day in UTC, those that have any. */
  days: { day: string; count: number }[];
  samples: { at: string; source: number; messageId: string; value: string }[];
}

interface Row {
  id: number;
  day: number;
  n: number;
}

interface IssueRow {
  id: number;
  kind: string;
  name: string;
  property: string;
  rule: string;
  first_at: number;
  last_at: number;
  samples: string;
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** What was not as planned in the range, by arrival, most frequent first. */
export async function findViolations(
  db: D1Database,
  { from, to, kind, name }: ViolationsQuestion,
): Promise<IssueFound[]> {
  const [counted, issues] = await db.batch([
    db
      .prepare(
        `SELECT CAST(c.key AS INTEGER) AS id, h.hour / 24 AS day, sum(c.value) AS n
         FROM plan_hours h CROSS JOIN json_each(h.counts) c WHERE h.hour BETWEEN ?1 AND ?2 GROUP BY 1, 2 ORDER BY 2`,
      )
      .bind(Math.floor(from / HOUR_MS), Math.floor(to / HOUR_MS)),
    db
      .prepare("SELECT * FROM plan_issues WHERE (?1 IS NULL OR kind = ?1) AND (?2 IS NULL OR name = ?2)")
      .bind(kind, name),
  ]);
  const byIssue = Map.groupBy((counted?.results ?? []) as Row[], ({ id }) => id);
  return ((issues?.results ?? []) as IssueRow[])
    .flatMap((issue): IssueFound[] => {
      const days = byIssue.get(issue.id);
      if (!days) return [];
      const samples = JSON.parse(issue.samples) as ViolationSample[];
      return [
        {
          kind: issue.kind,
          name: issue.name,
          property: issue.property,
          rule: issue.rule,
          count: days.reduce((sum, { n }) => sum + n, 0),
          firstAt: iso(issue.first_at),
          lastAt: iso(issue.last_at),
          days: days.map(({ day, n }) => ({ day: iso(day * DAY_MS).slice(0, 10), count: n })),
          samples: samples.map(({ at, source, messageId, value }) => ({ at: iso(at), source, messageId, value })),
        },
      ];
    })
    .toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}
