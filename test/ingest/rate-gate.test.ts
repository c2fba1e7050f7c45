import { expect, it } from "vitest";
import { createRateGate, REQUESTS_PER_ASK } from "#ingest/rate-gate.ts";

/** A limiter as the platform's: so many asks, then no. */
const limiter = (limit: number) => {
  const asked: string[] = [];
  return { asked, limit: async ({ key }: { key: string }) => ({ success: asked.push(key) <= limit }) };
};

it("asks about every tenth request, so that ten times the limiter's limit may pass", async () => {
  const gate = createRateGate();
  const platform = limiter(5);
  let passed = 0;
  while (await gate.mayPass(platform, "source 1", 0)) passed += 1;
  expect(platform.asked).toHaveLength(6);
  expect(passed).toBe(6 * REQUESTS_PER_ASK - 1);
});

it("keeps refusing for a second without asking, and keeps keys apart", async () => {
  const gate = createRateGate();
  const platform = limiter(0);
  for (let request = 1; request < REQUESTS_PER_ASK; request += 1)
    expect(await gate.mayPass(platform, "a", 0)).toBe(true);
  expect(await gate.mayPass(platform, "a", 0)).toBe(false);
  expect(await gate.mayPass(platform, "a", 999)).toBe(false);
  expect(platform.asked).toHaveLength(1);
  expect(await gate.mayPass(platform, "b", 999)).toBe(true);
  expect(await gate.mayPass(platform, "a", 1_000)).toBe(true);
});
