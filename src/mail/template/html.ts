import type { JsonObject } from "#core/json.ts";
import type { Rendered } from "#core/liquid/liquid.ts";
import { carried } from "./carry.ts";
import { landedInHtml } from "./html-value.ts";
import { createLiquid, fill } from "./liquid.ts";
import { isWholeDocument, markdownToHtml } from "./markdown.ts";

const liquid = createLiquid(carried);

/**
 * A template of Markdown (with tags where they are wanted), or a whole HTML document, with its variables put in: none becomes
 * a tag, an attribute, or Markdown.
 */
export function renderHtml(template: string, variables: JsonObject): Rendered {
  const filled = fill(liquid, template, variables);
  if ("fault" in filled) return filled;
  return { text: landedInHtml(isWholeDocument(template) ? filled.text : markdownToHtml(filled.text)) };
}
