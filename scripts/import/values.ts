import { createHash } from "node:crypto";
import { isObject, type Json, type JsonObject } from "#core/json.ts";
import { instantAt, zoneOf } from "#core/zone.ts";
import { parseTime } from "#ingest/time.ts";
import { type Reading, Unusable } from "./call.ts";

/** The first of these that is a text or a number, as text. */
export function textOf(record: JsonObject, ...keys: string[]): string | undefined {
  for (const key of keys) {
    const value = Object.hasOwn(record, key) ? record[key] : undefined;
    if (typeof value === "string" && value.trim() !== "") return value.trim();
    if (typeof value === "number") return String(value);
  }
  return undefined;
}

/** The same as a number. */
export function numberOf(record: JsonObject, ...keys: string[]): number | undefined {
  const text = textOf(record, ...keys);
  const value = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** An object, also where it stands as JSON in a text, as in CSV. */
export function objectOf(value: Json | undefined): JsonObject {
  if (isObject(value)) return value;
  if (typeof value !== "string" || !value.trimStart().startsWith("{")) return {};
  try {
    const parsed: unknown = JSON.parse(value);
    return isObject(parsed) ? parsed : {};
  } catch {
    throw new Unusable("json_invalid", "properties are no JSON");
  }
}

/** Those that are there. */
export function present(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value !== undefined && value !== null && !(isObject(value) && Object.keys(value).length === 0),
    ),
  );
}

/** What is left of it without these keys, and without those that `isOurs` says. */
export const without = (record: JsonObject, keys: ReadonlySet<string>, isOurs?: (key: string) => boolean): JsonObject =>
  Object.fromEntries(Object.entries(record).filter(([key]) => !keys.has(key) && isOurs?.(key) !== true));

const HAS_OFFSET = /(Z|[+-]\d{2}(:?\d{2})?)$/i;
const YEAR_AHEAD_MS = 366 * 86_400_000;

/** ISO 8601 in UTC of a time of an export. Throws `Unusable` where it is none, or one that can't be kept. */
export function instantOf(value: Json | undefined, { zone }: Reading): string {
  const given = typeof value === "string" && /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
  const read = parseTime(given);
  if (read === null)
    throw new Unusable("timestamp_unreadable", typeof value === "string" ? value.slice(0, 50) : typeof value);
  const text = typeof given === "string" ? given.trim() : "";
  const isLocal = zone !== null && (text === "" || text.length <= 10 || !HAS_OFFSET.test(text));
  const ms = isLocal ? instantAt(zoneOf(zone), read) : read;
  if (ms < 0 || ms > Date.now() + YEAR_AHEAD_MS)
    throw new Unusable("timestamp_out_of_range", new Date(ms).toISOString());
  return new Date(ms).toISOString();
}

/**
 * A messageId for a record that has none: what it says names it, so the same record is one event however often it is imported.
 * Two records that say exactly the same are one.
 */
export const messageIdOf = (format: string, record: JsonObject): string =>
  `${format}-${createHash("sha256").update(JSON.stringify(record)).digest("hex").slice(0, 32)}`;

/** Made by machines for devices: a UUID, or the ids that older browser libraries make of time and chance. */
export const isDeviceLike = (id: string): boolean =>
  /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i.test(id) ||
  /^[\da-f]{10,16}(-[\da-f]{4,16}){4}$/i.test(id);
