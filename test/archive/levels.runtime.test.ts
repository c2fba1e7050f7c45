import { env, exports } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { DAY_MS } from "#core/clock.ts";
import { eraseArchived } from "#archive/erase.ts";
import { keep } from "#archive/keep.ts";
import { repair } from "#archive/repair.ts";
import { writeRetention } from "#archive/retention.ts";
import { sweep } from "#archive/sweep.ts";
import { archiveHouse, archiveOf } from "#house/archive.ts";
import { acts, START } from "./act.ts";
import { storeActs } from "./stored.ts";

const DAYS = 6;
const ALL = acts(120, DAYS);
/** The middle of the last day. */
const NOW = START + (DAYS - 0.5) * DAY_MS;

async function left(): Promise<{ packs: number; facts: number }> {
  const row = await env.DB.prepare(
    "SELECT (SELECT count(*) FROM packs WHERE length(body) > 0) AS packs, (SELECT count(*) FROM facts) AS facts",
  ).first<{ packs: number; facts: number }>();
  return row ?? { packs: -1, facts: -1 };
}

/** A house whose database is as full as what is left in it, where `all` is what it holds at first. */
const houseOf = (share: (of: { packs: number; facts: number }) => number) => ({
  ...archiveHouse(env, () => NOW),
  size: async () => {
    const value = share(await left());
    return { bytes: value * 1_000, limit: 1_000, share: value };
  },
});

beforeEach(() => storeActs(ALL, 5));

describe("the fill level", () => {
  it("under 70 %, nothing moves of itself", async () => {
    const before = await left();
    expect(
      await keep(
        houseOf(() => 0.69),
        Infinity,
      ),
    ).toMatchObject({ level: "roomy", events: 0, facts: 0, done: true });
    expect(await left()).toEqual(before);
  });

  it("from 70 %, the oldest whole events move, a day at a time and only until there is room", async () => {
    const round = await keep(
      houseOf(({ packs }) => 0.6 + packs / 100),
      Infinity,
    );
    expect(round).toMatchObject({ level: "roomy", facts: 0, done: true });
    const { packs, facts } = await left();
    expect(packs).toBeGreaterThan(5);
    expect(packs).toBeLessThan(10);
    expect(facts).toBe(ALL.length);
  });

  it("from 70 %, today's events stay whatever happens", async () => {
    expect(
      await keep(
        houseOf(() => 0.75),
        Infinity,
      ),
    ).toMatchObject({ level: "filling", facts: 0, done: true });
    expect((await left()).packs).toBe(4);
  });

  it("from 90 %, everything moves until it is under 70 %, also where that takes several rounds", async () => {
    const share = ({ packs, facts }: { packs: number; facts: number }) => 0.5 + packs / 100 + facts / 600;
    const house = houseOf(share);
    // Time for a few steps only.
    let looks = 0;
    const hasty = { ...house, clock: () => (looks++ > 4 ? NOW + 1 : NOW) };
    expect(await keep(hasty, NOW + 1)).toMatchObject({ level: "pressing", done: false });
    // Now it is under 90 %, but was pressing.
    expect(share(await left())).toBeLessThan(0.9);
    expect(share(await left())).toBeGreaterThanOrEqual(0.7);
    const round = await keep(
      houseOf(({ facts }) => 0.65 + facts / 1_000),
      Infinity,
    );
    expect(round).toMatchObject({ level: "roomy", done: true });
    const { packs, facts } = await left();
    expect([packs, facts > 0, facts <= 60]).toEqual([0, true, true]);
  });

  it("only today's facts stay at 90 %, and go where nothing else helps", async () => {
    await keep(
      houseOf(() => 0.89 + 0.005),
      Infinity,
    );
    expect((await left()).packs).toBe(4);
    await keep(
      houseOf(({ facts }) => (facts > 20 ? 0.95 : 0.85)),
      Infinity,
    );
    expect(await left()).toEqual({ packs: 0, facts: 20 });
    expect(
      await keep(
        houseOf(() => 1),
        Infinity,
      ),
    ).toMatchObject({ level: "full", done: true });
    expect(await left()).toEqual({ packs: 0, facts: 0 });
  });
});

describe("what has just arrived", () => {
  it("stays together, however old it says it is: facts never move before their whole events", async () => {
    await storeActs(ALL, 5, true, NOW);
    const settings = { keepDays: null, moveEventsDays: 1, moveFactsDays: 1, sources: [] };
    await writeRetention(env.DB, settings);
    expect(
      await keep(
        houseOf(() => 0.1),
        Infinity,
      ),
    ).toMatchObject({ events: 0, facts: 0, done: true });
    expect(await left()).toEqual({ packs: 24, facts: ALL.length });
    const tomorrow = { ...houseOf(() => 0.1), clock: () => NOW + 2 * DAY_MS };
    expect(await keep(tomorrow, Infinity)).toMatchObject({ events: ALL.length, facts: ALL.length, done: true });
  });
});

