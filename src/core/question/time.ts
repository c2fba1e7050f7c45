import * as z from "zod";
import { fields } from "#core/question/shape.ts";

const MINUTE = 60_000;
export const HOUR_MS = 60 * MINUTE;
export const DAY_MS = 24 * HOUR_MS;

/** Milliseconds of a unit: real time, not calendar, so a month is 30 days (SEMANTICS §4). */
const UNIT_MS = {
  second: 1_000,
  minute: MINUTE,
  hour: HOUR_MS,
  day: DAY_MS,
  week: 7 * DAY_MS,
  month: 30 * DAY_MS,
};
const UNITS = ["second", "minute", "hour", "day", "week", "month"] as const;
const LONGEST_SPAN_MS = 100 * 366 * DAY_MS;

/** A length of time: `{value: 14, unit: "day"}`. */
export const Span = fields({
  value: z
    .number({ error: "value must be a number of units, such as 14." })
    .positive({ error: "value must be more than 0." }),
  unit: z.enum(UNITS, { error: `unit must be one of ${UNITS.join(", ")}.` }),
}).refine((span) => spanMs(span) <= LONGEST_SPAN_MS, { error: "This is over 100 years: write less." });
export type Span = { value: number; unit: (typeof UNITS)[number] };

/** A span in milliseconds. */
export const spanMs = (span: Span): number => span.value * UNIT_MS[span.unit];

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** Is this text a day without a time? */
export const isDay = (text: string): boolean => DAY.test(text);

/** Is there such a day, and does it lie where events can be? `Date.parse` alone would take 2026-02-30 for March 2nd. */
function isRealDay(text: string): boolean {
  const day = text.slice(0, 10);
  const ms = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day) && ms >= 0 && day < "2200";
}

/** An exact instant, with the offset it is told in. */
export const Instant = z
  .string({ error: "Write an instant, such as 2026-03-01T08:00:00Z." })
  .refine((text) => INSTANT.test(text) && isRealDay(text) && !Number.isNaN(Date.parse(text)), {
    error: "Write an instant between 1970 and 2200 with Z or an offset, such as 2026-03-01T08:00:00Z.",
  });

/** A local day of the zone (`2026-03-01`), or an exact instant. */
export const Moment = z
  .string({ error: "Write a day (2026-03-01) or an instant (2026-03-01T08:00:00Z)." })
  .refine((text) => (isDay(text) || INSTANT.test(text)) && isRealDay(text) && !Number.isNaN(Date.parse(text)), {
    error: "Write a day (2026-03-01), or an instant with Z or an offset (2026-03-01T08:00:00Z), between 1970 and 2200.",
  });

export const INTERVALS = ["hour", "day", "week", "month"] as const;
export type Interval = (typeof INTERVALS)[number];
export const Interval = z.enum(INTERVALS, { error: `interval must be one of ${INTERVALS.join(", ")}.` });

export const WEEK_STARTS = ["sunday", "monday"] as const;
export type WeekStart = (typeof WEEK_STARTS)[number];
export const WeekStart = z.enum(WEEK_STARTS, { error: "weekStart must be sunday or monday." });

/** A zone by its IANA name; offsets such as +02:00 are none, because they know no clock changes. */
export const Timezone = z
  .string({ error: "timezone must be the name of a zone, such as Europe/Berlin." })
  .refine(isZone, { error: "timezone must be an IANA zone, such as Europe/Berlin, America/New_York or UTC." });

function isZone(name: string): boolean {
  if (!/^[A-Za-z][\w+/-]{1,63}$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch (error) {
    // The one thing it throws for a name it doesn't know, and here an answer rather than a fault.
    if (error instanceof RangeError) return false;
    throw error;
  }
}
