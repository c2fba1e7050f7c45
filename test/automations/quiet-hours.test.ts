import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { minutesOf, quietUntil } from "#automations/quiet-hours.ts";

const MINUTE = 60_000;
const at = Date.parse;

describe("SEMANTICS §9: quiet hours delay sending, in the person's own zone", () => {
  const night = { from: "22:00", to: "08:00" };
  test.each([
    ["by day", "2026-11-22T12:00Z", "Europe/Berlin", "2026-11-22T12:00Z"],
    ["in the evening", "2026-11-22T21:30Z", "Europe/Berlin", "2026-11-23T07:00Z"],
    ["after midnight", "2026-11-23T03:00Z", "Europe/Berlin", "2026-11-23T07:00Z"],
    ["the first quiet minute", "2026-11-22T21:00Z", "Europe/Berlin", "2026-11-23T07:00Z"],
    ["the first minute that is not", "2026-11-23T07:00Z", "Europe/Berlin", "2026-11-23T07:00Z"],
    ["the same moment elsewhere", "2026-11-22T21:30Z", "America/New_York", "2026-11-22T21:30Z"],
    ["half an hour's zone", "2026-11-22T20:00Z", "Asia/Kolkata", "2026-11-23T02:30Z"],
    ["a night that clocks shorten", "2026-03-28T22:00Z", "Europe/Berlin", "2026-03-29T06:00Z"],
    ["a night that clocks prolong", "2026-10-24T21:00Z", "Europe/Berlin", "2026-10-25T07:00Z"],
    ["new year's night", "2026-12-31T23:30Z", "Europe/Berlin", "2027-01-01T07:00Z"],
  ])("%s", (_, now, zone, until) => {
    expect(new Date(quietUntil(at(now), night, zone)).toISOString()).toBe(new Date(at(until)).toISOString());
  });

  test("an end that clocks skip is when they have skipped it", () => {
    const until = quietUntil(at("2026-03-29T00:30Z"), { from: "01:00", to: "02:30" }, "Europe/Berlin");
    expect(new Date(until).toISOString()).toBe("2026-03-29T01:00:00.000Z");
  });

  test("an hour that clocks show twice is quiet twice", () => {
    const hours = { from: "02:00", to: "02:30" };
    expect(quietUntil(at("2026-10-25T00:10Z"), hours, "Europe/Berlin")).toBe(at("2026-10-25T00:30Z"));
    expect(quietUntil(at("2026-10-25T01:10Z"), hours, "Europe/Berlin")).toBe(at("2026-10-25T01:30Z"));
  });

  test("the same time twice is no quiet hours", () => {
    expect(quietUntil(5, { from: "08:00", to: "08:00" }, "UTC")).toBe(5);
  });
});

/** Minutes since midnight as a clock on the wall of the zone shows them, asked of Intl and nobody else. */
function wallMinutes(ms: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return minutesOf(parts.format(ms));
}

test("it is the first minute, looked for one by one, that the wall clock says is not quiet", () => {
  const ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "UTC",
    "Africa/Casablanca",
  ];
  const changes = [
    "2026-03-29T01:00Z",
    "2026-10-25T01:00Z",
    "2026-03-08T07:00Z",
    "2026-11-01T06:00Z",
    "2026-04-04T15:00Z",
  ];
  const time = fc.integer({ min: 0, max: 47 }).map((half) => {
    const hour = String(Math.floor(half / 2)).padStart(2, "0");
    return `${hour}:${half % 2 === 0 ? "00" : "30"}`;
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.constantFrom(...changes),
      fc.integer({ min: -1_500, max: 600 }),
      time,
      time,
      (zone, change, minutes, from, to) => {
        const start = at(change) + minutes * MINUTE;
        const isQuiet = (ms: number) => {
          const [clock, begin, end] = [wallMinutes(ms, zone), minutesOf(from), minutesOf(to)];
          return begin <= end ? clock >= begin && clock < end : clock >= begin || clock < end;
        };
        let naive = start;
        while (isQuiet(naive)) naive += MINUTE;
        expect(quietUntil(start, { from, to }, zone)).toBe(naive);
      },
    ),
    { numRuns: 60 },
  );
});
