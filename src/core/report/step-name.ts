import type { Selector } from "#core/question.ts";
import type { Span } from "#core/question/time.ts";
import { propertyName, selectorName } from "#core/report/names.ts";

export type CountBy = "uniques" | "sessions" | "totals";

/** What is counted, in words. */
export const UNITS: Record<CountBy, [one: string, several: string]> = {
  uniques: ["person", "people"],
  sessions: ["visit", "visits"],
  totals: ["try", "tries"],
};

/** A length of time in words: `7 days`. */
export const spanName = ({ value, unit }: Span): string => `${value} ${unit}${value === 1 ? "" : "s"}`;

/** What of a funnel's question its names tell. */
export interface NamedFunnel {
  steps: readonly Selector[];
  window: Span;
  order?: "ordered" | "strict" | "unordered" | undefined;
  breakdown?: { key?: string | readonly string[] | undefined } | undefined;
}

/** What a step is called; of a funnel in any order no step is a certain event. */
export function stepName({ steps, order }: Pick<NamedFunnel, "steps" | "order">, at: number): string {
  if (order === "unordered") return at === 0 ? "Any one of them" : `Any ${at + 1} of them`;
  const step = steps[at];
  return step === undefined ? "" : selectorName(step);
}

/** The question in one line. */
export function funnelInWords({ steps, window, breakdown }: NamedFunnel): string {
  const keys = [breakdown?.key ?? []].flat().map(propertyName);
  const by = keys.length === 0 ? "" : `, by ${keys.join(" and ")}`;
  return `${steps.map(selectorName).join(" › ")} within ${spanName(window)}${by}`;
}
