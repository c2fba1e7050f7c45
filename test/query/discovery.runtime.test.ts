import { beforeAll, describe, expect, it } from "vitest";
import { admin, call, createSource, env, post, storedEvents } from "../support/world.ts";

const CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
const LONG_NOTE = "gift wrapping, please, and leave it with the neighbours on the left";
const OLD = "2019-03-04T10:20:30.000Z";

interface Property {
  property: string;
  stamped: boolean;
  events: string[];
  type: string | null;
  count: number;
  sampled: number;
}
interface Values {
  values: { value: string; count: number }[];
  sampled: number;
}

const from = (country: string, userAgent = CHROME) => ({ location: { country }, userAgent });
const track = (event: string, userId: string, properties: object = {}, more: object = {}) => ({
  type: "track",
  event,
  userId,
  properties,
  context: from("UY"),
  ...more,
});

/** Twelve orders: eight scalar properties fit into the facts, later ones and lists don't. */
const orders = Array.from({ length: 12 }, (_, n) =>
  track(
    "Order Paid",
    `u${n}`,
    {
      total: n < 9 ? 5 : 20 + n,
      plan: n % 3 === 0 ? "Pro" : "free",
      gift: n % 2 === 0,
      mixed: n % 2 === 0 ? n : "many",
      note: n < 4 ? LONG_NOTE : "none",
      five: 5,
      six: "6",
      seven: 7,
      nine: n < 3 ? "late" : undefined,
      items: ["tea", "cup"],
      address: { city: n < 5 ? "Salto" : "Minas" },
    },
    { context: from(n < 8 ? "UY" : "AR") },
  ),
);

const events = [
  ...orders,
  ...Array.from({ length: 3 }, () =>
    track("Order Paid", "crawler", { plan: "bot" }, { context: from("US", GOOGLEBOT) }),
  ),
  track("Größe Gewählt", "u1", { plan: "Größer" }),
  track("100%_off' OR 1=1", "u2", { "a%b": "50%_x", plan: "o'brien" }),
  track("Crawled", "crawler", {}, { context: from("US", GOOGLEBOT) }),
  track("Long Ago", "u3", { plan: "vintage" }, { timestamp: OLD }),
  { type: "page", userId: "u1", properties: { path: "/cart" }, context: from("UY") },
  {
    type: "identify",
    userId: "u1",
    traits: { plan: "free", age: 41, vip: true, tags: ["a"], home: { city: "Salto" } },
  },
  { type: "identify", userId: "u1", traits: { plan: "Pro", removed: "soon" } },
  { type: "identify", userId: "u1", traits: { removed: null } },
  { type: "identify", userId: "u2", traits: { plan: "free", age: "unknown", 'odd"key': "odd", vip: false } },
  { type: "identify", userId: "u4", traits: { plan: "free" } },
].map((event, n) => ({ messageId: `d${n}`, ...event }));

beforeAll(async () => {
  const source = await createSource();
  await post("/v1/batch", source.writeKey, { batch: events });
  await storedEvents(source, events.length);
});

const ask = <T>(path: string, query: Record<string, string>): Promise<T> =>
  admin(`/api/schema/${path}?${new URLSearchParams(query).toString()}`);

describe("GET /api/schema/events", () => {
  interface Found {
    range: { from: string; to: string };
    events: { name: string; kinds: string[]; volume: number; lastSeen: string | null }[];
  }
  const names = async (query: Record<string, string>) =>
    (await ask<Found>("events", query)).events.map(({ name, volume }) => [name, volume]);

  it("lists names by how often they happened, without bots, and when last", async () => {
    const { range, events } = await ask<Found>("events", {});
    expect(events.slice(0, 2).map(({ name, volume }) => [name, volume])).toEqual([
      ["Order Paid", 12],
      ["User Identified", 5],
    ]);
    expect(events.find(({ name }) => name === "Long Ago")).toEqual({
      name: "Long Ago",
      kinds: ["track"],
      volume: 0,
      lastSeen: OLD,
    });
    expect(events.find(({ name }) => name === "Crawled")).toMatchObject({ volume: 0, lastSeen: null });
    expect(events.find(({ name }) => name === "Page Viewed")).toMatchObject({ kinds: ["page"], volume: 1 });
    expect(Date.parse(range.to) - Date.parse(range.from)).toBeGreaterThan(29 * 86_400_000);
  });

  it("counts the range that is asked for, and at most a year of it", async () => {
    expect((await names({ from: "2019-03-04", to: "2019-03-04" }))[0]).toEqual(["Long Ago", 1]);
    expect(await names({ from: "2019-03-04T11:00:00Z", to: "2019-03-05", search: "long" })).toEqual([["Long Ago", 0]]);
    for (const query of ["from=2019-03-04", "from=2019-03-04&to=2019-03-03", "from=soon", "limit=0"]) {
      const response = await call(`/api/schema/events?${query}`, {
        headers: { authorization: "Bearer test-admin-token" },
      });
      expect(await response.json(), query).toMatchObject({ code: "request_invalid" });
    }
  });

  it("finds what was typed anywhere, in any case, and takes it for nothing but text", async () => {
    expect(await names({ search: "PAID" })).toEqual([["Order Paid", 12]]);
    expect(await names({ search: "GRÖSSE" })).toEqual([]);
    expect(await names({ search: "größe g" })).toEqual([["Größe Gewählt", 1]]);
    expect(await names({ search: "GRÖ" })).toEqual([["Größe Gewählt", 1]]);
    expect(await names({ search: "%" })).toEqual([["100%_off' OR 1=1", 1]]);
    expect(await names({ search: "_" })).toEqual([["100%_off' OR 1=1", 1]]);
    expect(await names({ search: "' OR 1=1" })).toEqual([["100%_off' OR 1=1", 1]]);
    expect(await names({ search: "'; DROP" })).toEqual([]);
    expect(await names({ limit: "1" })).toEqual([["Order Paid", 12]]);
  });
});

