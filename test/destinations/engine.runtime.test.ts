import { expect, it } from "vitest";
import { admin, call, env } from "../support/world.ts";
import { change, createSource, eachWithReceiver, health, remove, send, until } from "./engine-world.ts";

const world = eachWithReceiver();

const ids = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

it("an event that comes in goes out, once, as the Segment spec has it", async () => {
  const source = await createSource();
  const connection = await world.connected("one.example");
  const seen: unknown[] = [];
  world.receiver.behave("one.example", async (_, request) => {
    seen.push({ ...(await request.json<object>()), key: request.headers.get("webhook-id") });
    return new Response("ok");
  });
  await send(source, ["first"]);
  await until(() => expect(world.receiver.taken("one.example").get("first")).toBe(1));
  expect(seen).toEqual([
    expect.objectContaining({
      type: "track",
      event: "Bought",
      messageId: "first",
      userId: "u0",
      properties: { index: 0 },
      timestamp: expect.stringMatching(/Z$/),
      key: expect.stringMatching(/^\S+-1-\d+$/),
    }),
  ]);
  await until(async () => expect((await health(connection.id)).hours[0]).toMatchObject({ received: 1, delivered: 1 }));
  expect(await health(connection.id)).toMatchObject({ state: "connected", waiting: { events: 0, retries: 0 } });
});

it("a secret is sealed, never shown, masked in samples, and kept where a change leaves it out", async () => {
  const source = await createSource();
  const secret = "Bearer very-secret-token";
  const connection = await world.connected("secret.example", {
    settings: { url: "https://secret.example/in", authorization: secret },
  });
  expect(connection).toMatchObject({ secretsSet: ["authorization"], settings: { url: "https://secret.example/in" } });
  expect(JSON.stringify(connection)).not.toContain("very-secret");
  await change(connection.id, { settings: { url: "https://secret.example/other" } });
  let header: string | null = null;
  world.receiver.behave("secret.example", (_, request) => {
    header = request.headers.get("authorization");
    return new Response(`you said ${header}`);
  });
  await send(source, ["sealed"]);
  await until(() => expect(header).toBe(secret));
  await until(async () => expect((await health(connection.id)).samples.length).toBe(1));
  const told = JSON.stringify(await health(connection.id));
  expect(told).toContain("you said");
  expect(told).not.toContain("very-secret");
});

it("filter, source, integrations object, consent and bots decide what goes", async () => {
  const [source, other] = [await createSource(), await createSource()];
  const connection = await world.connected("plan.example", {
    sources: [source.id],
    consentCategories: ["Advertising"],
    subscriptions: [
      { name: "Paid", action: "send", filter: { property: "plan", value: "paid" } },
      { name: "Identify", action: "send", filter: { property: "$type", value: "identify" } },
    ],
  });
  const paid = { properties: { plan: "paid" } };
  await send(other, ["other-source"], paid);
  await send(source, ["unpaid"], { properties: { plan: "free" } });
  await send(source, ["off"], { ...paid, integrations: { webhook: false } });
  await send(source, ["all-off"], { ...paid, integrations: { All: false } });
  await send(source, ["no-consent"], {
    ...paid,
    context: { consent: { categoryPreferences: { Advertising: false } } },
  });
  await send(source, ["named"], { ...paid, integrations: { All: false, Webhook: true } });
  await send(source, ["consent"], { ...paid, context: { consent: { categoryPreferences: { Advertising: true } } } });
  await send(source, ["identify"], { type: "identify", traits: { plan: "paid" } });
  await until(async () => expect((await health(connection.id)).hours[0]).toMatchObject({ received: 8, filtered: 5 }));
  expect([...world.receiver.taken("plan.example").keys()].toSorted()).toEqual(["consent", "identify", "named"]);
});

