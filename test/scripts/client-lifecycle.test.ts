import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { shapeOf } from "./cloudflare/account.ts";
import { type Agency, startAgency } from "./cloudflare/agency.ts";
import { CONFIGS } from "./cloudflare/configs.ts";

const ACCOUNTS = { acme: "a".repeat(32), bolt: "b".repeat(32) };
const NAMES = ["acme", "bolt"] as const;
type Name = (typeof NAMES)[number];
const TIMEOUT = 400_000;

let agency: Agency;
let first: string;
let second: string;
beforeAll(async () => {
  agency = await startAgency();
  first = agency.release("first");
  second = agency.release("second", { code: "return 2;", migrations: { "0002_more.sql": "CREATE TABLE more (id);" } });
});
beforeEach(() => void agency.standIn.writes.splice(0));
afterAll(() => {
  expect(agency.standIn.unknown).toEqual([]);
  agency.close();
});

const own = (name: Name, text: string): string => text.replace(/^headwater/, `headwater-${name}`);
const producers = (CONFIGS.headwater.queues?.producers ?? []).map(({ queue }) => queue);
const consumers = (CONFIGS.headwater.queues?.consumers ?? []).map(({ queue }) => queue);
const buckets = (CONFIGS.headwater.r2_buckets ?? []).map(({ bucket_name: bucket }) => bucket);

/** wrangler sets schedule, domain and queues side by side: they are compared sorted. */
function inOrder(writes: readonly string[]): string[] {
  const isEntrance = (write: string) => /consumers|domains|schedules/.test(write) && !write.startsWith("DELETE");
  const begin = writes.findIndex(isEntrance);
  const end = writes.findLastIndex(isEntrance) + 1;
  return begin === -1
    ? [...writes]
    : [...writes.slice(0, begin), ...writes.slice(begin, end).toSorted(), ...inOrder(writes.slice(end))];
}
const writesOf = (name: Name) => inOrder(agency.standIn.writes.filter((write) => write.includes(`headwater-${name}`)));

const entrances = (name: Name, verb: "POST" | "PUT") =>
  [
    ...consumers.map((queue) => `${verb} /queues/${own(name, queue)}/consumers${verb === "PUT" ? "/:id" : ""}`),
    `PUT /workers/scripts/headwater-${name}/domains/records`,
    `PUT /workers/scripts/headwater-${name}/schedules`,
  ].toSorted();

async function succeeds(...words: string[]): Promise<string> {
  const ended = await agency.client(...words);
  expect(ended).toMatchObject({ code: 0, err: "" });
  return ended.out;
}