describe("GET /api/schema/properties", () => {
  const properties = async (query: Record<string, string>) =>
    (await ask<{ properties: Property[] }>("properties", query)).properties;

  it("tells the properties of an event with their types and how often they are set", async () => {
    const found = await properties({ event: "Order Paid" });
    const own = found.filter(({ stamped }) => !stamped);
    const always = { count: 12, sampled: 12, stamped: false, events: ["Order Paid"] };
    expect(own).toHaveLength(11);
    expect(own.at(-1)).toEqual({ ...always, property: "nine", type: "text", count: 3 });
    expect(Object.fromEntries(own.map(({ property, type }) => [property, type]))).toEqual({
      total: "number",
      plan: "text",
      gift: "boolean",
      mixed: "mixed",
      note: "text",
      five: "number",
      six: "text",
      seven: "number",
      nine: "text",
      items: "list",
      address: "object",
    });
    for (const one of own.slice(0, -1)) expect(one).toEqual({ ...always, property: one.property, type: one.type });
    expect(found.find(({ property }) => property === "$country")).toEqual({
      property: "$country",
      stamped: true,
      events: [],
      type: "text",
      count: 12,
      sampled: 12,
    });
    expect(found.find(({ property }) => property === "$utm_term")).toMatchObject({ type: null, count: 0 });
  });

  it("tells those of everything people do, with the events they belong to", async () => {
    const found = await properties({ search: "p" });
    expect(found.every(({ property }) => property.includes("p"))).toBe(true);
    expect(found.find(({ property }) => property === "plan")).toMatchObject({
      type: "text",
      events: ["100%_off' OR 1=1", "Größe Gewählt", "Long Ago", "Order Paid"],
    });
    expect(found.find(({ property }) => property === "$path")).toMatchObject({ stamped: true, type: "text" });
    expect(await properties({ search: "A%B" })).toMatchObject([{ property: "a%b", count: 1 }]);
  });

  it("knows only what is stamped of an event that nobody sent", async () => {
    expect((await properties({ event: "Never" })).every(({ stamped, count }) => stamped && count === 0)).toBe(true);
  });
});

