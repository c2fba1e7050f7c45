import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS } from "#core/clock.ts";
import { actorOf } from "#core/ids.ts";
import { actorsOf, personLabels } from "#store/person-map.ts";
import { personSummary } from "#store/person-summary.ts";
import { peopleSince, timeline, type TimelineQuestion } from "#store/timeline.ts";
import { admin, call } from "../support/world.ts";
import {
  actorIdsOf,
  ANNA,
  BEN,
  labelOf,
  mapTo,
  newestFirst,
  START,
  store,
  type Stored,
  storeInPacks,
  traffic,
} from "./people.ts";

let stored: Stored[];
beforeAll(async () => {
  stored = await storeInPacks(traffic(1, 2_400), 150);
  await mapTo("u:anna", ANNA);
  await mapTo("u:ben", ["a:tablet"]);
});

const question = (given: Partial<TimelineQuestion>): TimelineQuestion => ({
  from: 0,
  to: START + 500 * DAY_MS,
  names: [],
  sourceId: null,
  persons: [],
  limit: 100,
  before: null,
  matches: () => true,
  ...given,
});

/** All pages of a question; `between` runs after each. */
async function all(given: Partial<TimelineQuestion>, db = env.DB, between?: (page: number) => Promise<unknown>) {
  const seqs: number[] = [];
  let { before } = question(given);
  let pages = 0;
  do {
    const page = await timeline(db, question({ ...given, before }));
    seqs.push(...page.events.map(({ seq }) => seq));
    before = page.next;
    await between?.(++pages);
  } while (before);
  return seqs;
}

const seqsOf = (events: readonly Stored[]): number[] => newestFirst(events).map(({ seq }) => seq);
const expected = (test: (stored: Stored) => boolean): number[] => seqsOf(stored.filter(test));

/** The database, counting what is asked of it. */
function counted(db: D1Database) {
  let queries = 0;
  let rowsRead = 0;
  const proxy = new Proxy(db, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (property !== "prepare") return typeof value === "function" ? value.bind(target) : value;
      return (text: string) => {
        const statement = target.prepare(text);
        return {
          bind: (...values: unknown[]) => ({
            async all() {
              queries += 1;
              const result = await statement.bind(...values).all();
              rowsRead += result.meta.rows_read;
              return result;
            },
          }),
        };
      };
    },
  });
  return { db: proxy, told: () => ({ queries, rowsRead }) };
}

describe("whose an id is", () => {
  it("all ids of the persons that are asked for by any of them, and nothing for an unknown one", async () => {
    const persons = await actorsOf(env.DB, ["a:laptop", "u:anna", "a:stranger-3", "u:nobody"]);
    expect(persons.map(({ label, actors }) => [label, actors.map(({ uid }) => uid).toSorted()])).toEqual([
      ["a:stranger-3", ["a:stranger-3"]],
      ["u:anna", ANNA.toSorted()],
    ]);
    const first = Math.min(
      ...stored.filter(({ event }) => actorOf(event) === "a:laptop").map(({ event }) => event.timestamp),
    );
    expect(persons[1]?.actors.find(({ uid }) => uid === "a:laptop")?.firstSeen).toBe(first);
    expect(await actorsOf(env.DB, ["u:nobody"])).toEqual([]);
    expect(await actorsOf(env.DB, [])).toEqual([]);
  });

  it("a person is also found by its own id where only the others are mapped", async () => {
    const [ben] = await actorsOf(env.DB, ["a:tablet"]);
    expect(ben?.actors.map(({ uid }) => uid).toSorted()).toEqual(BEN.toSorted());
    expect(await actorsOf(env.DB, ["u:ben"])).toEqual([ben]);
  });

  it("labels", async () => {
    const asked = ["a:phone", "u:anna", "a:stranger-1", "u:nobody", "u:\0"];
    expect([...(await personLabels(env.DB, asked))]).toEqual([
      ["a:phone", "u:anna"],
      ["u:anna", "u:anna"],
      ["a:stranger-1", "a:stranger-1"],
      ["u:nobody", "u:nobody"],
      ["u:\0", "u:\u{fffd}"],
    ]);
    expect((await personLabels(env.DB, [])).size).toBe(0);
  });
});

