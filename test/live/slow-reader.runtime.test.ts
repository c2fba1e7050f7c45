import { beforeEach, describe, expect, test } from "vitest";
import type { TrackedEvent } from "#core/event.ts";
import { idsOf, show } from "./arrivals.ts";
import { trackedEvents } from "./events.ts";
import { emptyFeed, watch } from "./watcher.ts";

beforeEach(emptyFeed);

/** Events whose rows have about 4,500 characters. */
const large = (count: number): TrackedEvent[] =>
  trackedEvents(Array.from({ length: count }, () => ({ context: { page: { path: `/${"x".repeat(4_000)}` } } })));

describe("a client that acknowledges", () => {
  test("is sent a megabyte ahead, and the rest as it reads", async () => {
    const [slow, quick] = await Promise.all([watch("maxPerSecond=0"), watch("maxPerSecond=0")]);
    slow.say({ type: "ack", cursor: slow.cursor() });
    const events = large(1_200);
    for (let from = 0; from < 1_200; from += 100) await show(events.slice(from, from + 100));
    await quick.shown(1_200);
    const ahead = slow.rows().length;
    expect(ahead).toBeGreaterThan(100);
    expect(ahead).toBeLessThan(500);
    while (slow.rows().length < 1_200) {
      const before = slow.rows().length;
      slow.say({ type: "ack", cursor: slow.cursor() });
      await slow.shown(before + 1);
    }
    expect(slow.ids()).toEqual(idsOf(events));
    expect(quick.ids()).toEqual(idsOf(events));
  });

  test("an ack of nonsense is an error, no more", async () => {
    const anna = await watch();
    anna.say({ type: "ack", cursor: "nonsense" });
    expect(await anna.next("error")).toMatchObject({ code: "message_invalid" });
  });
});

describe("a client that says nothing", () => {
  test("is asked to come back after 16 MB, and has lost nothing then; one that pings stays", async () => {
    const [silent, pinging] = await Promise.all([watch("maxPerSecond=0"), watch("maxPerSecond=0")]);
    const ping = setInterval(() => pinging.say("ping"), 20);
    const events = large(4_500);
    for (let from = 0; from < events.length; from += 100) await show(events.slice(from, from + 100));
    await pinging.shown(events.length);
    clearInterval(ping);
    expect(await silent.closed).toMatchObject({
      code: 1013,
      reason: expect.stringContaining("reconnect with your cursor"),
    });
    const again = await watch(`maxPerSecond=0&cursor=${silent.cursor()}`);
    await again.shown(events.length - silent.rows().length);
    expect([...silent.ids(), ...again.ids()]).toEqual(idsOf(events));
    expect(pinging.ids()).toEqual(idsOf(events));
  });
});