describe("GET /api/schema/values", () => {
  const values = (query: Record<string, string>) => ask<Values>("values", { event: "Order Paid", ...query });

  it("counts what the facts hold, without bots", async () => {
    expect(await values({ property: "plan" })).toEqual({
      values: [
        { value: "free", count: 8 },
        { value: "Pro", count: 4 },
      ],
      sampled: 12,
    });
    expect((await values({ property: "total", limit: "2" })).values).toEqual([
      { value: "5", count: 9 },
      { value: "29", count: 1 },
    ]);
    expect((await values({ property: "gift" })).values).toEqual([
      { value: "false", count: 6 },
      { value: "true", count: 6 },
    ]);
  });

  it.each([
    [
      "too long for a fact",
      "note",
      [
        ["none", 8],
        [LONG_NOTE, 4],
      ],
    ],
    ["in whole events only", "nine", [["late", 3]]],
    ["lists", "items", [['["tea","cup"]', 12]]],
    [
      "inside objects",
      "address.city",
      [
        ["Minas", 7],
        ["Salto", 5],
      ],
    ],
    [
      "places",
      "$country",
      [
        ["UY", 8],
        ["AR", 4],
      ],
    ],
    ["agents", "$browser", [["Chrome", 12]]],
    ["the event's name", "$event", [["Order Paid", 12]]],
    [
      "the event's context",
      "context.location.country",
      [
        ["UY", 8],
        ["AR", 4],
      ],
    ],
    ["nowhere", "never", []],
  ])("counts values that are %s", async (_, property, counts) => {
    expect(await values({ property })).toEqual({
      values: counts.map(([value, count]) => ({ value, count })),
      sampled: 12,
    });
  });

  it("searches as one types", async () => {
    expect((await values({ property: "plan", search: "PR" })).values).toEqual([{ value: "Pro", count: 4 }]);
    expect((await values({ property: "$country", search: "a" })).values).toEqual([{ value: "AR", count: 4 }]);
    expect((await values({ property: "note", search: "Neighbours" })).values).toEqual([{ value: LONG_NOTE, count: 4 }]);
    expect((await values({ property: "plan", search: "%" })).values).toEqual([]);
  });

  it("counts over everything people do", async () => {
    const { values: found } = await ask<Values>("values", { property: "plan" });
    expect(found.slice(0, 2)).toEqual([
      { value: "free", count: 8 },
      { value: "Pro", count: 4 },
    ]);
    expect(found.map(({ value }) => value).toSorted()).toEqual(
      ["Größer", "Pro", "free", "o'brien", "vintage"].toSorted(),
    );
    expect((await ask<Values>("values", { property: "plan", search: "'" })).values).toHaveLength(1);
    expect((await ask<Values>("values", { property: "$event", search: "cart" })).values).toEqual([]);
  });

  it("finds the values of an event that is long ago by its name", async () => {
    expect((await values({ event: "Long Ago", property: "plan" })).values).toEqual([{ value: "vintage", count: 1 }]);
  });
});

describe("traits", () => {
  const traits = (query: Record<string, string>) =>
    ask<{ traits: { trait: string; type: string; count: number }[]; sampled: number }>("traits", query);

  it("are listed with their current types", async () => {
    const { traits: found, sampled } = await traits({});
    expect(sampled).toBe(3);
    expect(found).toEqual([
      { trait: "plan", type: "text", count: 3 },
      { trait: "age", type: "mixed", count: 2 },
      { trait: "vip", type: "boolean", count: 2 },
      { trait: "home", type: "object", count: 1 },
      { trait: 'odd"key', type: "text", count: 1 },
      { trait: "tags", type: "list", count: 1 },
    ]);
    expect((await traits({ search: "PLA" })).traits).toHaveLength(1);
  });

  it("have values: the current ones", async () => {
    const values = (query: Record<string, string>) => ask<Values>("trait-values", query);
    expect(await values({ trait: "plan" })).toEqual({
      values: [
        { value: "free", count: 2 },
        { value: "Pro", count: 1 },
      ],
      sampled: 3,
    });
    expect((await values({ trait: "plan", search: "R" })).values).toHaveLength(2);
    expect((await values({ trait: "removed" })).values).toEqual([]);
    expect((await values({ trait: 'odd"key' })).values).toEqual([{ value: "odd", count: 1 }]);
    expect((await values({ trait: "vip" })).values.map(({ value }) => value)).toEqual(["false", "true"]);
  });

  it("set once count where identify never set them", async () => {
    const once = (value: string) => ({ value, ts: 1, messageId: "m" });
    const run = { value: "Pro", from: { ts: 1, messageId: "m" }, to: { ts: 1, messageId: "m" } };
    const profile = { traits: { plan: [run] }, once: { plan: once("never"), found_by: once("a friend") }, groups: {} };
    await env.DB.prepare("INSERT INTO profiles (actor_id, profile) VALUES (900, ?1)")
      .bind(JSON.stringify(profile))
      .run();
    const values = (trait: string) => ask<Values>("trait-values", { trait });
    expect((await values("found_by")).values).toEqual([{ value: "a friend", count: 1 }]);
    expect((await values("plan")).values.map(({ value }) => value)).toEqual(["Pro", "free"]);
    await env.DB.prepare("DELETE FROM profiles WHERE actor_id = 900").run();
  });
});

it("shows nothing of somebody who was erased", async () => {
  for (let n = 0; n < 12; n += 1) await admin(`/api/people/${encodeURIComponent(`u:u${n}`)}`, { method: "DELETE" });
  await admin("/api/people/u%3Acrawler", { method: "DELETE" });
  for (let tries = 0; tries < 100; tries += 1) {
    const { events } = await ask<{ events: object[] }>("events", {});
    if (events.length === 0) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(await ask("events", { from: "2019-01-01", to: "2019-12-31" })).toMatchObject({ events: [] });
  expect(await ask("values", { event: "Order Paid", property: "plan" })).toEqual({ values: [], sampled: 0 });
  expect(await ask("values", { property: "$country" })).toEqual({ values: [], sampled: 0 });
  expect(await ask("traits", {})).toEqual({ traits: [], sampled: 0 });
});