describe("a person's events", () => {
  const ofAnna = ({ event }: Stored) => labelOf(event) === "u:anna";

  it.each([1_000, 100, 7])("of all their ids, newest first, in pages of %i", async (limit) => {
    for (const uid of ANNA) expect(await all({ persons: [uid], limit })).toEqual(expected(ofAnna));
  });

  const cases: [string, Partial<TimelineQuestion>, (stored: Stored) => boolean][] = [
    ["two persons", { persons: ["a:tablet", "a:phone"] }, ({ event }) => /u:(anna|ben)/.test(labelOf(event))],
    ["a name", { persons: ["u:anna"], names: ["Paid"] }, (one) => ofAnna(one) && one.event.event === "Paid"],
    ["a name nobody sent", { persons: ["u:anna"], names: ["Nope"] }, () => false],
    ["a source", { persons: ["u:anna"], sourceId: 2 }, (one) => ofAnna(one) && one.event.sourceId === 2],
    [
      "part of an hour",
      { persons: ["u:anna"], from: START + 3 * DAY_MS + 1, to: START + 3 * DAY_MS + HOUR_MS / 2 },
      (one) =>
        ofAnna(one) &&
        one.event.timestamp > START + 3 * DAY_MS &&
        one.event.timestamp <= START + 3 * DAY_MS + HOUR_MS / 2,
    ],
    [
      "a needle",
      { persons: ["u:anna"], limit: 3, matches: ({ properties }) => Number(properties["n"]) % 97 === 0 },
      (one) => ofAnna(one) && Number(one.event.properties["n"]) % 97 === 0,
    ],
    ["nobody we know", { persons: ["u:nobody"] }, () => false],
    ["everybody", {}, () => true],
  ];
  it.each(cases)("%s", async (_, given, test) => {
    expect(await all(given)).toEqual(expected(test));
  });

  it("pages stay right while others, and the person too, go on", async () => {
    const before = expected(ofAnna);
    const seqs = await all({ persons: ["a:laptop"], limit: 50 }, env.DB, async (page) => {
      if (page > 5) return;
      const later = traffic(100 + page, 40, `later-${page}`);
      const newest = START + 45 * DAY_MS + page;
      stored.push(...(await store(later.map((event) => ({ ...event, timestamp: newest })))));
    });
    expect(seqs).toEqual(before);
    expect(await all({ persons: ["a:laptop"], limit: 50 })).toEqual(expected(ofAnna));
  });

  it("somebody who came three times costs a few queries, wherever the others' events are", async () => {
    const events = traffic(50, 3, "rare", { anonymousId: "rare" }).map((event, n) => ({
      ...event,
      timestamp: START + n * 20 * DAY_MS + 5 * HOUR_MS,
    }));
    const rare = await store(events);
    const { db, told } = counted(env.DB);
    expect(await all({ persons: ["a:rare"] }, db)).toEqual(seqsOf(rare));
    expect(told().queries).toBeLessThanOrEqual(8);
    expect(told().rowsRead).toBeLessThan(200);
    stored.push(...rare);
  });

  it("who was seen lately is one entry a person with all their ids, without bots", async () => {
    const since = START + 10 * DAY_MS;
    const seen = new Map<string, number>();
    for (const { event } of stored) {
      if (event.bot !== null || event.timestamp < since) continue;
      seen.set(labelOf(event), Math.max(seen.get(labelOf(event)) ?? 0, event.timestamp));
    }
    const told = await peopleSince(env.DB, since);
    expect(told).toHaveLength(seen.size);
    expect(new Map(told.map(({ person, lastSeen }) => [person, lastSeen]))).toEqual(seen);
    const others = new Map(told.flatMap(({ person, ids }) => (ids.length > 0 ? [[person, ids.toSorted()]] : [])));
    expect(others).toEqual(
      new Map([
        ["u:anna", ["a:laptop", "a:phone"]],
        ["u:ben", ["a:tablet"]],
      ]),
    );
  });
});

