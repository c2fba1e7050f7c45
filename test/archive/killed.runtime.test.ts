import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { DAY_MS } from "#core/clock.ts";
import { archiveHouse, archiveOf } from "#house/archive.ts";
import { eraseArchived } from "#archive/erase.ts";
import { keep } from "#archive/keep.ts";
import { RetentionSettings, writeRetention } from "#archive/retention.ts";
import { arrivalsAfter } from "#store/arrivals.ts";
import { eraseEvents } from "#store/erase.ts";
import { EventsQuery, questionOf } from "#store/events-query.ts";
import { removeStored } from "#store/expire.ts";
import { personSummary } from "#store/person-summary.ts";
import { eventPages } from "#store/timeline.ts";
import { eventsSince } from "#store/unpacked.ts";
import { answer } from "#query/run.ts";
import { Question } from "#core/question.ts";
import { Crash } from "../support/crash.ts";
import { houseOf } from "../oracle/query-store.ts";
import { SOAK } from "../oracle/query-seeds.ts";
import { executioner, type Executioner, interrupted, mortalBucket, mortalDb } from "./mortal.ts";
import { act, acts, START } from "./act.ts";
import { dayOf, messageIdOf, storeActs } from "./stored.ts";
import type { Act } from "../oracle/query-history.ts";

const DAYS = 5;
const NOW = START + DAYS * DAY_MS + 3_600_000;
const DEFAULTS = { timezone: "UTC", weekStart: "monday" } as const;
/** Enough for a file of each kind in two days: each step of a round is tried. */
const FEW = [...acts(24, 2), act(30, { userId: "late" })];
const ALL = [...acts(120, DAYS), act(30, { userId: "late" })];

/** A house whose database is as full as is said, and who lives as long as is said. */
function houseAt(share: () => number, life: Executioner = executioner(() => false)) {
  const db = mortalDb(env.DB, life);
  return {
    ...archiveHouse(env, () => NOW),
    db,
    bucket: mortalBucket(env.ARCHIVE, life),
    size: () => Promise.resolve({ bytes: share() * 1_000, limit: 1_000, share: share() }),
    removeStored: (day: number, sources: readonly number[] | null) => removeStored(db, day, sources),
  };
}

async function listed(query: object = {}): Promise<string[]> {
  const ids: string[] = [];
  const question = questionOf(EventsQuery.parse({ limit: 50, ...query }), NOW);
  for await (const page of eventPages(env.DB, question, archiveOf(env)))
    for (const { event } of page) ids.push(event.messageId);
  return ids;
}

const newestFirst = (of: readonly Act[]): string[] => of.toSorted((a, b) => b.at - a.at).map(messageIdOf);

/** What every way of reading says, of these acts alone. */
async function expectStored(of: readonly Act[]): Promise<void> {
  expect((await listed()).toSorted()).toEqual(of.map(messageIdOf).toSorted());
  const asked = { kind: "segmentation", from: "2026-03-01", to: "2026-03-05", interval: "day" };
  const ask = async (series: object) => {
    const found = await answer(houseOf(), Question.parse({ ...asked, series: [series] }), DEFAULTS, NOW);
    return (found as unknown as { series: { data: number[]; total: number }[] }).series[0];
  };
  const days = Array.from({ length: DAYS }, (_, day) => of.filter((one) => dayOf(one) === START / DAY_MS + day));
  const people = (some: readonly Act[]) => new Set(some.map(({ userId }) => userId)).size;
  expect((await ask({ event: null, math: "total" }))?.data).toEqual(days.map((some) => some.length));
  expect(await ask({ event: null, math: "unique" })).toMatchObject({ data: days.map(people), total: people(of) });
  const red = days.map((some) => some.filter(({ properties: { colour } }) => colour === "red").length);
  expect((await ask({ event: null, filter: { property: "colour", value: "red" } }))?.data).toEqual(red);
  // Only whole events know: it is longer than a fact takes.
  const long = { property: "long", op: "contains", value: "x" };
  expect((await ask({ event: "Bought", filter: long }))?.total).toBe(of.filter(({ name }) => name === "Bought").length);
}

/** Every second step day by day; all of them in `npm run soak:killed`. */
const STRIDE = SOAK > 0 ? 1 : 2;

