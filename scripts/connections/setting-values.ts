import * as z from "zod";
import type { FormField } from "./answers.ts";
import { Misuse } from "./failure.ts";

type Json = z.infer<ReturnType<typeof z.json>>;
type Form = readonly FormField[];

/** What `--set`, `--secret` and `--unset` say. */
export interface SettingOptions {
  set?: string[] | undefined;
  secret?: string[] | undefined;
  unset?: string[] | undefined;
}

/**
 * The settings of `--set key=value`, each of the type that the form wants. Throws Misuse, which never repeats a value: it
 * may be a secret that somebody took for none.
 */
export const settingsIn = (form: Form, sets: readonly string[]): Record<string, Json> =>
  Object.fromEntries(
    sets.map((text) => {
      const end = text.indexOf("=");
      if (end < 1) throw new Misuse("--set takes key=value.");
      const field = fieldNamed(form, text.slice(0, end));
      if (field.secret)
        throw new Misuse(`${field.name} is secret: write --secret ${field.name}, and give it on standard input.`);
      return [field.name, settingValue(field, text.slice(end + 1))];
    }),
  );

/** The fields that `--secret` or `--unset` name. */
export const fieldsNamed = (form: Form, option: "secret" | "unset", names: readonly string[]): FormField[] =>
  names.map((name) => {
    if (name.includes("=")) throw new Misuse(`--${option} takes only the name; the value is read from standard input.`);
    return fieldNamed(form, name);
  });

function fieldNamed(form: Form, name: string): FormField {
  const found = form.find((field) => field.name === name);
  if (found) return found;
  throw new Misuse(`There is no setting "${name}" here; there is ${form.map((field) => field.name).join(", ")}.`);
}

/** A text as the value that the field's schema wants. */
export function settingValue({ name, schema }: FormField, text: string): Json {
  const type = schema["type"];
  if (type === "number" || type === "integer") {
    const number = text.trim() === "" ? Number.NaN : Number(text);
    if (Number.isFinite(number)) return number;
    throw new Misuse(`${name} should be a number.`);
  }
  if (type === "boolean") {
    if (text === "true" || text === "false") return text === "true";
    throw new Misuse(`${name} should be true or false.`);
  }
  if (type !== "object" && type !== "array") return text;
  try {
    return z.json().parse(JSON.parse(text));
  } catch {
    // JSON.parse repeats what it was given.
    throw new Misuse(`${name} should be JSON.`);
  }
}
