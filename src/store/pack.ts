import { gunzipSync, gzipSync } from "node:zlib";
import * as z from "zod";
import { NO_AGENT, NO_ORIGIN, NOWHERE } from "#core/blank-stamp.ts";
import { EVENT_TYPES, segmentFields, type Stamp, type TrackedEvent } from "#core/event.ts";
import type { JsonObject } from "#core/json.ts";

/**
 * A pack's body: gzipped NDJSON, one event a line in order of arrival: what it said (`raw`) and what was stamped on it.
 * Absent and empty stamps are left out. Readable without us: `… | xxd -r -p | gunzip | jq` (docs/storage.md).
 */
export function packLine(event: TrackedEvent): string {
  const { messageId, type, timestamp, receivedAt, sourceId } = event;
  const line: Record<string, unknown> = { type, timestamp, receivedAt, sourceId };
  // Most events bring their own, which stands in `raw`; random text compresses to nothing less than itself, twice.
  if (event.raw["messageId"] !== messageId) line["messageId"] = messageId;
  for (const key of OPTIONAL) {
    if (event[key] !== EMPTY[key]) line[key] = event[key];
  }
  if (Object.keys(event.clickIds).length > 0) line["clickIds"] = event.clickIds;
  if (event.imported === true) line["imported"] = true;
  line["raw"] = event.raw;
  return JSON.stringify(line);
}

export const packBody = (lines: readonly string[]): Uint8Array => gzipSync(lines.join("\n"), { level: 6 });

/** What every line must have to be an event of ours; the rest is as it was written. */
const Line = z.looseObject({
  messageId: z.string().optional(),
  type: z.enum(EVENT_TYPES),
  timestamp: z.number(),
  receivedAt: z.number(),
  sourceId: z.number(),
  raw: z.custom<JsonObject>((value) => typeof value === "object" && value !== null),
});

/**
 * The lines of a pack, in order of arrival; the line of an event that was erased is empty, so that the others keep their
 * numbers. Throws where the bytes are no pack: then the store is damaged.
 */
export const linesOf = (body: Uint8Array): string[] => new TextDecoder().decode(gunzipSync(body)).split("\n");

/** The event of a line, or null where it was erased. Throws where the line is none of ours. */
export function eventOfLine(text: string): TrackedEvent | null {
  if (text === "") return null;
  const line = Line.parse(JSON.parse(text));
  const own = line.raw["messageId"];
  const messageId = line.messageId ?? (typeof own === "string" ? own : "");
  return { ...EMPTY, ...line, messageId, ...segmentFields(line.raw, line.type) };
}

const EMPTY: Omit<Stamp, "messageId" | "type" | "timestamp" | "receivedAt" | "sourceId"> = {
  sentAt: null,
  side: "unknown",
  ip: null,
  userAgent: null,
  gpc: false,
  retries: 0,
  ...NOWHERE,
  ...NO_AGENT,
  ...NO_ORIGIN,
};

const OPTIONAL = (Object.keys(EMPTY) as (keyof typeof EMPTY)[]).filter((key) => key !== "clickIds");
