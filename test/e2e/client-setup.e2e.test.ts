import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { parseJsonc } from "../../scripts/client/jsonc.ts";
import { type DevProcess, startDev } from "../support/dev-process-e2e.ts";
import { startReceiver } from "../support/connections-command-e2e.ts";

const SECRET = `whsec_${Buffer.from("known to the receiver, and to no file").toString("base64")}`;
const SLACK = "https://hooks.slack.com/services/known/to/nobody";
const KEY = "wk_shop_of_the_file";
const ORDERED = { kind: "segmentation", range: { last: { value: 7, unit: "day" } }, series: [{ event: "Ordered" }] };

let folder = "";
let receiver: Awaited<ReturnType<typeof startReceiver>>;
/** Of this file's own: it is compared as a whole, and what is not in the file goes. */
let headwater: DevProcess;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "headwater-clients-"));
  headwater = await startDev(join(folder, "state"), [process.execPath, "scripts/dev.ts"]);
  receiver = await startReceiver();
});
afterAll(async () => {
  receiver.close();
  await headwater.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `client` against the Headwater of the tests: `code: what it said`. */
async function client(words: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const { url, adminToken } = headwater.address;
  const child = spawn(process.execPath, ["scripts/client.ts", ...words, "--url", url], {
    cwd: join(import.meta.dirname, "../.."),
    env: { ...process.env, HEADWATER_CLIENTS: folder, HEADWATER_TOKEN: adminToken, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return `${child.exitCode}: ${out}${err}`;
}

const fileOf = (name: string) => join(folder, `${name}.config.jsonc`);
const write = (name: string, setup: object) => writeFileSync(fileOf(name), JSON.stringify(setup));

async function api<Answer>(path: string, init: RequestInit = {}): Promise<Answer> {
  const { url, adminToken } = headwater.address;
  const response = await fetch(`${url}${path}`, { ...init, headers: { authorization: `Bearer ${adminToken}` } });
  return (await response.json()) as Answer;
}

const setup = () => ({
  settings: { timezone: "Europe/Berlin" },
  trackingPlan: {
    events: [
      {
        kind: "track",
        name: "Ordered",
        schema: { type: "object", properties: { total: { type: "number" } }, required: ["total"] },
      },
    ],
  },
  sources: [{ name: "Shop", kind: "secret", writeKey: KEY }],
  connections: [
    {
      name: "Warehouse",
      destination: "webhook",
      sources: ["Shop"],
      settings: { url: receiver.url, signingSecret: "${WAREHOUSE_SECRET}" },
    },
  ],
  audiences: [{ name: "Buyers", where: { did: { event: "Ordered" }, count: { op: "gte", value: 1 } } }],
  reports: [{ name: "Orders a day", question: ORDERED }],
  automations: [
    {
      name: "Tell the team",
      when: { audience: "Buyers", change: "entered" },
      do: [
        { slack: "${TEAM_SLACK}", text: "Somebody bought" },
        { connection: "Warehouse", event: "Became a buyer" },
        { digest: ["Orders a day"], to: ["team@example.com"], subject: "Orders" },
      ],
    },
  ],
});

test("a client that is set up from its file ingests, shows, forwards; the second time there is nothing to do", async () => {
  write("shop", setup());
  expect(await client(["apply", "shop"])).toMatch(/^1: .*The variable WAREHOUSE_SECRET is not set/s);
  const secrets = { WAREHOUSE_SECRET: SECRET, TEAM_SLACK: SLACK };
  const dry = await client(["apply", "shop", "--dry-run"], secrets);
  expect(dry).toMatch(/^0: .*\+ connection Warehouse\n.*\+ automation Tell the team\n.*nothing was done/s);
  expect((await api<{ sources: { name: string }[] }>("/api/sources")).sources.map(({ name }) => name)).not.toContain(
    "Shop",
  );
  const said = await client(["apply", "shop"], secrets);
  expect(said).toMatch(/^0: .*\+ automation Tell the team\n/s);
  expect(said).not.toContain(SECRET);
  expect(await client(["apply", "shop"])).toMatch(/^0: [^~+]*nothing to do\n$/);

  const { url } = headwater.address;
  const response = await fetch(`${url}/v1/track`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${KEY}:`)}` },
    body: JSON.stringify({ event: "Ordered", userId: "buyer", messageId: "of-the-file", properties: { total: 3 } }),
  });
  expect(response.status).toBe(200);
  const { headers } = await receiver.got("of-the-file");
  expect(headers["webhook-signature"]).toMatch(/^v1,/);
  const { events } = await api<{ events: object[] }>("/api/events?messageId=of-the-file&userId=buyer");
  expect(events).toMatchObject([{ event: "Ordered", properties: { total: 3 } }]);
  const { reports } = await api<{ reports: { id: number; name: string }[] }>("/api/reports");
  const report = reports.find(({ name }) => name === "Orders a day");
  await vi.waitFor(
    async () => expect(await api(`/api/reports/${report?.id}/answer`)).toMatchObject({ series: [{ total: 1 }] }),
    { timeout: 20_000 },
  );
});

test("pulled, it says what was applied, with variables for secrets; and applied, it changes nothing", async () => {
  expect(await client(["pull", "copy"])).toMatch(/^0: Wrote /);
  const pulled = parseJsonc(readFileSync(fileOf("copy"), "utf8")) as Record<string, { name: string }[]>;
  const named = (kind: string, name: string) => pulled[kind]?.find((each) => each.name === name);
  expect(named("connections", "Warehouse")).toMatchObject({
    sources: ["Shop"],
    settings: { url: receiver.url, signingSecret: "${WAREHOUSE_SIGNING_SECRET}" },
  });
  expect(named("automations", "Tell the team")).toMatchObject({
    when: { audience: "Buyers" },
    do: [{ slack: "${TELL_THE_TEAM_DO_0_SLACK}" }, { connection: "Warehouse" }, { digest: ["Orders a day"] }],
  });
  expect(pulled).toMatchObject({
    settings: { timezone: "Europe/Berlin" },
    trackingPlan: { unplanned: "allow", events: [{ name: "Ordered", enforcement: "allow" }] },
  });
  const text = readFileSync(fileOf("copy"), "utf8");
  expect(text).not.toContain(SECRET);
  expect(text).not.toContain(SLACK);
  expect(await client(["apply", "copy", "--prune"])).toBe("0:   nothing to do\n");
  expect(await client(["pull", "copy"])).toBe("0: Nothing to do: the file says so already.\n");
});

test("what is changed in the file is shown and changed; what is not in it goes only when it is pruned", async () => {
  const [connection] = setup().connections;
  write("shop", { connections: [{ ...connection, bots: true }], automations: [] });
  const said = await client(["apply", "shop"]);
  expect(said).toMatch(/~ connection Warehouse\n +bots: false → true\n/);
  expect(said).toContain("? automation Tell the team is not in the file; --prune deletes it");
  write("shop", { automations: [], audiences: [], sources: [] });
  expect(await client(["apply", "shop", "--prune"])).toMatch(
    /^0: [^~+]*- automation Tell the team\n *- audience Buyers\n *- source Shop is switched off\n/,
  );
  expect(await client(["apply", "shop", "--prune"])).toBe("0:   nothing to do\n");
  const { sources } = await api<{ sources: { name: string; enabled: boolean }[] }>("/api/sources");
  expect(sources.find(({ name }) => name === "Shop")?.enabled).toBe(false);
  const { connections } = await api<{ connections: { name: string; secretsSet: string[] }[] }>("/api/connections");
  expect(connections.find(({ name }) => name === "Warehouse")?.secretsSet).toEqual(["signingSecret"]);
});

test("a name that leads out of the folder is refused", async () => {
  expect(await client(["pull", "../other"])).toMatch(/^2: a client's name is/);
});

test.each<[string, object, RegExp]>([
  [
    "a secret as it is",
    { connections: [{ name: "W", destination: "webhook", settings: { signingSecret: SECRET } }] },
    /signingSecret is secret. Write \$\{A_VARIABLE\}/,
  ],
  [
    "a name that there is not",
    { automations: [{ name: "A", when: { audience: "Nobody", change: "left" }, do: [{ trait: "x", value: 1 }] }] },
    /"A" names "Nobody", and there is none in audiences/,
  ],
  ["two of one name", { sources: [{ name: "S" }, { name: "S" }] }, /sources: two are called "S"/],
  ["a kind that there is not", { source: [] }, /Unrecognized key: "source"/],
  ["a question that can't be asked", { reports: [{ name: "R", question: { kind: "sum" } }] }, /reports, R: question/],
  [
    "what can't be changed",
    { sources: [{ name: "Shop", kind: "public" }] },
    /kind can't be changed from secret to public/,
  ],
])("%s is refused, and nothing is changed", async (_, setup, message) => {
  mkdirSync(folder, { recursive: true });
  write("wrong", setup);
  const said = await client(["apply", "wrong"]);
  expect(said).toMatch(/^1: /);
  expect(said).toMatch(message);
  expect(said).not.toContain(SECRET);
});
