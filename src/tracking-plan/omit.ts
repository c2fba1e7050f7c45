import { segmentFields, type TrackedEvent } from "#core/event.ts";
import { isObject, type Json, type JsonObject, objectOrEmpty } from "#core/json.ts";
import type { Offence } from "#tracking-plan/offences.ts";
import { propertyAt } from "#tracking-plan/violation.ts";

/**
 * The event without its offending properties; `context.protocols.omitted` names them. Out of a
 * list goes the property of the item, or, where the item itself is wrong, the whole list: to close the gap would be to make up
 * a value. What is missing can't be left out.
 */
export function without(event: TrackedEvent, offences: readonly Offence[]): TrackedEvent {
  const doomed = offences.filter(({ rule }) => rule !== "required").map(({ path }) => upToKey(path));
  if (doomed.length === 0) return event;
  const raw = structuredClone(event.raw);
  const home = homeOf(raw, event.type);
  for (const path of doomed) remove(home, path);
  const context = objectOrEmpty(raw["context"]);
  const omitted = [...new Set(doomed.map(propertyAt))];
  raw["context"] = { ...context, protocols: { ...objectOrEmpty(context["protocols"]), omitted } };
  return { ...event, raw, ...segmentFields(raw, event.type) };
}

function upToKey(path: readonly (string | number)[]): (string | number)[] {
  return path.slice(0, path.findLastIndex((part) => typeof part === "string") + 1);
}

/** Where the judged properties stand in what the client sent (core/event.ts reads them from there). */
function homeOf(raw: JsonObject, type: TrackedEvent["type"]): JsonObject {
  if (type !== "identify" && type !== "group") return objectOrEmpty(raw["properties"]);
  const own = raw["traits"] ?? (type === "identify" ? objectOrEmpty(raw["context"])["traits"] : undefined);
  return objectOrEmpty(own);
}

/** Does nothing where a property above it has gone already. */
function remove(home: JsonObject, path: readonly (string | number)[]): void {
  let node: Json | undefined = home;
  for (const part of path.slice(0, -1)) {
    if (Array.isArray(node)) node = node[Number(part)];
    else if (isObject(node) && Object.hasOwn(node, part)) node = node[part];
    else return;
  }
  const last = path.at(-1);
  if (isObject(node) && last !== undefined) delete node[last];
}
