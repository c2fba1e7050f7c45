import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EVENT_TYPES } from "#core/event.ts";
import { eventJson, liveRow } from "#core/event-json.ts";
import { MAX_FUTURE_MS } from "#core/limits.ts";
import type { RequestRecord } from "#core/message.ts";
import { refusalReasons } from "#core/refusal.ts";
import { interpret } from "#ingest/interpret.ts";
import { ARRIVED, requestRecord } from "../support/request-record.ts";

/** Values that fit a field, that nearly do, and that don't at all. */
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(
    null,
    "",
    0,
    [],
    {},
    "u1",
    12345,
    "2026-11-21T10:00:00+01:00",
    "Mozilla/5.0 (X11; Linux) Chrome/1.0",
    "__proto__",
  ),
  fc.dictionary(
    fc.constantFrom(
      "ip",
      "userAgent",
      "page",
      "campaign",
      "library",
      "location",
      "os",
      "device",
      "traits",
      "direct",
      "__proto__",
    ),
    fc.jsonValue({ maxDepth: 2 }),
    { maxKeys: 5 },
  ),
);
const FIELDS = [
  "userId",
  "anonymousId",
  "groupId",
  "previousId",
  "event",
  "name",
  "category",
  "properties",
  "traits",
  "context",
  "integrations",
  "messageId",
  "timestamp",
  "originalTimestamp",
  "sentAt",
  "channel",
  "writeKey",
  "__proto__",
  "constructor",
];
const event = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom(...EVENT_TYPES, "x"), fc.dictionary(fc.constantFrom(...FIELDS), value, { maxKeys: 8 }))
      .map(([type, rest]) => ({ type, ...rest })),
  },
  { weight: 1, arbitrary: value },
);
const wire = (body: unknown): unknown => JSON.parse(JSON.stringify(body));

const record: fc.Arbitrary<RequestRecord> = fc
  .record({
    type: fc.option(fc.constantFrom(...EVENT_TYPES)),
    ip: fc.option(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string())),
    ipPrivacy: fc.constantFrom("full", "truncate", "drop"),
    userAgent: fc.option(fc.string()),
    origin: fc.option(fc.webUrl()),
    sentAt: fc.option(fc.string()),
  })
  .map((over) => requestRecord(over));

describe("interpret", () => {
  it("answers any JSON, and every answer can be told on", () => {
    fc.assert(
      fc.property(
        record,
        fc.oneof(event, fc.record({ batch: fc.array(event), context: value, integrations: value, sentAt: value })),
        (request, body) => {
          const { events, refused } = interpret(request, wire(body));
          for (const taken of events) {
            expect(() => [eventJson(taken, 1, null), liveRow(taken)].map((told) => JSON.stringify(told))).not.toThrow();
            expect(taken.timestamp).toBeGreaterThanOrEqual(0);
            expect(taken.timestamp).toBeLessThanOrEqual(ARRIVED + MAX_FUTURE_MS);
            expect(taken.messageId).not.toBe("");
            expect(taken.raw).not.toHaveProperty("writeKey");
          }
          for (const { reason } of refused) expect(refusalReasons).toContain(reason);
        },
      ),
    );
  });

  it("takes or refuses each event of a batch, once", () => {
    fc.assert(
      fc.property(record, fc.array(event, { minLength: 1 }), (request, list) => {
        const { events, refused } = interpret({ ...request, type: null }, wire({ batch: list }));
        expect(events.length + refused.length).toBe(list.length);
      }),
    );
  });

  it("says the same of the same bytes, whoever asks and however often", () => {
    fc.assert(
      fc.property(record, fc.array(event), (request, list) => {
        const body = wire({ batch: list });
        const once = interpret(request, body);
        expect(interpret(request, wire(body))).toEqual(once);
      }),
    );
  });

  it("leaves every object of the program as it was", () => {
    const pollution =
      '{"batch":[{"type":"track","userId":"u","event":"E","__proto__":{"polluted":1},"properties":{"__proto__":{"polluted":1}}}],"context":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}';
    const { events } = interpret(requestRecord(), JSON.parse(pollution));
    expect(events).toHaveLength(1);
    expect(events[0]).not.toHaveProperty("polluted");
    expect(events[0]?.context).not.toHaveProperty("polluted");
    expect({}).not.toHaveProperty("polluted");
  });
});
