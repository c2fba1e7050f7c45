import { describe, expect, it } from "vitest";
import type { JsonObject } from "#core/json.ts";
import { interpret } from "#ingest/interpret.ts";
import { ARRIVED, requestRecord } from "../support/request-record.ts";

const track = (over: JsonObject = {}): JsonObject => ({ type: "track", userId: "u1", event: "E", ...over });
const tracks = (count: number): JsonObject[] =>
  Array.from({ length: count }, (_, index) => track({ messageId: `m${index}` }));
const batch = (events: JsonObject[], envelope: JsonObject = {}) =>
  interpret(requestRecord(), { batch: events, ...envelope });
const first = (...args: Parameters<typeof batch>) => batch(...args).events[0];
const iso = (ms: number) => new Date(ms).toISOString();

describe("what a batch says for all its events", () => {
  const context = { library: { name: "analytics-go", version: "3.0.0" }, app: { name: "wire" } };

  it("lies under their own context (go, Java)", () => {
    const { events } = batch(
      [track(), track({ context: { app: { version: 2 }, locale: "de" } }), track({ context: [] })],
      { context },
    );
    expect(events.map((event) => event.context)).toEqual([
      context,
      { library: context.library, app: { version: 2 }, locale: "de" },
      context,
    ]);
    expect(events[0]).toMatchObject({ side: "server", raw: { context } });
  });

  it("and under their own integrations", () => {
    expect(
      first([track({ integrations: { Mixpanel: true } })], { integrations: { All: false, Mixpanel: false } })
        ?.integrations,
    ).toEqual({
      All: false,
      Mixpanel: true,
    });
  });

  it("does not make a good context of a bad one", () => {
    expect(batch([track({ context: "x" })], { context }).refused).toMatchObject([{ reason: "context_not_object" }]);
  });

  it.each([[[]], [null], ["x"], [{}]])("may be nothing: %j", (nothing) => {
    expect(first([track()], { context: nothing, integrations: nothing })?.raw).not.toHaveProperty("context");
  });

  it("never includes the request's own messageId, timestamp or write key", () => {
    const envelope = { messageId: "request", timestamp: iso(ARRIVED - 9_000), writeKey: "wk" };
    const event = first([track({ writeKey: "wk" })], envelope);
    expect(event).toMatchObject({ messageId: "req-1-0", timestamp: ARRIVED });
    expect(JSON.stringify(event)).not.toContain("wk");
  });

  it("can't unfold into more than the consumer holds, nor deeper", () => {
    const refusals = (shared: JsonObject, count: number) =>
      new Set(batch(tracks(count), { context: shared }).refused.map(({ reason }) => reason));
    const deep: JsonObject = JSON.parse(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`);
    expect(refusals({ x: "x".repeat(8_000) }, 100)).toEqual(new Set());
    expect(refusals({ x: "x".repeat(8_000) }, 1_000)).toEqual(new Set(["event_too_large"]));
    expect(refusals({ x: "x".repeat(33_000) }, 1)).toEqual(new Set(["event_too_large"]));
    expect(refusals(deep, 3)).toEqual(new Set(["event_too_deep"]));
    expect(refusals(Object.fromEntries(Array.from({ length: 10_001 }, (_, key) => [key, 0])), 3)).toEqual(
      new Set(["event_too_many_keys"]),
    );
  });
});

describe("sentAt", () => {
  const at = (secondsAgo: number) => iso(ARRIVED - secondsAgo * 1_000);

  it.each([
    ["the batch's", {}, { sentAt: at(50) }, null, 10],
    ["the event's own before it (rudder ruby, go)", { sentAt: at(55) }, { sentAt: at(0) }, null, 5],
    ["the header's, where neither says", {}, {}, at(58), 2],
    ["the batch's before the header's", {}, { sentAt: at(50) }, at(0), 10],
    ["one that is no time hides none", { sentAt: "x" }, { sentAt: null }, at(58), 2],
  ])("is %s", (_, own, envelope, header, secondsAgo) => {
    const { events } = interpret(requestRecord({ sentAt: header }), {
      batch: [track({ timestamp: at(60), ...own })],
      ...envelope,
    });
    expect(events[0]?.timestamp).toBe(ARRIVED - secondsAgo * 1_000);
  });
});

describe("one bad event", () => {
  it("does not cost its batch", () => {
    const { events, refused } = batch([track(), { type: "track" }, track()]);
    expect(events.map(({ messageId }) => messageId)).toEqual(["req-1-0", "req-1-2"]);
    expect(refused).toEqual([{ reason: "event_not_defined", detail: "", sample: '{"type":"track"}' }]);
  });

  it("is shown cut, without its key, however large or deep it is", () => {
    const deep: JsonObject = JSON.parse(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`);
    const { refused } = batch([
      { type: "x", writeKey: "wk_secret", long: "y".repeat(9_000) },
      { type: "track", deep },
    ]);
    expect(refused.map(({ sample }) => sample.length)).toEqual([2_000, 16]);
    expect(refused[1]?.sample).toBe("keys: type, deep");
    expect(JSON.stringify(refused)).not.toContain("wk_secret");
  });

  it("is shown storable", () => {
    expect(batch([track({ type: "a\0\ud800" })]).refused[0]?.detail).toBe("a\u{fffd}\u{fffd}");
    const wide = Object.fromEntries(Array.from({ length: 10_001 }, (_, key) => [`${"k".repeat(200)}${key}`, 0]));
    expect(batch([wide]).refused[0]?.sample).toHaveLength(2_000);
  });
});

describe("how long a batch may be", () => {
  it("takes 2,500 events and refuses the rest one by one", () => {
    const { events, refused } = batch(tracks(2_503));
    expect(events).toHaveLength(2_500);
    expect(refused.map(({ reason }) => reason)).toEqual(["batch_too_long", "batch_too_long", "batch_too_long"]);
  });

  it("counts on where a large request came in several messages", () => {
    const { events, refused } = interpret(requestRecord(), { batch: tracks(5) }, 2_498);
    expect(events).toHaveLength(2);
    expect(refused).toHaveLength(3);
    expect(interpret(requestRecord(), { batch: [track()] }, 40).events[0]?.messageId).toBe("req-1-40");
  });

  it.each([[{ batch: [] }], [{ batch: {} }], [{}], [[]], [null], ["x"]])("refuses %j as empty", (body) => {
    expect(interpret(requestRecord(), body)).toMatchObject({ events: [], refused: [{ reason: "empty_batch" }] });
  });
});
