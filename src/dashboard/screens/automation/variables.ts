import type { Trigger } from "#core/automation.ts";

/** What can stand in a text: the words for it, and how it is written. */
export interface Variable {
  group: string;
  name: string;
  text: string;
}

const IDENTIFIER = /^[A-Za-z_][\w-]*$/;

/** How a property of something is written in a template: names that are no identifiers need brackets. */
export const variableText = (of: string, key: string): string =>
  IDENTIFIER.test(key) ? `{{ ${of}.${key} }}` : `{{ ${of}[${JSON.stringify(key)}] }}`;

/** What the server gives every person, whatever their traits are called. */
const USUAL = ["name", "first_name", "last_name", "email"];

/** What a trigger's texts can hold: what is known of the person, of the event, of the audience, of the report. */
export function variablesFor(when: Trigger, traits: readonly string[], properties: readonly string[]): Variable[] {
  const of = (group: string, root: string, keys: readonly string[]) =>
    keys.map((key) => ({ group, name: key, text: variableText(root, key) }));
  const person = of("Of the person", "person", [...new Set([...USUAL, ...traits])]);
  if ("audience" in when) return [...person, ...of("Of the audience", "audience", ["name"])];
  if ("event" in when)
    return [...person, ...of("Of the event", "event.properties", properties), ...of("Of the event", "event", ["name"])];
  return "report" in when ? of("Of the report", "report", ["label", "value", "before", "change"]) : [];
}

/** A text with another put in between two places of it, and where the cursor stands then. */
export const inserted = (text: string, put: string, from: number, to: number): { text: string; cursor: number } => ({
  text: text.slice(0, from) + put + text.slice(to),
  cursor: from + put.length,
});
