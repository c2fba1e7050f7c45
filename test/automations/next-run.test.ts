import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextCheck, nextScheduled } from "#automations/next-run.ts";

const at = Date.parse;
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 16);

describe("when a schedule is due next, by the workspace's clocks", () => {
  test.each([
    ["later today", { schedule: "day", at: "08:00" }, "2026-11-22T06:00Z", "2026-11-22T07:00"],
    ["the very moment is over", { schedule: "day", at: "08:00" }, "2026-11-22T07:00Z", "2026-11-23T07:00"],
    ["monday where no day is named", { schedule: "week", at: "08:00" }, "2026-11-22T12:00Z", "2026-11-23T07:00"],
    ["a day of the week", { schedule: "week", at: "08:00", weekday: 0 }, "2026-11-22T12:00Z", "2026-11-29T07:00"],
    ["the first of the month", { schedule: "month", at: "00:00" }, "2026-11-22T12:00Z", "2026-11-30T23:00"],
    ["a time that clocks skip", { schedule: "day", at: "02:30" }, "2026-03-29T00:00Z", "2026-03-29T01:00"],
    ["a time they show twice: the first", { schedule: "day", at: "02:30" }, "2026-10-24T23:00Z", "2026-10-25T00:30"],
    ["and not the second", { schedule: "day", at: "02:30" }, "2026-10-25T00:30Z", "2026-10-26T01:30"],
  ] as const)("%s", (_, trigger, after, due) => {
    expect(iso(nextScheduled(trigger, "Europe/Berlin", at(after)))).toBe(due);
  });

  test("a year of days is a run a day, each at its time", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia"),
        fc.integer({ min: 3, max: 23 }),
        (zone, hour) => {
          const trigger = { schedule: "day", at: `${String(hour).padStart(2, "0")}:15` } as const;
          let due = at("2026-01-01T00:00Z");
          const shown = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
          const days = new Set<string>();
          for (let run = 0; run < 365; run += 1) {
            due = nextScheduled(trigger, zone, due);
            const [day = "", time] = shown.format(due).split(" ");
            expect(time).toBe(trigger.at);
            days.add(day);
          }
          expect(days.size).toBe(365);
        },
      ),
      { numRuns: 6 },
    );
  });
});

test.each([
  ["15 minutes", "2026-11-22T12:00:30Z", "2026-11-22T12:01"],
  ["15 minutes", "2026-11-22T12:01:00Z", "2026-11-22T12:16"],
  ["hour", "2026-11-22T12:02:00Z", "2026-11-22T13:01"],
  ["day", "2026-11-22T12:00:00Z", "2026-11-22T23:01"],
  ["day", "2026-11-22T23:00:30Z", "2026-11-22T23:01"],
] as const)("a report is looked at a minute after the %s is over: after %s at %s", (every, after, due) => {
  expect(iso(nextCheck(every, "Europe/Berlin", at(after)))).toBe(due);
});
