import { exceeds, isObject, type JsonObject, objectOrEmpty } from "#core/json.ts";
import { MAX_DEPTH } from "#core/limits.ts";
import {
  PLANNED_KINDS,
  PlannedEvent,
  type PlannedKind,
  type PropertySchema,
  type TrackingPlan,
} from "#core/tracking-plan.ts";
import { readSchema } from "#tracking-plan/read-schema.ts";

const DRAFT_07 = "http://json-schema.org/draft-07/schema#";
const fieldOf = (kind: PlannedKind): "traits" | "properties" =>
  kind === "identify" || kind === "group" ? "traits" : "properties";

/**
 * The plan as a document of JSON Schemas (draft-07), each of a whole event, as Segment and RudderStack write them. Every schema
 * can be given to a validator as it is.
 */
export const planDocument = (plan: TrackingPlan): object => ({
  name: "Headwater",
  rules: {
    events: plan.events.map(({ kind, name, description, schema }) => ({
      name,
      eventType: kind,
      description,
      rules: {
        $schema: DRAFT_07,
        type: "object",
        properties: { [fieldOf(kind)]: { ...schema, type: "object" } },
        ...((schema.required ?? []).length > 0 ? { required: [fieldOf(kind)] } : {}),
      },
    })),
  },
});

/** Over all levels: a thousand events of a hundred properties, each of a few words. */
const MAX_KEYS = 500_000;

/** What a document came to, and what of it a plan can't say. */
export interface ReadDocument {
  events: PlannedEvent[];
  leftOut: string[];
}

/**
 * Reads a plan out of what other tools export: Segment's `{rules: {events: [{name, rules}], identify, group}}`, its API's
 * `{rules: [{type, key, jsonSchema}]}`, RudderStack's `{events: [{name, eventType, rules}]}`, our own. A schema is of the whole
 * event (with `properties` or `traits` inside), or of the properties themselves. Total: what can't be read is in `leftOut`.
 */
export function readDocument(document: unknown): ReadDocument {
  if (exceeds(document, MAX_DEPTH, MAX_KEYS)) return { events: [], leftOut: ["all of it: too deep, or too large"] };
  const whole = objectOrEmpty(document);
  const rules = whole["rules"];
  const leftOut: string[] = [];
  const list = [rules, objectOrEmpty(rules)["events"], whole["events"]].find(Array.isArray) ?? [];
  const events = list.flatMap((entry) => readEvent(objectOrEmpty(entry), leftOut));
  for (const kind of ["identify", "group"] as const) {
    const schema = objectOrEmpty(rules)[kind] ?? objectOrEmpty(rules)[`${kind}_traits`];
    if (isObject(schema)) events.push(...planned(kind, "", "", schema, leftOut));
  }
  return { events, leftOut };
}

function readEvent(entry: JsonObject, leftOut: string[]): PlannedEvent[] {
  const said = entry["eventType"] ?? entry["type"] ?? entry["kind"] ?? "track";
  const type = typeof said === "string" ? said.toLowerCase() : "";
  const kind = PLANNED_KINDS.find((one) => one === type);
  const own = entry["name"] ?? entry["key"] ?? entry["event"] ?? "";
  if (!kind || typeof own !== "string") {
    leftOut.push(`an event of type ${type.slice(0, 50)}`);
    return [];
  }
  const schema = entry["rules"] ?? entry["jsonSchema"] ?? entry["schema"] ?? {};
  const name = kind === "identify" || kind === "group" ? "" : own;
  const description = typeof entry["description"] === "string" ? entry["description"].slice(0, 1_000) : "";
  return planned(kind, name, description, schema, leftOut);
}

function planned(
  kind: PlannedKind,
  name: string,
  description: string,
  given: unknown,
  leftOut: string[],
): PlannedEvent[] {
  const whole = objectOrEmpty(given);
  const inner = objectOrEmpty(whole["properties"])[fieldOf(kind)];
  const place = name === "" ? kind : name;
  const schema: PropertySchema = readSchema(isObject(inner) ? inner : whole, place, leftOut);
  const read = PlannedEvent.safeParse({ kind, name, description, schema });
  if (read.success) return [read.data];
  const [issue] = read.error.issues;
  leftOut.push(`${place}: ${issue?.path.join(".") ?? ""} ${issue?.message ?? "not readable"}`);
  return [];
}
