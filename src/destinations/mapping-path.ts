import type { Json } from "#core/json.ts";

/**
 * The value at a path as mapping-kit writes it: `$.properties.price`, `context.page.url`, `$.items[0].sku`, `$['a key']`;
 * `$.` is the whole. Own keys only; undefined where there is none.
 */
export function valueAt(root: Json, path: string): Json | undefined {
  let node: Json | undefined = root;
  for (const key of stepsOf(path)) {
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, key)) return undefined;
    node = (node as Record<string, Json>)[key];
  }
  return node;
}

/** A quoted key in brackets, a number in brackets, or what stands between dots. */
const STEP = /\[\s*(?:'([^']*)'|"([^"]*)"|(\d+))\s*\]|([^.[\]]+)/g;

function stepsOf(path: string): string[] {
  const bare = path.trim().replace(/^\$\.?/, "");
  return [...bare.matchAll(STEP)].map(([, single, double, index, plain]) => single ?? double ?? index ?? plain ?? "");
}

/** A template with `{{path}}` filled in from a value; what is not there is nothing, an object is its JSON. */
export const fill = (template: string, root: Json): string =>
  template.replaceAll(/\{\{\{?\s*([^{}]+?)\s*\}?\}\}/g, (_, path: string) => {
    const value = valueAt(root, path);
    if (value === undefined || value === null) return "";
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  });
