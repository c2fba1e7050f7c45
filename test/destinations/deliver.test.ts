import { describe, expect, it } from "vitest";
import { type DeliveredEvent, type DeliveryError, NotReached, Rejected, Unavailable } from "#destinations/contract.ts";
import type { Connection } from "#destinations/connection.ts";
import { deliver, type Item } from "#destinations/deliver.ts";
import { webhook } from "#destinations/catalogue/webhook.ts";
import { sampleEvent } from "#destinations/sample-event.ts";

const connection: Connection = {
  id: 1,
  uid: "c1",
  slug: "webhook",
  name: "Webhook",
  ownHost: "here.example",
  enabled: true,
  paused: false,
  bots: false,
  sources: null,
  consentCategories: [],
  subscriptions: [],
  settings: {},
  secrets: {},
  stopped: null,
  stoppedAt: null,
  createdAt: 0,
  updatedAt: 0,
};
const subscription = { id: 1, name: "All", action: "sendBatch", enabled: true, filter: null, mapping: null };
const items = (count: number): Item[] =>
  Array.from({ length: count }, (_, seq) => ({ seq, event: sampleEvent(0), attempts: 0, firstAt: null }));
const seqOf = ({ id }: DeliveredEvent) => Number(id.split("-").at(-1));

/** What comes of so many events where the destination does this. */
async function outcomeOf(count: number, answer: (seqs: number[]) => Promise<void | readonly (DeliveryError | null)[]>) {
  const called: number[][] = [];
  const destination = {
    ...webhook,
    deliver: ({ events }: { events: readonly DeliveredEvent[] }) => {
      const seqs = events.map(seqOf);
      called.push(seqs);
      return answer(seqs);
    },
  };
  const request = () => Promise.reject(new Error("nothing is to leave"));
  const outcome = await deliver(items(count), subscription, { destination, connection, request, now: () => 0 });
  return {
    called,
    stop: outcome.stop?.message ?? null,
    delivered: outcome.delivered.map(({ seq }) => seq),
    rejected: outcome.rejected.map(({ item }) => item.seq),
    again: outcome.again.map(({ item }) => item.seq),
    undone: outcome.undone.map(({ seq }) => seq),
  };
}

describe("a batch that is refused as a whole", () => {
  it("loses only the one at fault", async () => {
    const found = await outcomeOf(4, async (seqs) => {
      if (seqs.includes(2)) throw new Rejected("no");
    });
    expect(found).toMatchObject({ delivered: [0, 1, 3], rejected: [2], undone: [], stop: null });
    expect(found.called).toEqual([[0, 1, 2, 3], [0, 1], [2, 3], [2], [3]]);
  });

  it("what one delivery's calls don't suffice for waits, and is not held against the destination", async () => {
    const found = await outcomeOf(300, async () => {
      throw new Rejected("no");
    });
    expect(found.called).toHaveLength(40);
    const decided = found.called.filter((seqs) => seqs.length === 1).flat();
    expect(decided.length).toBeGreaterThan(5);
    expect(found).toMatchObject({ rejected: decided, again: [], stop: null });
    expect([...found.rejected, ...found.undone]).toEqual(items(300).map(({ seq }) => seq));
  });
});

it("what a destination did not come to is next; what it did not come to in the middle waits on its own", async () => {
  const notReached = new NotReached();
  expect(await outcomeOf(3, async () => [null, notReached, notReached])).toMatchObject({
    delivered: [0],
    undone: [1, 2],
    stop: null,
  });
  expect(await outcomeOf(3, async () => [null, notReached, null])).toMatchObject({
    delivered: [0, 2],
    again: [1],
    stop: null,
  });
});

it("a destination that tries nothing at all is not asked again at once", async () => {
  expect(await outcomeOf(2, async () => [new NotReached(), new NotReached()])).toMatchObject({
    undone: [0, 1],
    stop: "The delivery did not begin.",
  });
});

it("nothing is asked after what holds for all", async () => {
  const found = await outcomeOf(4, async (seqs) => {
    if (seqs.length === 4) throw new Rejected("no");
    throw new Unavailable("down");
  });
  expect(found).toMatchObject({ undone: [0, 1, 2, 3], rejected: [], stop: "down" });
  expect(found.called).toHaveLength(2);
});
