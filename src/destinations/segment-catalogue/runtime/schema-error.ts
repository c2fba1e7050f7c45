import type { JsonSchema } from "#core/json-schema.ts";

/** What ajv reports of a value, with `verbose`; messages for people are made of it by @segment/ajv-human-errors. */
export interface SchemaError {
  instancePath: string;
  schemaPath: string;
  keyword: string;
  params: Record<string, unknown>;
  message: string;
  schema: unknown;
  parentSchema: JsonSchema;
  data: unknown;
}
