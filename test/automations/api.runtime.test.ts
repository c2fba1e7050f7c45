import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Firing } from "#core/firing.ts";
import { NOWHERE } from "#core/blank-stamp.ts";
import { lastZone } from "#store/last-zone.ts";
import { watchedTriggers } from "#automations/watched-triggers.ts";
import { messengerOf } from "#house/messenger.ts";
import { emptyWorkspace } from "../support/empty-workspace.ts";
import { queueMessage } from "../support/messages.ts";
import { messaging, outside } from "../support/worker.ts";
import { admin, call, createSource, env, post, storedEvents } from "../support/world.ts";
import { connect, until } from "../destinations/engine-world.ts";

interface Rule {
  id: number;
  sentence: string;
  secretsSet: number[];
  enabled: boolean;
  stopped: string | null;
  sentToday: number;
  do: Record<string, unknown>[];
}
interface Log {
  firings: {
    person: { id: string; name: string } | null;
    because: string;
    actions: { id: number; outcome: string; state: string }[];
  }[];
  next: string | null;
}

const SECRET = `whsec_${btoa("0123456789abcdef0123456789abcdef")}`;
const HOOK = "https://hooks.slack.example/services/T0/B0/verysecret";
const webhook = { webhook: "https://shop.example/in", secret: SECRET };
const slack = { slack: HOOK, text: "Hello" };
const entered = { audience: 7, change: "entered" };

const save = (definition: object): Promise<Rule> =>
  admin("/api/automations", { method: "POST", body: JSON.stringify({ name: "Rule", when: entered, ...definition }) });
const change = (id: number, body: object): Promise<Rule> =>
  admin(`/api/automations/${id}`, { method: "PATCH", body: JSON.stringify(body) });
const enable = (id: number, body = {}): Promise<Rule> =>
  admin(`/api/automations/${id}/enable`, { method: "POST", body: JSON.stringify(body) });
const logOf = (id: number, query = ""): Promise<Log> => admin(`/api/automations/${id}/log${query}`);

/** Somebody with traits, in the store. */
async function somebody(userId: string, traits: object): Promise<number> {
  const source = await createSource();
  const batch = [{ type: "identify", userId, messageId: `identify-${userId}`, traits }];
  await post("/v1/batch", source.writeKey, { batch });
  await storedEvents(source, 1);
  const row = await env.DB.prepare("SELECT id FROM actors WHERE uid = ?1").bind(`u:${userId}`).first<{ id: number }>();
  if (!row) throw new Error("nobody was stored");
  return row.id;
}

const firing = (automation: number, actor: number, over: Partial<Firing> = {}): Firing => ({
  key: `entered:${automation}:7:${actor}:1`,
  automation,
  actors: [actor],
  entry: 1,
  at: Date.now(),
  cause: { kind: "entered", audience: 7, because: "event" },
  ...over,
});

let seen: { url: string; headers: Headers; body: string }[] = [];
beforeEach(async () => {
  await emptyWorkspace();
  // A frozen one, so that nobody enters it by themselves: these tests hand firings over.
  await env.DB.prepare("INSERT OR IGNORE INTO audiences VALUES (7, 'audience 7', '', 'frozen', ?, 0, 0)")
    .bind('{"did":{"event":"Nobody does this"}}')
    .run();
  messaging.house = null;
  messaging.outside = null;
  seen = [];
  outside.answer = async (request) => {
    seen.push({ url: request.url, headers: request.headers, body: await request.text() });
    return new Response("ok");
  };
});
afterEach(async () => {
  const { automations } = await admin<{ automations: Rule[] }>("/api/automations");
  for (const { id } of automations) await admin(`/api/automations/${id}`, { method: "DELETE" });
});

