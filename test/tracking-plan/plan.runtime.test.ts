import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Enforcement, PlannedEvent, TrackingPlan } from "#core/tracking-plan.ts";
import { erasePlanTraces, tidyPlan } from "#tracking-plan/housekeeping.ts";
import { seededRandom } from "../support/at-least-once.ts";
import { D1_FAULTS } from "../support/faulty-db.ts";
import { faults } from "../support/worker.ts";
import { admin, createSource, post, refusedReasons, storedEvents, type TestSource } from "../support/world.ts";
import { asPlanned } from "#house/tracking-plan.ts";
import { planState } from "#tracking-plan/plan-state.ts";
import { createPlanMemory } from "#tracking-plan/plan-memory.ts";
import { eventOf, planned } from "./events.ts";

const PRICE = { required: ["price"], properties: { price: { type: "number" as const } } };
const send = (method: string, path: string, body: object) => admin(path, { method, body: JSON.stringify(body) });
const setPlan = (events: PlannedEvent[], unplanned: TrackingPlan["unplanned"] = "allow") =>
  send("PUT", "/api/tracking-plan", { unplanned, events });

interface Found {
  name: string;
  property: string;
  rule: string;
  count: number;
  samples: { value: string }[];
}
async function violations(): Promise<Record<string, number>> {
  const { issues } = await admin<{ issues: Found[] }>("/api/tracking-plan/violations");
  return Object.fromEntries(issues.map(({ name, property, rule, count }) => [`${name} ${property} ${rule}`, count]));
}
interface Held {
  total: number;
  held: { id: number; released: boolean; event: { messageId: string } }[];
}
const held = () => admin<Held>("/api/tracking-plan/held?limit=100");

/** Everything sent before has been dealt with once this is stored. */
async function settled(source: TestSource, stored: number): Promise<void> {
  const messageId = crypto.randomUUID();
  await post("/v1/page", source.writeKey, { name: "Settled", anonymousId: "z", messageId });
  await storedEvents(source, 1, `&messageId=${messageId}`);
  expect(await storedEvents(source, stored, "&event=Order")).toHaveLength(stored);
}

const order = (source: TestSource, properties: object, more: object = {}) =>
  post("/v1/track", source.writeKey, { event: "Order", anonymousId: "a", properties, ...more });

let source: TestSource;
beforeEach(async () => {
  for (const table of ["plan_issues", "plan_hours", "held_events"]) await env.DB.prepare(`DELETE FROM ${table}`).run();
  source = await createSource();
});
afterEach(() => {
  faults.next = null;
  faults.crash = null;
});

