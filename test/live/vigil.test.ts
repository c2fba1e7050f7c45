import { describe, expect, test } from "vitest";
import type { TrackedEvent } from "#core/event.ts";
import type { FeedSources } from "#live/sources.ts";
import { createVigil, type Harvest, LEASE_MS, RENEW_EVERY_MS } from "#live/vigil.ts";
import { trackedEvent } from "./events.ts";

/** A store whose every call takes effect some steps after it was made and answers some steps later, as a database does. */
function slowStore(start: number) {
  let time = start;
  const stored: { seq: number; event: TrackedEvent }[] = [];
  const published: TrackedEvent[] = [];
  const seen: TrackedEvent[] = [];
  let leaseUntil = 0;
  let calls = 0;
  let step = 0;
  const steps: (() => void)[] = [];
  const later = <Value>(effect: () => Value): Promise<Value> =>
    new Promise((resolve) => {
      steps.push(() => {
        const value = effect();
        steps.push(() => resolve(value));
      });
    });
  const sources: FeedSources = {
    watch: (until) => (calls++, later(() => void (leaseUntil = until))),
    storedSince: (after, limit) => later(() => stored.filter(({ seq }) => seq > after).slice(-limit)),
    peopleSince: async () => [],
  };
  return {
    sources,
    stored,
    published,
    seen,
    calls: () => calls,
    clock: () => time,
    advance: (ms: number) => (time += ms),
    /** The consumer's transaction: stores, and publishes where it sees the lease. */
    commit(event = trackedEvent()) {
      stored.push({ seq: stored.length + 1, event });
      if (leaseUntil > time) published.push(event);
      return event;
    },
    /** Lets the database do its next thing, until there is nothing left; `at` runs before the given step. */
    async run(at: number, run: () => void) {
      for (; ; step += 1) {
        if (step === at) run();
        await new Promise((resolve) => setTimeout(resolve, 0));
        const next = steps.shift();
        if (!next && step >= at) return;
        next?.();
      }
    },
  };
}

describe("the feed is complete", () => {
  test.each(Array.from({ length: 10 }, (_, at) => at))(
    "when something is stored at step %i of somebody's arrival",
    async (at) => {
      const store = slowStore(1_000_000);
      store.commit();
      const vigil = createVigil(store.sources, store.clock, null, ({ events }: Harvest) => store.seen.push(...events));
      const done = vigil.ensure(1_000);
      await store.run(at, () => void store.commit());
      await done;
      const reached = new Set([...store.seen, ...store.published].map(({ messageId }) => messageId));
      expect(reached).toEqual(new Set(store.stored.map(({ event }) => event.messageId)));
    },
  );
});

describe("how often the store is asked", () => {
  const quick = () => {
    let time = 1_000_000;
    const calls: string[] = [];
    const stored = [1, 2, 3, 4, 5].map((seq) => ({ seq, event: trackedEvent() }));
    const harvests: Harvest[] = [];
    const sources: FeedSources = {
      watch: async () => void calls.push("watch"),
      storedSince: async (after, limit) => (
        calls.push(`since ${after}`),
        stored.filter(({ seq }) => seq > after).slice(-limit)
      ),
      peopleSince: async () => [],
    };
    const open = (through: number | null) =>
      createVigil(
        sources,
        () => time,
        through,
        (harvest) => harvests.push(harvest),
      );
    return { calls, stored, harvests, open, advance: (ms: number) => (time += ms) };
  };

  test("once while the lease holds for a good while, again when it doesn't", async () => {
    const { calls, open, advance } = quick();
    const vigil = open(null);
    await Promise.all([vigil.ensure(10), vigil.ensure(10)]);
    advance(LEASE_MS - RENEW_EVERY_MS);
    await vigil.ensure(10);
    expect(calls).toEqual(["watch", "since 0"]);
    advance(1);
    await vigil.ensure(10);
    expect(calls).toEqual(["watch", "since 0", "watch", "since 5"]);
  });

  test("says what it left out, but not on its first look ever", async () => {
    const { harvests, open } = quick();
    await open(null).renew(2);
    await open(0).renew(2);
    await open(3).renew(2);
    await open(5).renew(2);
    expect(harvests.map(({ events, missed }) => [events.length, missed])).toEqual([
      [2, 0],
      [2, 3],
      [2, 0],
      [0, 0],
    ]);
  });

  test("a hole in what publishers say they stored is noticed, an overlap is not one", async () => {
    const { open } = quick();
    const vigil = open(null);
    expect(vigil.missesBefore({ after: 0, through: 2 })).toBe(true);
    await vigil.renew(10);
    expect(vigil.missesBefore({ after: 5, through: 7 })).toBe(false);
    expect(vigil.missesBefore({ after: 4, through: 6 })).toBe(false);
    expect(vigil.missesBefore({ after: 8, through: 9 })).toBe(true);
    expect(vigil.through()).toBe(7);
  });

  test("a look that fails leaves everything to the next one", async () => {
    const { harvests, open, stored } = quick();
    const failing = createVigil(
      {
        watch: async () => Promise.reject(new Error("D1")),
        storedSince: async () => stored,
        peopleSince: async () => [],
      },
      () => 0,
      null,
      (harvest) => harvests.push(harvest),
    );
    await expect(failing.ensure(10)).rejects.toThrow("D1");
    await expect(failing.ensure(10)).rejects.toThrow("D1");
    expect(harvests).toEqual([]);
    await open(null).ensure(10);
    expect(harvests).toHaveLength(1);
  });
});
