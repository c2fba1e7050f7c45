import { addressFault, type Reach } from "#destinations/address.ts";
import type { Exchange } from "#destinations/exchange.ts";
import {
  type DestinationRequest,
  type DestinationResponse,
  Disconnected,
  RateLimited,
  Rejected,
  type RequestOptions,
  Unavailable,
} from "#destinations/contract.ts";
import { maskedHeaders } from "#destinations/mask.ts";
import { readBounded } from "#destinations/read-bounded.ts";
import type { Json } from "#core/json.ts";
import { retryAfterMs } from "#destinations/retry-after.ts";

export const USER_AGENT = "Headwater (+https://github.com/headwater-analytics/headwater)";

const DEFAULT_TIMEOUT_MS = 10_000;
const MOST_TIMEOUT_MS = 60_000;
/** Characters of a body that are kept in a sample. */
const SAMPLE_LENGTH = 4_000;
/** Characters of an answer that are quoted in an error. */
const QUOTED_LENGTH = 300;

export interface RequestHouse {
  fetch: (request: Request) => Promise<Response>;
  reach: Reach;
  /** Blanks out this connection's secrets. */
  mask: (text: string) => string;
  /** Gets every exchange, secrets masked. */
  record: (exchange: Exchange) => void;
  now: () => number;
}

/** The one way out for a destination (contract.ts says what it promises). Nothing is logged; `record` gets what may be shown. */
export function createRequest({ fetch, reach, mask, record, now }: RequestHouse): DestinationRequest {
  return async (url, options = {}) => {
    const fault = addressFault(url, reach);
    // Not an event's fault: the connection's settings name it.
    if (fault !== null) throw new Disconnected(mask(fault));
    const request = toRequest(url, options);
    const startedAt = now();
    const exchange: Exchange = {
      at: new Date(startedAt).toISOString(),
      method: request.method,
      url: mask(request.url),
      requestHeaders: maskedHeaders(request.headers, mask),
      requestBody: shownBody(options, mask),
      status: null,
      responseBody: null,
      ms: 0,
    };
    const host = new URL(url).host;
    try {
      const response = await fetch(request);
      const text = await readBounded(response);
      exchange.status = response.status;
      exchange.responseBody = mask(text).slice(0, SAMPLE_LENGTH);
      judge(response, `${host} answered ${response.status}${quoted(mask(text))}`, options, mask, now());
      // What a destination says to a wrong key may hold that key, and ends up in errors.
      return answer(response, response.status < 400 ? text : mask(text), host);
    } catch (error) {
      if (exchange.status === null) {
        exchange.responseBody = isTimeout(error) ? "no answer in time" : "no connection";
        const why = isTimeout(error) ? "did not answer in time" : "could not be reached";
        throw new Unavailable(`${host} ${why}.`, { cause: error });
      }
      throw error;
    } finally {
      exchange.ms = now() - startedAt;
      record(exchange);
    }
  };
}

function toRequest(url: string, options: RequestOptions): Request {
  const headers = new Headers(options.headers);
  // A Worker's own header; nothing a destination sets replaces it.
  headers.set("user-agent", USER_AGENT);
  const body = options.json === undefined ? options.body : JSON.stringify(options.json);
  if (options.json !== undefined && !headers.has("content-type")) headers.set("content-type", "application/json");
  return new Request(url, {
    method: options.method ?? (body === undefined ? "GET" : "POST"),
    headers,
    ...(body === undefined ? {} : { body }),
    redirect: "manual",
    signal: AbortSignal.timeout(Math.min(options.timeoutMs ?? DEFAULT_TIMEOUT_MS, MOST_TIMEOUT_MS)),
  });
}

function judge(
  response: Response,
  message: string,
  { anyStatus = false }: RequestOptions,
  mask: (text: string) => string,
  now: number,
): void {
  const { status } = response;
  if (status >= 300 && status < 400) {
    const to = mask(response.headers.get("location") ?? "somewhere else");
    throw new Disconnected(`${message}: it redirects to ${to}. Put the final address into the settings.`);
  }
  if (anyStatus || status < 300) return;
  if (status === 401 || status === 403) throw new Disconnected(message);
  if (status === 429) throw new RateLimited(message, retryAfterMs(response.headers, now));
  if (status === 408 || status >= 500) throw new Unavailable(message);
  throw new Rejected(message);
}

const answer = (response: Response, text: string, host: string): DestinationResponse => ({
  status: response.status,
  headers: response.headers,
  text,
  json() {
    try {
      return JSON.parse(text) as Json;
    } catch (cause) {
      throw new Unavailable(`${host} answered with something that is not JSON.`, { cause });
    }
  },
});

const quoted = (text: string): string => (text.trim() === "" ? "" : `: ${text.trim().slice(0, QUOTED_LENGTH)}`);

const isTimeout = (error: unknown): boolean => error instanceof Error && /TimeoutError|AbortError/.test(error.name);

function shownBody({ json, body }: RequestOptions, mask: (text: string) => string): string | null {
  if (json !== undefined) return mask(JSON.stringify(json)).slice(0, SAMPLE_LENGTH);
  if (body === undefined) return null;
  return typeof body === "string" ? mask(body).slice(0, SAMPLE_LENGTH) : `${body.byteLength} bytes`;
}
