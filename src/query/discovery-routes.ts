import * as z from "zod";
import { type AdminRoute, adminRoute } from "#core/admin-route.ts";
import { createCalendar } from "#core/calendar.ts";
import { type Clock, DAY_MS, HOUR_MS } from "#core/clock.ts";
import { Problem } from "#core/problem.ts";
import { Moment } from "#core/question/time.ts";
import { boundOf, rangeOf } from "#core/range.ts";
import { findEvents } from "#query/discover-events.ts";
import { findProperties } from "#query/discover-properties.ts";
import { VALUE_TYPES } from "#query/discover-text.ts";
import { findTraits, findTraitValues } from "#query/discover-traits.ts";
import { findValues } from "#query/discover-values.ts";
import type { ReadHouse } from "#query/read.ts";
import type { Defaults } from "#query/run.ts";

/** What somebody has typed so far: what is found holds it anywhere, in any case. */
const Search = z.string().max(1_000).default("");
const Limit = z.coerce.number().int().min(1).max(1_000).default(100);
const Key = z.string().min(1).max(256);
const Type = z.enum(VALUE_TYPES).nullable();
const Values = z.object({ values: z.array(z.object({ value: z.string(), count: z.number() })), sampled: z.number() });

const MAX_RANGE_MS = 366 * DAY_MS;

/** What there is to ask about, for pickers that search as one types (docs/query.md). */
export function discoveryRoutes(
  clock: Clock,
  houseOf: (env: Env) => ReadHouse,
  defaultsOf: (env: Env) => Promise<Defaults>,
): AdminRoute[] {
  return [
    adminRoute({
      method: "get",
      path: "/api/schema/events",
      access: "read",
      summary: "Event names, most frequent in the range (the last 30 days) first; bots are left out.",
      query: z.object({ search: Search, from: Moment.optional(), to: Moment.optional(), limit: Limit }),
      answer: z.object({
        range: z.object({ from: z.string(), to: z.string() }),
        events: z.array(
          z.object({
            name: z.string(),
            kinds: z.array(z.string()),
            volume: z.number(),
            lastSeen: z.string().nullable(),
          }),
        ),
      }),
      handle: async ({ query: { search, limit, ...asked } }, { env }) => {
        const { from, to } = hoursOf(asked, await defaultsOf(env), clock());
        const events = await findEvents(env.DB, { search, from, to, limit });
        return { range: { from: new Date(from).toISOString(), to: new Date(to).toISOString() }, events };
      },
    }),
    adminRoute({
      method: "get",
      path: "/api/schema/properties",
      access: "read",
      summary:
        "Properties of an event, or of everything people do, with their types, from a sample of the newest events.",
      query: z.object({ event: Key.optional(), search: Search }),
      answer: z.object({
        properties: z.array(
          z.object({
            property: z.string(),
            stamped: z.boolean(),
            events: z.array(z.string()),
            type: Type,
            count: z.number(),
            sampled: z.number(),
          }),
        ),
      }),
      handle: async ({ query }, { env }) => ({ properties: await findProperties(houseOf(env), query) }),
    }),
    adminRoute({
      method: "get",
      path: "/api/schema/values",
      access: "read",
      summary: "The most frequent values of an event property, from a sample of the newest events.",
      query: z.object({ event: Key.optional(), property: Key, search: Search, limit: Limit }),
      answer: Values,
      handle: ({ query }, { env }) => findValues(houseOf(env), query),
    }),
    adminRoute({
      method: "get",
      path: "/api/schema/traits",
      access: "read",
      summary: "Traits of people with their types, from a sample of the newest profiles.",
      query: z.object({ search: Search, limit: Limit }),
      answer: z.object({
        traits: z.array(z.object({ trait: z.string(), type: Type, count: z.number() })),
        sampled: z.number(),
      }),
      handle: ({ query }, { env }) => findTraits(env.DB, query),
    }),
    adminRoute({
      method: "get",
      path: "/api/schema/trait-values",
      access: "read",
      summary: "The most frequent current values of a trait, from a sample of the newest profiles.",
      query: z.object({ trait: Key, search: Search, limit: Limit }),
      answer: Values,
      handle: ({ query }, { env }) => findTraitValues(env.DB, query),
    }),
  ];
}

const LAST_30_DAYS = { range: { last: { value: 30, unit: "day" as const } } };

/** The whole hours of a range as questions write it; without bounds, the last 30 days. ms, both inclusive. */
function hoursOf(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  { timezone, weekStart }: Defaults,
  now: number,
): { from: number; to: number } {
  const calendar = createCalendar(timezone, weekStart);
  const end = to === undefined ? now : boundOf(to, "to", calendar);
  const start =
    from === undefined ? rangeOf(LAST_30_DAYS, calendar, Math.min(end, now)).from : boundOf(from, "from", calendar);
  if (start > end) throw new Problem("request_invalid", { detail: "to: lies before from" });
  if (end - start > MAX_RANGE_MS)
    throw new Problem("request_invalid", { detail: "from: a range has 366 days at most" });
  return { from: start - (start % HOUR_MS), to: end - (end % HOUR_MS) + HOUR_MS - 1 };
}
