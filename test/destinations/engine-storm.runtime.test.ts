import { runInDurableObject } from "cloudflare:test";
import { afterEach, expect, it } from "vitest";
import { seededRandom } from "../support/at-least-once.ts";
import { faults, outside } from "../support/worker.ts";
import { env } from "../support/world.ts";
import {
  change,
  connect,
  createReceiver,
  createSource,
  health,
  remove,
  send,
  type TestConnection,
  until,
} from "./engine-world.ts";

/** VITE_STORM=10000 is what docs/destinations.md tells of; the daily run is smaller. */
const EVENTS = Number(import.meta.env["VITE_STORM"] ?? 1_500);
const PATIENCE_MS = 60_000 + EVENTS * 20;

const made: TestConnection[] = [];
afterEach(async () => {
  faults.crash = null;
  for (const { id } of made.splice(0)) await remove(id);
});

async function connected(host: string, action: "send" | "sendBatch"): Promise<TestConnection> {
  const connection = await connect(host, { subscriptions: [{ name: "All", action }] });
  made.push(connection);
  return connection;
}

const names = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

/** A Sender dies as it does when its machine does: at once, in the middle of whatever it was doing. */
async function kill({ id }: TestConnection): Promise<void> {
  const stub = env.SENDER.get(env.SENDER.idFromName(String(id)));
  await runInDurableObject(stub, (_, state) => state.abort("crash")).catch(() => undefined);
}

it(
  `${EVENTS} events to five destinations of which one is dead, one fails at random, and Senders and consumers die: each arrives`,
  { timeout: 4 * PATIENCE_MS },
  async () => {
    const random = seededRandom(7);
    const receiver = createReceiver();
    const source = await createSource();
    const connections = {
      good: await connected("good.example", "sendBatch"),
      single: await connected("single.example", "send"),
      slow: await connected("slow.example", "sendBatch"),
      flaky: await connected("flaky.example", "sendBatch"),
      dead: await connected("dead.example", "sendBatch"),
    };
    let isDead = true;
    /** Deliveries that were taken although the answer said otherwise: nobody can tell these from ones that were not. */
    let lied = 0;
    receiver.takeFirst("slow.example");
    receiver.behave("slow.example", async () => {
      await scheduler.wait(100);
      return new Response("ok");
    });
    receiver.behave("flaky.example", (ids) => {
      const throwOfDice = random();
      if (throwOfDice < 0.1) return new Response("oh", { status: 500 });
      if (throwOfDice < 0.15) return new Response("", { status: 429, headers: { "retry-after": "0" } });
      if (throwOfDice < 0.2) throw new TypeError("connection lost");
      if (throwOfDice < 0.25) {
        lied += ids.length;
        return new Response("<html>", { status: 299 });
      }
      return new Response("ok");
    });
    receiver.behave("dead.example", () => {
      if (isDead) throw new TypeError("connection refused");
      return new Response("ok");
    });
    // A status of 299 is counted as taken and then turned into a failure on the way.
    outside.answer = async (request) => {
      const response = await receiver.answer(request);
      return response.status === 299 ? new Response("lost on the way", { status: 502 }) : response;
    };

    // The consumers of both queues die, too: before they begin, or when all is done but the ack.
    let deaths = 0;
    faults.crash = () => {
      const dies = deaths === 0 || random() < 0.3;
      if (dies) deaths += 1;
      return dies;
    };
    const expected = names("storm", EVENTS);
    const storming = { goesOn: true };
    let kills = 0;
    const storm = (async () => {
      while (storming.goesOn) {
        await scheduler.wait(50 + random() * 400);
        const all = Object.values(connections);
        const victim = all[Math.floor(random() * all.length)];
        if (!victim) continue;
        await kill(victim);
        kills += 1;
      }
    })();
    for (let at = 0; at < EVENTS; at += 500) {
      await send(source, expected.slice(at, at + 500));
      await scheduler.wait(300);
    }
    const living = ["good.example", "single.example", "slow.example", "flaky.example"];
    await until(() => {
      for (const host of living) expect(`${host} ${receiver.taken(host).size}`).toBe(`${host} ${EVENTS}`);
    }, PATIENCE_MS);
    storming.goesOn = false;
    await storm;
    expect(receiver.taken("dead.example").size).toBe(0);
    expect((await health(connections.dead.id)).state).toBe("failing");
    isDead = false;
    await change(connections.dead.id, { enabled: true });
    await until(() => expect(receiver.taken("dead.example").size).toBe(EVENTS), PATIENCE_MS);

    const twice: Record<string, number> = {};
    for (const host of [...living, "dead.example"]) {
      const counts = [...receiver.taken(host).values()];
      twice[host] = counts.reduce((sum, count) => sum + count - 1, 0);
    }
    console.info(JSON.stringify({ events: EVENTS, kills, deaths, lied, sentTwice: twice }));
    // A death repeats what was under way: one request of up to 100 events, or four of up to 20.
    for (const [host, more] of Object.entries(twice)) {
      expect(more).toBeLessThanOrEqual(100 * kills + (host === "flaky.example" ? lied : 0));
    }
    expect(kills).toBeGreaterThan(3);
    expect(deaths).toBeGreaterThan(0);
  },
);

it("a dead destination slows down nobody", { timeout: 4 * PATIENCE_MS }, async () => {
  const receiver = createReceiver();
  outside.answer = (request) => receiver.answer(request);
  const source = await createSource();
  await connected("swift.example", "sendBatch");
  let round = 0;
  /** ms from the first request to the last event's arrival. */
  const run = async (): Promise<number> => {
    round += 1;
    const before = receiver.taken("swift.example").size;
    const size = Math.max(500, EVENTS / 5);
    const start = performance.now();
    await send(source, names(`swift-${round}`, size));
    await until(() => expect(receiver.taken("swift.example").size).toBe(before + size), PATIENCE_MS);
    return performance.now() - start;
  };
  receiver.behave("dead.example", () => new Promise<Response>(() => undefined));
  await run();
  const [alone, beside]: [number[], number[]] = [[], []];
  const dead = await connected("dead.example", "sendBatch");
  for (let turn = 0; turn < 8; turn += 1) {
    await change(dead.id, { enabled: false });
    alone.push(await run());
    await change(dead.id, { enabled: true });
    beside.push(await run());
  }
  // The shortest of several: what else the machine does can only make one longer.
  const ratio = Math.min(...beside) / Math.min(...alone);
  console.info(JSON.stringify({ aloneMs: alone.map(Math.round), besideMs: beside.map(Math.round), ratio }));
  expect(receiver.taken("dead.example").size).toBe(0);
  // The figure is in docs/destinations.md; here it must only not be another order: other tests run beside this one.
  expect(ratio).toBeLessThan(1.5);
});
