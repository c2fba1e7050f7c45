import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shapeOf } from "./cloudflare/account.ts";
import { type Agency, type Ended, startAgency } from "./cloudflare/agency.ts";

const TIMEOUT = 400_000;
const NOTHING = { databases: [], queues: [], buckets: [], domains: [], scripts: [] };

/** The end of an account's id is its client's. */
const accountOf = (name: string): string => Buffer.from(name).toString("hex").padStart(32, "0");

let agency: Agency;
let first: string;
let second: string;
beforeAll(async () => {
  agency = await startAgency();
  first = agency.release("first");
  second = agency.release("second", { code: "return 2;", migrations: { "0002_more.sql": "CREATE TABLE more (id);" } });
});
afterAll(() => agency.close());

const succeeds = async (...words: string[]): Promise<void> =>
  expect(await agency.client(...words)).toMatchObject({ code: 0, err: "" });
const create = (name: string) => succeeds("create", name, "--account", accountOf(name), "--domain", `t.${name}.com`);

/** All that a client has, with what differs by its name taken out. */
const shape = (name: string): unknown =>
  JSON.parse(
    JSON.stringify(shapeOf(agency.standIn.account(accountOf(name)))).replaceAll(name, "NAME"),
    (key, value: unknown) => (key === "runs" ? typeof value : value),
  );

/** All of them in `npm run soak:killed`; day by day every third, and others in each command. */
const chosen = (writes: readonly string[], from: number): readonly string[] =>
  process.env["VITE_SOAK"] === undefined ? writes.filter((_, at) => at % 3 === from) : writes;

/**
 * Runs a command again and again, each time killed with all that it started at the next of these writing calls: the call is
 * done, and nobody hears of it. What changes nothing needs no kill: it leaves all as the write before it did.
 */
async function killedAtEach(writes: readonly string[], name: string, ...words: string[]): Promise<Ended> {
  const left = new Set(writes);
  for (;;) {
    const ended = await agency.killedAt(name, (write) => left.delete(write), ...words);
    if (ended === "killed") continue;
    expect([...left]).toEqual([]);
    return ended;
  }
}

/** The writing calls of a command that nobody disturbs, as another client would make them. */
async function writesOf(name: string, other: string, ...words: string[]): Promise<string[]> {
  const before = agency.standIn.writes.length;
  await succeeds(...words);
  const writes = agency.standIn.writes.slice(before).filter((write) => write.includes(name));
  return writes.map((write) => write.replaceAll(name, other));
}

// Both mostly wait for processes that they start.
describe.concurrent("killed at every writing call, and gone on", { timeout: TIMEOUT }, () => {
  test("deploy", async () => {
    await create("whole");
    await create("torn");
    const writes = await writesOf("whole", "torn", "deploy", "whole", "--release", first);
    expect(writes.length).toBeGreaterThan(15);
    const last = await killedAtEach(chosen(writes, 0), "torn", "deploy", "torn", "--release", first);
    expect(last).toMatchObject({ code: 0, err: "" });
    expect(shape("torn")).toEqual(shape("whole"));
    const again = await agency.client("deploy", "torn", "--release", first);
    expect(again).toEqual({ code: 0, out: "torn\n  nothing to do\n", err: "" });
  });

  test("upgrade, then destroy", async () => {
    await create("early");
    await create("twin");
    for (const name of ["early", "twin"]) await succeeds("deploy", name, "--release", first);
    const upgrade = await writesOf("twin", "early", "upgrade", "twin", "--release", second);
    expect(upgrade).toContain("POST /workers/scripts/headwater-early/versions");
    const upgraded = await killedAtEach(chosen(upgrade, 1), "early", "upgrade", "early", "--release", second);
    expect(upgraded).toMatchObject({ code: 0, err: "" });
    expect(shape("early")).toEqual(shape("twin"));
    expect(existsSync(join(agency.folder, "clients/.generated/early/upgrade.json"))).toBe(false);

    const destroy = await writesOf("twin", "early", "destroy", "twin", "--yes", "twin", "--release", second);
    const destroyed = await killedAtEach(
      chosen(destroy, 2),
      "early",
      "destroy",
      "early",
      "--yes",
      "early",
      "--release",
      second,
    );
    expect(destroyed).toMatchObject({ code: 0, err: "" });
    expect(shape("early")).toEqual(NOTHING);
    const exports = join(agency.folder, "clients/.exports/early");
    const [file = ""] = readdirSync(exports);
    expect(readFileSync(join(exports, file), "utf8").trimEnd().split("\n")).toHaveLength(2);
  });
});