it("what the destination refuses is a dead letter with its answer, and can be sent again; the others go on", async () => {
  const source = await createSource();
  const connection = await world.connected("picky.example", {
    subscriptions: [{ name: "All", action: "sendBatch" }],
  });
  let isPicky = true;
  world.receiver.behave("picky.example", (given) =>
    isPicky && given.includes("picky-7") ? new Response("no sevens", { status: 422 }) : new Response("ok"),
  );
  await send(source, ids("picky", 20));
  await until(async () => expect((await health(connection.id)).deadLetters).toBe(1));
  const { deadLetters } = await admin<{ deadLetters: Record<string, unknown>[] }>(
    `/api/connections/${connection.id}/dead-letters`,
  );
  expect(deadLetters).toEqual([
    expect.objectContaining({ messageId: "picky-7", reason: expect.stringContaining("422: no sevens") }),
  ]);
  expect(world.receiver.taken("picky.example").size).toBe(19);
  isPicky = false;
  await admin(`/api/connections/${connection.id}/dead-letters/replay`, { method: "POST", body: "{}" });
  await until(() => expect(world.receiver.taken("picky.example").get("picky-7")).toBe(1));
  await until(async () =>
    expect(await health(connection.id)).toMatchObject({ deadLetters: 0, waiting: { retries: 0 } }),
  );
  expect([...world.receiver.taken("picky.example").values()].every((count) => count === 1)).toBe(true);
});

it("a batch of which nearly all is refused is gone through at once, however many calls that takes", async () => {
  const source = await createSource();
  const connection = await world.connected("refuser.example", {
    subscriptions: [{ name: "All", action: "sendBatch" }],
  });
  world.receiver.behave("refuser.example", (given) =>
    given.some((id) => id !== "refuser-99") ? new Response("no", { status: 422 }) : new Response("ok"),
  );
  await send(source, ids("refuser", 100));
  await until(async () => expect(await health(connection.id)).toMatchObject({ deadLetters: 99 }));
  await until(() => expect([...world.receiver.taken("refuser.example")]).toEqual([["refuser-99", 1]]));
  expect(await health(connection.id)).toMatchObject({ state: "connected", lastError: null, nextTryAt: null });
  expect((await health(connection.id)).hours[0]).toMatchObject({ delivered: 1, rejected: 99, retried: 0 });
});

it("wrong credentials stop the connection; its events wait, and go when a person has seen to it", async () => {
  const source = await createSource();
  const connection = await world.connected("locked.example");
  let isLocked = true;
  world.receiver.behave("locked.example", () =>
    isLocked ? new Response("who?", { status: 401 }) : new Response("ok"),
  );
  await send(source, ids("locked", 5));
  await until(async () => expect(await health(connection.id)).toMatchObject({ state: "disconnected" }));
  expect((await health(connection.id)).lastError?.message).toContain("401: who?");
  isLocked = false;
  await send(source, ids("after", 5));
  await scheduler.wait(500);
  expect(world.receiver.taken("locked.example").size).toBe(0);
  await change(connection.id, { enabled: true });
  await until(() => expect(world.receiver.taken("locked.example").size).toBe(10));
});

it("Retry-After is waited for; nothing is sent meanwhile", async () => {
  const source = await createSource();
  const connection = await world.connected("busy.example");
  const calls: number[] = [];
  world.receiver.behave("busy.example", () => {
    calls.push(Date.now());
    return calls.length === 1 ? new Response("", { status: 429, headers: { "retry-after": "2" } }) : new Response("ok");
  });
  await send(source, ids("busy", 3));
  await until(() => expect(world.receiver.taken("busy.example").size).toBe(3));
  expect((calls[1] ?? 0) - (calls[0] ?? 0)).toBeGreaterThanOrEqual(2_000);
  expect(await health(connection.id)).toMatchObject({ state: "connected", nextTryAt: null });
});

it("one event that always fails is set aside, and the others pass it", async () => {
  const source = await createSource();
  const connection = await world.connected("poison.example");
  world.receiver.behave("poison.example", (given) =>
    given.includes("poison-3") ? new Response("crash", { status: 500 }) : new Response("ok"),
  );
  await send(source, ids("poison", 30));
  await until(() => expect(world.receiver.taken("poison.example").size).toBe(29));
  await until(async () => expect(await health(connection.id)).toMatchObject({ waiting: { events: 0, retries: 1 } }));
  expect([...world.receiver.taken("poison.example").values()].every((count) => count === 1)).toBe(true);
});

