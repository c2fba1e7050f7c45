import * as z from "zod";
import type { Json, JsonObject } from "#core/json.ts";
import { Problem } from "#core/problem.ts";
import { addressFault, type Reach } from "#destinations/address.ts";
import type { Destination } from "#destinations/contract.ts";
import { textsIn } from "#destinations/mask.ts";

/** A field of a destination's form, from its zod schema. */
export const FormField = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  required: z.boolean(),
  secret: z.boolean(),
  /** JSON Schema of the value: type, enum, default, format … */
  schema: z.looseObject({}),
});
export type FormField = z.infer<typeof FormField>;

const metaOf = (field: z.ZodType): Record<string, unknown> => {
  const own = field.meta();
  if (own) return own;
  // `.optional()` and `.default()` wrap what carries the words.
  const inner: unknown = "unwrap" in field && typeof field.unwrap === "function" ? field.unwrap() : undefined;
  return inner instanceof z.ZodType ? metaOf(inner) : {};
};

/** The form of a destination's settings, field by field in the order they were written. */
export const formOf = ({ settings }: Pick<Destination, "settings">): FormField[] =>
  Object.entries(settings.shape).map(([name, field]) => {
    const { title, description, secret } = metaOf(field as z.ZodType);
    const { $schema: _, ...schema } = z.toJSONSchema(field as z.ZodType, { io: "input", unrepresentable: "any" });
    return {
      name,
      title: typeof title === "string" ? title : name,
      description: typeof description === "string" ? description : "",
      required: !z.safeParse(z.object({ [name]: field as z.ZodType }), {}).success,
      secret: secret === true,
      schema,
    };
  });

/** What a person gave, parsed and parted: what may be shown, and what is sealed. */
export interface SettingsParts {
  settings: JsonObject;
  secrets: JsonObject;
}

/**
 * Settings as given, with the secrets that were left out taken from `known`; null is as if nothing had ever been set. Throws `request_invalid` with the field's own
 * words; also where a text is an address that may not be called.
 */
export function readSettings(
  destination: Pick<Destination, "settings">,
  given: JsonObject,
  known: JsonObject,
  reach: Reach,
): SettingsParts {
  const form = formOf(destination);
  const secretNames = new Set(form.filter(({ secret }) => secret).map(({ name }) => name));
  const kept = Object.fromEntries(Object.entries(known).filter(([name]) => secretNames.has(name)));
  const wanted = Object.entries({ ...kept, ...given }).filter(([, value]) => value !== null);
  const result = destination.settings.safeParse(Object.fromEntries(wanted));
  if (!result.success) {
    const [issue] = result.error.issues;
    const name = String(issue?.path[0] ?? "");
    const title = form.find((field) => field.name === name)?.title ?? name;
    throw new Problem("request_invalid", {
      detail: `settings.${name} (${title}): ${issue?.message ?? "not readable"}`,
    });
  }
  const parsed = result.data as JsonObject;
  for (const [name, value] of Object.entries(parsed)) refuseAddresses(name, value, reach);
  const part = (isSecret: boolean) =>
    Object.fromEntries(
      Object.entries(parsed).filter(([name, value]) => value !== undefined && secretNames.has(name) === isSecret),
    );
  return { settings: part(false), secrets: part(true) };
}

function refuseAddresses(name: string, value: Json | undefined, reach: Reach): void {
  for (const text of textsIn(value)) {
    if (!/^[a-z][a-z\d+.-]*:\/\//i.test(text.trim())) continue;
    const fault = addressFault(text.trim(), reach);
    if (fault !== null) throw new Problem("request_invalid", { detail: `settings.${name}: ${fault}` });
  }
}
