import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { adminApi } from "../../scripts/admin-api.ts";
import { type DevProcess, startDev } from "../support/dev-process-e2e.ts";
import { runScript } from "../support/script-process-e2e.ts";
import { sendBatch, storedOnce } from "../support/backup-e2e.ts";

const folder = mkdtempSync(join(tmpdir(), "headwater-backup-"));
let other: DevProcess;
beforeAll(async () => {
  other = await startDev(join(folder, "other"), [process.execPath, "scripts/dev.ts"]);
});
afterAll(async () => {
  await other.stop();
  rmSync(folder, { recursive: true, force: true });
});

const QUESTION = {
  kind: "segmentation",
  range: { last: { value: 30, unit: "day" } },
  series: [
    { event: "Backed Up", math: "total" },
    { event: "Backed Up", math: "unique" },
  ],
};

it("brings a Headwater into another one, though it is killed on the way, and not from a damaged file", async () => {
  const here = inject("headwater");
  const names = Array.from({ length: 300 }, (_, n) => ({
    type: "track",
    event: "Backed Up",
    userId: `p${n % 40}`,
    messageId: `backed-${n}`,
  }));
  await sendBatch(here, names);
  await storedOnce(here, "backed-299");
  const out = join(folder, "backup");
  const at = ({ url, adminToken }: typeof here) => ({ HEADWATER_URL: url, HEADWATER_TOKEN: adminToken });
  const made = await runScript("backup.ts", ["--out", out], { env: at(here) });
  expect(made.out).toContain("CREDENTIALS_KEY");
  expect(made.code).toBe(0);

  const facts = join(out, "tables/facts.ndjson.gz");
  const whole = readFileSync(facts);
  writeFileSync(facts, whole.subarray(0, whole.length - 20));
  const damaged = await runScript("restore.ts", [out], { env: at(other.address) });
  expect(damaged.code).not.toBe(0);
  writeFileSync(facts, whole);

  for (const killAfterMs of [700, 1_100]) await runScript("restore.ts", [out], { env: at(other.address), killAfterMs });
  const restored = await runScript("restore.ts", [out], { env: at(other.address) });
  expect(restored.out).toContain("takes events in again");
  expect(restored.code).toBe(0);

  const answers = await Promise.all(
    [here, other.address].map(async ({ url, adminToken }) => {
      const answer = (await adminApi(url, adminToken).post("/api/query", QUESTION)) as { series: unknown };
      return JSON.stringify(answer.series);
    }),
  );
  expect(answers[1]).toBe(answers[0]);
  expect(answers[0]).toContain("300");
  // The write key came along, and events are taken in with it.
  await sendBatch({ ...here, url: other.address.url }, [
    { type: "track", event: "Backed Up", userId: "p1", messageId: "after-restore" },
  ]);
  await storedOnce(other.address, "after-restore");
});
