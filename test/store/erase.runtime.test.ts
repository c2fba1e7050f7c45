import { env } from "cloudflare:workers";
import { applyD1Migrations, reset } from "cloudflare:test";
import { beforeEach, describe, expect, it } from "vitest";
import { type Erased, eraseEvents } from "#store/erase.ts";
import { eraseTraces } from "#store/erase-traces.ts";
import { personSummary } from "#store/person-summary.ts";
import { timeline } from "#store/timeline.ts";
import { eventsSince } from "#store/unpacked.ts";
import { encodeMessage, encodeRefused } from "#core/message.ts";
import { D1_FAULTS, faultyDb } from "../support/faulty-db.ts";
import { requestRecord } from "../support/messages.ts";
import { seededRandom } from "../support/at-least-once.ts";
import { actorIdsOf, ANNA, BEN, labelOf, newestFirst, store, type Stored, storeInPacks, traffic } from "./people.ts";

declare global {
  namespace Cloudflare {
    interface Env {
      MIGRATIONS: D1Migration[];
    }
  }
}
type D1Migration = Parameters<typeof applyD1Migrations>[1][number];

beforeEach(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.MIGRATIONS);
});

/** What of the rollups differs from a recount over the facts, both ways. */
const DISAGREEING = [
  `SELECT hour, CAST(key AS INTEGER), value FROM hours, json_each(counts)`,
  `SELECT ts / 3600000, name_id, count(*) FROM facts GROUP BY 1, 2`,
  `SELECT hour, CAST(key AS INTEGER), value FROM hours, json_each(bots)`,
  `SELECT ts / 3600000, name_id, count(*) FROM facts WHERE bot = 1 GROUP BY 1, 2`,
  `SELECT actor_id, hour FROM active_hours`,
  `SELECT DISTINCT actor_id, ts / 3600000 FROM facts`,
];
async function disagreements(): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let at = 0; at < DISAGREEING.length; at += 2) {
    for (const [one, other] of [
      [DISAGREEING[at], DISAGREEING[at + 1]],
      [DISAGREEING[at + 1], DISAGREEING[at]],
    ]) {
      found.push(...(await env.DB.prepare(`${one} EXCEPT ${other}`).raw()));
    }
  }
  const days = "SELECT DISTINCT ts / 86400000, actor_id FROM facts";
  found.push(...(await env.DB.prepare(`${days} WHERE bot = 0 EXCEPT SELECT day, actor_id FROM active_days`).raw()));
  found.push(...(await env.DB.prepare(`SELECT day, actor_id FROM active_days EXCEPT ${days}`).raw()));
  found.push(...(await env.DB.prepare("SELECT hour FROM hours WHERE counts = '{}'").raw()));
  return found;
}

/** Everything that can be read back, by arrival number. */
async function readBack(): Promise<Stored[]> {
  const found: Stored[] = [];
  let before = null;
  do {
    const page = await timeline(env.DB, {
      from: 0,
      to: Number.MAX_SAFE_INTEGER,
      names: [],
      sourceId: null,
      persons: [],
      limit: 1_000,
      before,
      matches: () => true,
    });
    found.push(...page.events);
    before = page.next;
  } while (before);
  expect(newestFirst(found)).toEqual(found);
  return found.toSorted((a, b) => a.seq - b.seq);
}
const named = (stored: readonly Stored[]) => stored.map(({ seq, event }) => `${seq} ${event.messageId}`);

async function eraseAll(ids: number[], packs: number, db = env.DB, between?: (calls: number) => Promise<unknown>) {
  const sum = { events: 0, packs: 0, calls: 0 };
  let last: Erased;
  do {
    last = await eraseEvents(db, ids, { packs });
    expect(last.packs).toBeLessThanOrEqual(packs);
    sum.events += last.events;
    sum.packs += last.packs;
    sum.calls += 1;
    await between?.(sum.calls);
    if (sum.calls > 500) throw new Error("it never ends");
  } while (!last.done);
  return sum;
}

