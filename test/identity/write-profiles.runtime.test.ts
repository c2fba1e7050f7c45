import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import type { TrackedEvent } from "#core/event.ts";
import { actorOf } from "#core/ids.ts";
import { type JsonObject, storableText } from "#core/json.ts";
import { compareMoments } from "#identity/moment.ts";
import { applied, EMPTY_PROFILE, type Profile, traitsOf } from "#identity/profile.ts";
import { MAX_PROFILE_BYTES } from "#identity/profile-size.ts";
import { groupStatementOf, statementOf } from "#identity/statement.ts";
import { touchOf } from "#identity/touch.ts";
import { type WarningNote, warningStatements } from "#identity/warnings.ts";
import { profileStatements } from "#identity/write-profiles.ts";
import { trackedEvents } from "../live/events.ts";
import { seededRandom } from "../support/at-least-once.ts";

const db = env.DB;
const START = Date.parse("2026-11-01T00:00:00Z");

beforeEach(async () => {
  await db.batch(
    ["actors", "profiles", "first_touches", "groups", "identity_warnings"].map((table) =>
      db.prepare(`DELETE FROM ${table}`),
    ),
  );
});

const made = (raws: JsonObject[]): TrackedEvent[] => trackedEvents(raws, { receivedAt: START + 86_400_000 });
const uidOf = (event: TrackedEvent): string | null => {
  const uid = actorOf(event);
  return uid === null ? null : storableText(uid);
};

/** As the append does: the actors, then what the stage wants, in one transaction. Gives back the rows written by the stage. */
async function write(events: readonly TrackedEvent[]): Promise<number> {
  const uids = JSON.stringify(events.map(uidOf).filter((uid) => uid !== null));
  const actors = db.prepare("INSERT OR IGNORE INTO actors (uid) SELECT value FROM json_each(?1)").bind(uids);
  const [, ...results] = await db.batch([actors, ...(await profileStatements(db, events))]);
  return results.reduce((sum, { meta }) => sum + meta.rows_written, 0);
}

async function stored<T>(table: string, id: string, column: string): Promise<Map<string, T>> {
  const from = id === "uid" ? `${table} JOIN actors ON actors.id = actor_id` : table;
  const { results } = await db.prepare(`SELECT ${id} AS id, ${column} AS value FROM ${from}`).all<{
    id: string;
    value: string;
  }>();
  return new Map(results.map(({ id, value }) => [id, JSON.parse(value) as T]));
}
const profiles = () => stored<Profile>("profiles", "uid", "profile");
const groups = () => stored<Profile["traits"]>("groups", "group_id", "traits");
const touches = () => stored<unknown>("first_touches", "uid", "json_array(ts, message_id, json(touch))");

function traffic(random: () => number, total: number): TrackedEvent[] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  return made(
    Array.from({ length: total }, (_, n) => {
      const traits = JSON.parse(
        pick([
          '{"plan":"pro"}',
          '{"plan":null,"__proto__":{"a":1}}',
          '{"plan":"","constructor":[1,{"b":null}]}',
          '{"1":"one","nul":"a\\u0000b","lone":"\\ud800","quote":"\\"\\\\"}',
          '{"big":1e300,"small":-1.5e-9,"plan":"free"}',
        ]),
      ) as JsonObject;
      return {
        ...pick<JsonObject>([
          { type: "identify", traits },
          { type: "group", groupId: pick(["g1", "g\0", "__proto__"]), traits },
          { type: "track", event: "Bought", setOnce: { first: n, plan: "once" } },
          { type: "page", context: { page: { url: `https://shop.example/${n}`, path: `/${n}` } } },
        ]),
        messageId: `m-${n}`,
        ...pick<JsonObject>([
          { userId: "u1" },
          { userId: "u2", anonymousId: "a1" },
          { userId: "ü\0", anonymousId: "a2" },
          {},
        ]),
        anonymousId: pick(["a1", "a2", "guest"]),
        timestamp: new Date(START + Math.floor(random() * 20) * 1000).toISOString(),
      };
    }),
  );
}

