import * as z from "zod";
import { type AdminRoute, adminRoute } from "#core/admin-route.ts";

const schemaOf = (schema: z.ZodType, io: "input" | "output"): object => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return json;
};

const parameters = (schema: z.ZodObject, place: "path" | "query"): object[] =>
  Object.entries(schema.shape).map(([name, field]) => ({
    name,
    in: place,
    required: place === "path" || !z.safeParse(z.object({ [name]: field as z.ZodType }), {}).success,
    schema: schemaOf(field as z.ZodType, "input"),
  }));

const PROBLEM = z.object({ success: z.literal(false), code: z.string(), message: z.string(), error: z.string() });

/** The OpenAPI 3.1 document of these routes; every schema is the one that validates the request. */
export function openapi(routes: readonly AdminRoute[], url: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const takesBody = !(route.body instanceof z.ZodUndefined);
    (paths[route.path] ??= {})[route.method] = {
      summary: route.summary,
      // What the caller has to be allowed (docs/access.md).
      "x-permission": route.access,
      parameters: [...parameters(route.params, "path"), ...parameters(route.query, "query")],
      ...(takesBody
        ? {
            requestBody: { required: true, content: { "application/json": { schema: schemaOf(route.body, "input") } } },
          }
        : {}),
      responses: {
        [route.status]: {
          description: "Done.",
          content: { "application/json": { schema: schemaOf(route.answer, "output") } },
        },
        default: {
          description: "A problem, and what to do about it.",
          content: { "application/json": { schema: schemaOf(PROBLEM, "output") } },
        },
      },
    };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Headwater admin API", version: "1" },
    servers: [{ url }],
    components: {
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        session: { type: "apiKey", in: "cookie", name: "__Host-headwater_session" },
      },
    },
    security: [{ bearer: [] }, { session: [] }],
    paths,
  };
}

/** The document's own route. */
export const openapiRoute = (routes: readonly AdminRoute[]): AdminRoute =>
  adminRoute({
    method: "get",
    path: "/api/openapi.json",
    access: "anyone",
    summary: "This API, described.",
    answer: z.looseObject({}),
    handle: async (_, context) => openapi(routes, new URL(context.req.url).origin),
  });
