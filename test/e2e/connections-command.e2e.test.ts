import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import { freePort } from "../support/dev-process-e2e.ts";
import { connections, connectionsJson, printed, startReceiver } from "../support/connections-command-e2e.ts";
import { newSource, type TestSource } from "../support/stored-e2e.ts";

const SECRET = `whsec_${Buffer.from("a secret that nobody ever prints").toString("base64")}`;
const AUTHORIZATION = "Bearer never-on-a-screen";
const folder = mkdtempSync(join(tmpdir(), "headwater-connections-"));

let receiver: Awaited<ReturnType<typeof startReceiver>>;
let source: TestSource;
let id = "";
/** UTC; a run may go on past midnight. */
const today = () => new Date().toISOString().slice(0, 10);
const startedOn = today();
beforeAll(async () => {
  receiver = await startReceiver();
  source = await newSource("secret");
  const made = await connectionsJson<{ id: number; secretsSet: string[] }>(
    ["create", "webhook", "--name", "Mine", "--set", `url=${receiver.url}`].concat([
      "--secret",
      "signingSecret",
      "--secret",
      "authorization",
      "--sources",
      String(source.id),
    ]),
    { input: `${SECRET}\n`, env: { HEADWATER_SECRET_AUTHORIZATION: AUTHORIZATION } },
  );
  expect(made.secretsSet.toSorted()).toEqual(["authorization", "signingSecret"]);
  id = String(made.id);
});
afterAll(() => {
  receiver.close();
  rmSync(folder, { recursive: true, force: true });
});

async function track(messageId: string): Promise<void> {
  const response = await fetch(`${source.url}/v1/track`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${source.writeKey}:`)}` },
    body: JSON.stringify({ event: "Bought", userId: "u", messageId, properties: { total: 3 } }),
  });
  expect(response.status).toBe(200);
}

interface Told {
  state: string;
  waiting: { events: number };
  deadLetters: { id: number; messageId: string; reason: string }[];
  replays: { id: number; state: string; events: number }[];
}
const ask = (...words: string[]) => connectionsJson<Told>(words);
const say = async (...words: string[]) => {
  const { code, out, err } = await connections(words);
  return `${code}: ${out}${err}`;
};

test("shows what can be switched on, and what it asks for", async () => {
  expect(await say("catalogue", "any", "address")).toMatch(
    /^0: SLUG .*\nwebhook +Webhook +native +Webhooks +Sends each event/,
  );
  expect(await say("catalogue", "nothing", "has", "this")).toBe("0: There is none that has these words.\n");
  const form = await say("settings", "webhook");
  expect(form).toMatch(/\nurl +string +yes +Address: Where events are sent/);
  expect(form).toMatch(/\nsigningSecret +secret +no +Signing secret: /);
  expect(form).toMatch(/\nsend +yes +Send an event/);
  expect(await say("settings", "webhok")).toMatch(/^1: There is no destination "webhok"/);
});

test("events arrive, with the secrets that were given; `show` and `list` have it without them", async () => {
  await track("cli-arrives");
  const { headers } = await receiver.got("cli-arrives");
  expect(headers["authorization"]).toBe(AUTHORIZATION);
  expect(headers["webhook-signature"]).toMatch(/^v1,/);
  const shown = await say("show", id);
  expect(shown).toMatch(/\nsecrets set +signingSecret, authorization\n|\nsecrets set +authorization, signingSecret\n/);
  expect(shown).toContain(receiver.url);
  expect(await say("list")).toMatch(new RegExp(`\n${id} +Mine +webhook +connected\n`));
  expect(await say("health", id)).toMatch(/state +connected\n[^]*HOUR +RECEIVED[^]*200 .*POST http:/);
});

