import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import {
  basic,
  call,
  createSource,
  post,
  refusedReasons,
  storedEvents,
  type StoredEvent,
  type TestSource,
} from "../support/world.ts";
import { hostileBodies } from "./hostile-bodies.ts";

const bodies = hostileBodies((text) => gzipSync(text));
let source: TestSource;
beforeAll(async () => {
  source = await createSource();
});

describe("hostile bodies get the contract's answer and cost their batch nothing", () => {
  it(`knows more than a hundred of them`, () => {
    expect(bodies.length).toBeGreaterThan(250);
  });

  it("answers each as the contract says, never with a 5xx", async () => {
    const unexpected: string[] = [];
    for (const { name, body, headers, status } of bodies) {
      const response = await call("/v1/batch", {
        method: "POST",
        headers: { ...basic(source.writeKey), ...headers },
        body,
      });
      const answer: Record<string, unknown> = await response.json();
      const right =
        response.status === status &&
        (status === 200
          ? JSON.stringify(answer) === '{"success":true}'
          : answer["success"] === false &&
            typeof answer["code"] === "string" &&
            typeof answer["message"] === "string" &&
            answer["error"] === answer["message"]);
      if (!right) unexpected.push(`${name}: ${response.status} ${JSON.stringify(answer)}`);
    }
    expect(unexpected).toEqual([]);
  });

  let stored: StoredEvent[];
  it("stores every good event that stood beside a bad one, once", async () => {
    const survivors = bodies.flatMap((body) => body.survivors);
    stored = await storedEvents(source, survivors.length);
    const times = new Map<string, number>();
    for (const { messageId } of stored) times.set(messageId, (times.get(messageId) ?? 0) + 1);
    expect(survivors.filter((id) => times.get(id) !== 1)).toEqual([]);
    expect([...times].filter(([, n]) => n > 1)).toEqual([]);
  });

  it("gave every event that was not stored a reason", async () => {
    const reasons = await refusedReasons(source);
    const events = bodies.flatMap(({ body, status }) =>
      status === 200 && typeof body === "string" ? eventsIn(body) : [],
    );
    const batchesWithNone = bodies.filter(
      ({ body, status }) => status === 200 && typeof body === "string" && eventsIn(body).length === 0,
    ).length;
    const whole = bodies.filter(({ status }) => status === 400).length;
    const refusedEvents = Object.values(reasons).reduce((sum, n) => sum + n, 0) - batchesWithNone;
    expect(stored.length + refusedEvents).toBeGreaterThanOrEqual(events.length);
    expect(Object.keys(reasons)).toEqual(
      expect.arrayContaining([
        "event_too_large",
        "event_too_deep",
        "event_too_many_keys",
        "not_an_object",
        "empty_batch",
        "batch_too_long",
        "id_not_string",
        "event_not_string",
        "properties_not_object",
        "traits_not_object",
        "context_not_object",
        "integrations_not_object",
        "name_not_string",
        "category_not_string",
        "type_unknown",
        "no_user_anon_id",
        "event_not_defined",
      ]),
    );
    expect(whole).toBeGreaterThan(10);
  });

  it("polluted no prototype and dated nothing outside the calendar", () => {
    expect(Object.getOwnPropertyDescriptor(Object.prototype, "polluted")).toBeUndefined();
    const dates = stored.map((event) => Date.parse(event.timestamp));
    expect(dates.filter((ms) => Number.isNaN(ms) || ms < 0 || ms > Date.now() + 367 * 86_400_000)).toEqual([]);
  });
});

describe("wrong keys", () => {
  it.each([
    ["none", {}],
    ["an unknown one", basic("wk_nobody")],
    ["an empty one", { authorization: `Basic ${btoa(":")}` }],
    ["a header that is no Basic", { authorization: "Basic !!!" }],
    ["a Bearer alone", { authorization: "Bearer abc" }],
    ["a NUL in it", basic("a\0b")],
    ["one of 10,000 characters", basic("k".repeat(10_000))],
  ])("%s: 401, and nothing stored", async (_, headers) => {
    const response = await call("/v1/track", {
      method: "POST",
      headers,
      body: JSON.stringify({ event: "X", anonymousId: "x" }),
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ success: false, code: expect.stringMatching(/^write_key_/) });
  });
});

it("an event of 40 KB on a single route is 400, as Segment answers", async () => {
  const response = await post("/v1/t", source.writeKey, {
    event: "X",
    anonymousId: "a",
    properties: { text: "y".repeat(40_000) },
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    code: "payload_too_large",
    message: expect.stringContaining("Exceed payload limit"),
  });
});

/** The events that a body of the corpus holds, as plain JSON sees them. */
function eventsIn(body: string): unknown[] {
  const parsed: unknown = JSON.parse(body);
  const batch = typeof parsed === "object" && parsed !== null && "batch" in parsed ? parsed.batch : [];
  return Array.isArray(batch) ? batch : [];
}
