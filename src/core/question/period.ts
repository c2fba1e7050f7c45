import * as z from "zod";
import { Condition } from "#core/question/condition.ts";
import { fields } from "#core/question/shape.ts";
import {
  DAY_MS,
  HOUR_MS,
  Instant,
  type Interval,
  INTERVALS,
  isDay,
  Moment,
  Timezone,
  WeekStart,
} from "#core/question/time.ts";

/** A range that moves with now: the last `value` calendar units of the zone, the current one included. */
const Relative = fields({
  last: fields({
    value: z.number().int({ error: "value must be a whole number of units." }).min(1).max(10_000),
    unit: z.enum(INTERVALS, { error: `unit must be one of ${INTERVALS.join(", ")}.` }),
  }),
});
export type Relative = z.infer<typeof Relative>;

/** Fields that questions of every kind have. */
export const everywhere = {
  /** What relative windows and ranges count from; the moment of asking where none is given. */
  now: Instant.optional(),
  /** The workspace's own where none is given. */
  timezone: Timezone.optional(),
  weekStart: WeekStart.optional(),
};

/** Fields of questions about a range of time: `from` and `to`, or `range`. */
export const overTime = {
  ...everywhere,
  /** A day without a time is the whole local day of the zone; both ends are inclusive. */
  from: Moment.optional(),
  to: Moment.optional(),
  range: Relative.optional(),
  filter: Condition.optional(),
};

/** The period of a question as it is written. */
export interface Period {
  from?: string | undefined;
  to?: string | undefined;
  range?: Relative | undefined;
}

/** Refuses a question without a range, with two, or with one that ends before it begins. */
export function checkPeriod({ from, to, range }: Period, context: z.RefinementCtx): void {
  const fault = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
  if (range !== undefined) {
    if (from !== undefined || to !== undefined) fault("range", "Write from and to, or range, not both.");
    return;
  }
  if (from === undefined) fault("from", 'Write from and to, or range: {"last": {"value": 30, "unit": "day"}}.');
  else if (to === undefined) fault("to", "A range with from needs to.");
  else if (lengthMs({ from, to }) <= (isDay(from) === isDay(to) ? 0 : -DAY_MS)) fault("to", "to lies before from.");
}

const ROUGH_MS: Record<Interval, number> = { hour: HOUR_MS, day: DAY_MS, week: 7 * DAY_MS, month: 30.5 * DAY_MS };

/** About how long a period is, in ms: zones are left out of it. */
export function lengthMs({ from, to, range }: Period): number {
  if (range !== undefined) return range.last.value * ROUGH_MS[range.last.unit];
  if (from === undefined || to === undefined) return 0;
  return Date.parse(to) - Date.parse(from) + (isDay(to) ? DAY_MS : 1);
}

/** Buckets of a trend or of a retention table at most. */
const MAX_BUCKETS = 1_000;

/** Why a period has too many buckets, and what to ask instead; null where it hasn't. */
export function bucketsFault(period: Period, interval: Interval): string | null {
  const buckets = Math.round(lengthMs(period) / ROUGH_MS[interval]);
  return buckets <= MAX_BUCKETS
    ? null
    : `This range has about ${buckets} buckets; ${MAX_BUCKETS} can be shown. Ask for longer buckets or a shorter range.`;
}

/** Why a chart's period is too long for buckets this short, and what to ask instead (SEMANTICS §2, guard rails). */
export function chartFault(period: Period, interval: Interval): string | null {
  const days = Math.round(lengthMs(period) / DAY_MS);
  if (interval === "hour" && days > 31) {
    return `hour goes up to 31 days, this range has ${days}. Ask by day, or for a shorter range.`;
  }
  if (interval === "day" && days > 366) {
    return `day goes up to 12 months, this range has ${days} days. Ask by week or month, or for a shorter range.`;
  }
  return bucketsFault(period, interval);
}

/** Most days of a question about any event at all (SEMANTICS §2, guard rails). */
export const MAX_ANY_EVENT_DAYS = 93;