describe("a test", () => {
  test("sends a stored event now: the newest, or that of a file", async () => {
    expect(await say("test", id)).toMatch(/^0: outcome +delivered\n[^]*\n  200 in \d+ ms: thank you/);
    const file = join(folder, "event.json");
    writeFileSync(file, JSON.stringify({ messageId: "cli-arrives" }));
    const before = receiver.having("cli-arrives").length;
    expect(await say("test", id, "--event", file)).toMatch(/event +cli-arrives, as it is stored\n/);
    expect(receiver.having("cli-arrives")).toHaveLength(before + 1);
    expect(await say("test", id, "--message-id", "cli-never-was")).toBe("1: messageId: no stored event has it.\n");
  });

  test("ends with 1 where the event was not taken, and says what was answered", async () => {
    receiver.answerWith(422);
    expect(await say("test", id)).toMatch(/^1: outcome +rejected\n[^]*\n  422 in/);
    receiver.answerWith(200);
  });

  test("a preview sends nothing", async () => {
    const before = receiver.having("").length;
    const mapping = join(folder, "mapping.json");
    writeFileSync(mapping, JSON.stringify({ sum: { "@path": "$.properties.total" } }));
    const filter = JSON.stringify({ property: "$event", value: "Sold" });
    const preview = await say("preview", id, "--message-id", "cli-arrives", "--mapping", mapping, "--filter", filter);
    expect(preview).toMatch(/^0: [^]*wanted +no\n\n{\n  "sum": 3\n}\n$/);
    expect(await say("preview", id, "--subscription", "999999")).toMatch(/^1: It has no such subscription/);
    expect(receiver.having("")).toHaveLength(before);
  });
});

test("paused, events wait; resumed, they go; disabled, they are not sent", async () => {
  expect(await say("pause", id)).toBe(`0: Mine (${id}) is paused.\n`);
  await track("cli-waits");
  await source.stored(2);
  await vi.waitFor(async () => expect((await ask("health", id)).waiting.events).toBeGreaterThan(0), {
    timeout: 20_000,
  });
  expect(receiver.having("cli-waits")).toEqual([]);
  expect(await say("resume", id)).toBe(`0: Mine (${id}) is connected.\n`);
  await receiver.got("cli-waits");

  expect(await say("disable", id)).toBe(`0: Mine (${id}) is disabled.\n`);
  await track("cli-off");
  await source.stored(3);
  expect(await say("enable", id)).toBe(`0: Mine (${id}) is connected.\n`);
  await track("cli-on-again");
  await receiver.got("cli-on-again");
  expect(receiver.having("cli-off")).toEqual([]);
});

test("what was refused is a dead letter, and arrives when it is tried again", async () => {
  expect(await say("dead-letters", id)).toBe("0: There is none.\n");
  receiver.answerWith(400);
  await track("cli-refused");
  const letters = await vi.waitFor(
    async () => {
      const { deadLetters } = await ask("dead-letters", id);
      expect(deadLetters).toMatchObject([{ messageId: "cli-refused", reason: expect.stringContaining("400") }]);
      return deadLetters;
    },
    { timeout: 20_000 },
  );
  expect(await say("dead-letters", id)).toMatch(/LETTER .*\n\d+ .* Bought +cli-refused +\d+ +.*400/);
  receiver.answerWith(200);
  expect(await say("retry", id, "999999")).toMatch(/^1: 0 are tried again\. 1 of those named/);
  const before = receiver.having("cli-refused").length;
  expect(await say("retry", id, String(letters[0]?.id))).toBe("0: 1 is tried again.\n");
  await receiver.got("cli-refused", before + 1);
  expect((await ask("dead-letters", id)).deadLetters).toEqual([]);
});

test("a stretch of time is sent once more, also what came while it was off", async () => {
  expect(await say("replays", id)).toBe("0: There is none.\n");
  const before = receiver.having("cli-waits").length;
  expect(await say("replay", id, "--from", startedOn, "--to", today(), "--rate", "500")).toMatch(/^0: REPLAY[^]* 500 /);
  await receiver.got("cli-off");
  await receiver.got("cli-waits", before + 1);
  const [replay] = await vi.waitFor(
    async () => {
      const { replays } = await ask("replays", id);
      expect(replays).toMatchObject([{ state: "done" }]);
      return replays;
    },
    { timeout: 20_000 },
  );
  expect(await say("replays", id, "cancel", String(replay?.id))).toBe("1: There is no such replay under way.\n");
  expect(await say("replays", id, "cancel", "999")).toBe("1: There is no such replay under way.\n");
});

