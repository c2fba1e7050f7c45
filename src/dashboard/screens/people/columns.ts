import { NAME_TRAITS } from "#core/report/person-name.ts";
import type { PersonProfile } from "#dashboard/api/person.ts";
import type { Trait } from "#dashboard/api/schema.ts";
import { number } from "#dashboard/report/labels.ts";
import type { Times } from "#dashboard/report/times.ts";
import { isInstant, valueText } from "#dashboard/report/display-name.ts";

/** Columns that are no trait. */
export const OWN_COLUMNS = [
  { key: "$firstSeen", name: "First seen" },
  { key: "$lastSeen", name: "Last seen" },
  { key: "$events", name: "Events" },
] as const;

/** Part of the name that stands in the first column. */
const IN_NAME = new Set(NAME_TRAITS);
const PREFERRED = ["email", "plan", "company", "country", "city"];
const TRAITS_AT_FIRST = 3;

/** What a table shows before anybody chose: the traits one looks for first, and when they were here. */
export function firstColumns(traits: readonly Trait[]): string[] {
  const usable = traits.filter(({ trait, type }) => type !== "object" && type !== "list" && !IN_NAME.has(trait));
  const names = usable.map(({ trait }) => trait);
  const chosen = [
    ...PREFERRED.filter((name) => names.includes(name)),
    ...names.filter((name) => !PREFERRED.includes(name)),
  ];
  return [...chosen.slice(0, TRAITS_AT_FIRST), ...OWN_COLUMNS.map(({ key }) => key)];
}

/** The columns in an address; null where there are none. */
export function columnsIn(text: string | null): string[] | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter((one) => typeof one === "string") : null;
  } catch (error) {
    // A link that was cut off on its way.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

export const columnName = (key: string): string => OWN_COLUMNS.find((own) => own.key === key)?.name ?? key;

/** A cell's text. */
export function cellText(person: PersonProfile, key: string, at: Times): string {
  if (key === "$firstSeen") return person.firstSeen === null ? "" : at.short(person.firstSeen);
  if (key === "$lastSeen") return person.lastSeen === null ? "" : at.short(person.lastSeen);
  if (key === "$events") return number(person.events);
  const value = person.traits[key];
  return isInstant(value) ? at.short(value) : valueText(value);
}
