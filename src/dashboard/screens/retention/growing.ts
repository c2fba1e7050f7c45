import type { Mode, Period } from "#dashboard/screens/retention/question.ts";

const DAY_MS = 86_400_000;
const DAYS: Record<Period, number> = { day: 1, week: 7, month: 30 };

/**
 * May a cell still grow? By the calendar, where its period is one that isn't over; of periods from each one's own start,
 * while the last who started has time left. `buckets` are the rows' labels, `asOf` what "now" was.
 */
export function isGrowing(
  { row, period }: { row: number; period: number },
  { buckets, incomplete, asOf, interval, mode }: Facts,
): boolean {
  if (period === 0) return incomplete.includes(buckets[row] ?? "");
  if (mode !== "rolling") return incomplete.includes(buckets[row + period] ?? "");
  const next = buckets[row + 1];
  const start = Date.parse(`${buckets[row] ?? ""}T00:00:00Z`);
  const lastStart = next === undefined ? start + DAYS[interval] * DAY_MS : Date.parse(`${next}T00:00:00Z`);
  return lastStart + (period + 1) * DAYS[interval] * DAY_MS > Date.parse(asOf);
}

interface Facts {
  buckets: readonly string[];
  incomplete: readonly string[];
  asOf: string;
  interval: Period;
  mode: Mode;
}
