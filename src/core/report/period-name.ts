import type { Selector } from "#core/question.ts";
import { propertyName, selectorName } from "#core/report/names.ts";

/** `Week 1`: the period so long after the start. */
export const periodName = (interval: string, at: number): string =>
  `${interval[0]?.toUpperCase() ?? ""}${interval.slice(1)} ${at}`;

/** What of a retention's question its names tell. */
export interface NamedRetention {
  start: Selector;
  return: Selector;
  interval: string;
  breakdown?: { key?: string | readonly string[] | undefined } | undefined;
}

/** The question in one line. */
export function retentionInWords({ start, return: back, interval, breakdown }: NamedRetention): string {
  const keys = [breakdown?.key ?? []].flat().map(propertyName);
  const by = keys.length === 0 ? "" : `, split by ${keys.join(" and ")}`;
  return `Who did ${nameOf(start)} and came back for ${nameOf(back)}, by ${interval}${by}`;
}

const nameOf = (selector: Selector): string => {
  const name = selectorName(selector);
  return name === "Any event" ? "anything" : name;
};
