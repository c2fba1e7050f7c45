import { describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#core/clock.ts";
import { DEFAULT_LIMITS } from "#core/report/operation-limits.ts";
import { findingsOf } from "#operations/findings.ts";
import { metricsOf } from "#operations/metrics.ts";
import { exposition } from "#operations/exposition.ts";
import { monthBill } from "#operations/month-bill.ts";
import type { ConnectionReading, Reading } from "#operations/reading.ts";
import { parseExposition } from "./parse-exposition.ts";

const NOW = Date.parse("2026-11-21T12:30:00Z");
const hourOf = (ms: number): number => Math.floor(ms / HOUR_MS);

const well = (): Reading => ({
  now: NOW,
  counted: { spans: [], lastBatch: { at: NOW - MINUTE_MS, oldestMs: 900 } },
  queue: { messages: 0, oldestMs: null },
  deadLetters: 0,
  database: { bytes: 1e9, limit: 1e10, share: 0.1 },
  bucketBytes: 0,
  connections: [],
  audiencesBehind: 0,
  plan: { violations: 0, held: 0, mostHeld: 100 },
  stopped: [],
  sources: [{ id: 1, name: "Shop", enabled: true }],
});
const connection = (more: Partial<ConnectionReading>): ConnectionReading => ({
  id: 3,
  name: "Warehouse",
  state: "connected",
  problem: null,
  failingSince: null,
  waiting: 0,
  deadLetters: 0,
  delivered: 0,
  rejected: 0,
  ...more,
});
const keys = (reading: Partial<Reading>, limits = {}) =>
  findingsOf({ ...well(), ...reading }, { ...DEFAULT_LIMITS, ...limits }).map(({ key, level }) => `${key}: ${level}`);
const database = (share: number) => ({ database: { bytes: share * 1e10, limit: 1e10, share } });
const queue = (minutes: number) => ({ queue: { messages: 5, oldestMs: minutes * MINUTE_MS } });

const plan = (violations: number, held: number) => ({ plan: { violations, held, mostHeld: 100 } });

describe("what is not well", () => {
  it.each<[string, Partial<Reading>, object, string[]]>([
    ["nothing", {}, {}, []],
    ["a queue within its time", queue(10), {}, []],
    ["a slow queue", queue(11), {}, ["queue: look"]],
    ["a queue that stands", queue(61), {}, ["queue: act"]],
    [
      "a platform that says nothing, and a late last batch",
      { queue: null, counted: { spans: [], lastBatch: { at: NOW, oldestMs: 20 * MINUTE_MS } } },
      {},
      ["queue: look"],
    ],
    [
      "a late batch long ago",
      { queue: null, counted: { spans: [], lastBatch: { at: NOW - 2 * HOUR_MS, oldestMs: 20 * MINUTE_MS } } },
      {},
      [],
    ],
    ["dead letters", { deadLetters: 1 }, {}, ["dead letters: act"]],
    ["as many as are allowed", { deadLetters: 5 }, { deadLetters: 5 }, []],
    ["69 %", database(0.699), {}, []],
    ["70 %", database(0.7), {}, ["database: look"]],
    ["90 %", database(0.9), {}, ["database 90: act"]],
    ["full", database(1.01), {}, ["database 90: act"]],
    ["a stopped destination", { connections: [connection({ state: "disconnected" })] }, {}, ["destination 3: act"]],
    ["a failing one", { connections: [connection({ state: "failing" })] }, {}, ["destination 3 failing: look"]],
    ["refused deliveries", { connections: [connection({ deadLetters: 2 })] }, {}, ["destination 3 refused: look"]],
    ["a stopped list", { stopped: [{ what: "list", id: 9, name: "CRM", reason: "gone" }] }, {}, ["list 9: act"]],
    [
      "what nobody asked about",
      { ...database(0.95), ...queue(900), deadLetters: 3, connections: [connection({ state: "disconnected" })] },
      { queueMinutes: null, deadLetters: null, databasePercent: null, stopped: false },
      [],
    ],
    ["violations that nobody set a limit for", plan(5, 0), {}, []],
    ["as many violations as are allowed", plan(5, 0), { planViolations: 5 }, []],
    ["more violations", plan(6, 0), { planViolations: 5 }, ["tracking plan: look"]],
    ["much kept aside", plan(0, 80), {}, ["kept aside: look"]],
    ["no room to keep anything aside", plan(0, 100), {}, ["kept aside full: act"]],
    ["the worst first", { ...database(0.75), deadLetters: 3 }, {}, ["dead letters: act", "database: look"]],
  ])("%s", (_, reading, limits, wanted) => {
    expect(keys(reading, limits)).toEqual(wanted);
  });

  it.each([
    [6, 7 * 28 * 20, ["source 1: act"]],
    [6, 100, []],
    [7, 7 * 28 * 20, []],
  ])("a source whose last event was %i hours ago, of %i in the week before", (hoursAgo, events, wanted) => {
    const last = { span: "hour", start: hourOf(NOW - (12 - hoursAgo) * HOUR_MS), counts: { "events.1": 1 } } as const;
    const before = { span: "day", start: hourOf(NOW - 3 * DAY_MS), counts: { "events.1": events } } as const;
    expect(keys({ counted: { spans: hoursAgo === 6 ? [before] : [before, last], lastBatch: null } })).toEqual(wanted);
  });

  it("speaks of a month that will cost too much", () => {
    const counted = {
      spans: [{ span: "day", start: hourOf(Date.parse("2026-11-02")), counts: { "rows.written": 1e9 } } as const],
      lastBatch: null,
    };
    expect(keys({ counted }, { costDollars: 100, silentHours: null })).toEqual(["cost: look"]);
    const { soFar, projected } = monthBill({ ...well(), counted });
    expect(soFar.listPrice).toBeGreaterThan(1_000);
    // Of the 29 days since the 2nd, 19 and a half are over.
    expect(projected.lines.find(({ what }) => what === "D1 rows written")?.quantity).toBeCloseTo(
      (1e9 * 29) / 19.5208333,
      -3,
    );
  });
});

it("writes names and reasons that nobody foresaw so that a scraper reads them as they are", () => {
  const odd = 'a"b\\c\nd{e}';
  const counted = {
    spans: [
      {
        span: "ever",
        start: 0,
        counts: { [`refused.${odd}`]: 2, "waited.1": 3, "waited.more": 1, "waited.seconds": 20_000.5 },
      } as const,
    ],
    lastBatch: null,
  };
  const metrics = parseExposition(exposition(metricsOf({ ...well(), counted, connections: [connection({})] })));
  expect(metrics.get("headwater_events_refused_total")?.samples).toEqual([
    { name: "headwater_events_refused_total", labels: { reason: odd }, value: 2 },
  ]);
  const wait = metrics.get("headwater_queue_wait_seconds")?.samples ?? [];
  expect(wait.find(({ labels }) => labels["le"] === "2")?.value).toBe(3);
  expect(wait.find(({ labels }) => labels["le"] === "+Inf")?.value).toBe(4);
  for (const { name, type } of metrics.values()) {
    expect(name).toMatch(/^headwater_[a-z_]+$/);
    expect([name, name.endsWith("_total")]).toEqual([name, type === "counter"]);
  }
});