describe("a rule that is saved", () => {
  it("is off, says what it does, and shows no secret, ever", async () => {
    const saved = await save({ do: [slack, webhook] });
    expect(saved).toMatchObject({
      enabled: false,
      sentToday: 0,
      secretsSet: [0, 1],
      sentence: "When somebody enters “audience 7”, post to Slack and call shop.example; once per person.",
    });
    const changed = await change(saved.id, {
      name: "Other",
      do: [
        { ...webhook, secret: null },
        { ...slack, slack: null },
      ],
    });
    expect(changed.secretsSet).toEqual([0, 1]);
    const { results } = await env.DB.prepare("SELECT * FROM automations").all();
    const told = JSON.stringify([saved, changed, results, await admin(`/api/automations/${saved.id}`)]);
    for (const secret of [HOOK, "verysecret", SECRET]) expect(told).not.toContain(secret);
    expect((await change(saved.id, { do: [{ ...webhook, secret: "" }, slack] })).secretsSet).toEqual([1]);
  });

  it.each([
    ["Slack without an address", { do: [{ slack: null, text: "x" }] }, /do\.0\.slack/],
    [
      "a person where there is none",
      { when: { schedule: "day", at: "08:00" }, do: [{ push: "x", body: "y" }] },
      /about nobody/,
    ],
    [
      "a change of what has no periods",
      {
        when: {
          report: { kind: "cohort", where: { did: { event: "A" } } },
          check: { quiet: true },
          every: "day",
          atMostOnce: { value: 1, unit: "day" },
        },
        do: [slack],
      },
      /when\.check/,
    ],
    ["a connection that isn't there", { do: [{ connection: 99, event: "x" }] }, /no such connection/],
    [
      "a report that isn't there",
      { when: { schedule: "day", at: "08:00" }, do: [{ digest: [99], to: ["a@b.example"], subject: "x" }] },
      /no report 99/,
    ],
    ["a secret that can't sign", { do: [{ webhook: "https://x.example/", secret: "hello" }] }, /whsec_/],
    [
      "a subject that can't be filled in",
      { do: [{ email: "person", subject: "Hello {{ person.first_name", body: "x" }] },
      /do\.0: This can't be filled in: .+not closed/,
    ],
    [
      "a text that can't be filled in",
      { do: [{ ...slack, text: "{% include 'x' %}" }] },
      /do\.0: This can't be filled in: .+include/,
    ],
    ["our own address", { do: [{ webhook: "https://t.example/x" }] }, /own address/],
    ["another protocol", { do: [{ webhook: "ftp://x.example/x" }] }, /ftp/],
    ["an unknown field", { do: [{ ...slack, channel: "x" }] }, /Unknown field .+channel/],
  ])("refuses %s", async (_, definition, words) => {
    await expect(save(definition)).rejects.toThrow(words);
  });

  it("is watched while it is on", async () => {
    const { id } = await save({ do: [slack] });
    const events = await save({ when: { event: { event: "Order" } }, do: [slack] });
    expect(await watchedTriggers(env.DB)).toEqual([]);
    await enable(id, { includePresent: true });
    await enable(events.id);
    expect(await watchedTriggers(env.DB)).toEqual([
      { automation: id, when: { ...entered, includePresent: true } },
      { automation: events.id, when: { event: { event: "Order" } } },
    ]);
    await admin(`/api/automations/${id}/disable`, { method: "POST" });
    expect(await watchedTriggers(env.DB)).toHaveLength(1);
  });

  it("is for those who are signed in", async () => {
    for (const path of ["", "/settings", "/why", "/1/log", "/1/preview"]) {
      expect((await call(`/api/automations${path}`)).status).toBe(401);
    }
  });
});