it("each attempt of a delivery carries the same idempotency key, and no other delivery does", async () => {
  const source = await createSource();
  await world.connected("keys.example", {
    subscriptions: [
      { name: "One", action: "send" },
      { name: "Two", action: "send" },
    ],
  });
  const keys = new Map<string, number>();
  world.receiver.behave("keys.example", (_, request) => {
    const key = request.headers.get("webhook-id") ?? "";
    keys.set(key, (keys.get(key) ?? 0) + 1);
    return new Response("", { status: (keys.get(key) ?? 0) < 3 ? 503 : 200 });
  });
  await send(source, ["key-0", "key-1"]);
  await until(() => expect([...keys.values()]).toEqual([3, 3, 3, 3]));
  expect([...world.receiver.taken("keys.example").values()]).toEqual([2, 2]);
});

it("credentials that can't be opened stop the connection until they are entered again", async () => {
  const source = await createSource();
  const settings = { url: "https://reopened.example/in", authorization: "Bearer first" };
  const connection = await world.connected("reopened.example", { settings });
  await env.DB.prepare("UPDATE connections SET secrets = ?2 WHERE id = ?1").bind(connection.id, "v1.00.00.AA==").run();
  await send(source, ["reopened"]);
  await until(async () => expect((await health(connection.id)).state).toBe("disconnected"));
  expect((await health(connection.id)).lastError?.message).toContain("Enter them again");
  await change(connection.id, { settings: { ...settings, authorization: "Bearer second" } });
  await until(() => expect(world.receiver.taken("reopened.example").get("reopened")).toBe(1));
  expect((await change(connection.id, { settings: { url: settings.url, authorization: null } })).secretsSet).toEqual(
    [],
  );
});

it("when somebody is erased, what was noted of their deliveries and all samples go with them", async () => {
  const source = await createSource();
  const connection = await world.connected("erase.example");
  world.receiver.behave("erase.example", (_, request) => new Response(`no ${request.url}`, { status: 422 }));
  await send(source, ["goes"], { userId: "erased-person" });
  await send(source, ["stays"], { userId: "other-person" });
  await until(async () => expect(await health(connection.id)).toMatchObject({ deadLetters: 2 }));
  expect((await health(connection.id)).samples.length).toBeGreaterThan(0);
  const test = `/api/connections/${connection.id}/test`;
  await admin(test, { method: "POST", body: JSON.stringify({ messageId: "goes" }) });
  expect(await admin(test)).toMatchObject({ last: { messageId: "goes" } });
  await admin("/api/people/u:erased-person", { method: "DELETE" });
  expect((await health(connection.id)).samples).toEqual([]);
  expect(await admin(test)).toEqual({ last: null });
  const { deadLetters } = await admin<{ deadLetters: { messageId: string }[] }>(
    `/api/connections/${connection.id}/dead-letters`,
  );
  expect(deadLetters.map(({ messageId }) => messageId)).toEqual(["stays"]);
});

it("paused: events wait; disabled: they are not sent", async () => {
  const source = await createSource();
  const connection = await world.connected("pause.example");
  await change(connection.id, { paused: true });
  await send(source, ["waits"]);
  await until(async () => expect((await health(connection.id)).waiting.events).toBe(1));
  // This wakes it, but it has nothing to do.
  await change(connection.id, { name: "Still paused" });
  await scheduler.wait(500);
  expect(world.receiver.taken("pause.example").size).toBe(0);
  await change(connection.id, { paused: false });
  await until(() => expect([...world.receiver.taken("pause.example").keys()]).toEqual(["waits"]));
  await change(connection.id, { enabled: false });
  await send(source, ["lost on purpose"]);
  await until(async () => expect((await health(connection.id)).waiting.events).toBe(1));
  await change(connection.id, { enabled: true });
  await send(source, ["goes again"]);
  await until(() => expect([...world.receiver.taken("pause.example").keys()]).toEqual(["waits", "goes again"]));
});

