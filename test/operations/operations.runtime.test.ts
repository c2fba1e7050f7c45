import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { HOUR_MS } from "#core/clock.ts";
import { addOperations } from "#core/add-operations.ts";
import { foldOperations } from "#operations/fold.ts";
import { admin, call, createSource, post, storedEvents, type TestSource } from "../support/world.ts";
import { connect } from "../destinations/engine-world.ts";
import { outside } from "../support/worker.ts";
import { type ParsedMetric, parseExposition } from "./parse-exposition.ts";

const ADMIN = { authorization: "Bearer test-admin-token" };
const nobody = outside.answer;
const lines: Record<string, unknown>[] = [];

beforeEach(() => {
  lines.length = 0;
  for (const level of ["info", "warn", "error"] as const)
    vi.spyOn(console, level).mockImplementation((text: string) => void lines.push(JSON.parse(text)));
});
afterEach(() => {
  vi.restoreAllMocks();
  outside.answer = nobody;
});

async function scrape(): Promise<Map<string, ParsedMetric>> {
  const response = await call("/metrics", { headers: ADMIN });
  expect({ status: response.status, lines: response.ok ? [] : lines }).toEqual({ status: 200, lines: [] });
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  return parseExposition(await response.text());
}
const value = (metrics: Map<string, ParsedMetric>, name: string, labels: Record<string, string> = {}): number => {
  const samples = metrics.get(`headwater_${name}`)?.samples ?? [];
  return samples.find((one) => Object.entries(labels).every(([key, text]) => one.labels[key] === text))?.value ?? 0;
};
const track = (n: number, prefix: string) => ({
  type: "track",
  event: "Seen",
  userId: `user-${n}`,
  messageId: `${prefix}-${n}`,
});
const batch = (source: TestSource, count: number, prefix: string) =>
  post("/v1/batch", source.writeKey, { batch: Array.from({ length: count }, (_, n) => track(n, prefix)) });

it("counts exactly what was done, and never downwards", async () => {
  const source = await createSource();
  const label = { source: String(source.id) };
  const before = await scrape();
  await batch(source, 7, "a");
  await batch(source, 7, "a");
  await batch(source, 5, "b");
  await post("/v1/batch", source.writeKey, { batch: [{ type: "track", userId: "u" }] });
  await storedEvents(source, 12);
  const after = await vi.waitFor(async () => {
    const now = await scrape();
    expect(value(now, "messages_total") - value(before, "messages_total")).toBe(4);
    return now;
  });
  const grown = (name: string, labels: Record<string, string> = {}) =>
    value(after, name, labels) - value(before, name, labels);
  expect(grown("events_stored_total", label)).toBe(12);
  expect(grown("events_duplicate_total")).toBe(7);
  expect(grown("events_refused_total", { reason: "duplicate" })).toBe(7);
  expect(after.get("headwater_events_refused_total")?.samples.map(({ labels }) => labels["reason"])).toContain(
    "event_not_defined",
  );
  const waited = (metrics: typeof after) =>
    metrics.get("headwater_queue_wait_seconds")?.samples.find(({ name }) => name.endsWith("_count"))?.value ?? 0;
  expect(waited(after) - waited(before)).toBe(4);
  expect(value(after, "database_bytes")).toBeGreaterThan(100_000);
  // What the batches say of themselves in the log is what is counted.
  const said = lines.filter(({ what }) => what === "appended");
  const written = said.reduce((sum, { rowsWritten }) => sum + Number(rowsWritten), 0);
  expect(grown("rows_total", { operation: "written" })).toBeGreaterThanOrEqual(written);
  expect(said.reduce((sum, { events }) => sum + Number(events), 0)).toBe(12);
  expect(grown("batches_total")).toBe(said.length);
  for (const { name, type, samples } of before.values())
    if (type === "counter")
      for (const sample of samples)
        expect(value(after, name.slice(10), sample.labels)).toBeGreaterThanOrEqual(sample.value);
});
