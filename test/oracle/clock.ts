/**
 * What clocks of a zone show, asked of Intl anew each time: slow, but nothing can be remembered wrongly.
 * Buckets are told apart by what a clock shows in all of their moments.
 */
export interface ClockFace {
  year: number;
  month: number;
  day: number;
  hour: number;
  /** `GMT+01:00` */
  offset: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

export function clockFace(ms: number, zone: string): ClockFace {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      timeZoneName: "longOffset",
    });
    formats.set(zone, format);
  }
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
  const number = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  return {
    year: number("year"),
    month: number("month"),
    day: number("day"),
    hour: number("hour"),
    offset: parts.get("timeZoneName") ?? "",
  };
}

const isoDay = (year: number, month: number, day: number): string =>
  new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);

/** The name of the bucket a moment lies in: two moments next to each other share it exactly when they share the bucket. */
export function bucketName(ms: number, interval: string, zone: string, weekStart: string): string {
  const { year, month, day, hour, offset } = clockFace(ms, zone);
  if (interval === "hour") return `${isoDay(year, month, day)} ${hour} ${offset}`;
  if (interval === "day") return isoDay(year, month, day);
  if (interval === "month") return isoDay(year, month, 1);
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  return isoDay(year, month, day - (weekStart === "monday" ? (weekday + 6) % 7 : weekday));
}

const known = new Map<string, number[]>();

/** The hours (first ms, UTC) in which clocks of a zone change, from 2012 to 2030. */
export function changeHours(zone: string): number[] {
  const hour = 3_600_000;
  const found = known.get(zone) ?? [];
  if (known.has(zone)) return found;
  known.set(zone, found);
  let before = clockFace(Date.UTC(2012), zone).offset;
  for (let day = Date.UTC(2012); day < Date.UTC(2031); day += 24 * hour) {
    const after = clockFace(day + 24 * hour, zone).offset;
    if (after === before) continue;
    before = after;
    for (let at = day; at < day + 24 * hour; at += hour) {
      if (clockFace(at, zone).offset !== clockFace(at + hour, zone).offset) found.push(at);
    }
  }
  return found;
}
