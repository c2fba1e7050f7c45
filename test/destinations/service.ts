import { isObject, type Json, type JsonObject, objectOrEmpty } from "#core/json.ts";
import type { Delivery, DeliveredEvent, DeliveryError, Destination } from "#destinations/contract.ts";
import { deliverEvents } from "#destinations/deliver.ts";
import type { Exchange } from "#destinations/exchange.ts";
import { applyMapping } from "#destinations/mapping.ts";
import { createMask } from "#destinations/mask.ts";
import { createRequest } from "#destinations/request.ts";
import group from "./segment/events/07-group.json" with { type: "json" };
import identify from "./segment/events/01-identify.json" with { type: "json" };
import page from "./segment/events/05-page.json" with { type: "json" };
import track from "./segment/events/04-track-order-completed.json" with { type: "json" };

export const examples = { identify, track, page, group } satisfies Record<string, JsonObject>;

/** 2026-01-02T03:04:10Z */
export const NOW = Date.UTC(2026, 0, 2, 3, 4, 10);

/** A request as a service sees it; what came gzipped is unpacked. */
export interface Seen {
  method: string;
  url: string;
  headers: Headers;
  text: string;
  /** What it answered; 0 where it didn't. */
  status: number;
}

/** The name of the event that no service takes. */
export const BAD = "no service takes this";

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  /** Anything but a text is sent as JSON. */
  body?: Json;
}

/** What a service answers; it may also throw, as a connection does. */
export type Service = (seen: Seen) => Answer;

async function textOf(request: Request): Promise<string> {
  if (request.headers.get("content-type") !== "application/gzip" || request.body === null) return request.text();
  return new Response(request.body.pipeThrough(new DecompressionStream("gzip"))).text();
}

/** Our own request function with a service in place of the network: what was asked, and what people would see of it. */
export function connect(service: Service, secrets: readonly string[] = [], now = NOW) {
  const seen: Seen[] = [];
  const exchanges: Exchange[] = [];
  const request = createRequest({
    fetch: async (request) => {
      const { method, url, headers } = request;
      const one = { method, url, headers, text: await textOf(request), status: 0 };
      seen.push(one);
      const { status = 200, headers: given = {}, body = "" } = service(one);
      one.status = status;
      const text = typeof body === "string" ? body : JSON.stringify(body);
      return new Response(text === "" ? null : text, { status, headers: given });
    },
    reach: { local: false, ownHosts: [] },
    mask: createMask(secrets),
    record: (exchange) => exchanges.push(exchange),
    now: () => now,
  });
  return { request, seen, exchanges };
}

/** An event as the engine hands it over: mapped as the action has it, or as a person changed it. */
export function delivered(destination: Destination, action: string, event: JsonObject, mapping?: Json): DeliveredEvent {
  const payload = applyMapping(mapping ?? destination.actions[action]?.mapping ?? null, event);
  if (!isObject(payload)) throw new Error("The mapping makes no object.");
  if (typeof event["messageId"] !== "string") throw new Error("The event has no message id.");
  return { id: `c1-1-${event["messageId"]}`, event, payload };
}

/** What became of each event as the engine has it, which halves what is rejected as a whole: null where it was taken. */
export const outcomes = (
  destination: Destination,
  { events, settings, now, ...delivery }: Delivery<unknown>,
): Promise<(DeliveryError | null)[]> =>
  deliverEvents(destination, events, { ...delivery, settings: settings as JsonObject, now: () => now });

/** Delivers these events to a service that takes them, and gives the requests it saw. */
export async function send(
  destination: Destination,
  settings: JsonObject,
  events: readonly JsonObject[],
  service: Service,
  { action = Object.keys(destination.actions)[0] ?? "", mapping }: { action?: string; mapping?: Json } = {},
) {
  const { request, seen, exchanges } = connect(service);
  const parsed = destination.settings.parse(settings);
  const list = events.map((event) => delivered(destination, action, event, mapping));
  const result = await outcomes(destination, { settings: parsed, action, events: list, request, now: NOW });
  return { seen, exchanges, outcomes: result };
}

/** The body as JSON. */
export const json = (seen: Seen | undefined): JsonObject => objectOrEmpty(JSON.parse(seen?.text ?? "null"));
