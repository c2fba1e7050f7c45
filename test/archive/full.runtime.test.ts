import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { DAY_MS } from "#core/clock.ts";
import { Question } from "#core/question.ts";
import type { PersonHistory } from "#core/history.ts";
import { keep } from "#archive/keep.ts";
import { archiveHouse, archiveOf } from "#house/archive.ts";
import { identityObjects } from "#identity/hand-over.ts";
import { createKnownLinks } from "#identity/known-links.ts";
import { answer } from "#query/run.ts";
import { createWriter } from "#store/append.ts";
import { databaseSize } from "#store/database-size.ts";
import { EventsQuery, questionOf } from "#store/events-query.ts";
import { eventPages } from "#store/timeline.ts";
import { createPlanMemory } from "#tracking-plan/plan-memory.ts";
import { consume } from "../../src/pipeline.ts";
import { expectedAnswer } from "../oracle/query-expected.ts";
import { emptyDatabase, houseOf } from "../oracle/query-store.ts";
import { deliver, seededRandom } from "../support/at-least-once.ts";
import { Crash } from "../support/crash.ts";
import { queueMessage } from "../support/messages.ts";
import { executioner, mortalBucket, mortalDb } from "./mortal.ts";
import { START } from "./act.ts";

const DAYS = 5;
const EVENTS = 3_000;
const NOW = START + DAYS * DAY_MS;
const DEFAULTS = { timezone: "UTC", weekStart: "monday" } as const;
const NAMES = ["Viewed", "Added", "Bought"];

interface Sent {
  messageId: string;
  name: string;
  user: string;
  at: number;
  properties: { plan: string; amount: number; note: string };
}

/** Events whose notes don't compress, so that packs grow as those of real traffic do. */
function traffic(random: () => number): Sent[] {
  const note = () => Array.from({ length: 40 }, () => Math.floor(random() * 2 ** 32).toString(36)).join("");
  return Array.from({ length: EVENTS }, (_, at) => ({
    messageId: `m-${at}`,
    name: NAMES[Math.floor(random() * 3)] ?? "",
    user: `user-${Math.floor(random() * 60)}`,
    at: START + Math.floor((at * DAYS * DAY_MS) / EVENTS),
    properties: { plan: random() < 0.5 ? "pro" : "free", amount: Math.floor(random() * 100), note: note() },
  }));
}

const bodyOf = (events: readonly Sent[]): string =>
  queueMessage(
    events.map(({ messageId, name, user, at, properties }) => ({
      type: "track",
      event: name,
      messageId,
      userId: user,
      timestamp: new Date(at).toISOString(),
      properties,
    })),
    { receivedAt: NOW, sentAt: new Date(NOW).toISOString() },
  );

/** The database, which refuses to grow beyond a size, in D1's words. */
function limitedDb(db: D1Database, limit: number, refused: () => void): D1Database {
  return new Proxy(db, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name !== "batch") return typeof value === "function" ? value.bind(target) : value;
      return async (statements: D1PreparedStatement[]) => {
        if ((await databaseSize(target, limit)).share >= 1) {
          refused();
          throw new Error("D1_ERROR: Exceeded maximum DB size.");
        }
        return target.batch(statements);
      };
    },
  });
}

const QUESTIONS: object[] = [
  {
    kind: "segmentation",
    interval: "day",
    series: [
      { event: null, math: "total" },
      { event: "Bought", math: "unique" },
    ],
  },
  {
    kind: "segmentation",
    interval: "day",
    series: [{ event: "Bought", math: "sum", property: "amount" }],
    breakdown: { source: "event", key: "plan" },
  },
  { kind: "segmentation", interval: "day", top: 3 },
  {
    kind: "segmentation",
    interval: "day",
    series: [{ event: "Added", filter: { property: "note", op: "contains", value: "zz" } }],
  },
  { kind: "funnel", window: { value: 1, unit: "day" }, steps: NAMES.map((event) => ({ event })) },
  {
    kind: "funnel",
    window: { value: 1, unit: "day" },
    steps: [{ event: "Viewed", filter: { property: "plan", value: "pro" } }, { event: "Bought" }],
  },
  { kind: "retention", interval: "day", start: { event: "Viewed" }, return: { event: "Bought" } },
  { kind: "retention", interval: "day", start: { event: null }, return: { event: null } },
];
const COHORT = {
  kind: "cohort",
  where: {
    and: [
      { did: { event: "Bought" }, count: { op: "gte", value: 12 } },
      { didNot: { event: "Added", filter: { property: "amount", op: "gt", value: 97 } } },
    ],
  },
};

