import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { beforeEach, describe, expect, test } from "vitest";
import { idsOf, show, store } from "./arrivals.ts";
import { numbered, trackedEvent } from "./events.ts";
import { emptyFeed, feedStub, watch } from "./watcher.ts";

beforeEach(emptyFeed);

/** Publishes until the feed has taken the events: what the edge and, after it, the consumer come to. */
async function showForSure(events: Parameters<typeof show>[0]): Promise<void> {
  while ((await show(events)) === null);
}

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What a runtime failure does: memory and sockets are gone at once, whatever was under way. */
async function crash(): Promise<void> {
  try {
    await runInDurableObject(feedStub(), (_, state) => state.abort("crash"));
  } catch (error) {
    if (!String(error).includes("crash")) throw error;
  }
}

/** What quiet does: memory is gone, sockets stay; or, with "close", what a deploy does. */
async function evict(webSockets: "hibernate" | "close"): Promise<void> {
  // Only a running object can be evicted.
  await runInDurableObject(feedStub(), () => undefined);
  await evictDurableObject(feedStub(), { webSockets });
}
const hibernate = (): Promise<void> => evict("hibernate");
const dropAll = (): Promise<void> => evict("close");

describe("coming back with a cursor", () => {
  test("brings exactly what was missed, in order, then goes on", async () => {
    const anna = await watch();
    const events = numbered(1_700);
    await show(events.slice(0, 100));
    await anna.shown(100);
    anna.socket.close(1000);
    await anna.closed;
    await show(events.slice(100, 1_600));
    const again = await watch(`cursor=${anna.cursor()}&maxPerSecond=0`);
    await again.shown(1_500);
    await show(events.slice(1_600));
    await again.shown(1_600);
    expect([...anna.ids(), ...again.ids()]).toEqual(idsOf(events));
    expect(again.messages.filter(({ type }) => type === "events").slice(0, 3)).toMatchObject([
      { replay: true },
      { replay: true },
      { replay: true },
    ]);
  });

  test("any cursor of the way will do, hello's too", async () => {
    const events = numbered(50);
    await store(events.slice(0, 20));
    const anna = await watch();
    for (const event of events.slice(20)) await show([event]);
    await anna.shown(50);
    for (const message of anna.messages) {
      if (message.type !== "events" && message.type !== "hello") continue;
      const seen = anna.messages
        .slice(0, anna.messages.indexOf(message) + 1)
        .flatMap((earlier) => (earlier.type === "events" ? earlier.events : [])).length;
      const again = await watch(`cursor=${message.cursor}`);
      await again.shown(50 - seen);
      expect(again.ids()).toEqual(idsOf(events).slice(seen));
      again.socket.close(1000);
    }
  });

  test("only what its filter lets through, and its cursor stays young while nothing does", async () => {
    const anna = await watch("event=Rare");
    const [cursor] = [anna.cursor()];
    for (let round = 0; round < 3; round += 1) await show(numbered(500));
    await expect.poll(() => anna.cursor()).not.toBe(cursor);
    expect(anna.rows()).toEqual([]);
    await show([trackedEvent({ event: "Rare", messageId: "rare" })]);
    await anna.shown(1);
    const again = await watch(`event=Rare&cursor=${cursor}`);
    await again.shown(1);
    expect(again.ids()).toEqual(["rare"]);
  });

  test("one that is of no use gets a gap, then the last events", async () => {
    await show(numbered(5));
    for (const cursor of ["nonsense", "0000-3", (await watch()).cursor().replace(/\d+$/, "99999")]) {
      const anna = await watch(`cursor=${cursor}`);
      await anna.shown(5);
      expect(anna.messages.map(({ type }) => type)).toEqual(["hello", "gap", "events"]);
      expect(anna.messages[1]).toEqual({ type: "gap", missed: null });
    }
  });

  test("one older than what is kept is told how much it missed", async () => {
    const anna = await watch();
    await show(numbered(1));
    await anna.shown(1);
    anna.socket.close(1000);
    for (let round = 0; round < 25; round += 1) await show(numbered(500));
    const again = await watch(`cursor=${anna.cursor()}`);
    await again.shown(200);
    const gap = await again.next("gap");
    expect(gap.missed).toBeGreaterThan(400);
    expect(gap.missed).toBeLessThan(2_501);
    expect(again.rows()).toHaveLength(200);
  });

  test("an event that was shown, and forgotten since, is not shown again", async () => {
    const old = trackedEvent({ messageId: "old" }, { receivedAt: Date.now() - 60_000 });
    await show([old]);
    for (let round = 0; round < 25; round += 1) await show(numbered(500));
    const anna = await watch();
    await anna.shown(200);
    await show([old]);
    await show([trackedEvent({ messageId: "new" })]);
    await expect.poll(() => anna.ids().at(-1)).toBe("new");
    expect(anna.ids()).not.toContain("old");
  });
});

