import { isObject, type Json, type JsonObject } from "#core/json.ts";
import { DIRECTIVES } from "#destinations/mapping-directives.ts";
import { liquidFault } from "#destinations/mapping-liquid.ts";

/** A mapping that can't be used, or can't be applied to an event; the message says where and why. */
export class MappingFault extends Error {}

/** How deep directives may lie in one another: people write two or three. */
const MAX_DEPTH = 30;

/**
 * What a mapping makes of an event, in the directives of Segment's mapping-kit: values are themselves, and an object with
 * one key that begins with `@` is computed. Keys without a value (a path the event lacks) are left out. Throws
 * `MappingFault`. The result shares no object with mapping or event.
 */
export function applyMapping(mapping: Json, event: JsonObject): Json | undefined {
  const made = resolve(mapping, event, 0);
  return made === undefined ? undefined : (JSON.parse(JSON.stringify(made)) as Json);
}

/** What is wrong with a mapping, or null: unknown directives, more than one at a place, too many in one another, or Liquid that is none. */
export function mappingFault(mapping: Json, depth = 0): string | null {
  if (typeof mapping !== "object" || mapping === null) return null;
  if (depth > MAX_DEPTH) return `A mapping may be ${MAX_DEPTH} levels deep.`;
  if (isObject(mapping)) {
    const keys = Object.keys(mapping);
    const directives = keys.filter((key) => key.startsWith("@"));
    const [name] = directives;
    if (directives.length > 1) return `${directives.join(" and ")} stand in one object; only one directive can.`;
    if (name !== undefined && keys.length > 1)
      return `${name} stands beside other keys; a directive is alone in its object.`;
    if (name !== undefined && !DIRECTIVES.has(name))
      return `${name} is no directive. There are ${[...DIRECTIVES.keys()].join(", ")}.`;
    if (name === "@literal") return null;
    if (name === "@liquid") {
      const fault = liquidFault(mapping[name]);
      return fault === null ? null : `@liquid: ${fault}`;
    }
  }
  for (const inner of isObject(mapping) ? Object.values(mapping) : mapping) {
    const fault = mappingFault(inner ?? null, depth + 1);
    if (fault !== null) return fault;
  }
  return null;
}

function resolve(mapping: Json | undefined, event: Json, depth: number): Json | undefined {
  if (typeof mapping !== "object" || mapping === null) return mapping;
  if (depth > MAX_DEPTH) throw new MappingFault(`A mapping may be ${MAX_DEPTH} levels deep.`);
  const inner = (value: Json | undefined, from: Json = event) => resolve(value, from, depth + 1);
  if (Array.isArray(mapping)) return mapping.map((item) => inner(item) ?? null);
  const name = Object.keys(mapping).find((key) => key.startsWith("@"));
  if (name === undefined) {
    const entries = Object.entries(mapping).map(([key, value]) => [key, inner(value)] as const);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }
  const directive = DIRECTIVES.get(name);
  if (!directive) throw new MappingFault(`${name} is no directive.`);
  const fail = (why: string): never => {
    throw new MappingFault(`${name}: ${why}`);
  };
  return directive(mapping[name], { event, resolve: inner, fail });
}
