import { HOUR_MS } from "#core/clock.ts";
import type { TrackedEvent } from "#core/event.ts";
import { actorOf } from "#core/ids.ts";
import { storableText } from "#core/json.ts";
import type { Finding } from "#core/tracking-plan.ts";
import type { Issue, IssueBook } from "#tracking-plan/issue-book.ts";

/** An event that was judged in the transaction under way, and counts there. */
export interface Noted {
  event: TrackedEvent;
  finding: Finding;
}

/** One violation to be shown. `uid`: who it is about, so that it goes when they are erased. */
export interface ViolationSample {
  at: number;
  source: number;
  messageId: string;
  value: string;
  uid: string | null;
}

/** Samples kept of each issue. */
export const SAMPLES_KEPT = 10;

type IssueRow = [
  kind: string,
  name: string,
  property: string,
  rule: string,
  first: number,
  last: number,
  samples: string,
];

/**
 * What a batch's violations add: a row an issue (with its newest samples), and one of the hour. Nothing where there are none.
 * By arrival, not by when the events say they happened: it is about what is being sent now.
 */
export function violationStatements(db: D1Database, noted: readonly Noted[], book: IssueBook): D1PreparedStatement[] {
  const issues = new Map<string, { issue: Issue; first: number; last: number; samples: ViolationSample[] }>();
  const counts = new Map<
    string,
    [hour: number, kind: string, name: string, property: string, rule: string, n: number]
  >();
  for (const { event, finding } of noted) {
    for (const violation of finding.violations) {
      const issue = book.issueOf(finding.kind, finding.name, violation);
      const { kind, name, property, rule } = issue;
      const key = JSON.stringify(issue);
      const at = event.receivedAt;
      const entry = issues.get(key) ?? { issue, first: at, last: at, samples: [] };
      issues.set(key, entry);
      entry.first = Math.min(entry.first, at);
      entry.last = Math.max(entry.last, at);
      // The last ones of the batch are the newest.
      entry.samples.unshift(sampleOf(event, violation.value));
      entry.samples.splice(SAMPLES_KEPT);
      const hour = Math.floor(at / HOUR_MS);
      const row = counts.get(`${hour} ${key}`) ?? [hour, kind, name, property, rule, 0];
      counts.set(`${hour} ${key}`, row);
      row[5] += 1;
    }
  }
  if (issues.size === 0) return [];
  const rows = [...issues.values()].map(({ issue: { kind, name, property, rule }, first, last, samples }): IssueRow => [
    kind,
    name,
    property,
    rule,
    first,
    last,
    JSON.stringify(samples),
  ]);
  return [
    db.prepare(ADD_ISSUES).bind(JSON.stringify(rows)),
    db.prepare(ADD_HOURS).bind(JSON.stringify([...counts.values()])),
  ];
}

function sampleOf(event: TrackedEvent, value: string): ViolationSample {
  const { receivedAt: at, sourceId: source, messageId } = event;
  const uid = actorOf(event);
  return { at, source, messageId: storableText(messageId), value, uid: uid === null ? null : storableText(uid) };
}

const ADD_ISSUES = `INSERT INTO plan_issues (kind, name, property, rule, first_at, last_at, samples)
  SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6 FROM json_each(?1) WHERE true
  ON CONFLICT (kind, name, property, rule) DO UPDATE SET
    first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at),
    samples = (SELECT json_group_array(json(value)) FROM (
      SELECT value FROM (
        SELECT 0 AS part, key, value FROM json_each(excluded.samples)
        UNION ALL SELECT 1, key, value FROM json_each(plan_issues.samples))
      ORDER BY part, key LIMIT ${SAMPLES_KEPT}))`;

const ADD_HOURS = `INSERT INTO plan_hours (hour, counts)
  SELECT said.value->>0, json_group_object(CAST(issue.id AS TEXT), said.value->>5)
  FROM json_each(?1) AS said JOIN plan_issues AS issue
    ON issue.kind = said.value->>1 AND issue.name = said.value->>2
    AND issue.property = said.value->>3 AND issue.rule = said.value->>4
  GROUP BY said.value->>0
  ON CONFLICT (hour) DO UPDATE SET counts = (
    SELECT json_group_object(key, n) FROM (SELECT key, sum(value) AS n FROM (
      SELECT key, value FROM json_each(plan_hours.counts) UNION ALL SELECT key, value FROM json_each(excluded.counts))
    GROUP BY key))`;
