import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DAY_MS, HOUR_MS, systemClock } from "#core/clock.ts";
import type { Firing } from "#core/firing.ts";
import type { Condition } from "#core/question.ts";
import { watched } from "../support/worker.ts";
import { admin, createSource, post, storedEvents, type TestSource } from "../support/world.ts";
import {
  asked,
  audience,
  change,
  changes,
  create,
  members,
  object,
  remove,
  settle,
  type TestAudience,
} from "./audience-world.ts";

const made: number[] = [];
let source: TestSource;
let sent = 0;
let fired: Firing[] = [];

beforeEach(async () => {
  source = await createSource();
  sent = 0;
  fired = [];
  watched.take = async (firings) => void fired.push(...firings);
});
afterEach(async () => {
  for (const id of made.splice(0)) await remove(id);
  watched.triggers = [];
  watched.clock = systemClock;
  await object().changed();
  await settle();
});

async function audienceOf(where: Condition, more: Record<string, unknown> = {}): Promise<TestAudience> {
  const created = await create(where, more);
  made.push(created.id);
  return created;
}

/** Names of events and people are this test's own, so that others' don't matter. */
const own = (name: string): string => `${name} ${source.id}`;
const uid = (name: string): string => `u:${name}${source.id}`;

async function send(...events: { userId: string; event?: string; [field: string]: unknown }[]): Promise<void> {
  sent += events.length;
  const batch = events.map(({ userId, event, ...rest }) => ({
    type: event === undefined ? "identify" : "track",
    ...(event !== undefined && { event: own(event) }),
    userId: `${userId}${source.id}`,
    ...rest,
  }));
  const response = await post("/v1/batch", source.writeKey, { batch });
  expect(response.status).toBe(200);
}

/** What was sent is stored, and dealt with. */
async function taken(): Promise<void> {
  await storedEvents(source, sent);
  await settle();
}

const bought = (): Condition => ({ did: { event: own("Buy") }, count: { op: "gte", value: 2 } });
const until = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 30_000, interval: 50 });

