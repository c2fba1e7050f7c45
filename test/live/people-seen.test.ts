import { expect, test } from "vitest";
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
      { person: "a:a", lastSeen: NOW - 20 * MINUTE_MS },
      { person: "a:b", lastSeen: NOW + MINUTE_MS },
    ],
    NOW,
  );
  expect(people.count(NOW)).toEqual({ last5: 2, last30: 2 });
});