it("SEMANTICS §9: a firing becomes a signed webhook that says who it is about, and the log says what became of it", async () => {
  const ada = await somebody("ada", { name: "Ada", email: "ada@example.com" });
  await somebody("ben", {});
  const { id } = await save({ do: [webhook] });
  await enable(id);
  expect(await admin(`/api/automations/why?automation=${id}&person=ada`)).toMatchObject({
    told: false,
    words: "They are not in “audience 7”.",
  });
  await messengerOf(env).take([firing(id, ada)]);
  await messengerOf(env).take([firing(id, ada)]);
  await until(() => expect(seen).toHaveLength(1));
  expect(JSON.parse(seen[0]?.body ?? "")).toMatchObject({
    type: "audience.entered",
    data: { person: { id: "u:ada", userId: "ada", traits: { name: "Ada" } }, audience: { id: 7 }, automation: { id } },
  });
  expect(seen[0]?.headers.get("webhook-signature")).toMatch(/^v1,/);
  expect(seen[0]?.headers.get("webhook-id")).toMatch(/-0$/);
  await until(async () => expect((await logOf(id)).firings[0]?.actions[0]?.outcome).toBe("sent"));
  expect(await logOf(id, "?person=ada")).toMatchObject({
    firings: [
      { person: { id: "u:ada", name: "Ada", email: "ada@example.com" }, because: "entered “audience 7” by an event" },
    ],
    next: null,
  });
  expect((await logOf(id, "?person=ben")).firings).toEqual([]);
  expect(await admin(`/api/automations/${id}/health`)).toMatchObject({ counts: { sent: 1, failed: 0, waiting: 0 } });
  expect(await admin(`/api/automations/${id}`)).toMatchObject({ sentToday: 1 });
  const words = await admin<{ told: boolean; words: string }>(`/api/automations/why?automation=${id}&person=u:ada`);
  expect(words.told).toBe(true);
  expect(words.words).toMatch(/^It acted on .*: they entered “audience 7” by an event\. Sent\.$/);
});

it("a trait is set by an event of our own, once", async () => {
  const eve = await somebody("eve", { plan: "free" });
  const { id } = await save({ do: [{ trait: "plan", value: "vip" }] });
  await enable(id);
  await messengerOf(env).take([firing(id, eve)]);
  await until(async () => expect(await admin("/api/people/eve")).toMatchObject({ traits: { plan: "vip" } }));
  expect((await admin<{ traitHistory: { plan: unknown[] } }>("/api/people/eve")).traitHistory.plan).toHaveLength(2);
});

it("a connection gets a track call of the name that was chosen; where it is deleted the rule is stopped", async () => {
  const kim = await somebody("kim", { email: "kim@example.com" });
  const connection = await connect("warehouse.example");
  const { id } = await save({
    do: [{ connection: connection.id, event: "Won" }],
    again: { after: { value: 1, unit: "second" } },
  });
  await enable(id);
  await messengerOf(env).take([firing(id, kim)]);
  const sent = () => seen.filter(({ body }) => body.includes("Won"));
  await until(() => expect(sent()).toHaveLength(1));
  expect(JSON.parse(sent()[0]?.body ?? "")).toMatchObject({
    type: "track",
    event: "Won",
    userId: "kim",
    properties: { audience: { id: 7 } },
    context: { traits: { email: "kim@example.com" } },
  });
  await admin(`/api/connections/${connection.id}`, { method: "DELETE" });
  await messengerOf(env).take([firing(id, kim, { key: "later", at: Date.now() + 5_000 })]);
  await until(async () => expect((await admin<Rule>(`/api/automations/${id}`)).stopped).toMatch(/was deleted/));
  await expect(change(id, { name: "Looked at" })).rejects.toThrow(/no such connection/);
  expect((await change(id, { do: [{ trait: "won", value: true }] })).stopped).toBeNull();
});

it("what can't be sent here says so, and goes when somebody asks once it can", async () => {
  const lea = await somebody("lea", { name: "Lea", email: "lea@example.com" });
  const { id } = await save({ do: [{ email: "person", subject: "Hi", body: "…" }] });
  await enable(id);
  await messengerOf(env).take([firing(id, lea)]);
  await until(async () => expect((await logOf(id)).firings[0]?.actions[0]?.outcome).toMatch(/^not set up: /));
  expect(await admin(`/api/automations/${id}/retry`, { method: "POST", body: "{}" })).toEqual({ retried: 1 });
});