describe("the bucket", () => {
  it("is swept of what nobody refers to, once it is an hour old", async () => {
    await keep(
      houseOf(() => 0.95),
      Infinity,
    );
    await env.ARCHIVE.put("events/date=2026-03-01/1-2.v9.ndjson.gz", "left behind");
    await env.ARCHIVE.put("backups/not-ours", "stays");
    const files = await env.DB.prepare("SELECT count(*) AS n FROM archive_files").first<{ n: number }>();
    await sweep(env.DB, env.ARCHIVE, Date.now());
    expect(await env.ARCHIVE.head("events/date=2026-03-01/1-2.v9.ndjson.gz")).not.toBeNull();
    await sweep(env.DB, env.ARCHIVE, Date.now() + 2 * 3_600_000);
    const { objects } = await env.ARCHIVE.list();
    expect(objects.length).toBe((files?.n ?? 0) + 1);
    expect(await env.ARCHIVE.head("backups/not-ours")).not.toBeNull();
  });
});

describe("a database restored to before an erasure and a removal", () => {
  it("takes the newer files, without the person, and drops what is gone; nothing is swept before that", async () => {
    for (const { key } of (await env.ARCHIVE.list()).objects) await env.ARCHIVE.delete(key);
    await keep(
      houseOf(() => 0.95),
      Infinity,
    );
    const saved = await env.DB.prepare("SELECT * FROM archive_files").all<Record<string, string | number>>();
    const row = await env.DB.prepare("SELECT id FROM actors WHERE uid = 'u:person-3'").first<{ id: number }>();
    const whole = async () => {
      const facts = await env.DB.prepare("SELECT sum(n) AS n FROM archive_files WHERE kind = 'facts'").first<{
        n: number;
      }>();
      return facts?.n ?? 0;
    };
    expect((await eraseArchived(env.DB, env.ARCHIVE, [row?.id ?? 0])).done).toBe(true);
    const erased = await whole();
    expect(erased).toBeLessThan(ALL.length);
    // The first day is removed as well.
    const { objects } = await env.ARCHIVE.list();
    for (const { key } of objects) if (key.includes("2026-03-01")) await env.ARCHIVE.delete(key);
    await env.DB.batch([
      env.DB.prepare("DELETE FROM archive_files"),
      ...saved.results.map((file) =>
        env.DB.prepare(
          `INSERT INTO archive_files VALUES (${Object.keys(file)
            .map(() => "?")
            .join(", ")})`,
        ).bind(...Object.values(file)),
      ),
    ]);
    const later = Date.now() + 2 * 3_600_000;
    expect(await sweep(env.DB, env.ARCHIVE, later)).toBe(0);
    const repaired = await repair(env.DB, env.ARCHIVE);
    expect(repaired.dropped).toBeGreaterThan(0);
    expect(repaired.replaced).toBeGreaterThan(5);
    expect(await repair(env.DB, env.ARCHIVE)).toEqual({ replaced: 0, dropped: 0 });
    expect(await sweep(env.DB, env.ARCHIVE, later)).toBe(repaired.replaced);
    const read: number[] = [];
    const asked = { from: -Infinity, to: Infinity, nameIds: null, hours: null };
    for await (const chunk of archiveOf(env).facts(asked)) read.push(...chunk.column("seq").map(Number));
    const lines = await archiveOf(env).lines(read);
    expect(read.length).toBe(await whole());
    expect(new Set(lines.keys())).toEqual(new Set(read));
    expect([...lines.values()].join()).not.toContain("person-3");
    expect(read.length).toBeLessThan(erased);
    expect(read.length).toBeGreaterThan(erased / 2);
  });
});

describe("the routes", () => {
  const call = async (method: string, path: string, body?: object) => {
    const response = await exports.default.fetch(`https://headwater.example${path}`, {
      method,
      headers: { authorization: "Bearer test-admin-token", "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: response.status, json: (await response.json()) as Record<string, unknown> };
  };

  it("say how full it is and what is archived, and take how long events stay", async () => {
    await keep(
      houseOf(() => 0.75),
      Infinity,
    );
    const { json } = await call("GET", "/api/storage");
    expect(json).toMatchObject({
      database: { limit: 10_000_000_000, level: "roomy" },
      events: { events: 100, from: "2026-03-01", to: "2026-03-05" },
      facts: { files: 0, events: 0, from: null },
      retention: { keepDays: null, moveEventsDays: null, moveFactsDays: null, sources: [] },
    });
    const wanted = { keepDays: 3_650, moveEventsDays: 30, moveFactsDays: 60, sources: [{ source: 2, keepDays: null }] };
    expect((await call("PUT", "/api/storage/retention", wanted)).json).toMatchObject({ retention: wanted });
    expect((await call("PUT", "/api/storage/retention", { ...wanted, keepDays: 0 })).status).toBe(400);
    expect((await call("GET", "/api/storage")).json).toMatchObject({ retention: wanted });
    // The clock is today's: all of these days are older than 60.
    expect((await call("POST", "/api/storage/round")).json).toMatchObject({ events: 20, facts: 120, done: true });
  });
});
