import { fieldsToJsonSchema, validateSchema } from "segment:actions-core";
import type { JsonObject } from "#core/json.ts";
import type { ActionDefinition } from "./definition.ts";
import { withoutEmpty } from "./empty-values.ts";
import { type Failure, failureOf } from "./failure.ts";
import type { JsonSchema } from "#core/json-schema.ts";

/** Schemas cost 1 to 3 ms to make, and definitions live as long as the isolate. */
const schemas = new WeakMap<ActionDefinition, { schema: JsonSchema; key: string }>();
let made = 0;

/**
 * The payload as the action's fields have it: nothing empty, nothing they don't know, types as they say; or what is missing or
 * wrong. `alone`: it goes in a request of its own.
 */
export function checkedPayload(
  action: ActionDefinition,
  payload: JsonObject,
  alone: boolean,
): { payload: JsonObject; fault: Failure | null } {
  if (Object.keys(action.fields).length === 0) return { payload, fault: null };
  const { schema, key } = schemaOf(action);
  const kept = withoutEmpty(payload, schema, alone);
  try {
    // Changes what it is given. `dynamicAuthSettings` is Segment's own, and has a shape of its own.
    validateSchema(kept, schema, { schemaKey: key, exempt: ["dynamicAuthSettings"] });
    return { payload: kept, fault: null };
  } catch (error) {
    return { payload: kept, fault: failureOf(error, null, 0) };
  }
}

function schemaOf(action: ActionDefinition): { schema: JsonSchema; key: string } {
  const known = schemas.get(action);
  if (known) return known;
  made += 1;
  // Kept by number: titles, which Segment goes by, are not unique within a destination.
  const one = { schema: fieldsToJsonSchema(action.fields), key: `schema ${made}` };
  schemas.set(action, one);
  return one;
}
