import { afterEach, expect, it, vi } from "vitest";
import { createRunning, wakeAll, wakeLater, type WakeHouse } from "#destinations/wake.ts";

afterEach(() => void vi.useRealTimers());

/** A house with these running connections, whose Senders do as they are told. */
function houseWith(senders: Record<number, () => Promise<void>>) {
  let reads = 0;
  const queued: unknown[] = [];
  let now = 1_000_000;
  const rows = { all: async () => ({ results: Object.keys(senders).map((id) => ({ id: Number(id) })) }) };
  const house: WakeHouse = {
    db: {
      prepare: () => {
        reads += 1;
        return rows;
      },
    } as unknown as D1Database,
    clock: () => now,
    senderOf: (id) => ({ wake: senders[id] ?? (() => Promise.reject(new Error("nobody"))) }),
    queue: { send: async (body: unknown) => void queued.push(body) } as unknown as Queue,
  };
  return { house, queued, reads: () => reads, pass: (ms: number) => void (now += ms) };
}

it("wakes everybody; who fails is woken by the queue, and nobody else notices", async () => {
  const woken: number[] = [];
  const { house, queued } = houseWith({
    1: async () => void woken.push(1),
    2: () => Promise.reject(new Error("overloaded")),
    3: async () => void woken.push(3),
  });
  await wakeAll(house, createRunning());
  expect(woken).toEqual([1, 3]);
  expect(queued).toEqual([{ connection: 2 }]);
});

it("waits two seconds for one that doesn't answer", async () => {
  vi.useFakeTimers();
  const { house, queued } = houseWith({ 1: () => new Promise(() => undefined) });
  const done = vi.fn();
  const waking = (async () => {
    await wakeAll(house, createRunning());
    done();
  })();
  await vi.advanceTimersByTimeAsync(1_900);
  expect(done).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(200);
  await waking;
  expect(queued).toEqual([{ connection: 1 }]);
});

it("never throws, and reads the list once in five seconds", async () => {
  const { house, reads, pass } = houseWith({});
  const running = createRunning();
  await wakeAll(house, running);
  await wakeAll(house, running);
  expect(reads()).toBe(1);
  pass(5_001);
  await wakeAll(house, running);
  expect(reads()).toBe(2);
  running.forget();
  await wakeAll(house, running);
  expect(reads()).toBe(3);
  await wakeAll({ ...house, db: null as unknown as D1Database }, createRunning());
});

it("a message of the queue wakes its connection, and comes again where that fails", async () => {
  const { house } = houseWith({ 1: async () => undefined, 2: () => Promise.reject(new Error("overloaded")) });
  const message = (body: unknown) => ({ id: "m", body, ack: vi.fn(), retry: vi.fn() });
  const messages = [message({ connection: 1 }), message({ connection: 2 }), message("nonsense")];
  await wakeLater({ messages } as unknown as MessageBatch, house.senderOf);
  expect(messages.map(({ ack, retry }) => [ack.mock.calls.length, retry.mock.calls.length])).toEqual([
    [1, 0],
    [0, 1],
    [1, 0],
  ]);
});
