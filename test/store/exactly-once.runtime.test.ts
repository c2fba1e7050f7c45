import { identityObjects } from "#identity/hand-over.ts";
import { createKnownLinks } from "#identity/known-links.ts";
import { env } from "cloudflare:workers";
import { reset, applyD1Migrations, type D1Migration } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { append, createWriter, type Writer } from "#store/append.ts";
import type { Arrival } from "#store/plan.ts";
import { timeline } from "#store/timeline.ts";
import { createPlanMemory } from "#tracking-plan/plan-memory.ts";
import { consume } from "../../src/pipeline.ts";
import { type Delivered, deliver, seededRandom } from "../support/at-least-once.ts";
import { D1_FAULTS, type Fault, faultyDb } from "../support/faulty-db.ts";
import { queueMessage } from "../support/messages.ts";

declare global {
  namespace Cloudflare {
    interface Env {
      MIGRATIONS: D1Migration[];
    }
  }
}

beforeEach(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.MIGRATIONS);
});

const START = Date.parse("2026-11-01T00:00:00Z");

/** 10,000 events in requests of 1 to 40, some sent again by the client later, with the same messageIds and another sentAt. */
function traffic(random: () => number, total: number): { bodies: string[]; messageIds: Set<string> } {
  const bodies: string[] = [];
  const messageIds = new Set<string>();
  while (messageIds.size < total) {
    const size = Math.min(1 + Math.floor(random() * 40), total - messageIds.size);
    const events = Array.from({ length: size }, () => {
      const messageId = `m-${messageIds.size}`;
      messageIds.add(messageId);
      const at = START + Math.floor(random() * 20 * 86_400_000);
      return {
        type: "track",
        event: `Event ${Math.floor(random() * 30)}`,
        messageId,
        userId: `user-${Math.floor(random() * 500)}`,
        timestamp: new Date(at).toISOString(),
        properties: { plan: random() < 0.5 ? "pro" : "free", amount: Math.floor(random() * 100) },
      };
    });
    const receivedAt = START + 25 * 86_400_000;
    bodies.push(queueMessage(events, { receivedAt, sentAt: new Date(receivedAt - 300).toISOString() }));
    if (random() < 0.2) {
      const later = receivedAt + Math.floor(random() * 3_600_000);
      bodies.push(queueMessage(events, { receivedAt: later, sentAt: new Date(later - 40).toISOString() }));
    }
  }
  return { bodies, messageIds };
}

interface Broken {
  append?: typeof append;
  /** Acknowledges before storing, as a hasty consumer would. */
  ackFirst?: boolean;
}

/** Runs the traffic through the consumer with everything failing at random, then says what is wrong with the store. */
async function stormAndCheck(
  seed: number,
  total: number,
  broken: Broken = {},
): Promise<{ wrong: string[]; told: Delivered }> {
  const random = seededRandom(seed);
  const { bodies, messageIds } = traffic(random, total);
  const next = (): Fault | null =>
    random() < 0.25 ? (D1_FAULTS[Math.floor(random() * D1_FAULTS.length)] ?? null) : null;
  // Two consumers, as two isolates that know nothing of each other.
  const writers: Writer[] = [createWriter(), createWriter()];
  const told = await deliver(
    bodies,
    async (batch) => {
      if (random() < 0.1) throw new Error("died before it began");
      const writer = writers[random() < 0.5 ? 0 : 1] ?? createWriter();
      const db = faultyDb(env.DB, next);
      if (broken.ackFirst) {
        // First call wins: from here on nothing this consumer does can ask for the batch again.
        batch.ackAll();
        for (const message of batch.messages) message.ack();
      }
      if (broken.append) await brokenConsume(batch, db, writer, broken.append);
      else
        await consume(batch, {
          db,
          writer,
          clock: Date.now,
          plan: createPlanMemory(),
          publish: async () => undefined,
          wake: async () => undefined,
          identity,
          continueErasure,
        });
      if (random() < 0.05) throw new Error("died after it was done");
    },
    random,
    { duplicate: broken.ackFirst ? 0 : 0.1, maxBatch: 10 },
  );
  return { wrong: await faultsOfTheStore(messageIds), told };
}

const identity = { objects: identityObjects(env.IDENTITY, 0), known: createKnownLinks(), maxClaimAgeMs: null };
const continueErasure = () => Promise.reject(new Error("nobody is erased here"));

/** The consumer's own loop with another `append` in it: for the mutants below. */
async function brokenConsume(
  batch: MessageBatch,
  db: D1Database,
  writer: Writer,
  mutant: typeof append,
): Promise<void> {
  const { decodeMessage } = await import("#core/message.ts");
  const { interpret } = await import("#ingest/interpret.ts");
  const arrivals = batch.messages.flatMap((message): Arrival[] => {
    const decoded = decodeMessage(message.body);
    if (!("request" in decoded)) return [];
    const { request, offset, body } = decoded;
    return [
      {
        requestId: request.id,
        offset,
        sourceId: 1,
        receivedAt: request.receivedAt,
        ...interpret(request, JSON.parse(body), offset),
      },
    ];
  });
  try {
    await mutant(db, writer, arrivals, Date.now);
    batch.ackAll();
  } catch {
    batch.retryAll();
  }
}