test("what is changed changes, the rest stays", async () => {
  expect(await say("set", id, "--name", "Yours", "--unset", "authorization")).toMatch(/secrets set +signingSecret\n/);
  await track("cli-changed");
  const { headers } = await receiver.got("cli-changed");
  expect(headers["authorization"]).toBeUndefined();
  expect(headers["webhook-signature"]).toMatch(/^v1,/);
  expect(await say("list")).toMatch(new RegExp(`\n${id} +Yours +webhook +connected\n`));
  expect(await say("set", id, "--set", "url=ftp://example.com")).toMatch(/^1: .*settings\.url/);
});

describe("wrong usage ends with 2 and changes nothing", () => {
  test.each<[string[], RegExp]>([
    [[], /npm run connections/],
    [["conect"], /There is no command/],
    [["show"], /Write: show <id>/],
    [["show", "webhook"], /should be a whole number/],
    [["delete", "$id"], /add --yes/],
    [["set", "$id"], /what to change/],
    [["set", "$id", "--set", "ulr=x"], /no setting "ulr"/],
    [["set", "$id", "--set", `signingSecret=${SECRET}`], /write --secret signingSecret/],
    [["set", "$id", "--secret", `signingSecret=${SECRET}`], /takes only the name/],
    [["set", "$id", "--secret", "signingSecret"], /signingSecret is missing/],
    [["create", "webhook", "--secret", "signingSecret", SECRET], /1 too many/],
    [["replay", "$id", "--from", "2026-11-02", "--to", "2026-11-01"], /after --to/],
    [["replay", "$id", "--from", "2026-11-02"], /--to is missing/],
    [["preview", "$id", "--filter", "{"], /no JSON/],
  ])("%j", async (words, message) => {
    const { code, out, err } = await connections(words.map((word) => word.replace("$id", id)));
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(message);
  });

  test("through npm as well, which hands the code on", () => {
    const start = () => spawnSync("npm", ["run", "--silent", "connections", "--", "show"], { encoding: "utf8" });
    expect(start()).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining("Write: show <id>") });
  });
});

test.each(["show", "enable", "test", "preview", "health", "dead-letters", "retry", "replays"])(
  "%s of an id that there is not says so",
  async (command) => {
    expect(await say(command, "999999")).toMatch(/^1: There is no connection 999999\. Those there are:/);
  },
);

describe("a Headwater that can't be asked is told", () => {
  test("a token that is none", async () => {
    const { code, err } = await connections(["list"], { env: { HEADWATER_TOKEN: "not-a-token" } });
    expect({ code, err }).toEqual({
      code: 1,
      err: `${inject("headwater").url} does not know this token. Look at HEADWATER_TOKEN.\n`,
    });
  });

  test("nothing is there", async () => {
    const { code, err } = await connections(["list"], {
      env: { HEADWATER_URL: `http://localhost:${await freePort()}` },
    });
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/^Nothing answers at http/) });
  });

  test("something else is there", async () => {
    const { code, err } = await connections(["list"], { env: { HEADWATER_URL: receiver.url } });
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("answers as no Headwater") });
  });
});

test("deleted, it is gone; and no secret was ever printed", async () => {
  expect(await say("delete", id, "--yes")).toBe(`0: Yours (${id}) is deleted.\n`);
  expect(await say("show", id)).toMatch(/^1: There is no connection/);
  expect(printed.length).toBeGreaterThan(0);
  const all = printed.join("");
  for (const secret of [SECRET, SECRET.slice("whsec_".length), "never-on-a-screen", inject("headwater").adminToken])
    expect(all).not.toContain(secret);
});
