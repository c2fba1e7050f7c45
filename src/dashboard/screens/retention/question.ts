import type { Condition, RetentionBreakdown, Selector } from "#core/question.ts";
import type { RetentionCell } from "#core/question/retention.ts";
import type { Asked } from "#dashboard/api/answer.ts";
import type { RangeFields } from "#dashboard/controls/range-picker.tsx";
import { retentionInWords } from "#core/report/period-name.ts";
import type { Draft } from "#dashboard/report/report-url.ts";

export { periodName } from "#core/report/period-name.ts";

export type Period = "day" | "week" | "month";
export type Mode = "on" | "onOrAfter" | "rolling";

/** A retention's question, as docs/query.md has it. */
export interface RetentionAsked extends Asked, RangeFields {
  kind: "retention";
  interval: Period;
  start: Selector;
  return?: Selector | undefined;
  startMode?: "recurring" | "first" | undefined;
  firstScope?: "ever" | "range" | undefined;
  mode?: Mode | undefined;
  filter?: Condition | undefined;
  breakdown?: (Omit<RetentionBreakdown, "onReturn"> & { onReturn?: boolean }) | undefined;
  people?: RetentionCell[];
}
export type RetentionDraft = Draft<RetentionAsked>;

/** Ranges that have enough periods to see something. */
export const USUAL: Record<Period, RangeFields> = {
  day: { range: { last: { value: 14, unit: "day" } } },
  week: { range: { last: { value: 8, unit: "week" } } },
  month: { range: { last: { value: 6, unit: "month" } } },
};
const ANY: Selector = { event: null };

/** What the screen opens with, and what a half-written address lacks: who does anything comes back for anything, by week. */
export function complete(draft: RetentionDraft | null): RetentionDraft {
  const given: RetentionDraft = draft ?? { kind: "retention" };
  const interval = given.interval ?? "week";
  const range = given.range === undefined && given.from === undefined ? USUAL[interval] : {};
  return { ...given, ...range, interval, start: given.start ?? ANY, return: given.return ?? ANY };
}

const isChosen = (selector: Selector | undefined): boolean =>
  selector !== undefined && ("anyOf" in selector || selector.event !== "");

/** The question to ask; null while an event is still to be chosen. */
export const askable = (draft: RetentionDraft): RetentionAsked | null =>
  isChosen(draft.start) && isChosen(draft.return) ? (draft as RetentionAsked) : null;

/** About how many periods a range has. */
export function periodsOf({ range, from, to }: RangeFields, interval: Period): number {
  const days = range
    ? range.last.value * DAYS[range.last.unit]
    : (Date.parse(to ?? "") - Date.parse(from ?? "")) / 86_400_000 + 1;
  return days / DAYS[interval];
}
const DAYS = { hour: 1 / 24, day: 1, week: 7, month: 30 };

/** The draft by another period; a range too short or too long for it gives way to the usual one. */
export function byPeriod(draft: RetentionDraft, interval: Period): RetentionDraft {
  const isUsual = JSON.stringify(draft.range) === JSON.stringify(USUAL[draft.interval ?? "week"].range);
  const periods = periodsOf(draft, interval);
  if (!isUsual && periods >= 2 && periods <= 60) return { ...draft, interval };
  return { ...draft, from: undefined, to: undefined, ...USUAL[interval], interval };
}

export const MODES: { value: Mode; label: string; says: string }[] = [
  { value: "on", label: "In that period", says: "Came back in exactly that calendar period." },
  { value: "onOrAfter", label: "Then or later", says: "Came back in that calendar period or any later one." },
  {
    value: "rolling",
    label: "From each one's own start",
    says: "Periods are counted from each person's own start, not by the calendar.",
  },
];

/** The question in one line. */
export const inWords = ({ start = ANY, return: back = ANY, interval = "week", breakdown }: RetentionDraft): string =>
  retentionInWords({ start, return: back, interval, breakdown });
