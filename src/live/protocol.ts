import * as z from "zod";
import type { EventJson, LiveRow } from "#core/event-json.ts";
import { LiveFilter, MAX_FILTER_LENGTH } from "#live/live-filter.ts";
import type { PeopleCount } from "#live/people-seen.ts";
import type { Rate } from "#live/sampling.ts";

/** Raised when a program written for the old one would misread the new one; new message types and fields don't raise it. */
export const PROTOCOL = 1;

/** The subprotocol that browsers offer, since they can't send an Authorization header (docs/live.md). */
export const SUBPROTOCOL = "headwater";

const cursor = z.string().max(64);

/** What a client may say, one JSON object a message; besides, the bare text `ping` is answered with `pong`. */
export const ClientMessage = z.discriminatedUnion(
  "type",
  [
    /** From now on only these. `replay` sends the last events that match it, as after connecting. */
    z.strictObject({ type: z.literal("filter"), filter: LiveFilter, replay: z.boolean().optional() }),
    /** The whole of one event; `source` where two sources might use one messageId. */
    z.strictObject({ type: z.literal("payload"), messageId: z.string().max(256), source: z.number().int().optional() }),
    z.strictObject({ type: z.literal("pause") }),
    z.strictObject({ type: z.literal("resume") }),
    /** Flow control: everything up to this cursor has been read. From the first one on, only so much is sent ahead. */
    z.strictObject({ type: z.literal("ack"), cursor }),
  ],
  { error: 'A message needs a "type": filter, payload, pause, resume or ack.' },
);
export type ClientMessage = z.infer<typeof ClientMessage>;

export type ServerMessage =
  | {
      type: "hello";
      protocol: number;
      /** Where the client stands before the events that follow. */
      cursor: string;
      filter: LiveFilter;
      people: PeopleCount;
      maxPerSecond: number;
    }
  | { type: "events"; events: LiveRow[]; cursor: string; replay?: true }
  | ({ type: "people" } & PeopleCount)
  | ({ type: "rate" } & Rate)
  | { type: "payload"; messageId: string; event: EventJson | null }
  | { type: "filter"; filter: LiveFilter; cursor: string }
  | { type: "paused"; cursor: string }
  /** Events of the whole feed, before any filter, that this client can't get any more; null: nobody knows how many. */
  | { type: "gap"; missed: number | null }
  | { type: "error"; code: ErrorCode; message: string };
export type ErrorCode = "message_invalid" | "message_too_long" | "filter_invalid";

/** Why a socket is closed from our side. */
export const CLOSE = {
  /** Much was sent and nothing heard: come back with the cursor, and send acks or pings. */
  notReading: { code: 1013, reason: "not reading: reconnect with your cursor, and send ack or ping" },
  /** The session or the token that it was opened with has ended. */
  signedOut: { code: 4401, reason: "signed out" },
  /** This version of Headwater can't go on with a connection that an older one began. */
  restart: { code: 1012, reason: "reconnect with your cursor" },
} as const;

export const encode = (message: ServerMessage): string => JSON.stringify(message);

/** An `events` message from rows that are JSON already: each row is serialised once, whoever gets it. */
export const encodeEvents = (rows: readonly string[], cursor: string, replay: boolean): string =>
  `{"type":"events","events":[${rows.join(",")}],"cursor":"${cursor}"${replay ? ',"replay":true' : ""}}`;

/** The longest sensible message is a filter; anything much longer isn't meant for us. */
const MAX_MESSAGE_LENGTH = 2 * MAX_FILTER_LENGTH;

export type Read = { ok: true; message: ClientMessage } | { ok: false; code: ErrorCode; fault: string };

/** Reads what a client said; whatever it is, the answer says what to send instead. */
export function readMessage(data: string | ArrayBuffer): Read {
  if (typeof data !== "string") return refuse("message_invalid", "Send text, not bytes: one JSON object a message.");
  if (data.length > MAX_MESSAGE_LENGTH) {
    return refuse("message_too_long", `A message may have ${MAX_MESSAGE_LENGTH} characters.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch (error) {
    if (error instanceof SyntaxError)
      return refuse("message_invalid", 'Send one JSON object a message, e.g. {"type":"pause"}.');
    throw error;
  }
  const answer = ClientMessage.safeParse(value);
  if (!answer.success) {
    const aboutFilter = answer.error.issues.some((issue) => issue.path[0] === "filter");
    return refuse(aboutFilter ? "filter_invalid" : "message_invalid", z.prettifyError(answer.error));
  }
  if (answer.data.type === "filter" && isTooLong(answer.data.filter)) return refuse("filter_invalid", FILTER_TOO_LONG);
  return { ok: true, message: answer.data };
}

const refuse = (code: ErrorCode, fault: string): Read => ({ ok: false, code, fault });

export const FILTER_TOO_LONG = `A filter may have ${MAX_FILTER_LENGTH} characters as JSON.`;
export const isTooLong = (filter: LiveFilter): boolean => JSON.stringify(filter).length > MAX_FILTER_LENGTH;
