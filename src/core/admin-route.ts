import type { Context, Hono } from "hono";
import * as z from "zod";
import { type Access, type Caller, mayDo } from "#core/access.ts";
import { Problem } from "#core/problem.ts";

/** What a route's handler runs in: the sign-in has put who asks into `caller`, and `mount` which route it is. */
export type AdminBound = { Bindings: Env; Variables: { caller: Caller; route: AdminRoute } };

/**
 * One admin route, described once: the router, the validation and /api/openapi.json all come from this. Stages export
 * lists of these; worker.ts mounts them behind the sign-in.
 */
export interface AdminRoute {
  method: "get" | "post" | "put" | "patch" | "delete";
  /** `/api/sources/{id}`: parameters in braces, as OpenAPI writes them. */
  path: string;
  /** What whoever calls it has to be allowed; `mount` asks. */
  access: Access;
  summary: string;
  params: z.ZodObject;
  query: z.ZodObject;
  body: z.ZodType;
  answer: z.ZodType;
  /** Success status, where it is not 200. */
  status: number;
  handle(context: Context<AdminBound>): Promise<Response>;
}

interface Described<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType> {
  method: AdminRoute["method"];
  path: string;
  access: Access;
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  answer: z.ZodType;
  status?: number;
  handle(
    given: { params: z.infer<P>; query: z.infer<Q>; body: z.infer<B> },
    context: Context<AdminBound>,
  ): Promise<object | Response>;
}

const NOTHING = z.object({});

/** Makes a route whose handler gets its parameters, query and body parsed, and gives a plain object or a Response. */
export function adminRoute<
  P extends z.ZodObject = typeof NOTHING,
  Q extends z.ZodObject = typeof NOTHING,
  B extends z.ZodType = z.ZodUndefined,
>(described: Described<P, Q, B>): AdminRoute {
  const { params, query, body, status = 200 } = described;
  return {
    method: described.method,
    path: described.path,
    access: described.access,
    summary: described.summary,
    params: params ?? NOTHING,
    query: query ?? NOTHING,
    body: body ?? z.undefined(),
    answer: described.answer,
    status,
    async handle(context) {
      const given = {
        params: parsed(params ?? NOTHING, context.req.param(), "path") as z.infer<P>,
        query: parsed(query ?? NOTHING, queryOf(context), "query") as z.infer<Q>,
        body: parsed(body ?? z.undefined(), await bodyOf(context, body), "body") as z.infer<B>,
      };
      const answer = await described.handle(given, context);
      return answer instanceof Response ? answer : Response.json(answer, { status });
    },
  };
}

/**
 * Puts routes behind what each asks for. This is the one place where a permission is checked; who calls is known from
 * the sign-in, which runs before. Throws `forbidden`, naming the permission that is missing.
 */
export function mount(app: Hono<AdminBound>, routes: readonly AdminRoute[]): void {
  for (const route of routes) {
    const handle = (context: Context<AdminBound>): Promise<Response> => {
      context.set("route", route);
      if (!mayDo(context.get("caller"), route.access)) {
        throw new Problem("forbidden", { detail: `Missing: ${route.access}.` });
      }
      return route.handle(context);
    };
    RULES.set(handle, route.access);
    app.on(route.method.toUpperCase(), route.path.replaceAll(/\{(\w+)\}/g, ":$1"), handle);
  }
}

const RULES = new WeakMap<object, Access>();

/** What a router's handler asks for; undefined where it did not come from `mount`, and so asks for nothing. */
export const accessOf = (handler: object): Access | undefined => RULES.get(handler);

/** A repeated parameter is a list, a single one its text. */
function queryOf(context: Context<AdminBound>): Record<string, string | string[]> {
  const all = Object.entries(context.req.queries());
  return Object.fromEntries(all.map(([name, values]) => [name, values.length === 1 ? (values[0] ?? "") : values]));
}

async function bodyOf(context: Context<AdminBound>, schema: z.ZodType | undefined): Promise<unknown> {
  if (!schema) return undefined;
  const text = await context.req.text();
  try {
    return text === "" ? {} : JSON.parse(text);
  } catch (cause) {
    throw new Problem("json_invalid", { cause });
  }
}

/** Throws `request_invalid` naming the field and what it should be. */
function parsed(schema: z.ZodType, value: unknown, where: string): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue && issue.path.length > 0 ? issue.path.join(".") : where;
  throw new Problem("request_invalid", {
    detail: `${field}: ${issue?.message ?? "not readable"}`,
    cause: result.error,
  });
}

/** An id in a path or query: a whole number written in digits. */
export const IdText = z.coerce.number().int().positive();
