import { beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "#core/json.ts";
import { Question } from "#core/question.ts";
import { answer } from "#query/run.ts";
import type { Act, History } from "../oracle/query-history.ts";
import { DEFAULTS } from "../oracle/query-judge.ts";
import { houseOf, store } from "../oracle/query-store.ts";
import { ERAS } from "../oracle/query-vocabulary.ts";

/** One small workspace, and questions whose numbers can be counted by hand. */

const DAY = { from: "2024-03-20", to: "2024-03-20", timezone: "UTC" };
const NOW = Date.parse("2024-03-21T00:00:00Z");

const STAMP: Act["stamp"] = {
  country: "DE",
  city: null,
  timezone: null,
  browser: null,
  os: null,
  device: null,
  bot: null,
  channel: null,
  referrer: null,
  referringDomain: null,
  utmSource: null,
};

const act = (minute: number, userId: string, rest: Partial<Act>): Act => ({
  type: "track",
  name: "",
  userId,
  anonymousId: null,
  at: Date.parse("2024-03-20T10:00:00Z") + minute * 60_000,
  delay: 0,
  properties: {},
  traits: {},
  once: {},
  context: {},
  stamp: STAMP,
  ip: null,
  sourceId: 1,
  ...rest,
});
const track = (minute: number, userId: string, name: string, properties: JsonObject = {}) =>
  act(minute, userId, { name, properties });
const identify = (minute: number, userId: string, traits: JsonObject = {}) =>
  act(minute, userId, { type: "identify", traits });
const bot = (given: Act): Act => ({ ...given, stamp: { ...STAMP, bot: "bot" } });

/** More traits than one statement of D1 can ask for. */
const MANY = Array.from({ length: 120 }, (_, at) => `t${at}`);

const ACTS: readonly Act[] = [
  track(0, "zoe", "View", { plan: "$other" }),
  identify(1, "zoe", { plan: "pro", t0: "first", t119: "last" }),
  track(2, "zoe", "Buy", { plan: "$other" }),
  track(3, "bob", "View", { plan: "free", $country: null, list: ["a"] }),
  track(4, "ann", "View", { plan: "free" }),
  track(5, "ann", "Scroll"),
  identify(6, "ann"),
  identify(7, "quiet"),
  act(7, "member", { type: "group" }),
  bot(track(8, "crawler", "View")),
  bot(identify(9, "spider", { plan: "pro" })),
  track(10, "odd", "a\0b\ud800"),
  track(11, "odd", "User Identified"),
];

const HISTORY: History = {
  era: ERAS[0] ?? { from: NOW, to: NOW, anchors: [] },
  now: NOW,
  people: [],
  batches: [[...ACTS]],
  linkedBefore: 0,
};

beforeAll(() => store(HISTORY));

const ask = async (question: JsonObject): Promise<unknown> =>
  answer(houseOf(), Question.parse(question), DEFAULTS, NOW);
const members = (where: JsonObject) => ask({ kind: "cohort", where });
const funnel = (rest: JsonObject) =>
  ask({ kind: "funnel", ...DAY, steps: [{ event: "View" }, { event: "Buy" }], ...rest });

describe("any event is what somebody did, whatever else a question names", () => {
  const IDENTIFIED = { did: { event: "User Identified" } };

  test("beside calls that are counted by name", async () => {
    const series = [{ event: null }, { event: "User Identified" }];
    const people = [{ series: "A" }, { series: "B" }];
    expect(await ask({ kind: "segmentation", ...DAY, series, people })).toMatchObject({
      series: [{ total: 7 }, { total: 4 }],
      people: [{ ids: ["u:ann", "u:bob", "u:odd", "u:zoe"] }, { ids: ["u:ann", "u:odd", "u:quiet", "u:zoe"] }],
    });
  });

  test("where only a condition names such a call", async () => {
    const series = [{ event: null, filter: IDENTIFIED }];
    expect(await ask({ kind: "segmentation", ...DAY, series })).toMatchObject({ series: [{ total: 6 }] });
  });

  test("in a definition that asks both", async () => {
    const anything = { did: { event: null }, count: { op: "eq", value: 2 } };
    expect(await members({ and: [anything, IDENTIFIED] })).toMatchObject({ people: ["u:ann", "u:odd", "u:zoe"] });
  });

  test("what is said between two strict steps doesn't part them", async () => {
    const cohorts = [{ name: "known", definition: IDENTIFIED }];
    const breakdown = { source: "cohort", cohorts };
    expect(await funnel({ order: "strict", breakdown })).toMatchObject({
      breakdown: { known: [{ count: 2 }, { count: 1 }] },
    });
  });

  test("of the busiest events, too", async () => {
    const tracked = expect.arrayContaining([
      expect.objectContaining({ series: "User Identified", total: 1 }),
    ]) as unknown;
    expect(await ask({ kind: "segmentation", ...DAY, top: 9 })).toMatchObject({ series: tracked });
    const breakdown = { source: "cohort", cohorts: [{ name: "known", definition: IDENTIFIED }] };
    expect(await ask({ kind: "segmentation", ...DAY, top: 9, breakdown })).toMatchObject({ whole: tracked });
  });
});

describe("those who dropped", () => {
  const last = (id: string, event: string) => expect.objectContaining({ id, event }) as unknown;

  test("come in order, each with what they did last", async () => {
    expect(await funnel({ people: [{ step: 2, dropped: true }] })).toMatchObject({
      people: [{ ids: ["u:ann", "u:bob"], last: [last("u:ann", "Scroll"), last("u:bob", "View")] }],
    });
  });

  test("are shown with a step of the funnel where they did nothing after it", async () => {
    const steps = [{ event: "User Identified" }, { event: "Buy" }];
    expect(await funnel({ steps, people: [{ step: 2, dropped: true }] })).toMatchObject({
      people: [{ last: ["ann", "odd", "quiet"].map((id) => last(`u:${id}`, "User Identified")) }],
    });
  });
});

test("everybody is who was ever more than a bot", async () => {
  const everybody = ["u:ann", "u:bob", "u:member", "u:odd", "u:quiet", "u:zoe"];
  expect(await members({ didNot: { event: "Nope" } })).toMatchObject({ base: 6, people: everybody });
  expect(await members({ not: { did: { event: "Buy" } } })).toMatchObject({ base: 6, count: 5 });
});

test("a property of the event's own that is null hides no stamp, wherever it is read", async () => {
  const country = { property: "$country", value: "DE" };
  const total = (filter: JsonObject) => ask({ kind: "segmentation", ...DAY, series: [{ event: "View" }], filter });
  expect(await total(country)).toMatchObject({ series: [{ total: 3 }] });
  expect(await total({ and: [country, { property: "list", op: "is_set" }] })).toMatchObject({ series: [{ total: 1 }] });
});

test("a group that is really called $other is one like any other where nothing is folded", async () => {
  const breakdown = { source: "event", key: "plan", limit: 10, other: false };
  const people = [
    { step: 1, breakdown: "$other" },
    { step: 1, breakdown: "free" },
  ];
  expect(await funnel({ breakdown, people })).toMatchObject({
    breakdown: { $other: [{ count: 1 }, { count: 1 }] },
    people: [{ ids: ["u:zoe"] }, { ids: ["u:ann", "u:bob"] }],
  });
});

test("a name is found as the store keeps it", async () => {
  const series = [{ event: "a\0b\ud800" }, { event: "a\u{fffd}b\u{fffd}" }];
  expect(await ask({ kind: "segmentation", ...DAY, series })).toMatchObject({ series: [{ total: 1 }, { total: 1 }] });
});

test("more traits than one statement takes", async () => {
  const all = (keys: readonly string[]) => ({ or: keys.map((person) => ({ person, op: "is_set" })) });
  expect(await members(all(MANY))).toMatchObject({ people: ["u:zoe"] });
  expect(
    await members({ and: [{ person: "plan", value: "pro" }, { person: "t119", value: "last" }, all(MANY)] }),
  ).toMatchObject({
    people: ["u:zoe"],
  });
  expect(await members(all(MANY.filter((key) => key !== "t0" && key !== "t119")))).toMatchObject({ count: 0 });
});

test("an answer without notes is exact, and only what has buckets has one that isn't over", async () => {
  const noon = { now: "2024-03-20T12:00:00Z" };
  expect(await funnel(noon)).toMatchObject({ notes: [], meta: { exact: true, incomplete: [] } });
  expect(await funnel({ ...noon, view: "trend" })).toMatchObject({ meta: { exact: true, incomplete: ["2024-03-20"] } });
});
