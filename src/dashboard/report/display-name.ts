import { personNames, traitText } from "#core/report/person-name.ts";
import type { PersonProfile } from "#dashboard/api/person.ts";
import { personName } from "#dashboard/report/labels.ts";

/** What somebody is called: by name, else by e-mail, else by id. */
export function displayName({ id, traits }: Pick<PersonProfile, "id" | "traits">): string {
  return personNames(traits).name ?? traitText(traits, "email") ?? personName(id);
}

const isFlat = (value: object): boolean =>
  Object.values(value).every((part) => typeof part !== "object" || part === null);

/** A value as it is read: text as it is, lists and objects part by part, what holds more of them as JSON. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value !== "object") return typeof value === "string" ? value : JSON.stringify(value);
  if (Array.isArray(value)) {
    if (isFlat(value)) return value.map(valueText).join(", ");
    const isTable = value.every((one: unknown) => typeof one === "object" && one !== null && isFlat(one));
    return isTable ? value.map(valueText).join("\n") : JSON.stringify(value);
  }
  if (!isFlat(value)) return JSON.stringify(value);
  return Object.entries(value)
    .map(([key, part]) => `${key}: ${valueText(part)}`)
    .join(", ");
}

/** Is this text an instant, as programs write it? */
export const isInstant = (value: unknown): value is string =>
  typeof value === "string" && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(value) && !Number.isNaN(Date.parse(value));

/** The address of a person's page. */
export const personAddress = (id: string): string => `/people/${encodeURIComponent(id)}`;