describe("what the feed lives through", () => {
  test("hibernation: sockets stay, with their filters, and get what comes next", async () => {
    const [all, odd, paused] = await Promise.all([watch(), watch("event=Odd"), watch()]);
    paused.say({ type: "pause" });
    await paused.next("paused");
    await show(numbered(3));
    await all.shown(3);
    await hibernate();
    await show([trackedEvent({ event: "Odd", messageId: "odd" }), ...numbered(2)]);
    await Promise.all([all.shown(6), odd.shown(1)]);
    await hibernate();
    paused.say({ type: "resume" });
    await paused.shown(6);
    expect(paused.ids()).toEqual(all.ids());
    expect(odd.ids()).toEqual(["odd"]);
    odd.say({ type: "payload", messageId: "odd" });
    expect((await odd.next("payload")).event).toMatchObject({ event: "Odd" });
  });

  test("hibernation right after the last events were sent again", async () => {
    const events = numbered(6);
    await store(events.slice(0, 5));
    const anna = await watch();
    await anna.shown(5);
    await hibernate();
    await show(events.slice(5));
    await anna.shown(6);
    expect(anna.ids()).toEqual(idsOf(events));
  });

  test("events are known again after eviction", async () => {
    const events = numbered(10);
    const anna = await watch();
    await show(events);
    await hibernate();
    await show(events);
    await show(numbered(1, 11));
    await anna.shown(11);
    expect(anna.rows()).toHaveLength(11);
  });

  test("evictions and crashes in the middle of traffic: nothing lost, nothing twice, in one order for all", async () => {
    const traffic = { published: [] as string[], ends: false };

    /** A client that comes back with its cursor whenever its connection ends. */
    async function follow(query: string): Promise<string[]> {
      const ids: string[] = [];
      let cursor = "";
      while (!traffic.ends || ids.length < traffic.published.length) {
        const watcher = await watch(`maxPerSecond=0&${query}${cursor === "" ? "" : `&cursor=${cursor}`}`).catch(
          () => null,
        );
        if (!watcher) continue;
        const done = async () => {
          while (!traffic.ends || ids.length + watcher.rows().length < traffic.published.length) await after(20);
        };
        await Promise.race([watcher.closed, done(), after(20_000)]);
        ids.push(...watcher.ids());
        cursor = watcher.cursor();
        watcher.socket.close(1000);
      }
      return ids;
    }

    async function publishAll(): Promise<void> {
      for (let round = 0; !traffic.ends; round += 1) {
        const events = numbered(5);
        traffic.published.push(...idsOf(events));
        await showForSure(events);
        // The consumer's call, in another order.
        if (round % 2 === 0) await showForSure(events.toReversed());
        await after(10);
      }
    }

    const followers = [follow(""), follow("notEvent=Nothing"), follow("")];
    const publishers = [publishAll(), publishAll(), publishAll()];
    for (const trouble of [hibernate, crash, dropAll, crash, hibernate, dropAll, hibernate]) {
      await after(100);
      await trouble();
    }
    await after(100);
    traffic.ends = true;
    await Promise.all(publishers);
    const seen = await Promise.all(followers);
    expect(traffic.published.length).toBeGreaterThan(300);
    for (const ids of seen) expect(ids.toSorted()).toEqual(traffic.published.toSorted());
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
  });
});
