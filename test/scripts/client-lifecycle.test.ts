import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { shapeOf } from "./cloudflare/account.ts";
import { type Agency, CONFIGS, startAgency } from "./cloudflare/agency.ts";

const ACCOUNTS = { acme: "a".repeat(32), bolt: "b".repeat(32) };
const TIMEOUT = 90_000;

let agency: Agency;
let first: string;
beforeAll(async () => {
  agency = await startAgency();
  first = agency.release("first");
});
beforeEach(() => void agency.standIn.writes.splice(0));
afterAll(() => {
  expect(agency.standIn.unknown).toEqual([]);
  agency.close();
});

/** wrangler sets schedule, domain and queues side by side. */
const inOrder = (writes: readonly string[]): string[] => {
  const from = writes.findLastIndex((write) => /subdomain$/.test(write)) + 1;
  const to = writes.findIndex((write, index) => index >= from && write.includes("/live/"));
  const end = to === -1 ? writes.length : to;
  return [...writes.slice(0, from), ...writes.slice(from, end).toSorted(), ...writes.slice(end)];
};

const queues = (CONFIGS.headwater.queues?.producers ?? []).map(() => "POST /queues");
const buckets = (CONFIGS.headwater.r2_buckets ?? []).map(() => "POST /r2/buckets");
const readers = (CONFIGS.headwater.queues?.consumers ?? []).length;
const uploadsOf = (name: string) => [
  `PUT /workers/scripts/headwater-${name}-catalogue`,
  `POST /workers/scripts/headwater-${name}-catalogue/subdomain`,
  ...(name === "acme" ? ["POST /workers/assets/upload"] : ["POST /workers/assets/upload"]),
  `PUT /workers/scripts/headwater-${name}`,
  `POST /workers/scripts/headwater-${name}/subdomain`,
];
const entrancesOf = (name: string) => [
  ...Array.from({ length: readers }, () => "POST /queues/:id/consumers"),
  `PUT /workers/scripts/headwater-${name}/domains/records`,
  `PUT /workers/scripts/headwater-${name}/schedules`,
];

describe("a client's life", () => {
  test("created, deployed, deployed again", { timeout: TIMEOUT }, async () => {
    for (const [name, account] of Object.entries(ACCOUNTS)) {
      const created = await agency.client("create", name, "--account", account, "--domain", `t.${name}.com`);
      expect(created).toMatchObject({ code: 0, err: "" });
      expect(agency.standIn.writes).toEqual([]);
    }
    const dry = await agency.client("deploy", "--all", "--dry-run", "--release", first);
    expect(dry).toMatchObject({ code: 0, err: "" });
    expect(dry.out).toContain("create the database headwater-acme\n");
    expect(agency.standIn.writes).toEqual([]);

    const deployed = await agency.client("deploy", "--all", "--release", first);
    expect(deployed).toMatchObject({ code: 0, err: "" });
    expect(inOrder(agency.standIn.writes)).toEqual([]);
  });
});
void existsSync;
void readFileSync;
void statSync;
void join;
void shapeOf;
void queues;
void buckets;
void uploadsOf;
void entrancesOf;
