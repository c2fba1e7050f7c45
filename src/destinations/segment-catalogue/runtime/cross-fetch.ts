import type { DestinationRequest, DestinationResponse, RequestOptions } from "#destinations/contract.ts";
import { exits } from "./exit.ts";

type Method = NonNullable<RequestOptions["method"]>;
const METHODS: readonly string[] = ["GET", "POST", "PUT", "PATCH", "DELETE"] satisfies Method[];

/** Segment's client keeps the time itself (10 s unless a destination asks for more), so ours must only not be shorter. */
const NO_SOONER_MS = 60_000;

/** A body that a status can't have; `new Response` throws for it. */
const isBodiless = (status: number) => status === 204 || status === 205 || status === 304;

/**
 * Takes the place of `cross-fetch`, and of `fetch` itself, in the built catalogue: every call goes out by the request function
 * of the delivery that it belongs to, which is what refuses private addresses and says who we are.
 */
export async function fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const exit = exits.getStore();
  if (!exit) throw new Error("A destination calls out only within a delivery");
  const request = new Request(input, init);
  try {
    const response = responseOf(await send(request, exit.request));
    exit.last = response;
    return response;
  } catch (error) {
    exit.failure = error;
    throw error;
  }
}

async function send(request: Request, through: DestinationRequest): Promise<DestinationResponse> {
  if (!isMethod(request.method)) throw new Error(`${request.method} is no method of a destination`);
  const headers: Record<string, string> = {};
  for (const [name, value] of request.headers) if (name !== "user-agent") headers[name] = value;
  const body = textOrBytes(new Uint8Array(await request.arrayBuffer()));
  return through(request.url, {
    method: request.method,
    headers,
    ...(body.length > 0 && { body }),
    timeoutMs: NO_SOONER_MS,
    anyStatus: true,
  });
}

/** As a text where it is one, so that people can read what was sent. */
function textOrBytes(bytes: Uint8Array<ArrayBuffer>): string | Uint8Array<ArrayBuffer> {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes;
  }
}

const isMethod = (method: string): method is Method => METHODS.includes(method);

function responseOf({ status, headers: given, text }: DestinationResponse): Response {
  const headers = new Headers(given);
  // The text is decoded already.
  headers.delete("content-encoding");
  headers.delete("content-length");
  return new Response(isBodiless(status) ? null : text, { status, headers });
}

export default fetch;
const [OwnHeaders, OwnRequest, OwnResponse] = [Headers, Request, Response];
export { OwnHeaders as Headers, OwnRequest as Request, OwnResponse as Response };
