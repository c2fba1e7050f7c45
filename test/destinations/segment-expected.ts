import type { Json, JsonObject } from "#core/json.ts";
import type { DestinationRequest } from "#destinations/contract.ts";
import { isObject } from "#core/json.ts";

/** One request, as far as it is compared. */
export interface Sent extends JsonObject {
  method: string;
  url: string;
  body: Json;
}

/** What Segment's own code did with one event under Node, its clock stopped; `expected/<slug>/<event>.json`. */
export interface Expected {
  destination: string;
  event: string;
  settings: JsonObject;
  results: { name: string; action: string; matched: boolean; payload?: JsonObject; requests?: ExpectedRequest[] }[];
}
interface ExpectedRequest {
  method: string;
  url: string;
  json?: Json;
  body?: string;
}

export const sentOf = ({ method, url, json, body }: ExpectedRequest): Sent => ({
  method,
  url,
  body: json ?? parsed(body ?? ""),
});

/** A way out that leads nowhere: keeps what was sent, and answers everything with the same. */
export function recorder(answer: { status?: number; text?: string; headers?: Record<string, string> } = {}) {
  const sent: Sent[] = [];
  const headers: Record<string, string>[] = [];
  const request: DestinationRequest = (url, options = {}) => {
    const { body = "", method = "GET" } = options;
    sent.push({ method, url, body: parsed(typeof body === "string" ? body : new TextDecoder().decode(body)) });
    headers.push({ ...options.headers });
    const { status = 200, text = "{}", headers: given = { "content-type": "application/json" } } = answer;
    return Promise.resolve({ status, headers: new Headers(given), text, json: () => JSON.parse(text) as Json });
  };
  return { request, sent, headers };
}

/** JSON as what it says: neither spaces nor the order of keys count. */
function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

/** Without what may differ: random ids, and who says it sent it. */
export function comparable(value: Json): Json {
  if (typeof value === "string")
    return value.replaceAll(UUID, "<uuid>").replaceAll(/segment actions|segment|headwater/gi, "<brand>");
  if (Array.isArray(value)) return value.map(comparable);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [comparable(key), comparable(inner ?? null)]));
}
