import type { SegmentationQuestion, Series } from "#core/question/segmentation.ts";
import { DAY_MS, HOUR_MS } from "#core/question/time.ts";
import type { QuestionContext } from "#query/context.ts";
import { type CountedSeries, countedSeries, filterKeys, mayBeCounted, type Names } from "#query/fast-plan.ts";
import { namesOf } from "#query/fast-names.ts";
import { type HourCounts, readHours } from "#query/hour-counts.ts";
import { byCode } from "#query/people-list.ts";
import { COUNTED, PERSON, type Reading } from "#query/reading.ts";
import { countedSegmentation, type SegmentationAnswer } from "#query/segmentation.ts";
import { chartOf, type Line, type Stretch } from "#query/segmentation-line.ts";
import { seriesOf, stretchesOf } from "#query/segmentation-scope.ts";
import type { Counted } from "#query/segmentation-run.ts";

/**
 * Answers what the database can count by itself: events and people of named events over time, filtered by properties that
 * facts hold. The same numbers as person by person (test/oracle), without anybody leaving the database. Null where it
 * takes the people themselves.
 */
export async function countSegmentation(
  db: D1Database,
  question: SegmentationQuestion,
  context: QuestionContext,
  reading: Reading,
): Promise<SegmentationAnswer | null> {
  if (!mayBeCounted(question)) return null;
  const names = await namesOf(db, filterKeys(question));
  const hours = createHours(db, reading);
  const busiest = question.top === undefined ? [] : await busiestOf(db, question, context, names, hours, reading);
  if (busiest === null) return null;
  const series = seriesOf(question, busiest);
  const plans = series.map((one) => countedSeries(one, question.filter, names));
  const counted: Counted[] = [];
  for (const stretch of stretchesOf(question, context)) {
    const { lines } = chartOf(series, question, stretch, context.calendar);
    const results: number[][] = [];
    for (const [place, line] of lines.entries()) {
      const plan = plans[place];
      if (!plan) return null;
      results.push(await countLine(db, plan, line, hours, reading));
    }
    counted.push((place, window) => results[place]?.[window] ?? 0);
  }
  return countedSegmentation(question, context, series, counted);
}

type Hours = (from: number, to: number) => Promise<HourCounts>;

/** The hours of one question, read once for what it covers. */
function createHours(db: D1Database, reading: Reading): Hours {
  let known: { from: number; to: number; counts: HourCounts } | null = null;
  return async (from, to) => {
    if (known !== null && known.from <= from && known.to >= to) return known.counts;
    const span = { from: Math.min(from, known?.from ?? from), to: Math.max(to, known?.to ?? to) };
    known = { ...span, counts: await readHours(db, span.from, span.to, reading) };
    return known.counts;
  };
}

/** Windows as pairs of first and last ms; the whole comes last. */
const spansOf = ({ windows, whole }: Line): [from: number, to: number][] =>
  [
    ...windows.starts.map((start, at) => [start, windows.ends[at] ?? start] as const),
    [whole.starts[0] ?? 0, whole.ends[0] ?? 0] as const,
  ].map(([start, end]) => [start, end - 1]);

const alignedTo = (unit: number, spans: readonly [number, number][]): boolean =>
  spans.every(([from, to]) => from % unit === 0 && (to + 1) % unit === 0);

async function countLine(
  db: D1Database,
  plan: CountedSeries,
  line: Line,
  hours: Hours,
  reading: Reading,
): Promise<number[]> {
  const spans = spansOf(line);
  if (plan.groups.length === 0) return spans.map(() => 0);
  if (plan.of === "people") {
    if (plan.isAnyEvent && alignedTo(DAY_MS, spans)) return activePeople(db, spans, reading);
    return peopleIn(db, plan, spans, reading);
  }
  if (plan.groups.every(({ condition }) => condition.values.length === 0) && alignedTo(HOUR_MS, spans)) {
    const counts = await hours(Math.min(...spans.map(([from]) => from)), Math.max(...spans.map(([, to]) => to)));
    const ids = plan.groups.flatMap(({ nameIds }) => nameIds);
    return spans.map(([from, to]) => counts.sum(ids, from, to));
  }
  return eventsIn(db, plan, spans, reading);
}

