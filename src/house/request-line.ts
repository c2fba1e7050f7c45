import type { Hono } from "hono";
import type { Clock } from "#core/clock.ts";
import { log } from "#core/log.ts";

type Routed = Pick<Hono, "router">;

/**
 * Which route answers: its pattern, since ids and keys stand in the path itself. Of several routers, where one hands over to
 * the next, the last that knows the path.
 */
export function patternOf(routers: readonly Routed[], method: string, path: string): string {
  const found = routers.flatMap(({ router }) => router.match(method, path)[0].at(-1)?.[0][1].path ?? []);
  return found.at(-1) ?? "none";
}

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
  }: { clock: Clock; setting: string; route: () => string; source?: () => number | null },
  answer: () => Promise<Response> | Response,
): Promise<Response> {
  const began = clock();
  const response = await answer();
  if (!logsRequest(setting, response.status)) return response;
  const named = source?.() ?? null;
  const line: AnsweredRequest = {
    method: request.method,
    route: route(),
    status: response.status,
    ms: clock() - began,
    ...(named === null ? {} : { source: named }),
  };
  log(response.status >= 500 ? "error" : "info", "request", { ...line });
  return response;
}