describe("through the queue", () => {
  it.each<[Enforcement, number, object]>([
    ["allow", 2, {}],
    ["omit", 2, {}],
    ["block", 1, { plan_blocked: 1 }],
    ["quarantine", 1, {}],
  ])("%s: %i of 2 are stored", async (enforcement, stored, refused) => {
    await setPlan([planned(PRICE, enforcement)]);
    await order(source, { price: 1 });
    await order(source, { price: "two", kept: true }, { messageId: `${enforcement}-bad` });
    await settled(source, stored);
    expect(await violations()).toEqual({ "Order price type": 1 });
    expect(await planState(env.DB, Date.now())).toMatchObject({
      violations: 1,
      held: enforcement === "quarantine" ? 1 : 0,
    });
    expect(await refusedReasons(source)).toEqual(refused);
    expect((await held()).held.map(({ event }) => event.messageId)).toEqual(
      enforcement === "quarantine" ? ["quarantine-bad"] : [],
    );
    const [bad] = await storedEvents(source, 0, `&messageId=${enforcement}-bad`);
    if (enforcement === "allow") expect(bad?.["properties"]).toEqual({ price: "two", kept: true });
    if (enforcement === "omit") {
      expect(bad?.["properties"]).toEqual({ kept: true });
      expect(bad?.["context"]).toMatchObject({ protocols: { omitted: ["price"] } });
    }
  });

  it("a change of the plan holds from the next batch on, whoever stores it", async () => {
    await setPlan([planned(PRICE, "block")]);
    for (let round = 0; round < 4; round += 1) {
      const blocks = round % 2 === 0;
      await setPlan([planned(PRICE, blocks ? "block" : "allow")]);
      await order(source, { price: "x" });
      await settled(source, Math.floor((round + 1) / 2));
    }
    expect(await refusedReasons(source)).toEqual({ plan_blocked: 2 });
  });

  it("what is blocked says nothing of who is who", async () => {
    await setPlan([planned({ required: ["email"] }, "block", { kind: "identify", name: "" })]);
    // A consumer that has not heard of the change may still link one login (docs/decisions/0017): this batch tells it.
    await settled(source, 0);
    await post("/v1/identify", source.writeKey, {
      userId: "blocked-user",
      anonymousId: "blocked-device",
      traits: { n: 1 },
    });
    await settled(source, 0);
    const { results } = await env.DB.prepare(
      "SELECT 1 FROM actors WHERE uid IN ('u:blocked-user', 'a:blocked-device')",
    ).all();
    expect(results).toEqual([]);
  });

  it("costs nothing where all is as planned: not a row, not a query more", async () => {
    const rows = vi.spyOn(console, "info");
    const rowsOf = async (): Promise<unknown[]> => {
      await order(source, { price: 1 });
      await settled(source, await countOf());
      // The line of what is stored already may come a moment later.
      await scheduler.wait(200);
      rows.mockClear();
      await order(source, { price: 1 });
      await vi.waitFor(
        () => expect(rows.mock.calls.some(([line]) => String(line).includes('"appended"'))).toBe(true),
        5_000,
      );
      const lines = rows.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);
      return lines
        .filter(({ what }) => what === "appended")
        .map(({ rowsWritten, rowsRead }) => [rowsWritten, rowsRead]);
    };
    let sent = 0;
    const countOf = () => Promise.resolve((sent += sent === 0 ? 1 : 2));
    await setPlan([]);
    const without = await rowsOf();
    await setPlan([planned(PRICE, "quarantine")]);
    expect(await rowsOf()).toEqual(without);
    rows.mockRestore();
  });
});

it("dying consumers, a refusing D1, retrying clients: every violation, refusal and event kept aside counts once", async () => {
  await setPlan([
    planned(PRICE, "allow", { name: "Allowed" }),
    planned(PRICE, "omit", { name: "Omitted" }),
    planned(PRICE, "block", { name: "Blocked" }),
    planned(PRICE, "quarantine", { name: "Held" }),
  ]);
  const random = seededRandom(5);
  const impatient = D1_FAULTS.filter(({ message }) => !/maximum DB size|overloaded|Cannot resolve/.test(message));
  faults.next = () => (random() < 0.3 ? (impatient[Math.floor(random() * impatient.length)] ?? null) : null);
  faults.crash = () => random() < 0.3;
  const names = ["Allowed", "Omitted", "Blocked", "Held"];
  for (let request = 0; request < 16; request += 1) {
    const batch = names.flatMap((event) =>
      [1, "wrong"].map((price) => ({
        type: "track",
        event,
        anonymousId: "a",
        messageId: `${request} ${event} ${price}`,
        properties: { price },
      })),
    );
    expect((await post("/v1/batch", source.writeKey, { batch })).status).toBe(200);
    // A client that tries again: what was stored or kept aside is known.
    if (request % 8 === 0) {
      const again = batch.filter(({ event }) => event !== "Blocked");
      await scheduler.wait(300);
      await post("/v1/batch", source.writeKey, { batch: again });
    }
    if (request % 4 === 3) await scheduler.wait(500);
  }
  // Four good ones a request, and the bad ones that are allowed or cut.
  await storedEvents(source, 16 * 6, "", 120_000);
  await vi.waitFor(async () => expect((await held()).total).toBe(16), { timeout: 60_000, interval: 200 });
  faults.crash = null;
  faults.next = null;
  // Time for whatever would still count a second time.
  await scheduler.wait(1_500);
  expect(await storedEvents(source, 0)).toHaveLength(16 * 6);
  expect(await violations()).toEqual(Object.fromEntries(names.map((name) => [`${name} price type`, 16])));
  expect((await held()).total).toBe(16);
  const { plan_blocked, duplicate } = await refusedReasons(source);
  expect(plan_blocked).toBe(16);
  expect(duplicate).toBeGreaterThanOrEqual(2 * 6);

  // Let in by consumers that die, asked for twice.
  faults.crash = () => random() < 0.4;
  await send("POST", "/api/tracking-plan/held/replay", { kind: "track", name: "Held" });
  await send("POST", "/api/tracking-plan/held/replay", { kind: "track", name: "Held" });
  await storedEvents(source, 16 * 7, "", 120_000);
  faults.crash = null;
  await vi.waitFor(async () => expect((await held()).total).toBe(0), { timeout: 60_000, interval: 200 });
  await scheduler.wait(1_500);
  expect(await storedEvents(source, 0)).toHaveLength(16 * 7);
}, 300_000);

