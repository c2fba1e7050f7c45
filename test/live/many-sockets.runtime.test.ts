import { beforeEach, expect, test } from "vitest";
import { show } from "./arrivals.ts";
import { trackedEvent } from "./events.ts";
import { emptyFeed, watch } from "./watcher.ts";

beforeEach(emptyFeed);

const SOCKETS = 500;
const EVENTS = 300;
const EVERY_MS = 10;

test("500 sockets, 100 events a second: each gets each, soon", { timeout: 120_000 }, async () => {
  const watchers = await Promise.all(
    Array.from({ length: SOCKETS }, (_, index) => watch(index % 10 === 0 ? "event=Tested" : "")),
  );
  const published = new Map<string, number>();
  const waits: number[] = [];
  for (const { socket } of watchers) {
    socket.addEventListener("message", ({ data }) => {
      const message = JSON.parse(String(data)) as { type: string; events: { messageId: string }[] };
      if (message.type !== "events") return;
      for (const { messageId } of message.events) waits.push(Date.now() - (published.get(messageId) ?? 0));
    });
  }
  const calls: Promise<unknown>[] = [];
  const begun = Date.now();
  for (let index = 0; index < EVENTS; index += 1) {
    const event = trackedEvent();
    published.set(event.messageId, Date.now());
    calls.push(show([event]));
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, begun + (index + 1) * EVERY_MS - Date.now())));
  }
  await Promise.all(calls);
  await Promise.all(watchers.map((watcher) => watcher.shown(EVENTS)));
  for (const watcher of watchers) expect(new Set(watcher.ids()).size).toBe(EVENTS);
  const sorted = waits.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
  console.info(
    `published → on ${SOCKETS} sockets: median ${at(0.5)} ms, p99 ${at(0.99)} ms, at most ${at(1 - 1e-9)} ms`,
  );
  expect(at(0.5)).toBeLessThan(250);
  expect(at(0.99)).toBeLessThan(1_000);
});