const without = (stored: readonly Stored[], label: string) => stored.filter(({ event }) => labelOf(event) !== label);
const only = (stored: readonly Stored[], label: string) => stored.filter(({ event }) => labelOf(event) === label);

describe("erasing a person's events", () => {
  it.each([1, 3, 100])(
    "with %i packs a call: theirs go, everything else stays as it was, at every moment",
    async (packs) => {
      const stored = await storeInPacks(traffic(packs, 800), 60);
      const ids = await actorIdsOf(ANNA);
      const others = without(stored, "u:anna");
      const { events, calls } = await eraseAll(ids, packs, env.DB, async () => {
        expect(await disagreements()).toEqual([]);
        // What is left of the person is whole: each fact has its event.
        const left = await readBack();
        expect(left).toHaveLength((await env.DB.prepare("SELECT count(*) AS n FROM facts").first("n")) ?? -1);
        expect(named(without(left, "u:anna"))).toEqual(named(others));
      });
      expect(events).toBe(stored.length - others.length);
      if (packs === 1) expect(calls).toBeGreaterThan(10);
      expect(named(await readBack())).toEqual(named(others));
      expect(named(await eventsSince(env.DB, 0, 10_000))).toEqual(named(others));
      expect((await personSummary(env.DB, ids)).events).toBe(0);
      const rest = "SELECT count(*) AS n FROM active_days WHERE actor_id IN (SELECT value FROM json_each(?1))";
      expect(await env.DB.prepare(rest).bind(JSON.stringify(ids)).first("n")).toBe(0);
      // Once more is no harm.
      expect(await eraseEvents(env.DB, ids, { packs })).toEqual({ events: 0, packs: 0, done: true });
    },
  );

  it("what is read back of the others is the same to the last field", async () => {
    const stored = await storeInPacks(traffic(7, 200), 40);
    const before = await readBack();
    await eraseAll(await actorIdsOf(ANNA), 2);
    const kept = new Set(without(stored, "u:anna").map(({ seq }) => seq));
    expect(await readBack()).toEqual(before.filter(({ seq }) => kept.has(seq)));
  });

  it("everybody, and the store goes on: numbers are not used again, and what was erased is no news", async () => {
    const events = traffic(8, 150);
    const stored = await storeInPacks(events, 50);
    const { results } = await env.DB.prepare("SELECT id FROM actors").all<{ id: number }>();
    await eraseAll(
      results.map(({ id }) => id),
      1,
    );
    expect(await readBack()).toEqual([]);
    expect(await eventsSince(env.DB, 0, 100)).toEqual([]);
    for (const table of ["facts", "hours", "active_hours", "active_days"]) {
      expect(await env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first("n")).toBe(0);
    }
    const later = await store([...events, ...traffic(9, 10, "new")]);
    expect(later.map(({ seq }) => seq)).toEqual(
      Array.from({ length: 10 }, (_, n) => (stored.at(-1)?.seq ?? 0) + 1 + n),
    );
    expect(named(await readBack())).toEqual(named(later));
  });

  it("the newest events are found, however many before them were erased", async () => {
    const stored = await storeInPacks(traffic(10, 400), 30);
    await eraseAll(await actorIdsOf(ANNA), 50);
    const others = without(stored, "u:anna");
    for (const limit of [1, 10, 100]) {
      expect(named(await eventsSince(env.DB, 0, limit))).toEqual(named(others.slice(-limit)));
      expect(named(await eventsSince(env.DB, 222, limit))).toEqual(
        named(others.filter(({ seq }) => seq > 222).slice(-limit)),
      );
    }
  });

  it("the consumer goes on storing meanwhile, the person's events too", async () => {
    const stored = await storeInPacks(traffic(11, 400), 50);
    await eraseAll(await actorIdsOf(ANNA), 1, env.DB, async (call) => {
      if (call > 6) return;
      stored.push(...(await store(traffic(100 + call, 30, `meanwhile-${call}`))));
      expect(await disagreements()).toEqual([]);
    });
    expect(await disagreements()).toEqual([]);
    expect(named(await readBack())).toEqual(named(without(stored, "u:anna")));
  });

  it.each([1, 2, 3])("whatever fails and dies on the way, calling again ends it (seed %i)", async (seed) => {
    const stored = await storeInPacks(traffic(20 + seed, 500), 15);
    const random = seededRandom(seed);
    const ids = await actorIdsOf(ANNA);
    let failed = 0;
    const db = faultyDb(env.DB, () =>
      random() < 0.5 ? (D1_FAULTS[Math.floor(random() * D1_FAULTS.length)] ?? null) : null,
    );
    for (let done = false; !done;) {
      try {
        ({ done } = await eraseEvents(db, ids, { packs: 3 }));
      } catch {
        failed += 1;
      }
      expect(await disagreements()).toEqual([]);
    }
    expect(failed).toBeGreaterThan(4);
    expect(named(await readBack())).toEqual(named(without(stored, "u:anna")));
  });
});

