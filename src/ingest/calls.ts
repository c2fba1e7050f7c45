import { problemResponse } from "#core/http.ts";
import { corsHeaders, withCors } from "#ingest/cors.ts";
import type { DeviceCookie } from "#ingest/device-cookie.ts";
import type { Endpoint } from "#ingest/endpoint.ts";
import { type Intake, receive } from "#ingest/receive.ts";

/** ruby and Java want a JSON object, python, ruby and php exactly 200: never 202, 204 or "ok" (docs/wire.md, Answers). */
const SUCCESS = '{"success":true}';

/**
 * Answers a POST of the tracking API. Nine requests in ten are one of these, so they are found by one look into a map
 * (`CALLS`) before the router is asked (docs/decisions/0005). Never throws: a bug asks the client to come back.
 */
export async function answerCall(intake: Intake, request: Request, endpoint: Endpoint): Promise<Response> {
  let device: DeviceCookie | null = null;
  try {
    if (endpoint.kind !== "metrics") {
      const type = endpoint.kind === "single" ? endpoint.type : null;
      const keepsDevice = endpoint.kind === "batch" && endpoint.keepsDevice === true;
      device = await receive(intake, request, type, queryKey(request.url), keepsDevice);
    }
  } catch (error) {
    return withCors(request, problemResponse(error, "overloaded"));
  }
  const origin = request.headers.get("origin");
  const cors = origin === null ? {} : corsHeaders(origin);
  const cookie = device === null || device.setCookie === null ? {} : { "set-cookie": device.setCookie };
  const body = device === null || device.returning === null ? SUCCESS : returningTo(device.returning);
  return new Response(body, { headers: { "content-type": "application/json", ...cors, ...cookie } });
}

/** The answer to a browser that had forgotten its id. */
const returningTo = (id: string): string => JSON.stringify({ success: true, id });

/** Rudder's beacon can only say its key in the query; hardly any other call has a query at all. */
const queryKey = (url: string): string | null => (url.includes("?") ? new URL(url).searchParams.get("writeKey") : null);