it("an erased person leaves no row with the Messenger", async () => {
  const eli = await somebody("eli", { email: "eli@example.com" });
  const { id } = await save({ do: [webhook] });
  await enable(id);
  await messengerOf(env).take([firing(id, eli)]);
  await until(() => expect(seen).toHaveLength(1));
  await until(async () => expect((await logOf(id)).firings[0]?.actions[0]?.state).toBe("sent"));
  await admin("/api/people/u:eli", { method: "DELETE" });
  expect((await logOf(id)).firings).toEqual([]);
  const stub = env.MESSENGER.get(env.MESSENGER.idFromName("messenger"));
  const left = await runInDurableObject(stub, (_, { storage }) =>
    ["firings", "firing_actors", "sendings", "told", "messages"].map(
      (table) => storage.sql.exec<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).one().n,
    ),
  );
  expect(left).toEqual([0, 0, 0, 0, 0]);
});

it("a preview shows what would go, of a definition that is saved and of one that is not", async () => {
  await somebody("joe", { name: "Joe" });
  const definition = {
    name: "x",
    when: entered,
    do: [{ webhook: "https://x.example/" }, { email: "person", subject: "Hi", body: "…" }],
  };
  const shown = await admin<{ actions: { what: string; problem: string | null; message: { body: string } | null }[] }>(
    "/api/automations/preview",
    { method: "POST", body: JSON.stringify({ definition, person: "joe" }) },
  );
  expect(shown.actions.map(({ what, problem }) => [what, problem])).toEqual([
    ["call x.example", null],
    ["send them the e-mail “Hi”", "no address"],
  ]);
  expect(JSON.parse(shown.actions[0]?.message?.body ?? "")).toMatchObject({
    data: { person: { traits: { name: "Joe" } } },
  });
  const { id } = await save(definition);
  const saved = await admin(`/api/automations/${id}/preview`, {
    method: "POST",
    body: JSON.stringify({ person: "u:joe" }),
  });
  expect(saved).toMatchObject({ actions: [{ problem: null }, { problem: "no address" }] });
  expect(seen).toEqual([]);
  const byEvent = { definition: { ...definition, when: { event: { event: null } } }, event: "identify-joe" };
  const told = await admin<typeof shown>("/api/automations/preview", { method: "POST", body: JSON.stringify(byEvent) });
  expect(JSON.parse(told.actions[0]?.message?.body ?? "")).toMatchObject({
    data: { event: { name: "User Identified" }, person: { id: "u:joe" } },
  });
});

it("knows the zone somebody was last seen in", async () => {
  const source = await createSource("public");
  const seenIn = (messageId: string, timezone: string, timestamp: string) =>
    queueMessage([{ type: "track", event: "Seen", userId: "pat", messageId, timestamp }], {
      sourceId: source.id,
      place: { ...NOWHERE, country: "DE", timezone },
    });
  await env.EVENTS.send(seenIn("z1", "Europe/Berlin", "2026-01-02T00:00:00Z"), { contentType: "text" });
  await env.EVENTS.send(seenIn("z2", "Asia/Tokyo", "2026-01-01T00:00:00Z"), { contentType: "text" });
  await storedEvents(source, 2);
  const row = await env.DB.prepare("SELECT id FROM actors WHERE uid = 'u:pat'").first<{ id: number }>();
  expect(await lastZone(env.DB, [row?.id ?? 0])).toBe("Europe/Berlin");
  expect(await lastZone(env.DB, [987_654])).toBeNull();
});

it("settings of all automations are chosen", async () => {
  expect(await admin("/api/automations/settings")).toEqual({ perDay: 5, team: [] });
  const body = JSON.stringify({ team: ["boss@example.com"] });
  await admin("/api/automations/settings", { method: "PATCH", body });
  expect(await admin("/api/automations/settings")).toEqual({ perDay: 5, team: ["boss@example.com"] });
});