function peopleOf(sent: readonly Sent[]): PersonHistory[] {
  const users = Map.groupBy(
    sent.map((event, seq) => ({ event, seq })),
    ({ event }) => event.user,
  );
  return [...users].map(([user, events]) => ({
    id: `u:${user}`,
    trait: () => undefined,
    events: events.map(({ event: { at, name, properties }, seq }) => ({
      ts: at,
      seq,
      name,
      done: true,
      property: (key) => (Object.hasOwn(properties, key) ? properties[key as keyof Sent["properties"]] : undefined),
    })),
  }));
}

async function storedIds(): Promise<string[]> {
  const ids: string[] = [];
  const question = questionOf(EventsQuery.parse({ limit: 1_000 }), NOW);
  for await (const page of eventPages(env.DB, question, archiveOf(env)))
    ids.push(...page.map(({ event }) => event.messageId));
  return ids;
}

it("takes everything it acknowledged, however often it is full and dies while it makes room", async () => {
  await emptyDatabase(env.DB);
  const random = seededRandom(7);
  const sent = traffic(random);
  const bodies: string[] = [];
  for (let at = 0; at < sent.length; at += 30) bodies.push(bodyOf(sent.slice(at, at + 30)));
  const base = (await databaseSize(env.DB, 1)).bytes;
  const limit = base + 150_000;
  let [full, deaths, rounds] = [0, 0, 0];

  /** A round of housekeeping that may die at any write. */
  const makeRoom = async (): Promise<boolean> => {
    rounds += 1;
    // Two of three may die, at one write in ten.
    const life = executioner(rounds % 3 === 0 ? () => false : () => random() < 0.1);
    const db = mortalDb(env.DB, life);
    try {
      const house = { ...archiveHouse(env, () => NOW), db, bucket: mortalBucket(env.ARCHIVE, life) };
      const { level } = await keep({ ...house, size: () => databaseSize(env.DB, limit) }, Date.now() + 1e12);
      return level !== "full";
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      deaths += 1;
      return false;
    }
  };
  const told = await deliver(
    bodies,
    (batch) =>
      consume(batch, {
        db: limitedDb(env.DB, limit, () => (full += 1)),
        writer: createWriter(),
        clock: () => NOW,
        plan: createPlanMemory(),
        makeRoom,
        publish: async () => undefined,
        wake: async () => undefined,
        identity: { objects: identityObjects(env.IDENTITY, 0), known: createKnownLinks(), maxClaimAgeMs: null },
        continueErasure: () => Promise.reject(new Error("nobody is erased here")),
      }),
    random,
    { duplicate: 0.1, maxBatch: 8 },
  );
  expect({ full, deaths, told }).toMatchObject({ told: { crashes: 0 } });
  expect(full).toBeGreaterThan(3);
  expect(deaths).toBeGreaterThan(2);
  expect(rounds).toBeGreaterThan(deaths);

  const ids = await storedIds();
  expect(ids.length).toBe(EVENTS);
  expect(new Set(ids).size).toBe(EVENTS);
  const files = await env.DB.prepare("SELECT kind, count(*) AS n FROM archive_files GROUP BY kind").all<{
    kind: string;
    n: number;
  }>();
  expect(files.results.map(({ kind }) => kind)).toEqual(["events", "facts"]);
  const { bytes } = await databaseSize(env.DB, limit);
  expect(bytes).toBeLessThan(limit * 1.1);

  const people = peopleOf(sent);
  for (const written of [...QUESTIONS.map((one) => ({ ...one, from: "2026-03-01", to: "2026-03-05" })), COHORT]) {
    const question = Question.parse(written);
    const { meta, ...got } = await answer(houseOf(), question, DEFAULTS, NOW);
    expect(got, JSON.stringify(written)).toMatchObject(expectedAnswer(question, DEFAULTS, NOW, people));
    // Rollups stay, so what they answer reads no file; everything else does.
    const isOfRollups = "top" in written || JSON.stringify(written).includes('"return":{"event":null}');
    expect(meta.archived > 0, JSON.stringify(written)).toBe(!isOfRollups);
  }
}, 120_000);
