import * as z from "zod";
import type { SettingField } from "./about.ts";

/** The form of a destination of Segment's. */
export function settingsSchema(fields: readonly SettingField[]): z.ZodObject {
  return z.object(Object.fromEntries(fields.map((field) => [field.name, schemaOf(field)])));
}

function schemaOf(field: SettingField): z.ZodType {
  const { title, description, required, secret } = field;
  const value = valueOf(field);
  return (required ? value : value.optional()).meta({ title, description, ...(secret && { secret }) });
}

function valueOf({ type, url, choices, required, default: standard }: SettingField): z.ZodType {
  const [first, ...others] = choices?.map(({ value }) => value) ?? [];
  const text: z.ZodType = first === undefined ? plain(url, required) : z.enum([first, ...others]);
  const value: z.ZodType = type === "string" ? text : type === "number" ? z.number() : z.boolean();
  return standard === undefined ? value : value.default(standard);
}

const plain = (url: boolean, required: boolean) => (url ? z.url() : required ? z.string().min(1) : z.string());