const EVENTS = (condition: string) => `SELECT w.key AS window, sum((
    SELECT count(*) FROM facts f
    WHERE f.name_id = n.value AND f.ts BETWEEN w.value->>0 AND w.value->>1 AND ${COUNTED} AND ${condition})) AS n
  FROM json_each(?) n CROSS JOIN json_each(?) w GROUP BY w.key`;

async function eventsIn(
  db: D1Database,
  { groups }: CountedSeries,
  spans: readonly [number, number][],
  reading: Reading,
): Promise<number[]> {
  const sums = spans.map(() => 0);
  for (const { nameIds, condition } of groups) {
    const values = [...condition.values, JSON.stringify(nameIds), JSON.stringify(spans)];
    const rows = await numbers(db, EVENTS(condition.sql), values, reading);
    for (const [window, n] of rows) sums[window] = (sums[window] ?? 0) + n;
  }
  return sums;
}

const PEOPLE = (condition: string) => `SELECT w.key AS window, (
    SELECT count(DISTINCT ${PERSON}) FROM json_each(?) n
      CROSS JOIN facts f ON f.name_id = n.value AND f.ts BETWEEN w.value->>0 AND w.value->>1
      LEFT JOIN person_of p ON p.actor_id = f.actor_id
    WHERE ${COUNTED} AND ${condition}) AS n
  FROM json_each(?) w`;

async function peopleIn(
  db: D1Database,
  { groups }: CountedSeries,
  spans: readonly [number, number][],
  reading: Reading,
): Promise<number[]> {
  const [group] = groups;
  if (!group) return spans.map(() => 0);
  const values = [JSON.stringify(group.nameIds), ...group.condition.values, JSON.stringify(spans)];
  return (await numbers(db, PEOPLE(group.condition.sql), values, reading)).map(([, n]) => n);
}

/** Everybody who did anything on these UTC days, from the rollup. */
async function activePeople(db: D1Database, spans: readonly [number, number][], reading: Reading): Promise<number[]> {
  const days = spans.map(([from, to]) => [from / DAY_MS, (to + 1) / DAY_MS - 1]);
  const sql = `SELECT w.key AS window, (
      SELECT count(DISTINCT coalesce(p.person_id, d.actor_id)) FROM active_days d
        LEFT JOIN person_of p ON p.actor_id = d.actor_id
      WHERE d.day BETWEEN w.value->>0 AND w.value->>1) AS n
    FROM json_each(?) w`;
  return (await numbers(db, sql, [JSON.stringify(days)], reading)).map(([, n]) => n);
}

async function numbers(
  db: D1Database,
  sql: string,
  values: readonly (string | number)[],
  reading: Reading,
): Promise<[window: number, n: number][]> {
  const { results, meta } = await db
    .prepare(sql)
    .bind(...values)
    .all<{ window: number; n: number }>();
  reading.rowsRead += meta.rows_read;
  return results.map(({ window, n }) => [window, n]);
}

/** Names of the busiest events of the range, biggest first, ties by name; null where only the people can tell. */
async function busiestOf(
  db: D1Database,
  question: SegmentationQuestion,
  context: QuestionContext,
  names: Names,
  hours: Hours,
  reading: Reading,
): Promise<string[] | null> {
  const [stretch] = stretchesOf(question, context);
  if (!stretch) return null;
  const sizes: { name: string; n: number }[] = [];
  for (const [name, ids] of names.byName) {
    if (!ids.some((id) => names.done.includes(id))) continue;
    const one: Series = { event: name, math: "total", fold: "avg" };
    const plan = countedSeries(one, question.filter, names);
    if (!plan) return null;
    const n = await countOne(db, plan, stretch, hours, reading);
    if (n > 0) sizes.push({ name, n });
  }
  return sizes
    .toSorted((a, b) => b.n - a.n || byCode(a.name, b.name))
    .slice(0, question.top)
    .map(({ name }) => name);
}

async function countOne(db: D1Database, plan: CountedSeries, { from, to }: Stretch, hours: Hours, reading: Reading) {
  const whole = { starts: [from], ends: [to + 1] };
  const line: Line = {
    windows: { starts: [], ends: [] },
    whole,
    read: () => ({ data: [], total: 0 }),
    behind: () => ({ first: 0, last: 0 }),
  };
  return (await countLine(db, plan, line, hours, reading))[0] ?? 0;
}
