import type { FormField } from "#dashboard/api/destinations.ts";

/** What stands in the form: texts as typed, switches as they are. */
export type FormValues = Record<string, string | boolean>;

/** How a field is asked for. */
export const kindOf = ({ schema }: FormField): "switch" | "choice" | "number" | "text" => {
  if (schema["type"] === "boolean") return "switch";
  if (Array.isArray(schema["enum"])) return "choice";
  return schema["type"] === "number" || schema["type"] === "integer" ? "number" : "text";
};

/** The form as it opens: what is set, else what the destination proposes; secrets are never shown. */
export const valuesOf = (fields: readonly FormField[], settings: Record<string, unknown>): FormValues =>
  Object.fromEntries(
    fields.map((field) => {
      const known = field.secret ? undefined : (settings[field.name] ?? field.schema["default"]);
      return [field.name, kindOf(field) === "switch" ? known === true : textOf(known)];
    }),
  );

const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number"
    ? String(value)
    : value === undefined
      ? ""
      : JSON.stringify(value);

/** The settings that the form stands for. Empty texts are left out, and so are secrets that stay as they are. */
export const settingsOf = (fields: readonly FormField[], values: FormValues): Record<string, unknown> =>
  Object.fromEntries(
    fields.flatMap((field): [string, unknown][] => {
      const value = values[field.name];
      if (typeof value === "boolean") return [[field.name, value]];
      const text = value?.trim() ?? "";
      if (text === "") return [];
      return [[field.name, kindOf(field) === "number" ? Number(text) : text]];
    }),
  );

/** Titles of the fields that have to be filled in and are not. */
export const missingOf = (fields: readonly FormField[], values: FormValues, secretsSet: readonly string[]): string[] =>
  fields
    .filter(({ name, required }) => required && !secretsSet.includes(name) && String(values[name] ?? "").trim() === "")
    .map(({ title }) => title);
