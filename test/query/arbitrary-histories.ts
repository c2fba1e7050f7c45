import * as fc from "fast-check";
import type { Json } from "#core/json.ts";
import type { PersonHistory } from "#core/history.ts";

const HOUR = 3_600_000;

/** Zones whose clocks change within the stretch, by an hour, and at midnight; and one of a half hour. */
export const zone = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Africa/Cairo", "Asia/Kolkata");

/** Stretches of local days or of instants, each over a change of clocks somewhere. */
export const stretch = fc.oneof(
  fc.constantFrom(
    { from: "2024-03-29", to: "2024-04-02" },
    { from: "2024-03-08", to: "2024-03-11" },
    { from: "2024-03-09", to: "2024-04-27" },
    { from: "2024-03-30T13:25:00Z", to: "2024-04-01T09:40:00Z" },
  ),
  fc
    .tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 20 }))
    .map(([a, b]) => ({ from: day(Math.min(a, b)), to: day(Math.max(a, b)) })),
);
const day = (day: number): string => `2024-03-${String(day + 10)}`;

const value: fc.Arbitrary<Json> = fc.constantFrom<Json[]>("a", "b", "c", 5, "5", true, null, "", 3.5, -2, " 7 ");

const moment = fc.oneof(
  // Often at the same instant, often on an edge, now and then anywhere.
  fc.integer({ min: -6, max: 7 }).map((halfDays) => Date.parse("2024-03-30T00:00:00Z") + halfDays * 12 * HOUR),
  fc.integer({ min: -40, max: 60 }).map((hours) => Date.parse("2024-03-30T22:00:00Z") + hours * HOUR),
  fc.integer({ min: 0, max: 70 * 24 }).map((hours) => Date.parse("2024-02-20T00:00:00Z") + hours * HOUR),
  fc.integer({ min: 0, max: 30 * 24 * HOUR }).map((ms) => Date.parse("2024-03-20T00:00:00Z") + ms),
);

const properties = fc.record(
  { k: value, n: value, $session_id: fc.constantFrom("s1", "s2", "s3", "") },
  { requiredKeys: [], noNullPrototype: true },
) as fc.Arbitrary<Record<string, Json | undefined>>;

const events = fc.array(fc.record({ name: fc.constantFrom("x", "y", "z"), ts: moment, properties }), { maxLength: 14 });

/** A handful of people with what they did around stretches. */
export const people: fc.Arbitrary<PersonHistory[]> = fc
  .array(fc.record({ plan: fc.option(value, { nil: undefined }), events }), { maxLength: 6 })
  .map((list) =>
    list.map(({ plan, events }, at) => ({
      id: `u:${at}`,
      trait: (key) => (key === "plan" ? plan : undefined),
      events: events
        .map(({ name, ts, properties }, seq) => ({
          ts,
          seq,
          name,
          done: name !== "y",
          property: (key: string) => properties[key],
        }))
        .toSorted((a, b) => a.ts - b.ts || a.seq - b.seq),
    })),
  );

export const breakdown = fc.record(
  {
    split: fc.constantFrom({ source: "event", key: "k" }, { source: "person", key: "plan" }, { source: "name" }),
    limit: fc.integer({ min: 1, max: 4 }),
    other: fc.boolean(),
  },
  { requiredKeys: ["split"] },
);