describe("profileStatements", () => {
  it("in shuffled batches with duplicates says what the events say in order", async () => {
    const random = seededRandom(7);
    const events = traffic(random, 300);
    const delivered = [...events, ...events.filter(() => random() < 0.3)]
      .map((event) => [random(), event] as const)
      .toSorted(([a], [b]) => a - b)
      .map(([, event]) => event);
    while (delivered.length > 0) await write(delivered.splice(0, 1 + Math.floor(random() * 40)));

    const expected = new Map<string, Profile>();
    const ordered = events
      .map(statementOf)
      .filter((statement) => statement !== null)
      .toSorted((a, b) => compareMoments(a.at, b.at));
    for (const statement of ordered) {
      expected.set(statement.uid, applied(expected.get(statement.uid) ?? EMPTY_PROFILE, statement));
    }
    const found = await profiles();
    expect(found.size).toBeGreaterThan(3);
    expect([...found.keys()].toSorted()).toEqual([...expected.keys()].toSorted());
    for (const [uid, profile] of expected) {
      expect(traitsOf(found.get(uid) ?? EMPTY_PROFILE)).toEqual(traitsOf(profile));
      expect(found.get(uid)?.groups).toEqual(profile.groups);
    }

    const byGroup = await groups();
    expect([...byGroup.keys()].toSorted()).toEqual(["__proto__", "g1", "g\u{fffd}"]);
    for (const [groupId, traits] of byGroup) {
      const said = events
        .map(groupStatementOf)
        .filter((statement) => statement?.groupId === groupId)
        .filter((statement) => statement !== null)
        .toSorted((a, b) => compareMoments(a.at, b.at));
      const current = new Map(said.flatMap((statement) => statement.traits));
      expect(traitsOf({ traits, once: {} })).toEqual(
        Object.fromEntries([...current].filter(([, value]) => value !== null)),
      );
    }

    const firsts = new Map<string, unknown>();
    for (const event of events.toSorted((a, b) => a.timestamp - b.timestamp || (a.messageId < b.messageId ? -1 : 1))) {
      const uid = uidOf(event);
      const first = touchOf(event);
      if (uid !== null && first !== null && !firsts.has(uid)) firsts.set(uid, [first.ts, first.messageId, first.touch]);
    }
    expect(await touches()).toEqual(firsts);
  });

  it("writes nothing for what is known already, and reads only where somebody said something", async () => {
    const events = traffic(seededRandom(8), 100);
    expect(await write(events)).toBeGreaterThan(0);
    const before = [await profiles(), await groups(), await touches()];
    expect(await write(events.toReversed())).toBe(0);
    expect([await profiles(), await groups(), await touches()]).toEqual(before);

    let reads = 0;
    const counting = {
      prepare: (sql: string) => db.prepare(sql),
      batch: (list: D1PreparedStatement[]) => {
        reads += 1;
        return db.batch(list);
      },
    } as unknown as D1Database;
    const silent = made([{ type: "track" }, { type: "page" }, { type: "alias", userId: "u1", previousId: "p" }]);
    expect(await profileStatements(counting, silent)).toHaveLength(1);
    expect(reads).toBe(0);
    expect(await profileStatements(counting, made([{ type: "identify", traits: {} }]))).toHaveLength(0);
    expect(reads).toBe(0);
    await profileStatements(counting, events);
    expect(reads).toBe(1);
  });

  it("takes more than one parameter holds", async () => {
    const events = made(
      Array.from({ length: 60 }, (_, n) => ({
        type: "identify",
        userId: `u${n}`,
        traits: { text: `${n}`.repeat(14_000) },
      })),
    );
    expect(await profileStatements(db, events)).toHaveLength(2);
    await write(events);
    const found = await profiles();
    expect(found.size).toBe(60);
    expect(traitsOf(found.get("u:u59") ?? EMPTY_PROFILE)).toEqual({ text: "59".repeat(14_000) });
  });

  it("ends before a row gets too large for D1", async () => {
    const text = (n: number) => String(n % 10).repeat(28_000);
    for (let from = 0; from < 120; from += 40) {
      const raws = Array.from({ length: 40 }, (_, n) => ({
        type: "identify",
        userId: "u1",
        traits: { [`k${from + n}`]: text(n) },
      }));
      await write(made(raws));
    }
    await write(made([{ type: "identify", userId: "u1", traits: { plan: "pro" } }]));
    const profile = (await profiles()).get("u:u1") ?? EMPTY_PROFILE;
    expect(JSON.stringify(profile).length).toBeLessThanOrEqual(MAX_PROFILE_BYTES);
    expect(traitsOf(profile)).toMatchObject({ plan: "pro" });
  });

  it("writes nothing for an actor that isn't there", async () => {
    const events = made([
      { type: "identify", userId: "u1", traits: { a: 1 } },
      { type: "page", userId: "u1" },
    ]);
    await db.batch(await profileStatements(db, events));
    const { results } = await db
      .prepare("SELECT actor_id FROM profiles UNION SELECT actor_id FROM first_touches")
      .all();
    expect(results).toEqual([]);
  });

  it("finds everything by its key: its cost doesn't grow with the people there are", async () => {
    const many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)";
    await db.batch([
      db.prepare(`${many} INSERT INTO actors (uid) SELECT 'u:other' || i FROM n`),
      db.prepare("INSERT INTO profiles SELECT id, '{}' FROM actors"),
      db.prepare("INSERT INTO first_touches SELECT id, 0, '', '{}' FROM actors"),
      db.prepare(`${many} INSERT INTO groups SELECT 'other' || i, '{}' FROM n`),
    ]);
    let rowsRead = 0;
    const counting = {
      prepare: (sql: string) => db.prepare(sql),
      batch: async (list: D1PreparedStatement[]) => {
        const results = await db.batch(list);
        for (const { meta } of results) rowsRead += meta.rows_read;
        return results;
      },
    } as unknown as D1Database;
    const events = traffic(seededRandom(9), 50);
    const uids = JSON.stringify(events.map(uidOf));
    await db
      .prepare("INSERT OR IGNORE INTO actors (uid) SELECT value FROM json_each(?1) WHERE value IS NOT NULL")
      .bind(uids)
      .run();
    await counting.batch(await profileStatements(counting, events));
    expect((await profiles()).get("u:u1")).toBeDefined();
    expect(rowsRead).toBeGreaterThan(0);
    expect(rowsRead).toBeLessThan(200);
  });
});

