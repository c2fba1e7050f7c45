import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, inject, it, vi } from "vitest";
import { adminApi } from "../../scripts/admin-api.ts";
import { runScript } from "../support/script-process-e2e.ts";

const folder = mkdtempSync(join(tmpdir(), "headwater-import-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const EVENTS = 4_000;
const EVERY_NTH_IS_BAD = 500;

/** A raw export of Mixpanel: lines of a month long ago, some of them unusable. */
const lines = Array.from({ length: EVENTS }, (_, n) => {
  const isBad = n % EVERY_NTH_IS_BAD === 7;
  const properties = {
    time: 1_546_300_800 + n * 600,
    $insert_id: `insert-${n}`,
    mp_country_code: "UY",
    n,
    ...(!isBad && { distinct_id: `person-${n % 97}` }),
  };
  return JSON.stringify({ event: n % 3 === 0 ? "Order Completed" : "Viewed", properties });
});
const PATIENCE = { timeout: 60_000, interval: 500 };
const BAD = EVENTS / EVERY_NTH_IS_BAD;

async function sourceOf(kind: "secret" | "public"): Promise<{ id: number; writeKey: string }> {
  const { url, adminToken } = inject("headwater");
  const { id, writeKey } = await adminApi(url, adminToken).createSource({ name: "Import", kind });
  return { id, writeKey: writeKey ?? "" };
}

async function storedIds(source: number): Promise<string[]> {
  const { url, adminToken } = inject("headwater");
  const response = await fetch(`${url}/api/events?source=${source}&format=ndjson&from=2018-01-01&to=2020-01-01`, {
    headers: { authorization: `Bearer ${adminToken}` },
  });
  const text = await response.text();
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as { messageId: string }).messageId);
}

it("stores each event once, though it is killed ten times, and again nothing when it runs again", async () => {
  const source = await sourceOf("secret");
  const file = join(folder, "events.ndjson.gz");
  writeFileSync(file, gzipSync(lines.join("\n")));
  const words = [file, "--url", inject("headwater").url, "--write-key", source.writeKey, "--rate", "1500"];
  let kills = 0;
  for (let run = 0; run < 10; run += 1) {
    const { killed } = await runScript("import.ts", words, { killAfterMs: 450 + Math.random() * 500 });
    if (killed) kills += 1;
  }
  expect(kills).toBeGreaterThan(2);
  const last = await runScript("import.ts", words);
  expect(last.out).toContain(`done: ${(EVENTS - BAD).toLocaleString("en")} events sent`);
  expect(last.code).toBe(0);
  const refused = readFileSync(`${file}.headwater-refused.ndjson`, "utf8").trim().split("\n");
  expect(refused.map((line) => (JSON.parse(line) as { line: number }).line)).toEqual(
    Array.from({ length: BAD }, (_, n) => n * EVERY_NTH_IS_BAD + 8),
  );
  const stored = await vi.waitFor(async () => {
    const ids = await storedIds(source.id);
    expect(ids.length).toBeGreaterThanOrEqual(EVENTS - BAD);
    return ids;
  }, PATIENCE);
  expect(stored.length).toBe(EVENTS - BAD);
  expect(new Set(stored).size).toBe(EVENTS - BAD);

  // From another machine, where nothing is known of it.
  const again = await runScript("import.ts", [...words.slice(0, -1), "100000", "--state", join(folder, "elsewhere")]);
  expect(again.code).toBe(0);
  await vi.waitFor(async () => {
    const { url, adminToken } = inject("headwater");
    const { counts } = (await adminApi(url, adminToken).get(`/api/refused?source=${source.id}`)) as {
      counts: { reason: string; count: number }[];
    };
    const duplicates = counts.filter(({ reason }) => reason === "duplicate").map(({ count }) => count);
    expect(duplicates.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(EVENTS - BAD);
  }, PATIENCE);
  expect(await storedIds(source.id)).toHaveLength(EVENTS - BAD);
});

it("says what it would do, and with which key it can't", async () => {
  const file = join(folder, "small.csv");
  writeFileSync(file, "user_id,event,timestamp,price\nu1,Bought,2024-01-01T10:00:00Z,5\nu1,Bought,soon,6\n");
  const url = inject("headwater").url;
  const dry = await runScript("import.ts", [file, "--url", url, "--dry-run"]);
  expect(dry.out).toMatch(/event = event, timestamp = timestamp, userId = user_id/);
  expect(dry.out).toMatch(/1 {2}Bought/);
  expect(dry.out).toMatch(/timestamp_unreadable soon \(first on line 3\)/);
  expect(await runScript("import.ts", [file, "--url", url])).toMatchObject({ code: 2 });
  const { writeKey } = await sourceOf("public");
  const wrong = await runScript("import.ts", [file, "--url", url, "--write-key", writeKey]);
  expect(wrong).toMatchObject({ code: 1, out: expect.stringContaining("secret write keys") });
});