describe("an audience", () => {
  it("finds who is there, and then sees people come and go by themselves", async () => {
    await send({ userId: "anna", event: "Buy" }, { userId: "anna", event: "Buy" }, { userId: "ben", event: "Buy" });
    await storedEvents(source, 3);
    const { id, state } = await audienceOf(bought());
    expect(state).toBe("computing");
    // Nobody is asked to look: it computes by itself.
    await until(async () => expect((await audience(id)).state).toBe("live"));
    expect(await members(id)).toEqual([uid("anna")]);
    await send({ userId: "ben", event: "Buy", messageId: own("second") });
    await until(async () => expect(await members(id)).toEqual([uid("anna"), uid("ben")]));
    const [entered, first] = await changes(id);
    expect(entered).toMatchObject({
      person: { id: uid("ben"), name: null, email: null },
      change: "entered",
      because: "event",
      messageId: own("second"),
    });
    expect(first).toMatchObject({ person: { id: uid("anna") }, because: "first_compute", messageId: null });
    const { points } = await admin<{ points: { size: number; entered: number }[] }>(`/api/audiences/${id}/sizes`);
    expect(points.at(-1)).toMatchObject({ size: 2, entered: 2, left: 0 });
    const named = (person: string) => admin<{ audiences: TestAudience[] }>(`/api/audiences?person=${person}`);
    expect((await named(uid("ben"))).audiences.map((one) => one.id)).toEqual([id]);
  });

  it("follows traits, and shows people by their names", async () => {
    const where: Condition = {
      and: [
        { person: "gender", value: "female" },
        { person: own("age"), op: "gt", value: 35 },
      ],
    };
    const { id } = await audienceOf(where);
    await send(
      { userId: "anna", traits: { gender: "female", [own("age")]: 36, name: "Anna", email: "anna@example.com" } },
      { userId: "bea", traits: { gender: "female", [own("age")]: 35 } },
      { userId: "cleo", traits: { gender: "female" } },
    );
    await taken();
    expect(await members(id)).toEqual([uid("anna")]);
    await send({ userId: "bea", traits: { [own("age")]: 36 } }, { userId: "anna", traits: { gender: "male" } });
    await taken();
    expect(await members(id)).toEqual([uid("bea")]);
    const log = await changes(id);
    expect(log.map((one) => [one.person.name, one.change, one.because])).toEqual(
      expect.arrayContaining([
        ["Anna", "left", "trait"],
        ["Anna", "entered", "trait"],
        [null, "entered", "trait"],
      ]),
    );
    expect(log[0]?.messageId).not.toBeNull();
  });

  it("looks at people who are joined and separated also for their traits alone", async () => {
    const { id } = await audienceOf({ person: own("plan"), value: "gold" });
    await send({ userId: "anna", event: "View" }, { userId: "ben", traits: { [own("plan")]: "gold" } });
    await taken();
    expect(await members(id)).toEqual([uid("ben")]);
    const ids = JSON.stringify({ ids: [uid("anna"), uid("ben")] });
    await post("/v1/alias", source.writeKey, { userId: `anna${source.id}`, previousId: `ben${source.id}` });
    sent += 1;
    await storedEvents(source, sent);
    await until(async () => expect(await members(id)).toEqual([uid("anna")]));
    await admin("/api/people/unmerge", { method: "POST", body: ids });
    await until(async () => expect(await members(id)).toEqual([uid("ben")]));
    expect((await changes(id)).map((one) => [one.person.id, one.change, one.because])).toEqual(
      expect.arrayContaining([
        [uid("anna"), "left", "unmerge"],
        [uid("ben"), "entered", "unmerge"],
      ]),
    );
  });

  it("sees a window's edge go by without anything coming in", async () => {
    const { id } = await audienceOf({ did: { event: own("Buy") }, within: { value: 1, unit: "hour" } });
    await send({ userId: "anna", event: "Buy" });
    await taken();
    expect(await members(id)).toEqual([uid("anna")]);
    watched.clock = () => Date.now() + HOUR_MS;
    await settle();
    expect(await members(id)).toEqual([]);
    expect((await changes(id))[0]).toMatchObject({ change: "left", because: "time", messageId: null });
  });

  it("rings at the edge by itself", { timeout: 40_000 }, async () => {
    const { id } = await audienceOf({ did: { event: own("Buy") }, within: { value: 3, unit: "second" } });
    await send({ userId: "anna", event: "Buy" });
    await until(async () => expect((await changes(id))[0]).toMatchObject({ change: "left", because: "time" }));
  });

  it("waits for what is centuries away", async () => {
    const ago = { value: 99, unit: "month" } as const;
    const { id } = await audienceOf({ person: own("due"), op: "date_after", value: { ago } });
    await send({ userId: "anna", traits: { [own("due")]: "9990-01-01" } });
    await taken();
    expect(await members(id)).toEqual([uid("anna")]);
  });

  it("that is frozen stays as it was made", async () => {
    await send({ userId: "anna", event: "Buy" }, { userId: "anna", event: "Buy" });
    await storedEvents(source, 2);
    const { id } = await audienceOf(bought(), { kind: "frozen" });
    await settle();
    await send({ userId: "ben", event: "Buy" }, { userId: "ben", event: "Buy" });
    await taken();
    expect(await audience(id)).toMatchObject({ state: "frozen", size: 1 });
    expect(await members(id)).toEqual([uid("anna")]);
    await admin(`/api/audiences/${id}/recompute`, { method: "POST" });
    await settle();
    expect(await members(id)).toEqual([uid("anna"), uid("ben")]);
  });

  it("is computed anew with another definition, and goes when it is deleted", async () => {
    const { id } = await audienceOf(bought());
    await send({ userId: "anna", event: "Buy" }, { userId: "anna", event: "Buy" }, { userId: "ben", event: "View" });
    await taken();
    await change(id, { where: { did: { event: own("View") } } });
    await settle();
    expect(await members(id)).toEqual([uid("ben")]);
    await remove(made.pop() ?? 0);
    await settle();
    await expect(audience(id)).rejects.toThrow("404");
    const rows = await runInDurableObject(object(), (_, { storage }) =>
      ["members", "due", "changes", "sizes", "states"].map((table) =>
        storage.sql.exec(`SELECT count(*) AS n FROM ${table} WHERE audience = ?`, id).one(),
      ),
    );
    expect(rows).toEqual(Array.from({ length: 5 }, () => ({ n: 0 })));
  });

  it("that went wrong is put right by a check, which says so", async () => {
    const where = bought();
    const { id } = await audienceOf(where);
    await send({ userId: "anna", event: "Buy" }, { userId: "anna", event: "Buy" });
    await taken();
    await runInDurableObject(object(), (_, { storage }) => {
      storage.sql.exec("UPDATE members SET since = NULL WHERE audience = ?", id);
      storage.sql.exec("DELETE FROM moments WHERE name = ?", own("Buy"));
    });
    await admin(`/api/audiences/${id}/recompute`, { method: "POST" });
    await settle();
    expect(await members(id)).toEqual(await asked(where, Date.now()));
    expect(await audience(id)).toMatchObject({ state: "live", differences: 1 });
    expect((await changes(id))[0]).toMatchObject({ because: "correction" });
    // Its events were gathered anew, so it counts on.
    await send({ userId: "anna", event: "Buy" });
    await taken();
    expect(await members(id)).toEqual([uid("anna")]);
    await admin(`/api/audiences/${id}/recompute`, { method: "POST" });
    await settle();
    expect(await audience(id)).toMatchObject({ state: "live", differences: 0 });
  });

  it("is checked once a day", async () => {
    const { id } = await audienceOf(bought());
    await settle();
    expect((await audience(id)).checkedAt).toBeNull();
    watched.clock = () => Date.now() + 2 * DAY_MS;
    await settle();
    expect((await audience(id)).checkedAt).not.toBeNull();
  });

  it("is refused before it is parsed where it is too deep or too much", async () => {
    let deep: Condition = { did: { event: "Buy" } };
    for (let level = 0; level < 3_000; level += 1) deep = { not: deep };
    await expect(create(deep)).rejects.toThrow("20 levels deep");
    const many: Condition = { or: Array.from({ length: 300 }, () => ({ did: { event: "Buy" } })) };
    await expect(create(many)).rejects.toThrow("200 conditions");
    const { id } = await audienceOf(bought());
    await expect(change(id, { where: deep })).rejects.toThrow("20 levels deep");
    await expect(change(id, { size: 5 })).rejects.toThrow("Unknown field");
  });

  it("is refused where it asks for an event that isn't there", async () => {
    await expect(create({ property: "plan", value: "pro" })).rejects.toThrow("There is no event here");
  });
});