describe("two erasures at once", () => {
  it("of two people in the same packs: both are gone, and nobody else", async () => {
    const stored = await storeInPacks(traffic(30, 600), 60);
    const [anna, ben] = [await actorIdsOf(ANNA), await actorIdsOf(BEN)];
    await Promise.all([eraseAll(anna, 3), eraseAll(ben, 2), eraseAll(anna, 2)]);
    expect(await disagreements()).toEqual([]);
    expect(named(await readBack())).toEqual(named(without(without(stored, "u:anna"), "u:ben")));
  });

  /** The database, in which something else happens just before a query (`all`) or a transaction (`batch`). */
  function interrupted(when: "all" | "batch", nth: number, happen: () => Promise<unknown>): D1Database {
    let seen = 0;
    const turn = async (what: "all" | "batch") => {
      if (what === when && ++seen === nth) await happen();
    };
    return new Proxy(env.DB, {
      get(target, property) {
        if (property === "batch") {
          return async (statements: D1PreparedStatement[]) => {
            await turn("batch");
            return target.batch(statements);
          };
        }
        return (text: string) => {
          const { bind } = target.prepare(text);
          return {
            bind(...values: unknown[]) {
              const bound: D1PreparedStatement = bind.apply(target.prepare(text), values);
              const all = bound.all.bind(bound);
              return Object.assign(bound, {
                all: async () => {
                  await turn("all");
                  return all();
                },
              });
            },
          };
        };
      },
    });
  }

  it.each([
    ["between its search and reading the packs", "all", 3],
    ["between reading the packs and writing them", "batch", 1],
    ["between two of its transactions", "batch", 2],
  ] as const)("one that ran %s of another undoes nothing and counts nothing twice", async (_, when, nth) => {
    for (const whose of [ANNA, BEN]) {
      await reset();
      await applyD1Migrations(env.DB, env.MIGRATIONS);
      const stored = await storeInPacks(traffic(31, 400), 40);
      const anna = await actorIdsOf(ANNA);
      const other = await actorIdsOf(whose);
      let told = 0;
      const db = interrupted(when, nth, async () => {
        told = (await eraseEvents(env.DB, other, { packs: 3 })).events;
      });
      const { events } = await eraseAll(anna, 100, db);
      expect(told).toBeGreaterThan(0);
      expect(await disagreements()).toEqual([]);
      expect(events + (whose === ANNA ? told : 0)).toBe(only(stored, "u:anna").length);
      await eraseAll(other, 100);
      const left = whose === ANNA ? without(stored, "u:anna") : without(without(stored, "u:anna"), "u:ben");
      expect(named(await readBack())).toEqual(named(left));
    }
  });
});

