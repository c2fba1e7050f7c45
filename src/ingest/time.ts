import type { JsonObject } from "#core/json.ts";
import { MAX_FUTURE_MS } from "#core/limits.ts";

const ISO =
  /^([+-]?\d{4,6})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|z|[+-]\d{2}(?::?\d{2})?)?)?$/;

/** The last moment that a Date can hold; JSON can say numbers far beyond. */
const MAX_DATE_MS = 8.64e15;

/**
 * ms since 1970 of the timestamps that real clients send: ISO 8601 with none to nine fractional digits
 * (go sends nanoseconds, C# seven digits, php whole seconds), any offset, or none (then UTC); a number counts as
 * ms, or as seconds where it is too small to be ms of this century. Null where it is no time.
 */
export function parseTime(value: unknown): number | null {
  if (typeof value === "number") {
    const ms = Math.round(value < 1e11 ? value * 1000 : value);
    return Math.abs(ms) <= MAX_DATE_MS ? ms : null;
  }
  if (typeof value !== "string") return null;
  const text = value.trim();
  // The form that nearly every library sends, which the engine parses natively.
  if (text.length === 24 && text[23] === "Z") {
    const ms = Date.parse(text);
    return Number.isNaN(ms) ? null : ms;
  }
  const match = ISO.exec(text);
  if (!match) return null;
  const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "", zone = "Z"] = match;
  const ms = fraction.padEnd(3, "0").slice(0, 3);
  const offset = zone.toUpperCase() === "Z" ? "Z" : `${zone.slice(0, 3)}:${zone.slice(3).replace(":", "") || "00"}`;
  const parsed = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}${offset}`);
  return Number.isNaN(parsed) ? null : parsed;
}

/**
 * When an event happened. A library that sends both times has settled it: `timestamp` stands as it is (rudder-sdk-node
 * sends an app's own time so, beside its clock's; what another collector forwards is corrected already). With one of
 * them, the clock's error is taken out. All ms but the event's own fields.
 */
export function happenedAt(raw: JsonObject, sentAt: number | null, receivedAt: number): number {
  const given = parseTime(raw["timestamp"]);
  const original = parseTime(raw["originalTimestamp"]);
  if (given !== null && original !== null) return correctedTime(given, null, receivedAt);
  return correctedTime(given ?? original, sentAt, receivedAt);
}

/**
 * When the event happened, by the server's clock: receivedAt − (sentAt − client time), as Segment computes it, so a
 * device whose clock is years off is still right. No client time: the arrival. No sentAt: the client's time as it is.
 * A result that no calendar of ours holds (before 1970, or over a year ahead) is replaced by the arrival.
 */
export function correctedTime(clientTime: number | null, sentAt: number | null, receivedAt: number): number {
  if (clientTime === null) return receivedAt;
  const corrected = sentAt === null ? clientTime : receivedAt - (sentAt - clientTime);
  return corrected >= 0 && corrected <= receivedAt + MAX_FUTURE_MS ? corrected : receivedAt;
}