test("two clients: create, deploy, deploy, upgrade, destroy; every writing call", { timeout: TIMEOUT }, async () => {
  for (const name of NAMES)
    await succeeds("create", name, "--account", ACCOUNTS[name], "--domain", `t.${name}.com`, "--jurisdiction", "eu");
  const plan = await succeeds("deploy", "--all", "--dry-run", "--release", first);
  expect(plan).toContain("create the queue headwater-acme-events-dead, which keeps messages 14 days");
  expect(agency.standIn.writes).toEqual([]);

  const said = await succeeds("deploy", "--all", "--release", first);
  for (const name of NAMES) {
    expect(said).toContain(`/live/headwater-${name}/v1/wk_2.js"></script>`);
    expect(writesOf(name)).toEqual([
      `POST /d1/database headwater-${name}`,
      ...producers.map((queue) => `POST /queues ${own(name, queue)}`),
      ...buckets.map((bucket) => `POST /r2/buckets ${own(name, bucket)}`),
      `POST /d1/database/headwater-${name}/query 0001_create.sql`,
      `PUT /workers/scripts/headwater-${name}-catalogue`,
      `POST /workers/scripts/headwater-${name}-catalogue/subdomain`,
      `PUT /workers/scripts/headwater-${name}`,
      `POST /workers/scripts/headwater-${name}/subdomain`,
      ...entrances(name, "POST"),
      `POST /live/headwater-${name}/api/sources Smoke test`,
      `POST /live/headwater-${name}/v1/track`,
      `POST /live/headwater-${name}/api/sources Website`,
    ]);
    const { databases, queues, scripts } = shapeOf(agency.standIn.account(ACCOUNTS[name]));
    expect(databases).toMatchObject([{ body: { name: `headwater-${name}`, jurisdiction: "eu" } }]);
    expect(queues.find((queue) => queue.name.endsWith("-dead"))?.settings).toEqual({
      message_retention_period: 1_209_600,
    });
    expect(scripts.at(-1)?.secrets).toEqual(CONFIGS.headwater.secrets?.required?.toSorted());
  }
  expectSecrets("acme");

  agency.standIn.writes.splice(0);
  expect(await succeeds("deploy", "--all", "--release", first)).toBe("acme\n  nothing to do\nbolt\n  nothing to do\n");
  expect(await succeeds("upgrade", "--all", "--release", first)).toMatch(/nothing to do\n$/);
  expect(agency.standIn.writes).toEqual([]);

  expect(await succeeds("upgrade", "--all", "--release", second)).toMatch(
    /^wave 1 of 2: acme\n[^]*wave 2 of 2: bolt\n/,
  );
  for (const name of NAMES)
    expect(writesOf(name)).toEqual([
      `POST /d1/database/headwater-${name}/query 0002_more.sql`,
      `POST /workers/scripts/headwater-${name}/versions`,
      `POST /workers/scripts/headwater-${name}/deployments`,
      `PATCH /workers/scripts/headwater-${name}/script-settings`,
      `POST /workers/scripts/headwater-${name}/subdomain`,
      ...entrances(name, "PUT"),
      `POST /live/headwater-${name}/v1/track`,
    ]);
  expect(await succeeds("status", "--all", "--release", second)).toMatch(/well\n[^]*nothing to do\nbolt/);

  await tracked("acme", 3);
  agency.standIn.writes.splice(0);
  for (const name of NAMES)
    expect(await succeeds("destroy", name, "--yes", name, "--release", second)).toMatch(
      /deleted the domain [^]*deleted the database [^]*all that was made is gone/,
    );
  for (const name of NAMES)
    expect(agency.standIn.writes.filter((write) => write.includes(name))).toEqual([
      `DELETE /workers/domains/t.${name}.com`,
      ...producers.map((queue) => `DELETE /queues/${own(name, queue)}/consumers/:id`),
      `DELETE /workers/scripts/headwater-${name}`,
      `DELETE /workers/scripts/headwater-${name}-catalogue`,
      ...producers.map((queue) => `DELETE /queues/${own(name, queue)}`),
      ...buckets.map((bucket) => `DELETE /r2/buckets/${own(name, bucket)}`),
      `DELETE /d1/database/headwater-${name}`,
    ]);
  for (const name of NAMES)
    expect(shapeOf(agency.standIn.account(ACCOUNTS[name]))).toEqual({
      databases: [],
      queues: [],
      buckets: [],
      domains: [],
      scripts: [],
    });
  // Two versions were proved by an event each.
  expect(exported("acme")).toHaveLength(5);

  agency.standIn.writes.splice(0);
  expect(await succeeds("destroy", "acme", "--yes", "acme", "--release", second)).toBe("acme\n  nothing to do\n");
  expect(agency.standIn.writes).toEqual([]);
});

function expectSecrets(name: Name): void {
  const file = join(agency.folder, "clients/.secrets", `${name}.json`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const { adminToken, CREDENTIALS_KEY } = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  const kept = agency.standIn.account(ACCOUNTS[name]).scripts.get(`headwater-${name}`)?.secrets;
  expect(kept?.get("ADMIN_TOKEN_HASH")).toBe(
    createHash("sha256")
      .update(adminToken ?? "")
      .digest("hex"),
  );
  expect(kept?.get("CREDENTIALS_KEY")).toBe(CREDENTIALS_KEY);
  const generated = join(agency.folder, "clients/.generated", name);
  for (const each of readdirSync(generated).filter((file) => file.endsWith(".json"))) {
    const text = readFileSync(join(generated, each), "utf8");
    expect(text).not.toContain(CREDENTIALS_KEY);
    expect(text).not.toContain(adminToken);
  }
}

async function tracked(name: Name, times: number): Promise<void> {
  for (let number = 1; number <= times; number += 1)
    await fetch(`${agency.standIn.reach.replace("{name}", `headwater-${name}`)}/v1/track`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa("wk_1:")}`, "content-type": "application/json" },
      body: JSON.stringify({ event: "Bought", userId: "u", messageId: `bought-${number}` }),
    });
}

function exported(name: Name): string[] {
  const folder = join(agency.folder, "clients/.exports", name);
  const [file = "none"] = existsSync(folder) ? readdirSync(folder).filter((each) => each.endsWith(".ndjson")) : [];
  return readFileSync(join(folder, file), "utf8").trimEnd().split("\n");
}
