/** A stretch of time in which a zone keeps one offset. All in ms. */
export interface OffsetSpan {
  /** Known to hold from here, up to, not including, `until`. */
  from: number;
  until: number;
  /** Local time minus UTC. */
  offset: number;
  /** When clocks changed to this offset, and when they change next; infinite where that is far away. */
  since: number;
  changes: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * A zone's offset at any instant. Intl tells offsets slowly (microseconds each), so a year's changes are looked for once,
 * by asking day by day and halving where two days differ; after that an instant costs a comparison or two.
 */
export interface Zone {
  at(ms: number): OffsetSpan;
}

const zones = new Map<string, Zone>();

/** The zone of an IANA name. Throws RangeError where there is no such zone. */
export function zoneOf(name: string): Zone {
  const known = zones.get(name);
  if (known !== undefined) return known;
  const zone = createZone(name);
  zones.set(name, zone);
  return zone;
}

/** The first instant at which clocks of a zone show this (told as if it were UTC, ms), or what comes next, where they skip it. */
export function instantAt(zone: Zone, local: number): number {
  // No offset is over 14 hours, so this is before it.
  let span = zone.at(local - 15 * HOUR_MS);
  while (local - span.offset >= span.until) span = zone.at(span.until);
  return Math.max(local - span.offset, span.from);
}

function createZone(name: string): Zone {
  const offsetAt = offsetReader(name);
  const years = new Map<number, OffsetSpan[]>();

  const spansOf = (year: number): OffsetSpan[] => {
    const known = years.get(year);
    if (known !== undefined) return known;
    const spans = spansBetween(offsetAt, Date.UTC(year) - DAY_MS, Date.UTC(year + 1) + DAY_MS);
    years.set(year, spans);
    return spans;
  };

  let last: OffsetSpan = { from: 0, until: 0, offset: 0, since: 0, changes: 0 };
  return {
    at(ms) {
      if (ms >= last.from && ms < last.until) return last;
      const spans = spansOf(new Date(ms).getUTCFullYear());
      last = spans.find((span) => ms < span.until) ?? last;
      return last;
    },
  };
}

/** The offsets from `from` to `until`, in order. Zones never change twice within a day. */
function spansBetween(offsetAt: (ms: number) => number, from: number, until: number): OffsetSpan[] {
  const spans: OffsetSpan[] = [];
  let span = { from, until, offset: offsetAt(from), since: -Infinity, changes: Infinity };
  for (let day = from; day < until; day += DAY_MS) {
    const offset = offsetAt(day + DAY_MS);
    if (offset === span.offset) continue;
    const change = firstWith(offsetAt, offset, day, day + DAY_MS);
    if (change === until) break;
    spans.push({ ...span, until: change, changes: change });
    span = { from: change, until, offset, since: change, changes: Infinity };
  }
  return [...spans, span];
}

/** The first instant after `low`, up to `high`, that has this offset. */
function firstWith(offsetAt: (ms: number) => number, offset: number, low: number, high: number): number {
  let before = low;
  let after = high;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(middle) === offset) after = middle;
    else before = middle;
  }
  return after;
}

function offsetReader(name: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  return (ms) => {
    const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const { type, value } of format.formatToParts(ms)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1_000) * 1_000;
  };
}
