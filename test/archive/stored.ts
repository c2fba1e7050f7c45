import { env } from "cloudflare:workers";
import { DAY_MS } from "#core/clock.ts";
import { type Arrival } from "#store/plan.ts";
import { append, createWriter } from "#store/append.ts";
import { emptyDatabase } from "../oracle/query-store.ts";
import { eventOf } from "../oracle/query-events.ts";
import type { Act } from "../oracle/query-history.ts";

/** Midnight of the first day. */
export const START = Date.parse("2026-03-01T00:00:00Z");

const NOBODY_FROM_NOWHERE: Act["stamp"] = {
  country: null,
  city: null,
  timezone: null,
  browser: null,
  os: null,
  device: null,
  bot: null,
  channel: "search",
  referrer: null,
  referringDomain: null,
  utmSource: null,
};

/** What somebody does in the n-th minute. */
export const act = (minute: number, given: Partial<Act> = {}): Act => ({
  type: "track",
  name: ["Viewed", "Added", "Bought"][minute % 3] ?? "",
  userId: `person-${minute % 7}`,
  anonymousId: null,
  at: START + minute * 60_000,
  delay: 0,
  properties: { n: minute, colour: ["red", "blue"][minute % 2] ?? null, long: "x".repeat(60) + minute },
  traits: {},
  once: {},
  context: {},
  stamp: NOBODY_FROM_NOWHERE,
  ip: null,
  sourceId: 1 + (minute % 2),
  ...given,
});

/** So many acts over `days` days, evenly. */
export const acts = (count: number, days: number): Act[] =>
  Array.from({ length: count }, (_, at) => act(Math.floor((at * days * 24 * 60) / count)));

/** Stores acts in the order given, in an otherwise empty database, as of the day each happened, some to a batch. */
export async function storeActs(all: readonly Act[], aBatch = 20, empty = true): Promise<void> {
  if (empty) await emptyDatabase(env.DB);
  const writer = createWriter();
  for (let at = 0; at < all.length; at += aBatch) {
    const some = all.slice(at, at + aBatch);
    const receivedAt = Math.max(...some.map((one) => one.at));
    const events = some.map((one) => eventOf(one, messageIdOf(one)));
    const arrival: Arrival = {
      requestId: crypto.randomUUID(),
      offset: 0,
      sourceId: 1,
      receivedAt,
      events,
      refused: [],
    };
    await append(env.DB, writer, [arrival], () => receivedAt);
  }
}

export const messageIdOf = ({ at, name, userId, sourceId }: Act): string => `${at}/${name}/${userId}/${sourceId}`;

export const dayOf = ({ at }: Act): number => Math.floor(at / DAY_MS);
