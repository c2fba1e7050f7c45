import { isObject, type Json } from "#core/json.ts";
import type { Rendered } from "#core/liquid/liquid.ts";
import { carried, landed } from "./carry.ts";
import { createLiquid, fill } from "./liquid.ts";

const liquid = createLiquid(carried);

/** A carried value outside of a text of the JSON stands in quotes between these until the JSON is read. */
const ALONE = "\ue002";

/**
 * A template of JSON filled in: values become texts of it and never structure, whether the template has quotes around them or
 * not.
 */
export function fillJson(template: string, variables: Parameters<typeof fill>[2]): Rendered {
  const filled = fill(liquid, template, variables);
  if ("fault" in filled) return filled;
  try {
    return { text: JSON.stringify(withValues(JSON.parse(quotedOutside(filled.text)) as Json)) };
  } catch (error) {
    if (error instanceof SyntaxError) return { fault: "What the template makes is not JSON." };
    throw error;
  }
}

/** Puts quotes around carried values that stand outside of texts. */
function quotedOutside(text: string): string {
  let inText = false;
  return text.replaceAll(/\\.|"|\ue000[0-9a-f]*\ue001/gs, (found) => {
    if (found === '"') inText = !inText;
    return found.startsWith("\ue000") && !inText ? `"${ALONE}${found}"` : found;
  });
}

function withValues(value: Json): Json {
  if (typeof value === "string") return landed(value.replaceAll(ALONE, ""), (inner) => inner);
  if (Array.isArray(value)) return value.map((item) => withValues(item));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(
    ([key, inner]) => [landed(key, (text) => text), withValues(inner ?? null)] as const,
  );
  return Object.fromEntries(entries);
}