async function faultsOfTheStore(messageIds: Set<string>): Promise<string[]> {
  const wrong: string[] = [];
  const count = async (query: string) => (await env.DB.prepare(query).first<{ n: number }>())?.n ?? -1;
  const expected = messageIds.size;
  const check = (what: string, found: number, wanted: number) =>
    found !== wanted && wrong.push(`${what}: ${found}, not ${wanted}`);
  check("facts", await count("SELECT count(*) AS n FROM facts"), expected);
  check("events in packs", await count("SELECT sum(n) AS n FROM packs"), expected);
  check("hourly sum", await count("SELECT sum(value) AS n FROM hours, json_each(counts)"), expected);
  check("hours that disagree with their facts", await count(HOURS_THAT_DISAGREE), 0);
  check("active days that disagree", await count(DAYS_THAT_DISAGREE), 0);
  check("facts without an actor", await count("SELECT count(*) AS n FROM facts WHERE actor_id IS NULL"), 0);
  const { results: buried } = await env.DB.prepare(
    "SELECT reason, count(*) AS n FROM dead_letters GROUP BY reason LIMIT 3",
  ).all();
  if (buried.length > 0) wrong.push(`buried: ${JSON.stringify(buried)}`);
  const back = new Map<string, number>();
  let before = null;
  do {
    const page = await timeline(env.DB, {
      from: 0,
      to: Date.now() + 1e11,
      names: [],
      sourceId: null,
      persons: [],
      limit: 1_000,
      before,
      matches: () => true,
    });
    for (const { event } of page.events) back.set(event.messageId, (back.get(event.messageId) ?? 0) + 1);
    before = page.next;
  } while (before);
  check("messageIds read back", [...messageIds].filter((id) => back.get(id) === 1).length, expected);
  return wrong;
}

const HOURS_THAT_DISAGREE = `SELECT count(*) AS n FROM (
  SELECT hour, CAST(key AS INTEGER), value FROM hours, json_each(counts)
  EXCEPT SELECT ts / 3600000, name_id, count(*) FROM facts GROUP BY 1, 2)`;
const DAYS_THAT_DISAGREE = `SELECT count(*) AS n FROM (
  SELECT day, actor_id FROM active_days EXCEPT SELECT ts / 86400000, actor_id FROM facts)`;

describe("whatever fails, every event is stored exactly once", () => {
  it("10,000 events; the consumer dies, D1 refuses in every documented way, messages come twice and in any order", async () => {
    const { wrong, told } = await stormAndCheck(1, 10_000);
    expect(wrong).toEqual([]);
    // The storm was one: otherwise this test would prove nothing.
    expect(told.crashes).toBeGreaterThan(20);
    expect(told.retries).toBeGreaterThan(20);
  });

  it.each([2, 3, 4])("and again with other luck (seed %i)", async (seed) => {
    expect((await stormAndCheck(seed, 600)).wrong).toEqual([]);
  });
});

describe("the test itself can fail: each of these mistakes is caught", () => {
  it("acknowledging before storing loses events", async () => {
    const { wrong } = await stormAndCheck(5, 600, { ackFirst: true });
    expect(wrong.join()).toMatch(/facts: \d+, not 600/);
  });

  it("forgetting what is stored, with a fresh arrival number each time, stores twice", async () => {
    const forgetful: typeof append = async (db, writer, arrivals, clock) => {
      // What a store without dedupe would do: every delivery is news.
      const renamed = arrivals.map((arrival) => ({
        ...arrival,
        requestId: crypto.randomUUID(),
        events: arrival.events.map((event) => ({ ...event, messageId: `${event.messageId} ${crypto.randomUUID()}` })),
      }));
      return append(db, writer, renamed, clock);
    };
    const { wrong } = await stormAndCheck(6, 600, { append: forgetful });
    expect(wrong.join()).toMatch(/facts: \d+, not 600/);
  });

  it("using up arrival numbers without storing anything stores twice (a fault this test found)", async () => {
    const skipping: typeof append = async (db, writer, arrivals, clock) => {
      const appended = await append(db, writer, arrivals, clock);
      if (writer.dictionary && appended.stored.length === 0) writer.dictionary.nextSeq += 1;
      return appended;
    };
    const { wrong } = await stormAndCheck(7, 3_000, { append: skipping });
    expect(wrong.join()).toMatch(/facts: \d+, not 3000/);
  });
});
