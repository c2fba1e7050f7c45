import type { SegmentationQuestion } from "#core/question.ts";
import { rangeOf } from "#core/range.ts";
import type { Series } from "#core/question/segmentation.ts";
import type { HistoryEvent, PersonHistory, QuestionContext } from "#core/history.ts";
import { carried, type Seen, seenOf } from "./seen.ts";

const DAY_MS = 86_400_000;

interface Row {
  series: string;
  breakdown?: string;
  data: number[];
  total: number;
}

/**
 * A chart by the words of the semantics: every number is worked out anew from the list of everything everybody did.
 * Knows no filters, cohorts, formulas, `top` and comparisons. Slow; made for tests only.
 */
export function naiveSegmentation(
  question: SegmentationQuestion,
  people: readonly PersonHistory[],
  { calendar, now }: QuestionContext,
): Row[] {
  const { interval, series = [], breakdown, rolling, cumulative = false } = question;
  const { from, to } = rangeOf(question, calendar, now);
  const starts: number[] = [];
  for (let at = calendar.bucketStart(from, interval); at <= to; at = calendar.step(at, interval)) starts.push(at);
  const next = (start: number, n = 1) => calendar.step(start, interval, n);

  const ofSeries = series.map((one) => seenOf(people, one));
  const nameOf = ({ event, person }: Seen) => (breakdown ? carried(breakdown, event, person) : "");
  const sizes = new Map<string, number>();
  for (const seen of ofSeries.flat().filter(between(from, to + 1))) {
    sizes.set(nameOf(seen), (sizes.get(nameOf(seen)) ?? 0) + 1);
  }
  const ranked = [...sizes.keys()].toSorted().toSorted((a, b) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0));
  const shown = ranked.slice(0, breakdown?.limit ?? 10);
  const hasRest = shown.length < ranked.length && breakdown?.other !== false;
  const groups = breakdown === undefined ? [null] : [...shown, ...(hasRest ? ["$other"] : [])];

  return series.flatMap((one, place) =>
    groups.map((group) => {
      const all = (ofSeries[place] ?? []).filter((seen) => {
        if (group === null) return true;
        return group === "$other" && hasRest ? !shown.includes(nameOf(seen)) : nameOf(seen) === group;
      });
      const over = (after: number, before: number) => measured(one, all.filter(between(after, before)));
      const active = one.math === "weekly_active" ? 7 : one.math === "monthly_active" ? 30 : null;
      const activeAt = (start: number, days: number) => {
        const end = next(start);
        if (interval === "hour") return over(end - days * DAY_MS, end);
        const day = calendar.bucketStart(Math.min(end, to + 1) - 1, "day");
        return over(calendar.step(day, "day", 1 - days), calendar.step(day, "day"));
      };
      const pointAt = (start: number): number => {
        if (active !== null) return activeAt(start, active);
        return over(rolling === undefined ? Math.max(start, from) : start, Math.min(next(start), to + 1));
      };
      const meanAt = (start: number): number => {
        const values = Array.from({ length: rolling ?? 1 }, (_, back) =>
          pointAt(back === 0 ? start : next(start, -back)),
        );
        return values.reduce((sum, value) => sum + value, 0) / values.length;
      };
      const data = starts.map((start, at) => {
        if (!cumulative) return meanAt(start);
        if (one.math === "unique") return over(from, Math.min(next(start), to + 1));
        return starts.slice(0, at + 1).reduce((sum, earlier) => sum + meanAt(earlier), 0);
      });
      return {
        series: one.name ?? String.fromCharCode(65 + place),
        ...(group !== null && { breakdown: group }),
        data,
        total: active === null ? over(from, to + 1) : (data.at(-1) ?? 0),
      };
    }),
  );
}

const between =
  (after: number, before: number) =>
  ({ event }: Seen): boolean =>
    event.ts >= after && event.ts < before;

function measured({ math, property = "", fold }: Series, seen: readonly Seen[]): number {
  const people = [...new Set(seen.map(({ person }) => person))];
  switch (math) {
    case "total":
      return seen.length;
    case "unique":
    case "weekly_active":
    case "monthly_active":
      return people.length;
    case "sessions":
      return new Set(seen.flatMap(({ event }) => event.property("$session_id") || [])).size;
    case "distinct":
      return new Set(seen.flatMap(({ event }) => event.property(property) ?? []).map(String)).size;
    case "perUser": {
      const own = people.map((person) => seen.filter((one) => one.person === person));
      const worth = own.map((some) => (property === "" ? some.length : total(numbersIn(some, property))));
      return folded(fold, worth);
    }
    case "sum":
    case "avg":
    case "min":
    case "max":
    case "median":
    case "p25":
    case "p75":
    case "p90":
    case "p95":
    case "p99":
      return folded(math, numbersIn(seen, property));
  }
}

const numbersIn = (seen: readonly Seen[], property: string): number[] =>
  seen.flatMap(({ event }) => numberIn(event, property));

function numberIn(event: HistoryEvent, property: string): number[] {
  const value = event.property(property);
  if (typeof value === "number") return [value];
  return typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value)) ? [Number(value)] : [];
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const RANKS: Record<string, number> = {
  min: 0,
  p25: 0.25,
  median: 0.5,
  p75: 0.75,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
  max: 1,
};

function folded(math: string, values: readonly number[]): number {
  if (math === "sum") return total(values);
  if (values.length === 0) return 0;
  if (math === "avg") return total(values) / values.length;
  const sorted = values.toSorted((a, b) => a - b);
  const position = (RANKS[math] ?? 0) * (sorted.length - 1);
  const low = sorted[Math.floor(position)] ?? 0;
  const high = sorted[Math.ceil(position)] ?? 0;
  return low + (high - low) * (position - Math.floor(position));
}