describe("GET /api/events", () => {
  interface Page {
    events: { messageId: string; person: string | null }[];
    next: string | null;
  }
  const ids = (page: Page) => page.events.map(({ messageId }) => messageId);
  const expectedIds = (test: (stored: Stored) => boolean) =>
    newestFirst(stored.filter(test)).map(({ event }) => event.messageId);
  const get = (query: string) => admin<Page>(`/api/events?limit=1000${query}`);

  it("gives the events of a person by any id, each with its person", async () => {
    for (const person of ["laptop", "a:phone", "u:anna"]) {
      const page = await get(`&person=${person}&to=2026-09-10`);
      expect(ids(page)).toEqual(
        expectedIds(({ event }) => labelOf(event) === "u:anna" && event.timestamp < START + 10 * DAY_MS),
      );
      expect(new Set(page.events.map((event) => event.person))).toEqual(new Set(["u:anna"]));
    }
    const everybody = await get("");
    const labels = new Map(stored.map(({ event }) => [event.messageId, labelOf(event)]));
    expect(everybody.events.map(({ person }) => person)).toEqual(ids(everybody).map((id) => labels.get(id)));
  });

  it("userId is exactly that userId, alone or within a person", async () => {
    const carriesIt = ({ event }: Stored) => event.userId === "anna";
    expect(ids(await get("&userId=anna"))).toEqual(expectedIds(carriesIt).slice(0, 1_000));
    expect(ids(await get("&userId=anna&person=phone"))).toEqual(expectedIds(carriesIt).slice(0, 1_000));
    expect(ids(await get("&userId=anna&person=ben"))).toEqual([]);
  });

  it("finds a userId that names nobody, too", async () => {
    const blocked = traffic(60, 1, "blocked", { userId: "null", anonymousId: "stranger-1" });
    stored.push(...(await store(blocked)));
    expect(ids(await get("&userId=null"))).toEqual(["blocked-0"]);
  });

  it("exports say the person as well", async () => {
    const text = async (format: string) =>
      new TextDecoder().decode(
        await (
          await call(`/api/events?person=tablet&format=${format}`, {
            headers: { authorization: "Bearer test-admin-token" },
          })
        ).arrayBuffer(),
      );
    const lines = (await text("ndjson")).trim().split("\n");
    expect(lines).toHaveLength(stored.filter(({ event }) => labelOf(event) === "u:ben").length);
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ person: "u:ben" });
    const [head = "", ...rows] = (await text("csv")).trim().split("\r\n");
    const column = head.split(",").indexOf("person");
    expect(head.split(",")[column - 1]).toBe("previousId");
    expect(rows).toHaveLength(lines.length);
    expect(new Set(rows.map((row) => row.split(",")[column]))).toEqual(new Set(["u:ben"]));
  });
});

describe("a person in sum", () => {
  const span = (events: readonly Stored[]) => {
    const times = events.map(({ event }) => event.timestamp);
    return { firstSeen: Math.min(...times), lastSeen: Math.max(...times) };
  };

  it("is what all their events say, one by one", async () => {
    for (const label of ["u:anna", "u:ben", "a:stranger-5"]) {
      const [person] = await actorsOf(env.DB, [label]);
      const mine = newestFirst(stored.filter(({ event }) => labelOf(event) === label));
      const summary = await personSummary(env.DB, person?.actors.map(({ id }) => id) ?? []);
      expect(summary).toMatchObject({ events: mine.length, ...span(mine) });
      const byName = [...Map.groupBy(mine, ({ event }) => event.event ?? "")].map(([name, events]) => ({
        kind: "track",
        name,
        count: events.length,
        ...span(events),
      }));
      const sorted = (list: typeof byName) => list.toSorted((a, b) => (a.name < b.name ? -1 : 1));
      expect(sorted(summary.byName)).toEqual(sorted(byName));
      expect(summary.byName.map(({ count }) => count)).toEqual(
        byName.map(({ count }) => count).toSorted((a, b) => b - a),
      );
      const byActor = (person?.actors ?? []).map(({ id, uid }) => {
        const events = mine.filter(({ event }) => actorOf(event) === uid);
        return { actorId: id, events: events.length, ...span(events) };
      });
      expect(summary.byActor.toSorted((a, b) => a.actorId - b.actorId)).toEqual(byActor);
      const touch = mine.find(({ event }) => event.channel === "email")?.event;
      expect(summary.lastTouch).toEqual({
        ts: touch?.timestamp,
        channel: "email",
        referring_domain: "mail.example",
        utm_source: touch?.utmSource,
        utm_medium: null,
        utm_campaign: null,
        utm_term: null,
        utm_content: null,
      });
    }
  });

  it("of nobody is nothing", async () => {
    const nothing = { events: 0, firstSeen: null, lastSeen: null, byName: [], byActor: [], lastTouch: null };
    expect(await personSummary(env.DB, [])).toEqual(nothing);
    expect(await personSummary(env.DB, [...(await actorIdsOf(["u:nobody"])), 123_456])).toEqual(nothing);
  });
});
