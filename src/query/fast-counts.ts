import type { SegmentationAnswer } from "#core/answer.ts";
import type { SegmentationQuestion } from "#core/question/segmentation.ts";
import type { QuestionContext } from "#core/history.ts";
import { busiestOf } from "#query/fast-busiest.ts";
import { countByValue, groupCounts, type SplitCount } from "#query/fast-breakdown.ts";
import { type Caps, CAPS, type Counting, readEvents } from "#query/fast-cells.ts";
import { createHours, type Hours } from "#query/fast-hours.ts";
import { namesOf } from "#query/fast-names.ts";
import { countPeople, createPersonMap, type PersonMap } from "#query/fast-people.ts";
import {
  type CountedSeries,
  countedSeries,
  countsPeople,
  mayBeCounted,
  type Names,
  propertiesOf,
} from "#query/fast-plan.ts";
import { segmentsOf, sumsOver } from "#query/fast-segments.ts";
import { asksRollupsOnly, byHours } from "#query/fast-rollups.ts";
import type { Reading } from "#query/reading.ts";
import { type CountedPeriod, countedSegmentation, groupsOf } from "#query/segmentation.ts";
import { chartOf, type Line } from "#query/segmentation-line.ts";
import { seriesOf, stretchesOf } from "#query/segmentation-scope.ts";

/** What reading for one question shares. */
interface Source {
  counting: Counting;
  hours: Hours;
  map: PersonMap;
}

/**
 * Answers what the database can count by itself: events and people of named events over time, filtered and broken down by
 * properties that facts hold. The same numbers as person by person (test/oracle), without anybody's events leaving the
 * database. Null where it takes the people themselves, or facts where those are not all `here`.
 */
export async function countSegmentation(
  db: D1Database,
  question: SegmentationQuestion,
  context: QuestionContext,
  reading: Reading,
  caps: Caps = CAPS,
  here = true,
): Promise<SegmentationAnswer | null> {
  if (!mayBeCounted(question)) return null;
  const counting: Counting = { db, reading, caps };
  const source: Source = { counting, hours: createHours(db, reading), map: createPersonMap(counting) };
  // The map comes while SQLite goes on.
  const [all] = await Promise.all([namesOf(db, propertiesOf(question)), countsPeople(question) ? source.map() : null]);
  const names = question.top === undefined ? all : doneOnly(all);
  const stretches = stretchesOf(question, context);
  const [range] = stretches;
  if (!here && question.breakdown !== undefined) return null;
  const busiest =
    question.top === undefined || !range ? [] : await busiestOf(question, range, names, source.hours, counting, here);
  if (busiest === null) return null;
  const series = seriesOf(question, busiest);
  const plans: CountedSeries[] = [];
  for (const one of series) {
    const plan = countedSeries(one, question, names);
    if (plan === null) return null;
    plans.push(plan);
  }
  const counted: CountedPeriod[] = [];
  for (const stretch of stretches) {
    const { lines } = chartOf(series, question, stretch, context.calendar);
    const drawn = lines.flatMap((line, place) => (plans[place] ? [{ line, plan: plans[place] }] : []));
    if (!here && !drawn.every(({ line, plan }) => asksRollupsOnly(plan, line))) return null;
    const groups = groupsOf(question);
    const period = await (groups === null ? countWhole(drawn, source) : countGroups(drawn, groups, source));
    if (period === null) return null;
    counted.push(period);
  }
  return countedSegmentation(question, context, series, counted);
}

type Drawn = readonly { line: Line; plan: CountedSeries }[];

async function countWhole(drawn: Drawn, source: Source): Promise<CountedPeriod | null> {
  const results: number[][] = [];
  for (const { plan, line } of drawn) {
    const counts = await countLine(plan, line, source);
    if (counts === null) return null;
    results.push(counts);
  }
  return { of: (place, window) => results[place]?.[window] ?? 0, groups: null };
}

async function countGroups(
  drawn: Drawn,
  groups: NonNullable<CountedPeriod["groups"]>,
  { counting, map }: Source,
): Promise<CountedPeriod | null> {
  const splits: SplitCount[] = [];
  for (const { plan, line } of drawn) {
    const split = await countByValue(counting, plan, line, map);
    if (split === null) return null;
    splits.push(split);
  }
  return groupCounts(splits, groups);
}

/** Results of the line's windows, and of its whole after the last one; null where it takes the people themselves. */
async function countLine(plan: CountedSeries, line: Line, { counting, hours, map }: Source): Promise<number[] | null> {
  if (plan.of === "people") return countPeople(counting, plan, line, map);
  const segments = segmentsOf(line);
  const { spans } = segments;
  const sums = new Float64Array(spans.length);
  if (byHours(plan, spans)) {
    const counts = await hours(spans[0]?.[0] ?? 0, spans.at(-1)?.[1] ?? 0);
    const ids = plan.groups.flatMap(({ nameIds }) => nameIds);
    for (const [at, [from, to]] of spans.entries()) sums[at] = counts.sum(ids, from, to);
  } else {
    for (const group of plan.groups) {
      for (const [at, n] of (await readEvents(counting, group, segments)).entries()) sums[at] = (sums[at] ?? 0) + n;
    }
  }
  return sumsOver(segments.ranges, sums);
}

/** Of a busiest event only what was done counts: a call may be tracked under the name of another kind. */
const doneOnly = (names: Names): Names => ({
  ...names,
  byName: new Map([...names.byName].map(([name, ids]) => [name, ids.filter((id) => names.done.includes(id))])),
});
