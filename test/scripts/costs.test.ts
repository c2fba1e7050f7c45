import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { mixpanelDollars, segmentDollars } from "#operations/peers.ts";
import { COSTS_FILE, currentCosts } from "../../scripts/costs.ts";
import { batchesOf, type CountedRuns, runningOf, yearOf } from "../../scripts/year-of-costs.ts";

it("is in docs/costs.md what the last counts say", () => {
  expect(readFileSync(COSTS_FILE, "utf8")).toBe(currentCosts());
});

/** A product that takes 2 rows an event and 3 a batch, and 100 bytes an event. */
const run = (perRequest: number, way: "full" | "sparse", events: number, batches: number) => ({
  destinations: 0,
  audiences: 0,
  perRequest,
  way,
  quantities: {
    events,
    batches,
    bytes: 100 * events,
    "D1 rows written": 2 * events + 3 * batches,
    "Worker requests": events / perRequest,
    "Queue operations": (3 * events) / perRequest,
  },
});
const runs: CountedRuns = {
  measured: [run(1, "full", 1_000, 10), run(10, "full", 1_000, 1), run(1, "sparse", 20, 20)],
};
const client = { events: 1_000_000, perRequest: 10, destinations: 0, audiences: 0 };

it("takes an event and a batch apart", () => {
  const { rowsWritten, queue, requests } = runningOf(runs, client);
  expect(rowsWritten).toBeCloseTo(2_000_000 + 3 * batchesOf(client), 3);
  expect(queue).toBeCloseTo(300_000, 3);
  expect(requests).toBeCloseTo(100_000 + 50_000, 3);
});

it("fills batches with what comes in a second, a hundred messages at most", () => {
  expect(batchesOf({ ...client, events: 10 })).toBeCloseTo(1, 4);
  expect(batchesOf({ ...client, perRequest: 1, events: 30 * 12 * 3_600 })).toBe((30 * 12 * 3_600) / 2);
  expect(batchesOf({ ...client, perRequest: 1, events: 1e10 })).toBe(1e8);
});

it("keeps what the database holds there, and moves the rest", () => {
  const year = yearOf(runs, { ...client, events: 10_000_000 });
  expect(year.map(({ databaseGb }) => databaseGb)).toEqual([1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 7, 7]);
  expect(year.at(-1)?.archiveGb).toBeCloseTo(5, 9);
  expect(year.every(({ bill }, at) => at === 0 || bill >= (year[at - 1]?.bill ?? 0))).toBe(true);
});

it.each([
  [0, 120],
  [10_000, 120],
  [25_000, 120 + 180],
  [100_000, 120 + 180 + 825],
  [200_000, 120 + 180 + 825 + 1_000],
])("asks for %i tracked people at Segment $%i", (people, dollars) => {
  expect(segmentDollars(people)).toBeCloseTo(dollars, 6);
});

it.each([
  [1_000_000, 0],
  [2_000_000, 280],
])("asks for %i events at Mixpanel $%i", (events, dollars) => {
  expect(mixpanelDollars(events)).toBeCloseTo(dollars, 6);
});
