/**
 * @segment/actions-core, as much of it as is used and by a name that the build knows (scripts/catalogue-plugin.ts): its own
 * declarations bring a browser's with them, which would then hold for the whole Worker.
 */
declare module "segment:actions-core" {
  import type { Field } from "#destinations/segment-catalogue/runtime/definition.ts";
  import type { JsonSchema } from "#core/json-schema.ts";

  export function createRequestClient(...options: object[]): (url: string, options?: object) => Promise<unknown>;
  export function fieldsToJsonSchema(fields: Record<string, Field>): JsonSchema;
  /** Changes the payload; throws where it does not fit. */
  export function validateSchema(
    payload: object,
    schema: JsonSchema,
    options: { schemaKey: string; exempt: string[] },
  ): boolean;
  export class HTTPError extends Error {
    response: Response;
  }
  export class MultiStatusResponse {
    getResponseAtIndex(index: number): { value(): object } | undefined;
  }
}
