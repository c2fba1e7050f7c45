import * as z from "zod";
import { EVENT_TYPES } from "#core/event.ts";
import { refusalReasons } from "#core/refusal.ts";

const nullableText = z.string().nullable();
const nullableNumber = z.number().nullable();

/** `Place` of core/event.ts as it travels in a message. */
const Place = z.object({
  country: nullableText,
  region: nullableText,
  city: nullableText,
  continent: nullableText,
  latitude: nullableNumber,
  longitude: nullableNumber,
  postalCode: nullableText,
  timezone: nullableText,
  asn: nullableNumber,
  network: nullableText,
});

/** What only the edge knows of a request; shared by all its events. */
export const RequestRecord = z.object({
  /** Ours, made at the edge: names the request in every later step, and events that came without a messageId. */
  id: z.string(),
  receivedAt: z.number(),
  sourceId: z.number(),
  /** Who can read the write key: only a secret one may say that two users are the same person. */
  sourceKind: z.enum(["public", "secret"]).default("public"),
  /** The path decided the type (POST /v1/t, pixels); null for batches, whose events say it themselves. */
  type: z.enum(EVENT_TYPES).nullable(),
  ip: nullableText,
  /** The owner's setting when the request came; `ip` above already follows it. */
  ipPrivacy: z.enum(["full", "truncate", "drop"]),
  place: Place,
  userAgent: nullableText,
  /** Sec-CH-UA, -Mobile, -Platform, as sent. */
  hints: z.object({ brands: nullableText, mobile: nullableText, platform: nullableText }).nullable(),
  /** The Origin header: only browsers send one. */
  origin: nullableText,
  gpc: z.boolean(),
  retries: z.number(),
  sentAt: nullableText,
});
export type RequestRecord = z.infer<typeof RequestRecord>;

/** A request with events: the header of a message whose body is the request's own JSON text. */
const EventsHeader = z.object({
  v: z.literal(1),
  request: RequestRecord,
  /** Index of this message's first event in the request (a request above the platform's limit is split). */
  offset: z.number(),
});

/** A request that was refused whole; kept so that it can be looked up like a refused event. */
export const RefusedRequest = z.object({
  id: z.string(),
  receivedAt: z.number(),
  /** 0 where the write key named no source. */
  sourceId: z.number(),
  reason: z.enum(refusalReasons),
  detail: z.string(),
  sample: z.string(),
  /** Requests this stands for: refusals are counted in memory and told at most once a second. */
  count: z.number(),
});
export type RefusedRequest = z.infer<typeof RefusedRequest>;
const RefusedHeader = z.object({ v: z.literal(1), refused: RefusedRequest });

/** The next part of an erasure that is too long for one call; the queue tries it again until it is done. */
const ErasureHeader = z.object({ v: z.literal(1), erasure: z.number() });

/** Events that the tracking plan kept aside, by number: they are let in. */
const ReleaseHeader = z.object({ v: z.literal(1), release: z.array(z.number()) });

export interface EventsMessage extends z.infer<typeof EventsHeader> {
  body: string;
}
export type QueueMessage =
  | EventsMessage
  | { v: 1; refused: RefusedRequest }
  | { v: 1; erasure: number }
  | { v: 1; release: number[] };

/**
 * A message of the EVENTS queue is text: one line of header, then the request's body exactly as it came.
 * So the edge never serialises events again, and what the client sent is never rewritten on its way.
 */
export const encodeMessage = (request: RequestRecord, offset: number, body: string): string =>
  `${JSON.stringify({ v: 1, request, offset })}\n${body}`;

export const encodeRefused = (refused: RefusedRequest): string => JSON.stringify({ v: 1, refused });

export const encodeErasure = (erasure: number): string => JSON.stringify({ v: 1, erasure });

export const encodeRelease = (release: readonly number[]): string => JSON.stringify({ v: 1, release });

const Header = z.union([EventsHeader, RefusedHeader, ErasureHeader, ReleaseHeader]);

/** Throws where the text is none of ours: a message that can't be read is poison, not an expected outcome. */
export function decodeMessage(text: unknown): QueueMessage {
  if (typeof text !== "string") throw new TypeError("a message of the events queue must be text");
  const end = text.indexOf("\n");
  const header = Header.parse(JSON.parse(end === -1 ? text : text.slice(0, end)));
  return "request" in header ? { ...header, body: end === -1 ? "" : text.slice(end + 1) } : header;
}
