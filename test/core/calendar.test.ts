import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createCalendar } from "#core/calendar.ts";
import { INTERVALS, WEEK_STARTS } from "#core/question/time.ts";
import { previousRange, rangeOf } from "#core/range.ts";
import { bucketName, changeHours, clockFace } from "../oracle/clock.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = Date.parse;

describe("what clocks do", () => {
  const starts = (zone: string, from: string, to: string, interval: (typeof INTERVALS)[number]) =>
    createCalendar(zone, "sunday").buckets(at(from), at(to), interval);

  test("days of 23 and 25 hours", () => {
    const spring = starts("Europe/Berlin", "2024-03-30T12:00Z", "2024-04-01T12:00Z", "day");
    expect(spring.labels).toEqual(["2024-03-30", "2024-03-31", "2024-04-01"]);
    expect((spring.starts[2] ?? 0) - (spring.starts[1] ?? 0)).toBe(23 * HOUR);
    const autumn = createCalendar("Europe/Berlin", "sunday").dayBounds("2024-10-27");
    expect(autumn.to + 1 - autumn.from).toBe(25 * HOUR);
  });

  test("a repeated hour is two buckets, told apart by their offset", () => {
    expect(starts("Europe/Berlin", "2024-10-27T00:00Z", "2024-10-27T02:00Z", "hour").labels).toEqual([
      "2024-10-27T02:00:00+02:00",
      "2024-10-27T02:00:00+01:00",
      "2024-10-27T03:00:00+01:00",
    ]);
  });

  test("half-hour zones start hours at :00 local, at the turn of the year too", () => {
    const hours = starts("Asia/Kolkata", "2023-12-31T23:45Z", "2024-01-01T00:45Z", "hour");
    expect(hours.labels).toEqual(["2024-01-01T05:00:00+05:30", "2024-01-01T06:00:00+05:30"]);
    expect(hours.starts[0]).toBe(at("2023-12-31T23:30:00Z"));
  });

  test("where clocks change by half an hour, the hour is cut there", () => {
    expect(starts("Australia/Lord_Howe", "2024-04-06T14:00Z", "2024-04-06T16:00Z", "hour").labels).toEqual([
      "2024-04-07T01:00:00+11:00",
      "2024-04-07T01:30:00+10:30",
      "2024-04-07T02:00:00+10:30",
    ]);
  });

  test("a day that a zone skipped doesn't exist", () => {
    const days = starts("Pacific/Apia", "2011-12-29T12:00Z", "2012-01-01T00:00Z", "day");
    expect(days.labels).toEqual(["2011-12-29", "2011-12-31", "2012-01-01"]);
    const calendar = createCalendar("Pacific/Apia", "sunday");
    expect(calendar.label(calendar.step(days.starts[1] ?? 0, "day", -1), "day")).toBe("2011-12-29");
    const { from, to } = calendar.dayBounds("2011-12-30");
    expect(to).toBe(from - 1);
  });

  test.each([
    ["America/Santiago", "2022-09-11", "2022-09-11T04:00:00Z"],
    ["Asia/Beirut", "2022-03-27", "2022-03-26T22:00:00Z"],
    ["America/Havana", "2022-11-06", "2022-11-06T04:00:00Z"],
  ])("%s: %s begins with its first minute", (zone, day, start) => {
    expect(new Date(createCalendar(zone, "sunday").dayBounds(day).from)).toEqual(new Date(start));
  });

  test("weeks start where the workspace says", () => {
    const moment = at("2024-03-03T12:00:00Z");
    const week = (weekStart: "sunday" | "monday") => {
      const calendar = createCalendar("UTC", weekStart);
      return calendar.label(calendar.bucketStart(moment, "week"), "week");
    };
    expect([week("sunday"), week("monday")]).toEqual(["2024-03-03", "2024-02-26"]);
  });

  test("a zone that doesn't exist is an error", () => {
    expect(() => createCalendar("Mars/Olympus", "sunday")).toThrow(RangeError);
  });
});

/** Zones whose clocks do unusual things: half hours, midnight, no summer time, changed rules, skipped and double hours. */
const UNUSUAL = [
  "America/Santiago",
  "Asia/Beirut",
  "America/Havana",
  "Australia/Lord_Howe",
  "Asia/Gaza",
  "Africa/Casablanca",
  "Asia/Tehran",
  "America/Asuncion",
  "Asia/Pyongyang",
  "Europe/Istanbul",
  "America/Scoresbysund",
  "Africa/Cairo",
  "Pacific/Chatham",
  "America/Caracas",
];

const anyMoment = fc.integer({ min: Date.UTC(2012), max: Date.UTC(2031) - 1 });
const anywhere = fc.record({ zone: fc.constantFrom(...Intl.supportedValuesOf("timeZone")), ms: anyMoment });
const nearChange = fc.constantFrom(...UNUSUAL).chain((zone) => {
  const near = changeHours(zone);
  return fc.record({
    zone: fc.constant(zone),
    ms: fc
      .tuple(fc.constantFrom(...near), fc.integer({ min: -26 * HOUR, max: 26 * HOUR }))
      .map(([hour, off]) => hour + off),
  });
});

