import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { Clock } from "#core/clock.ts";
import { log } from "#core/log.ts";

/** Which route answered: its pattern, since ids and keys stand in the path itself. */
const routes = new WeakMap<Request, string>();

/** Notes the pattern of the route that answers; the innermost router's, where one asks another. */
export const notingRoute: MiddlewareHandler = async (context, next) => {
  await next();
  if (!routes.has(context.req.raw)) routes.set(context.req.raw, routePath(context, -1));
};

/** Which requests get a line (var LOG_REQUESTS): all of them, or those that went wrong. */
export const logsRequest = (setting: string, status: number): boolean =>
  setting === "all" || (setting === "failed" && status >= 400);

/** What is known of a request when it is answered. `source` only of tracking calls whose key named one. */
export interface AnsweredRequest {
  method: string;
  route: string;
  status: number;
  ms: number;
  source?: number;
}

/** Answers a request and writes its line. */
export async function withLine(
  request: Request,
  {
    clock,
    setting,
    route,
    source,
  }: { clock: Clock; setting: string; route: string | null; source?: () => number | null },
  answer: () => Promise<Response> | Response,
): Promise<Response> {
  const began = clock();
  const response = await answer();
  if (!logsRequest(setting, response.status)) return response;
  const named = source?.() ?? null;
  const line: AnsweredRequest = {
    method: request.method,
    route: route ?? routes.get(request) ?? "none",
    status: response.status,
    ms: clock() - began,
    ...(named === null ? {} : { source: named }),
  };
  log(response.status >= 500 ? "error" : "info", "request", { ...line });
  return response;
}