describe("a round that is killed at every step", () => {
  it("loses nothing, shows nothing twice, and is finished by the next", async () => {
    for (let at = 1; ; at += STRIDE) {
      await storeActs(FEW, 5);
      const life = executioner((step) => step === at);
      const killed = await keep(
        houseAt(() => 0.95, life),
        Infinity,
      ).then(
        () => false,
        (error: unknown) => {
          if (error instanceof Crash) return true;
          throw error;
        },
      );
      await expectStored(FEW);
      await keep(
        houseAt(() => 0.95),
        Infinity,
      );
      expect((await listed()).toSorted()).toEqual(FEW.map(messageIdOf).toSorted());
      const { results } = await env.DB.prepare("SELECT name FROM archive_files").all<{ name: string }>();
      for (const { name } of results) expect(await env.ARCHIVE.head(name), name).not.toBeNull();
      const left = await env.DB.prepare(
        "SELECT (SELECT count(*) FROM facts) AS facts, (SELECT count(*) FROM packs WHERE length(body) > 0) AS packs",
      ).first();
      expect(left).toEqual({ facts: 0, packs: 0 });
      if (!killed) {
        await expectStored(FEW);
        expect(at).toBeGreaterThan(10);
        return;
      }
    }
  }, 240_000);
});

describe("reading over both", () => {
  it("lists a person, a name, a source, a page at a time, and follows arrivals", async () => {
    await storeActs(ALL);
    const half = START + 2 * DAY_MS;
    const house = { ...houseAt(() => 0.75), clock: () => half };
    await keep(house, Infinity);
    await writeRetention(
      env.DB,
      RetentionSettings.parse({ keepDays: null, moveEventsDays: 1, moveFactsDays: 1, sources: [] }),
    );
    await keep({ ...house, size: houseAt(() => 0.1).size }, Infinity);
    const stored = await env.DB.prepare("SELECT count(*) AS n FROM facts").first<{ n: number }>();
    expect(stored?.n).toBeGreaterThan(20);
    expect(stored?.n).toBeLessThan(ALL.length - 20);
    await expectStored(ALL);
    expect(await listed({ person: "u:person-3" })).toEqual(
      newestFirst(ALL.filter(({ userId }) => userId === "person-3")),
    );
    expect(await listed({ event: "Added", source: "2" })).toEqual(
      newestFirst(ALL.filter(({ name, sourceId }) => name === "Added" && sourceId === 2)),
    );
    const arrived: string[] = [];
    for (let after = 0, complete = false; !complete;) {
      const read = await arrivalsAfter(env.DB, { after, upTo: null, between: null, limit: 7 }, archiveOf(env));
      arrived.push(...read.events.map(({ event }) => event.messageId));
      [after, complete] = [read.through, read.complete && read.events.length < 7];
    }
    expect(arrived).toEqual(ALL.map(messageIdOf));
    const since = await eventsSince(env.DB, 50, 1_000, archiveOf(env));
    expect(since.map(({ event }) => event.messageId)).toEqual(ALL.slice(50).map(messageIdOf));
    const actor = await env.DB.prepare("SELECT id FROM actors WHERE uid = 'u:person-3'").first<{ id: number }>();
    const mine = ALL.filter(({ userId }) => userId === "person-3");
    expect(await personSummary(env.DB, [actor?.id ?? 0], archiveOf(env))).toMatchObject({
      events: mine.length,
      firstSeen: mine[0]?.at,
      lastSeen: mine.at(-1)?.at,
      lastTouch: { ts: mine.at(-1)?.at, channel: "search" },
    });
  });
});

/** Everything in the bucket, as text. */
async function bucketText(): Promise<string> {
  const { objects } = await env.ARCHIVE.list();
  let text = "";
  for (const { key } of objects) {
    const found = await env.ARCHIVE.get(key);
    const stream = found?.body.pipeThrough(new DecompressionStream("gzip"));
    text += `${key}\n${stream ? await new Response(stream).text() : ""}`;
  }
  return text;
}

async function emptyBucket(): Promise<void> {
  for (const { key } of (await env.ARCHIVE.list()).objects) await env.ARCHIVE.delete(key);
}

describe("erasing somebody", () => {
  it.each([
    ["whole events", 0.75],
    ["facts too", 0.95],
  ] as const)("reaches into the archive (%s), killed at every step", async (_, share) => {
    for (let at = 1; ; at += STRIDE) {
      await emptyBucket();
      await storeActs(FEW, 5);
      await keep({ ...houseAt(() => share), clock: () => START + DAY_MS }, Infinity);
      const row = await env.DB.prepare("SELECT id FROM actors WHERE uid = 'u:person-3'").first<{ id: number }>();
      const erase = (life: Executioner) =>
        eraseEvents(mortalDb(env.DB, life), [row?.id ?? 0], { packs: 200 }, (db, ids) =>
          eraseArchived(db, mortalBucket(env.ARCHIVE, life), ids),
        );
      let killed = false;
      let done = false;
      for (let tries = 0; !done && tries < 20; tries += 1) {
        try {
          ({ done } = await erase(executioner((step) => tries === 0 && step === at)));
        } catch (error) {
          if (!(error instanceof Crash)) throw error;
          killed = true;
        }
      }
      await expectStored(FEW.filter(({ userId }) => userId !== "person-3"));
      // What a death left behind is swept, once it is an hour old.
      await keep({ ...houseAt(() => 0.1), clock: () => Date.now() + 2 * 3_600_000 }, Infinity);
      const text = await bucketText();
      expect(text).not.toContain("person-3");
      expect(text).toContain("person-4");
      if (!killed) return;
    }
  });
});