describe.each([
  ["anywhere, any time", anywhere, 150],
  ["around clock changes", nearChange, 1_000],
])("%s", (_, moments, numRuns) => {
  test("a bucket is all moments, and only those, of which clocks say the same", () => {
    const run = fc.record({
      where: moments,
      interval: fc.constantFrom(...INTERVALS),
      weekStart: fc.constantFrom(...WEEK_STARTS),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(run, ({ where: { zone, ms }, interval, weekStart, part }) => {
        const calendar = createCalendar(zone, weekStart);
        const name = (moment: number) => bucketName(moment, interval, zone, weekStart);
        const start = calendar.bucketStart(ms, interval);
        const end = calendar.step(start, interval);
        expect(start).toBeLessThanOrEqual(ms);
        expect(end).toBeGreaterThan(ms);
        const between = Math.floor(start + part * (end - 1 - start));
        expect([start, between, ms, end - 1].map(name)).toEqual(Array(4).fill(name(ms)));
        expect(name(start - 1)).not.toBe(name(ms));
        expect(name(end)).not.toBe(name(ms));
        expect(calendar.step(end, interval, -1)).toBe(start);
        expect(calendar.bucketStart(between, interval)).toBe(start);
        const { year, month, day } = clockFace(start, zone);
        expect(calendar.label(start, interval)).toContain(
          new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10),
        );
      }),
      { numRuns },
    );
  });

  test("the buckets of a range follow each other, and each moment is found in its own", () => {
    const run = fc.record({
      where: moments,
      interval: fc.constantFrom(...INTERVALS),
      length: fc.integer({ min: 0, max: 40 * DAY }),
      others: fc.array(fc.integer({ min: -DAY, max: 41 * DAY }), { maxLength: 20 }),
    });
    fc.assert(
      fc.property(run, ({ where: { zone, ms }, interval, length, others }) => {
        const calendar = createCalendar(zone, "monday");
        const buckets = calendar.buckets(ms, ms + length, interval);
        expect(buckets.starts[0]).toBe(calendar.bucketStart(ms, interval));
        expect(buckets.starts.at(-1)).toBe(calendar.bucketStart(ms + length, interval));
        for (const moment of others.map((other) => ms + other)) {
          const inside = moment >= (buckets.starts[0] ?? 0) && moment < buckets.end;
          expect(buckets.starts[buckets.at(moment)]).toBe(inside ? calendar.bucketStart(moment, interval) : undefined);
        }
        expect(new Set(buckets.labels).size).toBe(buckets.starts.length);
      }),
      { numRuns: numRuns / 5 },
    );
  });
});

describe("ranges", () => {
  const berlin = createCalendar("Europe/Berlin", "monday");
  const now = at("2024-04-02T10:15:00Z");
  const shown = (period: Parameters<typeof rangeOf>[0]) => {
    const { from, to, days } = rangeOf(period, berlin, now);
    return [new Date(from).toISOString(), new Date(to).toISOString(), days];
  };

  test.each([
    [
      "days are whole local ones",
      { from: "2024-03-31", to: "2024-03-31" },
      ["2024-03-30T23:00:00.000Z", "2024-03-31T21:59:59.999Z", { from: "2024-03-31", to: "2024-03-31" }],
    ],
    [
      "instants are exact",
      { from: "2024-03-31T01:00:00+01:00", to: "2024-03-31" },
      ["2024-03-31T00:00:00.000Z", "2024-03-31T21:59:59.999Z", null],
    ],
    [
      "the last 7 days are 6 full ones and today",
      { range: { last: { value: 7, unit: "day" as const } } },
      ["2024-03-26T23:00:00.000Z", "2024-04-02T21:59:59.999Z", { from: "2024-03-27", to: "2024-04-02" }],
    ],
    [
      "the last 2 weeks are last week and this one up to today",
      { range: { last: { value: 2, unit: "week" as const } } },
      ["2024-03-24T23:00:00.000Z", "2024-04-02T21:59:59.999Z", { from: "2024-03-25", to: "2024-04-02" }],
    ],
    [
      "the last month is this one up to today",
      { range: { last: { value: 1, unit: "month" as const } } },
      ["2024-03-31T22:00:00.000Z", "2024-04-02T21:59:59.999Z", { from: "2024-04-01", to: "2024-04-02" }],
    ],
    [
      "the last 3 hours end now",
      { range: { last: { value: 3, unit: "hour" as const } } },
      ["2024-04-02T08:00:00.000Z", "2024-04-02T10:15:00.000Z", null],
    ],
  ])("%s", (_, period, expected) => {
    expect(shown(period)).toEqual(expected);
  });

  test("what comes before is as many local days, or as long a time", () => {
    const days = previousRange(rangeOf({ from: "2024-03-31", to: "2024-04-01" }, berlin, now), berlin);
    expect(days.days).toEqual({ from: "2024-03-29", to: "2024-03-30" });
    expect(days.to - days.from + 1).toBe(2 * DAY);
    const hours = rangeOf({ from: "2024-03-31T10:00:00Z", to: "2024-03-31T12:00:00Z" }, berlin, now);
    expect(previousRange(hours, berlin)).toEqual({ from: hours.from - 2 * HOUR, to: hours.from - 1, days: null });
  });
});
