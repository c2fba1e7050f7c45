import * as z from "zod";
import { isObject } from "#core/json.ts";
import { Problem } from "#core/problem.ts";
import { LiveFilter } from "#live/live-filter.ts";
import { FILTER_TOO_LONG, isTooLong } from "#live/protocol.ts";

/** What the address of a connection asks for. */
export interface Connection {
  filter: LiveFilter;
  /** Where an earlier connection ended; null for a new one. */
  cursor: string | null;
  /** Events a second above which only the newest are shown; 0: all of them. */
  maxPerSecond: number;
}

/** More rows a second than this nobody reads, and few programs want. */
export const DEFAULT_MAX_PER_SECOND = 500;
const MaxPerSecond = z.coerce.number().int().min(0).max(100_000);

/** Reads `?event=A&event=B&notEvent=&person=&country=&source=&bots=&where=<JSON>&filter=<JSON>&cursor=&maxPerSecond=`. Throws `request_invalid`. */
export function connectionOf(query: URLSearchParams): Connection {
  const whole = query.get("filter") ? jsonIn(query, "filter") : {};
  if (!isObject(whole)) throw new Problem("request_invalid", { detail: "filter must be a JSON object." });
  const given = {
    ...whole,
    ...listIn(query, "event"),
    ...listIn(query, "notEvent"),
    ...(query.has("person") ? { person: query.get("person") } : {}),
    ...listIn(query, "country"),
    ...(query.has("source") ? { source: query.getAll("source").map(Number) } : {}),
    ...(query.has("bots") ? { bots: query.get("bots") !== "false" } : {}),
    ...(query.has("where") ? { where: jsonIn(query, "where") } : {}),
  };
  const filter = checked(LiveFilter.safeParse(given));
  if (isTooLong(filter)) throw new Problem("request_invalid", { detail: FILTER_TOO_LONG });
  const maxPerSecond = checked(MaxPerSecond.safeParse(query.get("maxPerSecond") ?? DEFAULT_MAX_PER_SECOND));
  return { filter, maxPerSecond, cursor: query.get("cursor") || null };
}

const listIn = (query: URLSearchParams, key: string) => (query.has(key) ? { [key]: query.getAll(key) } : {});

function jsonIn(query: URLSearchParams, key: string): unknown {
  try {
    return JSON.parse(query.get(key) ?? "");
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new Problem("request_invalid", { detail: `${key} must be JSON.`, cause: error });
    throw error;
  }
}

function checked<Value>(answer: z.ZodSafeParseResult<Value>): Value {
  if (answer.success) return answer.data;
  throw new Problem("request_invalid", { detail: z.prettifyError(answer.error), cause: answer.error });
}