describe("an erasure and a round at the same time", () => {
  const erase = async (life: Executioner) => {
    const row = await env.DB.prepare("SELECT id FROM actors WHERE uid = 'u:person-3'").first<{ id: number }>();
    for (let done = false; !done;)
      ({ done } = await eraseEvents(mortalDb(env.DB, life), [row?.id ?? 0], { packs: 200 }, (db, ids) =>
        eraseArchived(db, mortalBucket(env.ARCHIVE, life), ids),
      ));
  };
  const FULL = houseAt(() => 0.95);
  const NOTHING = executioner(() => false);

  it.each([
    [
      "a round, at each of its writes an erasure",
      (life: Executioner) =>
        keep(
          houseAt(() => 0.95, life),
          Infinity,
        ),
      () => erase(NOTHING),
    ],
    ["an erasure, at each of its writes a round", erase, () => keep(FULL, Infinity)],
  ])("%s: nothing of the person is left, and all of the others", async (_, one, other) => {
    for (let at = 1; ; at += STRIDE) {
      await emptyBucket();
      await storeActs(FEW, 5);
      const life = interrupted(at, other);
      await one(life);
      if (!life.happened()) return;
      await expectStored(FEW.filter(({ userId }) => userId !== "person-3"));
      await keep({ ...houseAt(() => 0.1), clock: () => Date.now() + 2 * 3_600_000 }, Infinity);
      expect(await bucketText()).not.toContain("person-3");
    }
  });
});

describe("retention", () => {
  const settings = (given: object) =>
    writeRetention(
      env.DB,
      RetentionSettings.parse({ keepDays: null, moveEventsDays: null, moveFactsDays: null, sources: [], ...given }),
    );
  const addSources = () =>
    env.DB.batch(
      [1, 2].map((id) => env.DB.prepare("INSERT INTO sources VALUES (?1, 's', 'public', NULL, 0)").bind(id)),
    );

  it.each([0.1, 0.75, 0.95])("removes whole days, wherever they are (%f full)", async (share) => {
    await emptyBucket();
    await storeActs([act(1, { userId: "once" }), ...ALL]);
    await addSources();
    await keep({ ...houseAt(() => share), clock: () => START + 3 * DAY_MS }, Infinity);
    await settings({ keepDays: 3 });
    expect(
      (
        await keep(
          houseAt(() => 0.1),
          Infinity,
        )
      ).done,
    ).toBe(true);
    await expectStored(ALL.filter(({ at }) => at >= START + 2 * DAY_MS));
    const left = await env.DB.prepare(
      `SELECT (SELECT count(*) FROM hours WHERE hour < ?1) AS hours, (SELECT count(*) FROM active_hours WHERE hour < ?1) AS active,
         (SELECT count(*) FROM active_days WHERE day < ?1 / 24) AS days, (SELECT count(*) FROM actors WHERE uid = 'u:once') AS once,
         (SELECT count(*) FROM actors WHERE uid = 'u:person-1') AS person`,
    )
      .bind((START + 2 * DAY_MS) / 3_600_000)
      .first();
    expect(left).toEqual({ hours: 0, active: 0, days: 0, once: 0, person: 1 });
    expect(await bucketText()).not.toContain("date=2026-03-01");
  });

  it.each([0.1, 0.75, 0.95])(
    "removes one source's events and keeps the other's (%f full), also late ones",
    async (share) => {
      await emptyBucket();
      await storeActs(ALL);
      await addSources();
      await keep({ ...houseAt(() => share), clock: () => START + 3 * DAY_MS }, Infinity);
      await settings({ sources: [{ source: 2, keepDays: 2 }] });
      expect(
        (
          await keep(
            houseAt(() => 0.1),
            Infinity,
          )
        ).done,
      ).toBe(true);
      await expectStored(ALL.filter(({ at, sourceId }) => sourceId === 1 || at >= START + 3 * DAY_MS));
      await storeActs([act(77, { userId: "too late", sourceId: 2 })], 1, false);
      await keep({ ...houseAt(() => 0.1), clock: () => NOW + DAY_MS }, Infinity);
      await expectStored(ALL.filter(({ at, sourceId }) => sourceId === 1 || at >= START + 4 * DAY_MS));
    },
  );
});
