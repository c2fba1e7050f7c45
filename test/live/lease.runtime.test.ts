import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { idsOf, show, store } from "./arrivals.ts";
import { numbered } from "./events.ts";
import { emptyFeed, feedStub, watch } from "./watcher.ts";

beforeEach(emptyFeed);

const leaseUntil = async (): Promise<number> =>
  (await env.DB.prepare("SELECT until FROM live_watch").first<{ until: number }>())?.until ?? 0;
const alarmAt = () => runInDurableObject(feedStub(), (_, state) => state.storage.getAlarm());

describe("somebody watches", () => {
  test("is written down before the first is let in, and renewed while anybody is there", async () => {
    const anna = await watch();
    const first = await leaseUntil();
    expect(first - Date.now()).toBeGreaterThan(50_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await runDurableObjectAlarm(feedStub())).toBe(true);
    expect(await leaseUntil()).toBeGreaterThan(first);
    expect(await alarmAt()).toBeGreaterThan(Date.now());
    anna.socket.close(1000);
    await anna.closed;
    const last = await leaseUntil();
    expect(await runDurableObjectAlarm(feedStub())).toBe(true);
    expect(await leaseUntil()).toBe(last);
    expect(await alarmAt()).toBeNull();
  });

  test("is written once for many who come together", async () => {
    const begun = Date.now();
    await Promise.all(Array.from({ length: 50 }, () => watch()));
    const until = await leaseUntil();
    await watch();
    expect(await leaseUntil()).toBe(until);
    expect(Date.now() - begun).toBeLessThan(5_000);
  });

  test("a renewal that fails is tried again soon, and nobody is sent away", async () => {
    const anna = await watch();
    await env.DB.exec("ALTER TABLE live_watch RENAME TO live_watch_away");
    expect(await runDurableObjectAlarm(feedStub())).toBe(true);
    expect((await alarmAt()) ?? 0).toBeLessThan(Date.now() + 6_000);
    await env.DB.exec("ALTER TABLE live_watch_away RENAME TO live_watch");
    const events = numbered(2);
    await store(events);
    expect(await runDurableObjectAlarm(feedStub())).toBe(true);
    await anna.shown(2);
    expect(anna.ids()).toEqual(idsOf(events));
  });

  test("nobody watches: publishers are told, and what they bring waits for whoever comes next", async () => {
    const events = numbered(3);
    expect(await show(events)).toBe(0);
    const anna = await watch();
    await anna.shown(3);
    expect(anna.ids()).toEqual(idsOf(events));
  });
});

describe("a call that got lost", () => {
  test("is noticed by the next one that says what it stored", async () => {
    const anna = await watch();
    const [first, lost, next] = [numbered(2), numbered(2, 3), numbered(2, 5)];
    await show(first, await store(first));
    await store(lost);
    await show(next, await store(next));
    await anna.shown(6);
    expect(anna.ids().toSorted()).toEqual(idsOf([...first, ...lost, ...next]).toSorted());
  });

  test("is made good by the next renewal at the latest", async () => {
    const anna = await watch();
    const lost = numbered(4);
    await store(lost);
    await runDurableObjectAlarm(feedStub());
    await anna.shown(4);
    expect(anna.ids()).toEqual(idsOf(lost));
  });
});

test("more was stored, unwatched, than is taken over: those who come back are told how many are missing", async () => {
  const anna = await watch();
  const before = numbered(10);
  await show(before, await store(before));
  await anna.shown(10);
  anna.socket.close(1000);
  await anna.closed;
  const unwatched = numbered(6_000, 11);
  for (let from = 0; from < unwatched.length; from += 500) await store(unwatched.slice(from, from + 500));
  await evictDurableObject(feedStub());
  const again = await watch(`cursor=${anna.cursor()}&maxPerSecond=0`);
  await again.shown(5_000);
  expect(again.messages.slice(0, 3)).toMatchObject([
    { type: "hello" },
    { type: "gap", missed: 1_000 },
    { type: "events", replay: true },
  ]);
  expect(again.ids()).toEqual(idsOf(unwatched).slice(1_000));
});
