import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { suppressionHash } from "#core/suppression.ts";
import type { TrackedEvent } from "#core/event.ts";
import { forgetLive, unforgetLive } from "#live/forget.ts";
import type { LiveFeed } from "../../src/worker.ts";
import { idsOf, show, store } from "./arrivals.ts";
import { numbered, trackedEvent, trackedEvents } from "./events.ts";
import { emptyFeed, feedStub, watch } from "./watcher.ts";

beforeEach(emptyFeed);

const annaHashes = ["u:anna@example.com", "a:annas-phone"].map(suppressionHash);
const forgetAnna = () => forgetLive(env.LIVE, annaHashes);
let made = 0;

/** What Anna did, said in every way in which an event can name her. */
const byAnna = (count: number): TrackedEvent[] =>
  trackedEvents(
    Array.from({ length: count }, (_, index) => ({
      messageId: `annas-message-${++made}`,
      properties: { n: index },
      ...[
        { anonymousId: "annas-phone" },
        { anonymousId: "annas-phone", userId: "anna@example.com" },
        { anonymousId: "a-server", userId: "anna@example.com" },
        { type: "alias", userId: "carl", previousId: "annas-phone" },
        { type: "alias", userId: "carl", previousId: "anna@example.com" },
        { anonymousId: "annas-phone", userId: "guest" },
        { anonymousId: "annas-phone", userId: "carl" },
      ][index % 7],
    })),
  );
const byBert = (count: number): TrackedEvent[] =>
  trackedEvents(Array.from({ length: count }, () => ({ anonymousId: "berts-phone", userId: "bert" })));

/** One list, in which one's events and the other's take turns. */
const mixed = (some: TrackedEvent[], others: TrackedEvent[]): TrackedEvent[] =>
  some.flatMap((one, index) => [one, others[index] ?? one]);

/** All that the object's storage holds, as text. */
const everythingStored = (): Promise<string> =>
  runInDurableObject(feedStub(), (_, { storage }) => {
    const tables = storage.sql
      .exec<{ name: string }>(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
      )
      .toArray();
    const rows = tables.map(({ name }) => [name, storage.sql.exec(`SELECT * FROM "${name}"`).toArray()]);
    return JSON.stringify([rows, [...storage.kv.list()]]);
  });

/** Feed number of every kept event by its messageId. */
const numbers = (): Promise<Map<string, number>> =>
  runInDurableObject(feedStub(), (_, { storage }) => {
    const rows = storage.sql.exec<{ first: number; ids: string }>("SELECT first, ids FROM batches").toArray();
    return new Map(
      rows.flatMap(({ first, ids }) =>
        (JSON.parse(ids) as (string | null)[]).flatMap((id, index): [string, number][] =>
          id === null ? [] : [[id.slice(id.indexOf(":") + 1), first + index]],
        ),
      ),
    );
  });

/** Memory is gone; sockets stay, or go. */
async function evict(webSockets: "hibernate" | "close"): Promise<void> {
  await runInDurableObject(feedStub(), () => undefined);
  await evictDurableObject(feedStub(), { webSockets });
}

