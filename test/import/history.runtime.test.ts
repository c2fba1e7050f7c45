import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { createWriter } from "#store/append.ts";
import { createKnownLinks } from "#identity/known-links.ts";
import { identityObjects } from "#identity/hand-over.ts";
import { createPlanMemory } from "#tracking-plan/plan-memory.ts";
import { consume } from "../../src/pipeline.ts";
import { actForReal, deliveredTo, enter, olderDaysToR2, received, sentTo } from "../backup/backed-up-world.ts";
import { changes, members, remove, settle } from "../audiences/audience-world.ts";
import { connect, until } from "../destinations/engine-world.ts";
import { deliver, seededRandom } from "../support/at-least-once.ts";
import { queueMessage } from "../support/messages.ts";
import { admin, createSource, env, post, storedEvents, type TestSource } from "../support/world.ts";

const LONG_AGO = "2019-05-06T07:08:09.123Z";
const YESTERDAY = new Date(Date.now() - 86_400_000).toISOString();

const history = (source: TestSource, batch: readonly object[], headers: Record<string, string> = {}) =>
  post("/v1/batch", source.writeKey, { historicalMigration: true, batch }, headers);

const order = (userId: string, n: number, timestamp = YESTERDAY) => ({
  type: "track",
  event: "Order",
  userId,
  timestamp,
  messageId: `${userId}-${n}`,
});

const undo: (() => Promise<unknown>)[] = [];
const make = <T>(path: string, body: object): Promise<T> => admin(path, { method: "POST", body: JSON.stringify(body) });

/** Who ordered twice is told of, and everything is forwarded. */
async function everybodyActs() {
  const where = { did: { event: "Order" }, count: { op: "gte", value: 2 } };
  const { id: audience } = await make<{ id: number }>("/api/audiences", { name: "Buyers", where });
  undo.push(() => remove(audience));
  await settle();
  for (const when of [{ audience, change: "entered" }, { event: { event: "Order" } }]) {
    const { id } = await make<{ id: number }>("/api/automations", {
      name: "Tell",
      when,
      do: [{ webhook: `https://told-${"event" in when ? "event" : "entry"}.example/in` }],
    });
    undo.push(() => admin(`/api/automations/${id}`, { method: "DELETE" }));
    await make(`/api/automations/${id}/enable`, {});
  }
  const { id } = await connect("forward.example");
  undo.push(() => admin(`/api/connections/${id}`, { method: "DELETE" }));
  await settle();
  return { audience, connection: id };
}

beforeAll(actForReal);
afterEach(async () => {
  for (const one of undo.splice(0).toReversed()) await one();
  received.length = 0;
});

describe("what is imported", () => {
  it("is stored at its own time and place, and not where whoever imports it is", async () => {
    const source = await createSource();
    const location = { country: "UY", city: "Montevideo" };
    const event = { ...order("far", 0, LONG_AGO), context: { location, library: { name: "analytics.js" } } };
    const browser = { "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0", origin: "https://a.example" };
    expect((await history(source, [event], { ...browser, "cf-connecting-ip": "203.0.113.9" })).status).toBe(200);
    const [stored] = await storedEvents(source, 1);
    expect(stored).toMatchObject({
      timestamp: LONG_AGO,
      country: "UY",
      city: "Montevideo",
      ip: null,
      userAgent: null,
      imported: true,
    });
  });

  it("is for secret keys only, and nothing of the request is taken otherwise", async () => {
    const source = await createSource("public");
    const answer = await history(source, [order("x", 0)]);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: "import_needs_secret_key" });
  });

  it("makes nobody act, neither by what it says nor by whom it joins; what happens then does", async () => {
    const source = await createSource();
    const { audience, connection } = await everybodyActs();
    await history(source, [order("old-a", 1), order("old-a", 2), order("old-b", 1), order("old-c", 1)]);
    // An import joins b and c, who are one person of two orders then.
    await history(source, [
      { type: "alias", userId: "old-b", previousId: "old-c", timestamp: YESTERDAY, messageId: "joined" },
    ]);
    await storedEvents(source, 5);
    await until(async () => {
      await settle();
      expect(await members(audience)).toEqual(["u:old-a", "u:old-b"]);
    });
    expect((await changes(audience)).map(({ because }) => because)).toEqual(["imported", "imported"]);

    await enter(source, "new");
    await until(async () => {
      await settle();
      expect(sentTo("told-entry.example")).toHaveLength(1);
      expect(sentTo("told-event.example")).toHaveLength(1);
      expect(deliveredTo("forward.example").toSorted()).toEqual(["new-0", "new-1", "new-2"]);
    });
    expect(sentTo("told-entry.example")[0]).toContain("u:new");

    // Somebody who was imported and does something now is told of it as anybody.
    await history(source, [order("old-d", 1)]);
    await storedEvents(source, 9);
    const now = { ...order("old-d", 2), timestamp: new Date().toISOString() };
    expect((await post("/v1/batch", source.writeKey, { batch: [now] })).status).toBe(200);
    await until(async () => {
      await settle();
      expect(sentTo("told-entry.example")).toHaveLength(2);
    });

    // And who asks for it by a replay has it forwarded.
    await make(`/api/connections/${connection}/replays`, {
      from: new Date(Date.parse(YESTERDAY) - 1).toISOString(),
      to: YESTERDAY,
    });
    await until(() => expect(deliveredTo("forward.example")).toContain("old-a-1"));
  });

  it.each([
    ["", () => Promise.resolve()],
    [", and its days have moved to R2", olderDaysToR2],
  ])("is stored once, also when it comes again after memory of ids has long gone%s", async (_, then) => {
    const source = await createSource();
    const batch = Array.from({ length: 50 }, (_, n) => order(`again-${n % 7}`, n, LONG_AGO));
    await history(source, batch);
    await storedEvents(source, 50);
    // As after two days: the consumer begins anew, and its window of ids is empty.
    await env.DB.prepare("UPDATE packs SET stored_at = stored_at - 172800000").run();
    await then();
    const more = [...batch, order("again-new", 99, LONG_AGO)];
    const bindings = {
      db: env.DB,
      writer: createWriter(),
      clock: Date.now,
      plan: createPlanMemory(),
      identity: { objects: identityObjects(env.IDENTITY, 0), known: createKnownLinks(), maxClaimAgeMs: null },
      continueErasure: () => Promise.resolve(),
      wake: () => Promise.resolve(),
      publish: () => Promise.resolve(),
    };
    const message = queueMessage(more, { sourceId: source.id, historical: true });
    await deliver([message], (given) => consume(given, bindings), seededRandom(1), { duplicate: 0, maxBatch: 1 });
    expect(await storedEvents(source, 51)).toHaveLength(51);
  });
});