it("a replay sends exactly its range, at its pace, can be paused, and keeps the idempotency keys", async () => {
  const source = await createSource();
  const day = (hour: number, index: number) => new Date(Date.UTC(2026, 9, 1, hour) + index * 1_000).toISOString();
  for (const hour of [9, 10, 11]) {
    for (let index = 0; index < 40; index += 1) {
      await send(source, [`h${hour}-${index}`], { timestamp: day(hour, index) });
    }
  }
  await until(async () => {
    const { events } = await admin<{ events: unknown[] }>(`/api/events?source=${source.id}&limit=1000`);
    expect(events.length).toBe(120);
  });
  const connection = await world.connected("replay.example");
  const start = await admin<{ id: number }>(`/api/connections/${connection.id}/replays`, {
    method: "POST",
    body: JSON.stringify({ from: day(10, 0), to: day(10, 29), rate: 5 }),
  });
  const path = `/api/connections/${connection.id}/replays`;
  await until(() => expect(world.receiver.taken("replay.example").size).toBe(25));
  await admin(`${path}/${start.id}/pause`, { method: "POST" });
  await scheduler.wait(6_000);
  expect(world.receiver.taken("replay.example").size).toBe(25);
  await admin(`${path}/${start.id}/resume`, { method: "POST" });
  await until(async () => {
    const { replays } = await admin<{ replays: object[] }>(path);
    expect(replays).toEqual([expect.objectContaining({ state: "done", progress: 1, events: 30 })]);
  });
  expect(Object.fromEntries(world.receiver.taken("replay.example"))).toEqual(
    Object.fromEntries(ids("h10", 30).map((id) => [id, 1])),
  );
});

it("a test sends one real event and shows the exchange; a preview sends nothing", async () => {
  const source = await createSource();
  const connection = await world.connected("try.example");
  await send(source, ["real"]);
  await until(() => expect(world.receiver.taken("try.example").get("real")).toBe(1));
  const preview = await admin<{ payload: unknown; wanted: boolean; isSample: boolean }>(
    `/api/connections/${connection.id}/preview`,
    {
      method: "POST",
      body: JSON.stringify({
        messageId: "real",
        subscription: {
          name: "x",
          action: "send",
          mapping: { name: { "@path": "$.event" }, who: { "@template": "<{{userId}}>" } },
        },
      }),
    },
  );
  expect(preview).toMatchObject({ payload: { name: "Bought", who: "<u0>" }, wanted: true, isSample: false });
  expect(world.receiver.taken("try.example").get("real")).toBe(1);
});

it("the last test of a connection is kept with it, without its secrets, and goes with it", async () => {
  const connection = await world.connected("tested.example", {
    settings: { url: "https://tested.example/in", authorization: "Bearer very-secret-token" },
  });
  const path = `/api/connections/${connection.id}/test`;
  expect(await admin(path)).toEqual({ last: null });
  const made = await admin<{ outcome: string; exchanges: unknown[] }>(path, { method: "POST", body: "{}" });
  expect(made.exchanges).toHaveLength(1);
  expect(await admin(path)).toEqual({ last: made });
  const again = await admin(path, { method: "POST", body: "{}" });
  expect(await admin(path)).toEqual({ last: again });
  expect(JSON.stringify(again)).not.toContain("very-secret");
  await change(connection.id, { name: "Renamed" });
  expect(await admin(path)).toEqual({ last: again });
  // What failed may have been the address.
  await change(connection.id, { settings: { url: "https://other.example/in" } });
  expect(await admin(path)).toEqual({ last: null });
  await admin(path, { method: "POST", body: "{}" });
  await remove(connection.id);
  const gone = await call(path, { headers: { authorization: "Bearer test-admin-token" } });
  expect(gone.status).toBe(404);
  const sender = env.SENDER.get(env.SENDER.idFromName(String(connection.id)));
  expect(await sender.lastTest()).toBeNull();
});

it.each([
  ["http://127.0.0.1:9/", "Headwater"],
  ["ftp://example.com/", "https://"],
])("says what is wrong with an address: %s", async (url) => {
  const response = await call("/api/connections", {
    method: "POST",
    headers: { authorization: "Bearer test-admin-token" },
    body: JSON.stringify({ destination: "webhook", settings: { url: url.replace("127.0.0.1:9", "t.example") } }),
  });
  expect(response.status).toBe(400);
  const { message } = await response.json<{ message: string }>();
  expect(message).toMatch(/own address|Address/);
});