describe("a person who is forgotten", () => {
  test("is nowhere in the storage; everybody else's events keep their numbers, and every cursor is good", async () => {
    const watcher = await watch("maxPerSecond=0");
    const [annas, berts] = [byAnna(1_400), byBert(1_400)];
    const events = mixed(annas, berts);
    // Rows of the storage with events of both, with Anna's alone, with Bert's alone; more of them than are in memory.
    for (let from = 0; from < 2_600; from += 200) await show(events.slice(from, from + 200));
    for (const event of events.slice(2_600)) await show([event]);
    await watcher.shown(2_800);
    const before = await numbers();
    expect([before.size, await everythingStored()]).toEqual([2_800, expect.stringMatching(/annas-.*anna@/)]);

    expect(await forgetAnna()).toEqual({ events: 1_400 });
    expect(await forgetAnna()).toEqual({ events: 0 });
    const stored = await everythingStored();
    expect(stored).not.toMatch(/anna/i);
    expect(stored).toContain("berts-phone");
    const after = await numbers();
    expect([...after]).toEqual(idsOf(berts).map((id) => [id, before.get(id)]));

    const cursors = watcher.messages.flatMap((message) =>
      message.type === "events" || message.type === "hello" ? [message.cursor] : [],
    );
    for (const memory of ["kept", "gone"]) {
      if (memory === "gone") await evict("close");
      for (const cursor of [cursors[0], cursors[3], cursors.at(-101), cursors.at(-2)]) {
        const seen = Number(cursor?.split("-")[1]);
        const expected = idsOf(berts).filter((id) => (before.get(id) ?? 0) > seen);
        const again = await watch(`cursor=${cursor}&maxPerSecond=0`);
        await again.shown(expected.length);
        expect([memory, cursor, again.ids()]).toEqual([memory, cursor, expected]);
        expect(again.messages.some(({ type }) => type === "gap")).toBe(false);
        again.socket.close(1000);
        await again.closed;
      }
      const fresh = await watch();
      await fresh.shown(200);
      expect(fresh.ids()).toEqual(idsOf(berts).slice(-200));
      for (const { messageId } of [...annas.slice(0, 8), ...berts.slice(0, 2), ...berts.slice(-2)]) {
        const said = fresh.messages.length;
        fresh.say({ type: "payload", messageId });
        const { event } = await fresh.next("payload", said);
        expect([messageId, event?.userId]).toEqual([
          messageId,
          before.get(messageId) && after.get(messageId) && "bert",
        ]);
      }
    }
  });

  test("is not shown again: not when published, not when taken over, not after eviction; others on the device are", async () => {
    const first = byAnna(7);
    await show(first);
    await forgetAnna();
    const watcher = await watch();
    const byCarl = () => trackedEvent({ anonymousId: "annas-phone", userId: "carl", messageId: crypto.randomUUID() });
    const expected: string[] = [];
    for (const memory of ["kept", "gone"]) {
      if (memory === "gone") await evict("hibernate");
      const [annas, carls] = [byAnna(6), byCarl()];
      await show([...annas, carls, ...first.slice(0, 6)]);
      expected.push(carls.messageId);
      await watcher.shown(expected.length);
      expect(watcher.ids()).toEqual(expected);
    }
    watcher.socket.close(1000);
    await watcher.closed;
    await evict("close");
    const [annas, berts] = [byAnna(6), byBert(2)];
    await store([...annas, ...berts]);
    const next = await watch();
    await next.shown(4);
    expect(next.ids()).toEqual([...expected, ...idsOf(berts)]);
    expect(await everythingStored()).not.toMatch(/anna@|annas-message/);
  });

  test("is shown again, from then on, once that is lifted", async () => {
    await show(byAnna(3));
    await forgetAnna();
    await unforgetLive(env.LIVE, annaHashes);
    const events = byAnna(4);
    await show(events.slice(0, 2));
    await evict("close");
    await show(events.slice(2));
    const watcher = await watch();
    await watcher.shown(4);
    expect(watcher.ids()).toEqual(idsOf(events));
  });

  test("who was forgotten while their events waited for the next send is not sent", async () => {
    const watcher = await watch();
    const [first, ...berts] = byBert(3);
    await runInDurableObject(feedStub(), async (feed: LiveFeed) => {
      await feed.publish(first ? [first] : []);
      const waiting = [feed.publish(byAnna(7)), feed.publish(berts), feed.publish(byAnna(7))];
      expect(await feed.forget(annaHashes)).toEqual({ events: 0 });
      await Promise.all(waiting);
    });
    await watcher.shown(3);
    expect(watcher.rows().map(({ userId }) => userId)).toEqual(["bert", "bert", "bert"]);
    expect(await everythingStored()).not.toMatch(/anna/i);
  });
});

describe("sockets that are open", () => {
  test("one that is behind gets the rest, and then what comes next, even where the last events were removed", async () => {
    const [paused, all] = await Promise.all([watch(), watch()]);
    paused.say({ type: "pause" });
    await paused.next("paused");
    const berts = byBert(3);
    await show(mixed(berts.slice(0, 2), byAnna(2)));
    await show(byAnna(5));
    await all.shown(9);
    await forgetAnna();
    paused.say({ type: "resume" });
    await paused.shown(2);
    await show(berts.slice(2));
    await paused.shown(3);
    expect(paused.ids()).toEqual(idsOf(berts));
    expect(all.rows()).toHaveLength(10);
    // A cursor that stands among what was removed, and no event after it.
    const none = await watch(`cursor=${all.cursor()}`);
    await forgetLive(env.LIVE, [suppressionHash("u:bert")]);
    const [last] = numbered(1);
    await show(last ? [last] : []);
    await Promise.all([paused.shown(4), none.shown(1)]);
    expect([paused.ids().at(-1), ...none.ids()]).toEqual([last?.messageId, last?.messageId]);
  });

  test("are told how many people remain, those before an eviction included", async () => {
    const [annas, berts] = [byAnna(3), byBert(1)];
    await store([...annas, ...berts]);
    const watcher = await watch();
    expect(watcher.messages[0]).toMatchObject({ people: { last5: 2, last30: 2 } });
    await forgetAnna();
    expect(await watcher.next("people")).toEqual({ type: "people", last5: 1, last30: 1 });
    await evict("hibernate");
    const said = watcher.messages.length;
    await forgetLive(env.LIVE, [suppressionHash("u:bert")]);
    // The store still has them all.
    expect(await watcher.next("people", said)).toEqual({ type: "people", last5: 0, last30: 0 });
  });
});

test("a feed that has shown nothing keeps the hashes and does nothing else; without a hash it isn't called", async () => {
  const nowhere = {} as DurableObjectNamespace;
  expect(await forgetLive(nowhere, [])).toEqual({ events: 0 });
  await unforgetLive(nowhere, []);
  expect(await forgetAnna()).toEqual({ events: 0 });
  const stored = await runInDurableObject(feedStub(), async (_, { storage }) => ({
    batches: storage.sql.exec("SELECT * FROM batches").toArray(),
    forgotten: storage.sql.exec<{ hash: string }>("SELECT hash FROM forgotten").toArray(),
    alarm: await storage.getAlarm(),
  }));
  expect(stored).toEqual({
    batches: [],
    forgotten: annaHashes.toSorted().map((hash) => ({ hash })),
    alarm: null,
  });
  expect((await env.DB.prepare("SELECT * FROM live_watch").all()).results).toEqual([]);
});
