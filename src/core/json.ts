/** What `JSON.parse` can give. */
export type Json = string | number | boolean | null | Json[] | JsonObject;

/** A JSON object. Keys come from clients: read them with `Object.hasOwn`, never assign them onto another object. */
export interface JsonObject {
  [key: string]: Json | undefined;
}

/** Is this a JSON object (not null, not a list)? */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The object itself, or an empty one: PHP sends `[]` for an empty map, many clients send null or nothing. */
export const objectOrEmpty = (value: unknown): JsonObject => (isObject(value) ? value : {});

/**
 * How deep and how wide a JSON value is, giving up as soon as a bound is passed.
 * Recursion ends at `maxDepth`, so hostile nesting cannot exhaust the stack.
 */
export function exceeds(value: unknown, maxDepth: number, maxKeys: number): "depth" | "keys" | null {
  let keys = 0;
  const visit = (node: unknown, depth: number): "depth" | "keys" | null => {
    if (typeof node !== "object" || node === null) return null;
    if (depth > maxDepth) return "depth";
    const children = Array.isArray(node) ? node : Object.values(node);
    keys += children.length;
    if (keys > maxKeys) return "keys";
    for (const child of children) {
      const verdict = visit(child, depth + 1);
      if (verdict) return verdict;
    }
    return null;
  };
  return visit(value, 1);
}

/**
 * Text that every store and index can hold: no NUL (SQLite's text functions stop at it) and no lone surrogate
 * (which has no UTF-8 form). The event itself keeps the original characters.
 */
export const storableText = (text: string): string => text.replaceAll("\0", "\u{fffd}").toWellFormed();

/** The value at a dotted path (`cart.items.0.sku`), own keys only; a key that contains the dots itself wins. */
export function at(object: JsonObject, path: string): Json | undefined {
  if (Object.hasOwn(object, path)) return object[path];
  let node: Json | undefined = object;
  for (const key of path.split(".")) {
    if (typeof node !== "object" || node === null) return undefined;
    if (!Object.hasOwn(node, key)) return undefined;
    node = (node as JsonObject)[key];
  }
  return node;
}