test("calls that are not taken, or of which nobody knows, are made again", { timeout: TIMEOUT }, async () => {
  await create("rough");
  const seen = new Map<string, number>();
  const calm = agency.standIn.fate;
  agency.standIn.fate = (write) => {
    const times = (seen.get(write) ?? 0) + 1;
    seen.set(write, times);
    // wrangler has a patience of its own, and sources are the deployment's.
    if (/scripts|consumers|live|assets/.test(write)) return "answered";
    if (times === 1) return { status: 429, isDone: false, headers: { "retry-after": "0" } };
    if (times === 2) return { status: 503, isDone: false };
    return times === 3 ? { status: 500, isDone: true } : "answered";
  };
  await succeeds("deploy", "rough", "--release", first);
  agency.standIn.fate = calm;
  expect(seen.get("POST /d1/database headwater-rough")).toBe(3);
  expect(shape("rough")).toEqual(shape("whole"));
});

test("a wave that is not well goes back, and later waves are not touched", { timeout: TIMEOUT }, async () => {
  const before = ["rough", "torn", "whole"].map(shape);
  const running = runs("rough");
  const sick = agency.release("sick", { code: "return 'sick';" });
  const failed = await agency.client("upgrade", "--all", "--wave", "1", "--release", sick);
  expect(failed).toMatchObject({ code: 1, err: expect.stringMatching(/^Wave 1 .* 2 clients of later waves .* sick/) });
  expect(failed.out).toMatch(/^early {2}was never deployed, and is left out$/m);
  expect(["rough", "torn", "whole"].map(shape)).toEqual(before);
  expect(runs("rough")).toBe(running);
  await succeeds("status", "--all", "--release", first);
});

test(
  "those of a wave that were well go back with the one that was not; the next upgrade brings all",
  { timeout: TIMEOUT },
  async () => {
    const third = agency.release("third", { code: "return 3;" });
    const running = runs("rough");
    const calm = agency.standIn.fate;
    agency.standIn.fate = (write) =>
      write === "POST /workers/scripts/headwater-torn/versions" ? { status: 400, isDone: false } : "answered";
    const failed = await agency.client("upgrade", "--all", "--wave", "2", "--release", third);
    agency.standIn.fate = calm;
    expect(failed).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^Wave 1 went back .* 1 clients of later waves/),
    });
    expect(failed.out).toMatch(/headwater-rough runs [\w-]+ again/);
    expect(runs("rough")).toBe(running);
    await succeeds("upgrade", "--all", "--wave", "100%", "--release", third);
    const now = ["rough", "torn", "whole"].map(runs);
    expect(now).not.toContain(running);
    expect(["rough", "torn", "whole"].map(shape)).toEqual(Array.from({ length: 3 }, () => shape("whole")));
  },
);

const runs = (name: string): unknown =>
  shapeOf(agency.standIn.account(accountOf(name))).scripts.find((script) => script.name === `headwater-${name}`)?.runs;

test("events that an export lacks keep everything where it is", { timeout: TIMEOUT }, async () => {
  const database = agency.standIn.account(accountOf("rough")).databases[0];
  database?.sql.exec("INSERT INTO facts (seq) VALUES (99)");
  const before = shape("rough");
  const refused = await agency.client("destroy", "rough", "--yes", "rough", "--release", first);
  expect(refused).toMatchObject({
    code: 1,
    err: expect.stringMatching(/has \d+ events, but the database \d+\. Nothing was destroyed/),
  });
  expect(await agency.client("destroy", "rough", "--yes", "torn", "--release", first)).toMatchObject({ code: 2 });
  expect(shape("rough")).toEqual(before);
});
