import type { Condition, FunnelBreakdown, Selector } from "#core/question.ts";
import type { Exclusion, FunnelCell } from "#core/question/funnel.ts";
import type { Span } from "#core/question/time.ts";
import type { Asked } from "#dashboard/api/answer.ts";
import type { RangeFields } from "#dashboard/controls/range-picker.tsx";
import { type CountBy, funnelInWords } from "#core/report/step-name.ts";
import type { Draft } from "#dashboard/report/report-url.ts";
import { DEFAULT_RANGE, fittingInterval, type Interval } from "#dashboard/screens/segmentation/question.ts";

export { type CountBy, spanName, UNITS } from "#core/report/step-name.ts";

/** A funnel's question, as docs/query.md has it. */
export interface FunnelAsked extends Asked, RangeFields {
  kind: "funnel";
  steps: Selector[];
  order?: "ordered" | "strict" | "unordered" | undefined;
  window: Span;
  exclusions?: Exclusion[] | undefined;
  exclusionMode?: "discard" | "stop" | undefined;
  countBy?: CountBy | undefined;
  filter?: Condition | undefined;
  breakdown?: (Omit<FunnelBreakdown, "attribution"> & { attribution?: FunnelBreakdown["attribution"] }) | undefined;
  view?: "trend" | "timeToConvert" | undefined;
  interval?: Interval | undefined;
  people?: FunnelCell[];
}
export type FunnelDraft = Draft<FunnelAsked>;

/** A step whose event is still to be chosen. */
export const OPEN_STEP: Selector = { event: "" };
export const MOST_STEPS = 20;
const DEFAULT_WINDOW: Span = { value: 7, unit: "day" };

/** What the screen opens with, and what a half-written address lacks: two steps to choose, 30 days, a week to convert. */
export function complete(draft: FunnelDraft | null): FunnelDraft {
  const given: FunnelDraft = draft ?? { kind: "funnel" };
  const range = given.range === undefined && given.from === undefined ? DEFAULT_RANGE : {};
  const whole = {
    ...given,
    ...range,
    steps: given.steps ?? [OPEN_STEP, OPEN_STEP],
    window: given.window ?? DEFAULT_WINDOW,
  };
  return whole.view === "trend" ? { ...whole, interval: given.interval ?? fittingInterval(whole) } : whole;
}

/** Is an event of it chosen? */
export const isChosen = (step: Selector): boolean => eventsOf(step).some(({ event }) => event !== "");

/** A step without alternatives that are still to be chosen. */
export const settled = (step: Selector): Selector => stepOf(eventsOf(step).filter(({ event }) => event !== ""));

/** The question to ask; null while an event is still to be chosen. What was just added at the end waits without disturbing. */
export function askable(draft: FunnelDraft): FunnelAsked | null {
  const { steps = [], exclusions = [] } = draft;
  const chosen = steps.slice(0, steps.findLastIndex(isChosen) + 1);
  if (chosen.length < 2 || !chosen.every(isChosen)) return null;
  const asked = fitted({ ...draft, steps: chosen.map(settled), exclusions: exclusions.filter(isChosen) });
  return JSON.parse(JSON.stringify(asked)) as FunnelAsked;
}

/** A funnel whose exclusions lie between steps there are; of steps in any order they are about the whole funnel. */
export function fitted(draft: FunnelDraft): FunnelDraft {
  const { exclusions = [], steps = [], order } = draft;
  const last = steps.length - 1;
  const kept = exclusions.flatMap((exclusion) => {
    const between =
      order === "unordered" ? { fromStep: 0, toStep: last } : { toStep: Math.min(exclusion.toStep, last) };
    const next = { ...exclusion, ...between };
    return next.fromStep < next.toStep ? [next] : [];
  });
  return { ...draft, exclusions: kept.length === 0 ? undefined : kept };
}

/** The list with one of its items at another place. */
export function moved<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const item = items[from];
  if (item === undefined || to < 0 || to >= items.length) return [...items];
  return items.toSpliced(from, 1).toSpliced(to, 0, item);
}

/** One event of a step. A step is one of them, or any of several. */
export interface StepEvent {
  event: string | null;
  filter?: Condition | undefined;
}
export const eventsOf = (step: Selector): StepEvent[] => ("anyOf" in step ? step.anyOf.flatMap(eventsOf) : [step]);
export function stepOf(events: readonly StepEvent[]): Selector {
  const [first, ...others] = events;
  if (first === undefined) return OPEN_STEP;
  return others.length === 0 ? first : { anyOf: [...events] };
}

/** The question in one line. */
export function inWords({ steps = [], window = DEFAULT_WINDOW, breakdown }: FunnelDraft): string {
  const chosen = steps.filter(isChosen).map(settled);
  return chosen.length < 2
    ? "How many get from step to step, and where the others stop"
    : funnelInWords({ steps: chosen, window, breakdown });
}

/** How an answer is shown. */
export const VIEWS = [
  { value: "steps", label: "Steps" },
  { value: "trend", label: "Trend" },
  { value: "timeToConvert", label: "Time to convert" },
] as const;

/** The same funnel over everybody, for beside its groups; null where there are none. */
export function wholeOf(question: FunnelAsked | null): FunnelAsked | null {
  if (question?.breakdown === undefined) return null;
  const { breakdown: _, ...whole } = question;
  return whole;
}

/** The list behind a number. One of everybody is asked without groups: people without one are in it, too. */
export const listQuestion = (question: FunnelAsked, cell: FunnelCell): FunnelAsked => ({
  ...(cell.breakdown === undefined ? (wholeOf(question) ?? question) : question),
  people: [cell],
});
