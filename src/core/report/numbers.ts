export type BucketInterval = "hour" | "day" | "week" | "month";

/**
 * Numbers as reports show them, on the screen and in mails. `locale`: the language they are read in; undefined is the
 * reader's own, which only a browser knows.
 */
export function numbersIn(locale: string | undefined) {
  const count = once(() => new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }));
  const short = once(() => new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 }));
  // Labels are local times of the report's zone, so no zone is to be applied.
  const utc = (options: Intl.DateTimeFormatOptions) =>
    once(() => new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options }));
  const buckets: Record<BucketInterval, () => Intl.DateTimeFormat> = {
    hour: utc({ month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" }),
    day: utc({ weekday: "short", month: "short", day: "numeric" }),
    week: utc({ month: "short", day: "numeric" }),
    month: utc({ month: "short", year: "numeric" }),
  };

  /** A number as it is read: grouped, two decimals at most. */
  const number = (value: number): string => count().format(value);
  /** A percentage as the API gives it (0–100). */
  const percent = (value: number): string => `${count().format(value)}%`;

  return {
    number,
    percent,
    /** A number where there is little room: 12.3K. */
    shortNumber: (value: number): string => short().format(value),
    /** A part (0–1) as a percentage of one decimal, which is what a table's cell has room for. */
    rate: (part: number): string => percent(Math.round(part * 1_000) / 10),
    /** How a total changed: `+12.5% from 1,200`; `none before` where it was 0. */
    change: (now: number, before: number): string => {
      if (before === 0) return "none before";
      const change = (100 * (now - before)) / Math.abs(before);
      return `${change < 0 ? "−" : "+"}${Math.abs(change).toFixed(1)}% from ${number(before)}`;
    },
    /** The start of a bucket as people write it. */
    bucketName: (label: string, interval: BucketInterval): string => {
      const date = new Date(
        `${label.length > 10 ? label.slice(0, 16) : `${label.length === 7 ? `${label}-01` : label}T00:00`}Z`,
      );
      return Number.isNaN(date.getTime()) ? label : buckets[interval]().format(date);
    },
    /** A length of time in its two largest units: `2 h 5 min`. */
    duration: (seconds: number): string => {
      const at = UNITS.findIndex(([, size]) => seconds >= size);
      if (at === -1) return `${number(seconds)} s`;
      const [name, size] = UNITS[at] ?? ["s", 1];
      const next = UNITS[at + 1];
      const rest = next ? Math.floor((seconds % size) / next[1]) : 0;
      return `${Math.floor(seconds / size)} ${name}${next && rest > 0 ? ` ${rest} ${next[0]}` : ""}`;
    },
  };
}
export type Numbers = ReturnType<typeof numbersIn>;

/** Making a format of Intl takes a millisecond or two, and a Worker that starts needs none yet. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

const UNITS: [name: string, seconds: number][] = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
  ["s", 1],
];
