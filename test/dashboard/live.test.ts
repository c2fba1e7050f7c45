import { describe, expect, test } from "vitest";
import type { LiveRow } from "#core/event-json.ts";
import { ALL, choiceIn, eventsSearch, searchWithChoice, socketFilter } from "#dashboard/screens/live/live-filter.ts";
import { waitBefore } from "#dashboard/screens/live/live-socket.ts";
import { couldBeMe } from "#dashboard/screens/live/me.ts";
import { createMinutes, MINUTES } from "#dashboard/screens/live/minutes.ts";
import { createPlaces } from "#dashboard/screens/live/places.ts";
import { createRows, KEPT_ROWS } from "#dashboard/screens/live/rows.ts";

const NOON = Date.parse("2026-11-22T12:00:30Z");
const MINUTE = 60_000;
const iso = (ms: number) => new Date(ms).toISOString();

const row = (messageId: string, fields: Partial<LiveRow> = {}): LiveRow => ({
  messageId,
  time: iso(NOON),
  receivedAt: iso(NOON),
  type: "track",
  name: "Clicked",
  eventName: "Clicked",
  person: "a:ada",
  userId: null,
  anonymousId: "ada",
  city: null,
  region: null,
  country: null,
  latitude: null,
  longitude: null,
  browser: null,
  os: null,
  device: null,
  bot: null,
  referringDomain: null,
  channel: null,
  path: null,
  source: 1,
  ...fields,
});
const ids = (rows: readonly LiveRow[]) => rows.map(({ messageId }) => messageId);

describe("the choice in the address", () => {
  const choice = { events: ["A & B", "C"], countries: ["DE"], person: "u:ada", showsBots: true };

  test("comes back as it went in, beside what else is there", () => {
    const search = searchWithChoice("?view=map&event=Old", choice);
    expect(choiceIn(search)).toEqual(choice);
    expect(new URLSearchParams(search).get("view")).toBe("map");
    expect(choiceIn(searchWithChoice(search, ALL))).toEqual(ALL);
    expect(searchWithChoice("?event=Old", ALL)).toBe("");
  });
  test("leaves out bots unless they are asked for", () => {
    expect(socketFilter(ALL)).toEqual({ bots: false });
    expect(socketFilter(choice)).toEqual({ event: ["A & B", "C"], country: ["DE"], person: "u:ada" });
    expect(eventsSearch(ALL).toString()).toBe("bots=exclude");
    expect(eventsSearch(choice).getAll("event")).toEqual(["A & B", "C"]);
    expect(JSON.parse(eventsSearch(choice).get("filter") ?? "")).toEqual({
      or: [{ property: "$country", op: "eq", value: "DE" }],
    });
  });
});

describe("rows", () => {
  test("wait until they are shown, newest first, each once", () => {
    const rows = createRows();
    rows.add([row("1"), row("2")]);
    expect([rows.waiting(), ids(rows.shown())]).toEqual([2, []]);
    rows.show();
    rows.add([row("2"), row("3"), row("2", { source: 2 })]);
    expect(rows.waiting()).toBe(2);
    rows.show();
    expect(ids(rows.shown())).toEqual(["2", "3", "2", "1"]);
    expect(rows.shown().map(({ source }) => source)).toEqual([2, 1, 1, 1]);
  });
  test("are counted all, and kept up to a bound", () => {
    const rows = createRows();
    rows.add(Array.from({ length: 3 * KEPT_ROWS }, (_, at) => row(String(at))));
    expect(rows.waiting()).toBe(3 * KEPT_ROWS);
    rows.show();
    expect(rows.shown()).toHaveLength(KEPT_ROWS);
    expect(rows.shown()[0]?.messageId).toBe(String(3 * KEPT_ROWS - 1));
  });
  test("stay the same list while nothing new is shown", () => {
    const rows = createRows();
    rows.add([row("1")]);
    rows.show();
    const before = rows.shown();
    rows.show();
    expect(rows.shown()).toBe(before);
  });
});

test("people a minute: each once, for half an hour", () => {
  const minutes = createMinutes();
  expect(minutes.counts(NOON).every((count) => count === null)).toBe(true);
  minutes.note(row("1"));
  minutes.note(row("2"));
  minutes.note(row("3", { userId: "bo" }));
  minutes.note(row("4", { time: iso(NOON - 2 * MINUTE) }));
  // A clock that is ahead: it came when it came.
  minutes.note(row("5", { anonymousId: "cy", time: iso(NOON + 60 * MINUTE) }));
  minutes.note(row("7", { anonymousId: "di", bot: "crawler" }));
  minutes.note(row("8", { anonymousId: null }));
  minutes.note(row("6", { time: iso(NOON - 40 * MINUTE) }));
  minutes.know(NOON - 10 * MINUTE);
  expect(minutes.counts(NOON).lastIndexOf(null)).toBe(MINUTES - 1 - 10);
  minutes.know(NOON - 60 * MINUTE);
  const counts = minutes.counts(NOON);
  expect(counts).toHaveLength(MINUTES);
  expect(counts.slice(-3)).toEqual([1, 0, 3]);
  expect(counts.reduce<number>((sum, count) => sum + (count ?? 0), 0)).toBe(4);
  expect(minutes.counts(NOON + 28 * MINUTE)[1]).toBe(3);
  expect(minutes.counts(NOON + 31 * MINUTE).every((count) => count === 0)).toBe(true);
});

test("places: one dot a town, fading within a minute", () => {
  const places = createPlaces();
  const berlin = { latitude: 52.52, longitude: 13.41 };
  places.note(row("1", { ...berlin, time: iso(NOON - 30_000) }), NOON);
  expect(places.dots(NOON)).toMatchObject([{ strength: 0.5 }]);
  places.note(row("2", berlin), NOON);
  places.note(row("3"), NOON);
  places.note(row("4", { latitude: 0, longitude: 0, time: iso(NOON - 2 * MINUTE) }), NOON);
  expect(places.dots(NOON)).toMatchObject([{ strength: 1 }]);
  expect(places.dots(NOON + MINUTE)).toEqual([]);
});

test("the waits before coming back double, up to half a minute", () => {
  const middle = () => 0.5;
  expect([0, 1, 2, 3].map((attempt) => waitBefore(attempt, middle))).toEqual([500, 1_000, 2_000, 4_000]);
  expect(waitBefore(50, middle)).toBe(30_000);
  expect(waitBefore(0, () => 0)).toBe(375);
});

test("who could be me: people with a browser like mine, each once", () => {
  const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0";
  const rows = [
    row("1", { person: "a:1", browser: "Firefox", os: "Linux" }),
    row("2", { person: "a:1", browser: "Firefox", os: "Linux" }),
    row("3", { person: "a:2", browser: "Chrome", os: "Linux" }),
    row("4", { person: null, browser: "Firefox", os: "Linux" }),
    row("5", { person: "a:3", browser: "Firefox", os: "Windows" }),
  ];
  expect(couldBeMe(rows, firefox).map(({ person }) => person)).toEqual(["a:1"]);
});
