import { expect, it } from "vitest";
import { outside } from "../support/worker.ts";
import { admin } from "../support/world.ts";
import { change, createSource, eachWithReceiver, health, send, until } from "./engine-world.ts";

const world = eachWithReceiver();

const ids = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

it("where a batch may be held, what comes in meanwhile goes together", async () => {
  const source = await createSource();
  outside.waitMs = 2_000;
  try {
    await world.connected("held.example", { subscriptions: [{ name: "All", action: "sendBatch" }] });
    const batches: string[][] = [];
    world.receiver.behave("held.example", (given) => {
      batches.push(given);
      return new Response("ok");
    });
    // How long it may hold is known from the first run on.
    await send(source, ["held-first"]);
    await until(() => expect(batches.length).toBe(1));
    for (const name of ["held-1", "held-2", "held-3"]) {
      await send(source, [name]);
      await scheduler.wait(300);
    }
    expect(batches.length).toBe(1);
    await until(() => expect(batches.at(-1)).toEqual(["held-1", "held-2", "held-3"]));
    expect(batches.length).toBe(2);
  } finally {
    outside.waitMs = 0;
  }
});

it("what is held is waited for by nothing else: a test, a replay, a connection that goes on", async () => {
  const source = await createSource();
  outside.waitMs = 120_000;
  try {
    const connection = await world.connected("hurry.example");
    const taken = () => [...world.receiver.taken("hurry.example").entries()];
    const longAgo = "2026-08-01T10:00:00.000Z";
    await send(source, ["hurry-first"], { timestamp: longAgo });
    await until(() => expect(taken()).toEqual([["hurry-first", 1]]));
    await send(source, ["hurry-held"]);
    await until(async () => expect((await health(connection.id)).waiting.events).toBe(1));

    const path = `/api/connections/${connection.id}`;
    const tried = await admin(`${path}/test`, {
      method: "POST",
      body: JSON.stringify({ messageId: "hurry-first" }),
    });
    // The route's own way out leads nowhere here; what counts is that it was taken at once.
    expect(tried).toMatchObject({ messageId: "hurry-first", exchanges: [{ method: "POST" }] });
    await admin(`${path}/replays`, { method: "POST", body: JSON.stringify({ from: longAgo, to: longAgo }) });
    await until(() => expect(taken()).toEqual([["hurry-first", 2]]));
    await until(async () => {
      const { replays } = await admin<{ replays: object[] }>(`${path}/replays`);
      expect(replays).toEqual([expect.objectContaining({ state: "done" })]);
    });
    expect((await health(connection.id)).waiting.events).toBe(1);

    await change(connection.id, { paused: true });
    await scheduler.wait(300);
    expect(taken()).toEqual([["hurry-first", 2]]);
    await change(connection.id, { paused: false });
    await until(() => expect(world.receiver.taken("hurry.example").get("hurry-held")).toBe(1));
    expect((await health(connection.id)).waiting.events).toBe(0);
  } finally {
    outside.waitMs = 0;
  }
});

it("what waits is counted once, also while a part of it is set aside and the rest is on its way", async () => {
  const source = await createSource();
  const connection = await world.connected("once.example", { subscriptions: [{ name: "All", action: "sendBatch" }] });
  await change(connection.id, { paused: true });
  await send(source, ids("once", 250));
  await until(async () => expect((await health(connection.id)).waiting).toEqual({ events: 250, retries: 0 }));
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  world.receiver.behave("once.example", async (given) => {
    if (given.includes("once-3")) return new Response("crash", { status: 500 });
    if (given.includes("once-100")) await released;
    return new Response("ok");
  });
  await change(connection.id, { paused: false });
  // The first hundred are set aside; then those without the bad one arrive, and the second hundred get no answer.
  await until(async () => expect((await health(connection.id)).waiting).toEqual({ events: 150, retries: 50 }));
  expect(world.receiver.taken("once.example").size).toBe(50);
  release();
  await until(async () => expect((await health(connection.id)).waiting).toEqual({ events: 0, retries: 1 }));
  expect(world.receiver.taken("once.example").size).toBe(249);
});
