import { describe, expect, test } from "vitest";
import { MINUTE_MS } from "#core/clock.ts";
import { createPeopleSeen } from "#live/people-seen.ts";
import { trackedEvent } from "./events.ts";

const NOW = Date.parse("2026-11-21T12:00:00.000Z");
const seen = (minutesAgo: number, anonymousId: string, more: object = {}) => {
  const at = NOW - minutesAgo * MINUTE_MS;
  return { ...trackedEvent({ anonymousId }), timestamp: at, receivedAt: at, ...more };
};

test("people count once, in the window of their last event", () => {
  const people = createPeopleSeen();
  for (const event of [seen(0, "a"), seen(4, "a"), seen(4, "b"), seen(6, "c"), seen(29, "d"), seen(31, "e")])
    people.note(event);
  expect(people.count(NOW)).toEqual({ last5: 2, last30: 4 });
});

test("the counts fall as time passes, the ends of the windows exclusive", () => {
  const people = createPeopleSeen();
  people.note(seen(0, "a"));
  expect(people.count(NOW + 5 * MINUTE_MS - 1)).toEqual({ last5: 1, last30: 1 });
  expect(people.count(NOW + 5 * MINUTE_MS)).toEqual({ last5: 0, last30: 1 });
  expect(people.count(NOW + 30 * MINUTE_MS)).toEqual({ last5: 0, last30: 0 });
});

test("bots and nobodies are no people", () => {
  const people = createPeopleSeen();
  people.note(seen(0, "a", { bot: "Googlebot" }));
  people.note(seen(0, "a", { anonymousId: undefined }));
  people.note(seen(0, "undefined"));
  expect(people.count(NOW)).toEqual({ last5: 0, last30: 0 });
});

test("what comes late counts when it happened, what claims to come from the future when it came", () => {
  const people = createPeopleSeen();
  people.note({ ...seen(0, "late"), timestamp: NOW - 60 * MINUTE_MS });
  people.note({ ...seen(10, "early"), timestamp: NOW + 60 * MINUTE_MS });
  expect(people.count(NOW)).toEqual({ last5: 0, last30: 1 });
});

test("the store's answer joins what was shown already", () => {
  const people = createPeopleSeen();
  people.note(seen(1, "a"));
  people.seed(
    [
      { person: "a:a", ids: [], lastSeen: NOW - 20 * MINUTE_MS },
      { person: "a:b", ids: [], lastSeen: NOW + MINUTE_MS },
    ],
    NOW,
  );
  expect(people.count(NOW)).toEqual({ last5: 2, last30: 2 });
});

describe("a person counts once,", () => {
  const ADA = { person: "u:ada", ids: ["a:phone", "u:ada-2"], lastSeen: NOW - 20 * MINUTE_MS };

  test("whichever of the ids the store knows did it, before or after the store was asked", () => {
    const people = createPeopleSeen();
    people.note(seen(6, "phone"));
    people.note(seen(2, "x", { anonymousId: undefined, userId: "ada-2" }));
    people.note(seen(3, "b"));
    expect(people.count(NOW)).toEqual({ last5: 2, last30: 3 });
    people.seed([ADA], NOW);
    expect(people.count(NOW)).toEqual({ last5: 2, last30: 2 });
    people.note(seen(0, "phone"));
    people.note(seen(0, "laptop", { userId: "ada-2" }));
    people.note(seen(0, "laptop"));
    expect(people.count(NOW)).toEqual({ last5: 2, last30: 2 });
  });

  test("when they log in, what they did before included", () => {
    const people = createPeopleSeen();
    people.note(seen(4, "phone"));
    people.note(seen(0, "phone", { userId: "ada" }));
    people.note(seen(0, "phone"));
    expect(people.count(NOW)).toEqual({ last5: 1, last30: 1 });
    // Who logs in on the phone after that is another person, and the phone stays Ada's.
    people.note(seen(0, "phone", { userId: "bob" }));
    people.note(seen(0, "phone"));
    expect(people.count(NOW)).toEqual({ last5: 2, last30: 2 });
    // A login of another name, and only the store knows that it is hers.
    people.note(seen(0, "tablet", { userId: "ada-2" }));
    people.seed([ADA], NOW);
    people.note(seen(0, "tablet"));
    expect(people.count(NOW)).toEqual({ last5: 2, last30: 2 });
  });

  test("but a blocked userId joins nobody, and a bot neither", () => {
    const people = createPeopleSeen();
    for (const device of ["a", "b"]) people.note(seen(0, device, { userId: "null" }));
    people.note(seen(0, "c", { userId: "ada", bot: "Googlebot" }));
    people.note(seen(0, "c"));
    people.note(seen(0, "undefined", { userId: "ada" }));
    expect(people.count(NOW)).toEqual({ last5: 4, last30: 4 });
  });

  test("and once removed, not at all, nor whose their ids were", () => {
    const people = createPeopleSeen();
    people.seed([ADA], NOW);
    people.remove((uid) => uid === "u:ada");
    expect(people.count(NOW)).toEqual({ last5: 0, last30: 0 });
    people.note(seen(0, "phone"));
    people.note(seen(0, "x", { anonymousId: undefined, userId: "ada-2" }));
    expect(people.count(NOW)).toEqual({ last5: 2, last30: 2 });
  });

  test("as far as memory goes", () => {
    const people = createPeopleSeen();
    const login = seen(0, "device", { userId: "ada" });
    for (let n = 0; n <= 100_000; n += 1) people.note({ ...login, anonymousId: `device-${n}` });
    people.note(seen(0, "device-100000"));
    expect(people.count(NOW)).toEqual({ last5: 1, last30: 1 });
    people.note(seen(0, "device-0"));
    expect(people.count(NOW)).toEqual({ last5: 2, last30: 2 });
  });
});