describe("what was kept aside", () => {
  const KEPT = {
    event: "Order",
    anonymousId: "late",
    userId: "late-user",
    timestamp: "2026-11-01T10:00:00.000Z",
    sentAt: "2026-11-01T10:00:05.000Z",
    context: {
      ip: "203.0.113.7",
      page: { path: "/kept", referrer: "https://www.google.com/" },
      campaign: { source: "s" },
    },
    properties: { price: "x" },
  };
  const at = { "x-received-at": "2026-11-20T10:00:00.000Z" };

  it("comes in as if it had never been held: the same event, once, whatever comes meanwhile", async () => {
    await setPlan([]);
    const free = await createSource("secret", "Free");
    await post("/v1/track", free.writeKey, { ...KEPT, messageId: "twin" }, at);
    const [twin] = await storedEvents(free, 1);
    await setPlan([planned(PRICE, "quarantine")]);
    await post("/v1/track", source.writeKey, { ...KEPT, messageId: "twin" }, at);
    await post("/v1/track", source.writeKey, { ...KEPT, messageId: "twin" }, at);
    await settled(source, 0);
    const { held: list, total } = await held();
    expect(total).toBe(1);
    expect(list[0]).toMatchObject({ violations: [{ property: "price", rule: "type" }], event: { messageId: "twin" } });
    await send("POST", "/api/tracking-plan/held/replay", { ids: list.map(({ id }) => id) });
    const [released] = await storedEvents(source, 1, "&event=Order");
    const same = (event: typeof twin) => ({ ...event, seq: 0, source: 0, sourceId: 0 });
    expect(same(released)).toEqual(same(twin));
    expect((await held()).total).toBe(0);
    // The client's own retry, after all of that.
    await setPlan([]);
    await post("/v1/track", source.writeKey, { ...KEPT, messageId: "twin" }, at);
    await settled(source, 1);
    const { results } = await env.DB.prepare("SELECT uid FROM actors WHERE uid = 'u:late-user'").all();
    expect(results).toHaveLength(1);
  });

  it("comes in whatever characters it is made of, and is erased by the id that the store knows", async () => {
    await setPlan([planned(PRICE, "quarantine")]);
    const odd = { userId: "odd\0\ud800", messageId: "odd\0id", properties: { price: "\0\ud800\"'", "k\0": 1 } };
    await order(source, odd.properties, odd);
    await settled(source, 0);
    const kept = (await held()).held;
    expect(kept).toHaveLength(1);
    await send("POST", "/api/tracking-plan/held/replay", { ids: kept.map(({ id }) => id) });
    const [stored] = await storedEvents(source, 1, "&event=Order");
    expect(stored).toMatchObject({ properties: odd.properties, messageId: odd.messageId });
    await order(source, odd.properties, { ...odd, messageId: "odd again" });
    await settled(source, 1);
    await erasePlanTraces(env.DB, ["u:odd\ufffd\ufffd"]);
    expect((await held()).total).toBe(0);
    const { issues } = await admin<{ issues: Found[] }>("/api/tracking-plan/violations");
    expect(issues[0]?.samples).toEqual([]);
  });

  it("is thrown away for good, also for a client's retry", async () => {
    await setPlan([planned(PRICE, "quarantine")]);
    const retried = () => order(source, { price: "x" }, { messageId: "thrown-away" });
    await retried();
    await settled(source, 0);
    await send("POST", "/api/tracking-plan/held/discard", { kind: "track", name: "Order" });
    await retried();
    await settled(source, 0);
    expect((await held()).total).toBe(0);
  });

  it("ends after 30 days, counted", async () => {
    await setPlan([planned(PRICE, "quarantine")]);
    await order(source, { price: "x" });
    await settled(source, 0);
    await tidyPlan(env.DB, Date.now() + 29 * 86_400_000);
    expect((await held()).total).toBe(1);
    await tidyPlan(env.DB, Date.now() + 31 * 86_400_000);
    await tidyPlan(env.DB, Date.now() + 31 * 86_400_000);
    expect((await held()).total).toBe(0);
    const { counts } = await admin<{ counts: { reason: string; count: number }[] }>(
      `/api/refused?source=${source.id}&to=2100-01-01`,
    );
    expect(counts.filter(({ reason }) => reason === "plan_expired")).toMatchObject([{ count: 1 }]);
  });

  it("goes with whom it is about, and so do samples", async () => {
    await setPlan([planned(PRICE, "quarantine")]);
    await order(source, { price: "secret" }, { userId: "leaves" });
    await order(source, { price: "stays" }, { userId: "stays" });
    await settled(source, 0);
    await erasePlanTraces(env.DB, ["u:leaves", "a:a"]);
    const { issues } = await admin<{ issues: Found[] }>("/api/tracking-plan/violations");
    expect(issues[0]?.samples.map(({ value }) => value)).toEqual(['"stays"']);
    expect(issues[0]?.count).toBe(2);
    expect((await held()).total).toBe(1);
  });
});

