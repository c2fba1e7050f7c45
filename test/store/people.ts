import { env } from "cloudflare:workers";
import { DAY_MS, HOUR_MS } from "#core/clock.ts";
import type { TrackedEvent } from "#core/event.ts";
import { actorOf } from "#core/ids.ts";
import { append, createWriter } from "#store/append.ts";
import { interpret } from "#ingest/interpret.ts";
import { requestRecord } from "../support/messages.ts";
import { seededRandom } from "../support/at-least-once.ts";

/** A stored event and its arrival number. */
export interface Stored {
  seq: number;
  event: TrackedEvent;
}

export const START = Date.parse("2026-09-01T00:00:00Z");
export const NAMES = ["Viewed", "Added", "Paid", "Left", "Searched"];

/**
 * What `whose` or else a person of three ids, one of two, and strangers do: crowds, quiet
 * weeks, shared milliseconds, bots, campaigns.
 */
export function traffic(seed: number, count: number, prefix = "m", whose?: object): TrackedEvent[] {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const ids: object[] = [
    { userId: "anna" },
    { anonymousId: "phone" },
    { anonymousId: "laptop" },
    { userId: "anna", anonymousId: "phone" },
    { userId: "ben" },
    { anonymousId: "tablet" },
    ...Array.from({ length: 12 }, (_, n) => ({ anonymousId: `stranger-${n}` })),
  ];
  const batch = Array.from({ length: count }, (_, n) => ({
    type: "track",
    event: pick(NAMES),
    messageId: `${prefix}-${n}`,
    ...(whose ?? pick(ids)),
    timestamp: new Date(
      START +
        pick([3, 3, 10, 40]) * DAY_MS +
        pick([0, 1, Math.floor(random() * 300) * HOUR_MS, Math.floor(random() * HOUR_MS)]),
    ).toISOString(),
    properties: { n, plan: pick(["pro", "free"]) },
  }));
  const { events, refused } = interpret(requestRecord({ receivedAt: START + 60 * DAY_MS }), { batch });
  if (refused[0]) throw new Error(JSON.stringify(refused[0]));
  return events.map((event) => ({
    ...event,
    sourceId: pick([1, 2]),
    bot: random() < 0.1 ? "robot" : null,
    ...pick([
      {},
      { channel: "direct" },
      { channel: "internal" },
      { channel: "email", utmSource: pick(["news", "friends"]), referringDomain: "mail.example" },
    ]),
  }));
}

/** Stores events as the consumer does, in one append. */
export async function store(events: TrackedEvent[]): Promise<Stored[]> {
  const arrival = {
    requestId: crypto.randomUUID(),
    offset: 0,
    sourceId: 1,
    receivedAt: START + 60 * DAY_MS,
    events,
    refused: [],
  };
  return (await append(env.DB, createWriter(), [arrival], Date.now)).stored;
}

/** Stores events in several packs, as they come over a day. */
export async function storeInPacks(events: TrackedEvent[], size: number): Promise<Stored[]> {
  const stored: Stored[] = [];
  for (let from = 0; from < events.length; from += size) stored.push(...(await store(events.slice(from, from + size))));
  return stored;
}

/** Says by hand whose these uids are; all of them must have done something. */
export async function mapTo(label: string, uids: string[]): Promise<void> {
  await env.DB.prepare(
    `INSERT INTO person_of (actor_id, person_id)
     SELECT id, (SELECT id FROM actors WHERE uid = ?1) FROM actors WHERE uid IN (SELECT value FROM json_each(?2))`,
  )
    .bind(label, JSON.stringify(uids))
    .run();
}

export const ANNA = ["u:anna", "a:phone", "a:laptop"];
export const BEN = ["u:ben", "a:tablet"];

/** Whose an event is, as `mapTo` was told for Anna and Ben. */
export function labelOf(event: TrackedEvent): string {
  const uid = actorOf(event) ?? "";
  return ANNA.includes(uid) ? "u:anna" : BEN.includes(uid) ? "u:ben" : uid;
}

/** As lists are: the newest first, and of one millisecond what arrived last. */
export const newestFirst = (stored: readonly Stored[]): Stored[] =>
  stored.toSorted((a, b) => b.event.timestamp - a.event.timestamp || b.seq - a.seq);

export async function actorIdsOf(uids: readonly string[]): Promise<number[]> {
  const { results } = await env.DB.prepare("SELECT id FROM actors WHERE uid IN (SELECT value FROM json_each(?1))")
    .bind(JSON.stringify(uids))
    .all<{ id: number }>();
  return results.map(({ id }) => id);
}