describe("erasing traces", () => {
  const uids = ["u:josé/7", "a:phone", "u:42"];
  const erase = () => eraseTraces(env.DB, { uids });

  async function bury(bodies: string[]): Promise<void> {
    const letter = env.DB.prepare(
      "INSERT INTO dead_letters (queue, message_id, buried_at, reason, body) VALUES ('events', ?1, 1, 'broken', ?2)",
    );
    await env.DB.batch(bodies.map((body, at) => letter.bind(`letter-${at}`, body)));
  }
  const letters = async (): Promise<string[]> =>
    (await env.DB.prepare("SELECT body FROM dead_letters ORDER BY id").all<{ body: string }>()).results.map(
      ({ body }) => body,
    );

  const record = requestRecord();
  const batch = (events: string[]) => encodeMessage(record, 3, `{"batch":[${events.join(",")}],"context":{"a":1}}`);

  it("takes the person's events out of dead letters, and leaves every other text as it is", async () => {
    const others = [
      '{"userId":"other","anonymousId":"phone"}',
      '{"anonymousId":"telephone"}',
      '{"userId":420}',
      "7",
      "null",
    ];
    const refused = { id: "r", receivedAt: 1, sourceId: 1, reason: "json_invalid" as const, detail: "", count: 1 };
    const untouched = [
      batch(others),
      encodeMessage({ ...record, type: "track" }, 0, '{"userId" : "other", "properties": {"a": "phone"}}'),
      "not a message of ours",
      '{"v":1,"erasure":42}',
      encodeRefused({ ...refused, sample: '{"userId":"telephone"' }),
    ];
    const removed = [
      encodeMessage({ ...record, type: "track" }, 0, '{"userId":"jos\\u00e9\\/7"}'),
      batch(['{"anonymousId":"phone"}', '{"type":"alias","userId":"other","previousId":"phone"}']),
      batch([`{"userId":42}`, `{"userId":"other","context":${"[".repeat(3_000)}${"]".repeat(3_000)}}`]),
      `{"v":9} phone`,
      encodeMessage(record, 0, "{phone"),
      encodeRefused({ ...refused, sample: '{"userId":"jos\\u00e9\\/7","anon' }),
    ];
    const mixed = batch([
      '{"anonymousId":"phone"}',
      ...others,
      '{"userId":42}',
      '{"userId":"null","anonymousId":"phone"}',
    ]);
    const filler = Array.from({ length: 40 }, (_, n) => batch([`{"anonymousId":"filler-${n}"}`]));
    await bury([...untouched, ...filler, mixed, ...removed]);
    expect((await erase()).deadLetters).toBe(1 + removed.length);
    expect(await letters()).toEqual([...untouched, ...filler, batch(others)]);
    expect((await erase()).deadLetters).toBe(0);
  });

  it("leaves a letter alone that another erasure has just rewritten, and looks at it again", async () => {
    await bury([batch(['{"anonymousId":"phone"}', '{"userId":"ben"}', '{"userId":"other"}'])]);
    let first = true;
    const db = new Proxy(env.DB, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property, target);
        if (property !== "batch") return typeof value === "function" ? value.bind(target) : value;
        return async (statements: D1PreparedStatement[]) => {
          if (first) await eraseTraces(env.DB, { uids: ["u:ben"] });
          first = false;
          return target.batch(statements);
        };
      },
    });
    expect((await eraseTraces(db, { uids })).deadLetters).toBe(1);
    expect(await letters()).toEqual([batch(['{"userId":"other"}'])]);
  });

  it("deletes samples of refused events that name an id", async () => {
    const gone = ['{"userId":"josé/7"}', '{"userId": "jos\\u00e9\\/7"}', '{"anonymousId":"phone","x', '{"userId":42}'];
    const kept = ['{"userId":"other","x":"my phone"}', '{"userId":420}', "keys: phone", '{"n":42}'];
    const insert = env.DB.prepare(
      "INSERT INTO refused_samples (source_id, at, reason, detail, sample) VALUES (1, 1, 'r', '', ?1)",
    );
    await env.DB.batch([...gone, ...kept].map((sample) => insert.bind(sample)));
    expect((await erase()).refusedSamples).toBe(gone.length);
    const { results } = await env.DB.prepare("SELECT sample FROM refused_samples ORDER BY id").all<{
      sample: string;
    }>();
    expect(results.map(({ sample }) => sample)).toEqual(kept);
    expect(await eraseTraces(env.DB, { uids: [] })).toEqual({ deadLetters: 0, refusedSamples: 0 });
  });
});