describe("SEMANTICS §9: who is told", () => {
  const whenEntered = (audienceId: number, includePresent = false) => ({
    automation: 7,
    when: { audience: audienceId, change: "entered" as const, includePresent },
  });
  const wait = async (...triggers: typeof watched.triggers) => {
    watched.triggers = triggers;
    await object().changed();
    await settle();
  };

  it("nobody of those a first look finds, then each who enters, by a key of their own", async () => {
    await send({ userId: "anna", event: "Buy" }, { userId: "anna", event: "Buy" });
    await storedEvents(source, 2);
    const { id } = await audienceOf(bought());
    await wait(whenEntered(id));
    expect(fired).toEqual([]);
    await send({ userId: "ben", event: "Buy" }, { userId: "ben", event: "Buy" });
    await taken();
    expect(fired).toHaveLength(1);
    const [{ key, actors, cause, entry } = fired[0] as Firing] = fired;
    expect({ key, cause, entry }).toEqual({
      key: `entered:7:${id}:${actors[0]}:1`,
      cause: { kind: "entered", audience: id, because: "event" },
      entry: 1,
    });
  });

  it("those who are there, once, where that was asked for", async () => {
    await send({ userId: "anna", event: "Buy" }, { userId: "anna", event: "Buy" });
    await storedEvents(source, 2);
    const { id } = await audienceOf(bought());
    await wait(whenEntered(id, true));
    expect(fired.map(({ cause }) => cause)).toEqual([{ kind: "entered", audience: id, because: "first_compute" }]);
    await wait(whenEntered(id, true));
    expect(fired).toHaveLength(1);
  });

  it("until it is taken, however often that fails", async () => {
    const { id } = await audienceOf(bought());
    await wait(whenEntered(id));
    let refusals = 0;
    watched.take = async (firings) => {
      refusals += 1;
      if (refusals < 3) throw new Error("not now");
      fired.push(...firings);
    };
    await send({ userId: "ben", event: "Buy" }, { userId: "ben", event: "Buy" });
    await storedEvents(source, sent);
    await until(() => expect(fired).toHaveLength(1));
    expect(refusals).toBe(3);
  });

  it("a merge is no entry, and the number of entries goes on from the larger", async () => {
    const { id } = await audienceOf({ did: { event: own("Buy") } });
    await wait(whenEntered(id));
    await send({ userId: "ben", event: "Buy" }, { userId: "anna", event: "View" });
    await taken();
    expect(fired).toHaveLength(1);
    await post("/v1/alias", source.writeKey, { userId: `anna${source.id}`, previousId: `ben${source.id}` });
    sent += 1;
    await storedEvents(source, sent);
    // The person map is brought up to date by the identity object, which tells.
    await until(async () => expect(await members(id)).toEqual([uid("anna")]));
    expect(fired).toHaveLength(1);
    expect(await audience(id)).toMatchObject({ size: 1 });
    expect(await changes(id)).toHaveLength(1);
    // Separated again, ben is a person who did it: he enters for the second time.
    const ids = [uid("anna"), uid("ben")];
    await admin("/api/people/unmerge", { method: "POST", body: JSON.stringify({ ids }) });
    await until(async () => expect(await members(id)).toEqual([uid("ben")]));
    expect(fired.map(({ entry, cause }) => [entry, cause])).toEqual([
      [1, { kind: "entered", audience: id, because: "event" }],
      [2, { kind: "entered", audience: id, because: "unmerge" }],
    ]);
  });

  it("an event that is waited for, but not one that came too late, nor a bot's", async () => {
    await wait({
      automation: 9,
      when: { event: { event: own("Buy"), filter: { property: "price", op: "gt", value: 5 } } },
    });
    const at = (ago: number) => new Date(Date.now() - ago).toISOString();
    const userAgent = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
    await send(
      { userId: "anna", event: "Buy", properties: { price: 9 }, messageId: own("yes") },
      { userId: "anna", event: "Buy", properties: { price: 1 }, messageId: own("cheap") },
      { userId: "anna", event: "Buy", properties: { price: 9 }, messageId: own("late"), timestamp: at(2 * HOUR_MS) },
      { userId: "anna", event: "Buy", properties: { price: 9 }, messageId: own("bot"), context: { userAgent } },
    );
    await taken();
    expect(fired.map(({ key, cause }) => [key, cause])).toEqual([
      [`event:9:${own("yes")}`, { kind: "event", messageId: own("yes"), name: own("Buy"), properties: { price: 9 } }],
    ]);
  });

  it("an event whose filter looks back knows what was before the automation", async () => {
    await send({ userId: "anna", event: "Buy" });
    await taken();
    const first: Condition = { did: { event: own("Buy") }, count: { op: "eq", value: 1 } };
    await wait({ automation: 9, when: { event: { event: own("Buy"), filter: first } } });
    await send({ userId: "anna", event: "Buy" }, { userId: "ben", event: "Buy", messageId: own("his first") });
    await taken();
    expect(fired.map(({ key }) => key)).toEqual([`event:9:${own("his first")}`]);
  });
});