describe("warningStatements", () => {
  const note = (at: number, given: Partial<WarningNote> = {}): WarningNote => ({
    kind: "blocked_id",
    subject: "userId: null",
    sourceId: 1,
    at,
    messageId: `m${at}`,
    ...given,
  });
  const rows = async () =>
    (await db.prepare("SELECT * FROM identity_warnings ORDER BY kind, subject, source_id").all()).results;

  it("adds up, in whatever order", async () => {
    const batches = [
      [note(5), note(3), note(4, { sourceId: 2 })],
      [note(9), note(1)],
      [note(2, { subject: "a\0" })],
      [],
    ];
    for (const order of [batches, batches.toReversed()]) {
      await db.prepare("DELETE FROM identity_warnings").run();
      for (const batch of order) {
        const statements = warningStatements(db, batch);
        if (statements.length > 0) await db.batch(statements);
      }
      const row = { kind: "blocked_id", subject: "userId: null", source_id: 1 };
      expect(await rows()).toEqual([
        { ...row, subject: "a\u{fffd}", first_at: 2, last_at: 2, n: 1, message_id: "m2" },
        { ...row, first_at: 1, last_at: 9, n: 4, message_id: "m9" },
        { ...row, source_id: 2, first_at: 4, last_at: 4, n: 1, message_id: "m4" },
      ]);
    }
  });
});