it("what is shown before it is stored is what will be stored; by a plan of five seconds ago at most", async () => {
  await setPlan([
    planned(PRICE, "omit", { name: "Omitted" }),
    planned(PRICE, "block", { name: "Blocked" }),
    planned(PRICE, "quarantine", { name: "Held" }),
  ]);
  const memory = createPlanMemory();
  let now = 0;
  const wrong = ["Omitted", "Blocked", "Held", "Free"].map((event) =>
    eventOf({ type: "track", event, properties: { price: "x", kept: 1 } }),
  );
  const shown = async () =>
    (await asPlanned(env.DB, memory, () => now, wrong)).map(({ event, properties }) => [event, properties]);
  const before = await shown();
  expect(before).toEqual([
    ["Omitted", { kept: 1 }],
    ["Free", { price: "x", kept: 1 }],
  ]);
  await setPlan([]);
  now = 4_999;
  expect(await shown()).toEqual(before);
  now = 5_000;
  expect(await shown()).toHaveLength(4);
});

it("proposes a plan from what came; drafts judge nothing until they are accepted", async () => {
  await setPlan([]);
  const batch = Array.from({ length: 30 }, (_, n) => ({
    type: "track",
    event: "Generated",
    anonymousId: `g${n}`,
    properties: { price: n + 0.5, plan: n % 2 === 0 ? "free" : "pro" },
  }));
  await post("/v1/batch", source.writeKey, { batch });
  await storedEvents(source, 30);
  await send("POST", "/api/tracking-plan/generate", {});
  interface Kept extends PlannedEvent {
    state: string;
    evidence: object;
  }
  const drafts = async () =>
    (await admin<{ events: Kept[] }>("/api/tracking-plan")).events.filter(({ name }) => name === "Generated");
  const [draft] = await drafts();
  expect(draft).toMatchObject({
    state: "draft",
    schema: { required: ["price", "plan"], properties: { price: { type: "number" }, plan: { enum: ["free", "pro"] } } },
    evidence: { looked: 30, properties: { plan: { share: 1, values: 2 } } },
  });
  const wrong = () => post("/v1/track", source.writeKey, { event: "Generated", anonymousId: "g", properties: {} });
  await wrong();
  await settled(source, 0);
  expect(await violations()).toEqual({});
  const { kind, name, schema } = draft ?? planned({});
  await send("PUT", "/api/tracking-plan/event", { event: { kind, name, schema, enforcement: "block" } });
  await wrong();
  await settled(source, 0);
  expect(await refusedReasons(source)).toEqual({ plan_blocked: 1 });
  await admin("/api/tracking-plan/event?kind=track&name=Generated", { method: "DELETE" });
  expect(await drafts()).toEqual([]);
});
