import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY_MS } from "#core/clock.ts";
import { MAX_FUTURE_MS } from "#core/limits.ts";
import { correctedTime, parseTime } from "#ingest/time.ts";

describe("parseTime", () => {
  it.each([
    ["ms and Z, as nearly all send it", "2026-11-21T23:36:23.080Z", "2026-11-21T23:36:23.080Z"],
    ["microseconds and +00:00 (python)", "2026-11-21T23:36:23.304996+00:00", "2026-11-21T23:36:23.304Z"],
    ["nanoseconds (go)", "2026-11-21T23:36:38.014268429Z", "2026-11-21T23:36:38.014Z"],
    ["nanoseconds less their zeros (go)", "2026-11-21T23:36:38.01426Z", "2026-11-21T23:36:38.014Z"],
    ["seven digits (C#)", "2026-11-21T23:36:38.0142684Z", "2026-11-21T23:36:38.014Z"],
    ["one digit", "2026-11-21T23:36:38.5Z", "2026-11-21T23:36:38.500Z"],
    ["whole seconds, local offset (php)", "2026-11-22T00:36:38+01:00", "2026-11-21T23:36:38.000Z"],
    ["an offset without its colon", "2026-11-21T18:06:38-0530", "2026-11-21T23:36:38.000Z"],
    ["an offset of hours", "2026-11-22T01:36:38+02", "2026-11-21T23:36:38.000Z"],
    ["naive, so UTC (python traits)", "2024-01-02T03:04:05", "2024-01-02T03:04:05.000Z"],
    ["naive with microseconds", "2024-01-02T03:04:05.678901", "2024-01-02T03:04:05.678Z"],
    ["a date", "2024-01-02", "2024-01-02T00:00:00.000Z"],
    ["without seconds", "2024-01-02T03:04Z", "2024-01-02T03:04:00.000Z"],
    ["a blank between", "2024-01-02 03:04:05 +0000", "2024-01-02T03:04:05.000Z"],
    ["a small z, a comma, blanks around", " 2024-01-02T03:04:05,25z ", "2024-01-02T03:04:05.250Z"],
    ["the year 0", "0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"],
    ["the year 9999", "9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"],
    ["a year of six digits", "+012345-01-01T00:00:00Z", "+012345-01-01T00:00:00.000Z"],
    ["ms as a number", 1795304183080, "2026-11-21T23:36:23.080Z"],
    ["seconds as a number", 1795304183, "2026-11-21T23:36:23.000Z"],
    ["seconds with a fraction", 1795304183.08, "2026-11-21T23:36:23.080Z"],
  ])("%s", (_, value, expected) => {
    const ms = parseTime(value);
    expect(ms === null ? null : new Date(ms).toISOString()).toBe(expected);
  });

  it.each([
    [null],
    [undefined],
    [""],
    ["yesterday"],
    ["2026-13-01T00:00:00Z"],
    ["2026-11-21T25:00:00Z"],
    ["2026-11-21T23:36x"],
    ["21/11/2026"],
    ["Sat, 21 Nov 2026"],
    ["-000000-01-01T00:00:00Z"],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [-1e305],
    [8.7e15],
    [true],
    [{}],
    [["2026-11-21"]],
    [`2026-11-21T10:00${" ".repeat(30_000)}x`],
  ])("%j is no time", (value) => expect(parseTime(value)).toBeNull());

  it("never throws, and gives whole ms or null", () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string(), fc.double()), (value) => {
        const ms = parseTime(value);
        expect(ms === null || Number.isInteger(ms)).toBe(true);
      }),
    );
  });

  it("reads back every time of four-digit years, at any offset and precision", () => {
    const offset = fc.integer({ min: -14 * 60, max: 14 * 60 });
    fc.assert(
      fc.property(
        fc.date({ min: new Date("0001-01-02"), max: new Date("9998-12-30"), noInvalidDate: true }),
        offset,
        fc.nat(999_999),
        (date, minutes, nanos) => {
          const local = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, -1);
          const hours = String(Math.floor(Math.abs(minutes) / 60)).padStart(2, "0");
          const zone = `${minutes < 0 ? "-" : "+"}${hours}:${String(Math.abs(minutes) % 60).padStart(2, "0")}`;
          expect(parseTime(`${local}${String(nanos).padStart(6, "0")}${zone}`)).toBe(date.getTime());
        },
      ),
    );
  });
});

describe("correctedTime", () => {
  const arrived = Date.parse("2026-11-21T12:00:00Z");

  it.each([
    ["no client time: the arrival", null, arrived - 5, arrived],
    ["no sentAt: the client's time", arrived - 60_000, null, arrived - 60_000],
    ["a clock that is right", arrived - 1_000, arrived - 200, arrived - 800],
    ["a clock ten years slow", Date.parse("2016-11-21T11:59:58Z"), Date.parse("2016-11-21T12:00:00Z"), arrived - 2_000],
    ["a clock ten years fast", Date.parse("2036-11-21T11:59:58Z"), Date.parse("2036-11-21T12:00:00Z"), arrived - 2_000],
    ["queued for a month offline", arrived - 30 * DAY_MS, arrived, arrived - 30 * DAY_MS],
    ["history, imported", Date.parse("2001-01-01T00:00:00Z"), null, Date.parse("2001-01-01T00:00:00Z")],
    ["before 1970: the arrival", -1, null, arrived],
    ["1970 itself", 0, null, 0],
    ["a year ahead, still", arrived + MAX_FUTURE_MS, null, arrived + MAX_FUTURE_MS],
    ["further ahead: the arrival", arrived + MAX_FUTURE_MS + 1, null, arrived],
    ["the year 9999: the arrival", Date.parse("9999-12-31T23:59:59Z"), null, arrived],
    ["a sentAt of nonsense size", arrived - 1_000, 1e300, arrived],
  ])("%s", (_, clientTime, sentAt, expected) => expect(correctedTime(clientTime, sentAt, arrived)).toBe(expected));

  it("does not depend on the client's clock, only on how long it waited", () => {
    const tenYears = 3_650 * DAY_MS;
    const skew = fc.integer({ min: -tenYears, max: tenYears });
    fc.assert(
      fc.property(fc.nat(DAY_MS), skew, (waited, error) => {
        const sentAt = arrived + error;
        expect(correctedTime(sentAt - waited, sentAt, arrived)).toBe(arrived - waited);
      }),
    );
  });

  it("is always a time that the calendar holds", () => {
    const any = fc.option(fc.double({ noNaN: true }));
    fc.assert(
      fc.property(any, any, (clientTime, sentAt) => {
        const ms = correctedTime(clientTime, sentAt, arrived);
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(arrived + MAX_FUTURE_MS);
      }),
    );
  });
});
