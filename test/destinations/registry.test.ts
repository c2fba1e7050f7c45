import { expect, test, vi } from "vitest";
import { destinations } from "#destinations/catalogue.ts";
import { createRegistry, type Registry } from "#destinations/registry.ts";

const away: Registry = {
  entries: () => Promise.reject(new Error("Worker not found")),
  detail: () => Promise.reject(new Error("Worker not found")),
  find: () => Promise.reject(new Error("Worker not found")),
};

test("our own destinations are there also while the catalogue can't be reached", async () => {
  const logged = vi.spyOn(console, "error").mockImplementation(() => {});
  const registry = createRegistry(destinations, [away]);
  expect((await registry.entries()).map(({ slug }) => slug)).toEqual(destinations.map(({ slug }) => slug));
  expect(String(logged.mock.calls)).toContain("catalogue_unreachable");
  expect((await registry.find("webhook"))?.slug).toBe("webhook");
  // Whether there is such a one, nobody can say.
  await expect(registry.find("mixpanel")).rejects.toThrow("Worker not found");
  await expect(registry.detail("mixpanel")).rejects.toThrow("Worker not found");
  logged.mockRestore();
});

test("what leaves a file or a part on disk with each call holds events for a while, and nothing else does", () => {
  const holds = destinations.flatMap(({ slug, actions }) =>
    Object.values(actions).flatMap(({ batch: { waitMs } }) => (waitMs === undefined ? [] : [[slug, waitMs]])),
  );
  expect(holds).toEqual([
    ["s3", 300_000],
    ["bigquery", 5_000],
    ["clickhouse", 5_000],
  ]);
});
