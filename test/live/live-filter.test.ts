import { describe, expect, test } from "vitest";
import { compileLiveFilter, LiveFilter } from "#live/live-filter.ts";
import { trackedEvents } from "./events.ts";

const events = trackedEvents(
  [
    { messageId: "signup", event: "Signed Up", userId: "u1", anonymousId: "a1", properties: { plan: "pro", seats: 5 } },
    { messageId: "order", event: "Ordered", anonymousId: "a2", properties: { total: "12.50", tags: ["x"] } },
    {
      messageId: "page",
      type: "page",
      event: undefined,
      name: "Home",
      anonymousId: "a1",
      context: { app: { version: "2.1" } },
    },
  ].map((raw) => JSON.parse(JSON.stringify(raw))),
).map((event, index) => (index === 1 ? { ...event, country: "DE", sourceId: 2, bot: "crawler" } : event));

const wanted = (filter: unknown): string[] =>
  events.filter(compileLiveFilter(LiveFilter.parse(filter))).map(({ messageId }) => messageId);

test.each<[unknown, string[]]>([
  [{}, ["signup", "order", "page"]],
  [{ event: "Signed Up" }, ["signup"]],
  [{ event: ["Signed Up", "Page Viewed"] }, ["signup", "page"]],
  [{ event: [] }, []],
  [{ event: "signed up" }, []],
  [{ notEvent: "Ordered" }, ["signup", "page"]],
  [{ notEvent: ["Ordered", "Page Viewed"] }, ["signup"]],
  [{ person: "u1" }, ["signup"]],
  [{ person: "u:u1" }, ["signup"]],
  [{ person: "a1" }, ["signup", "page"]],
  [{ person: "a:a1" }, ["page"]],
  [{ country: "de" }, ["order"]],
  [{ country: ["UY", "DE"] }, ["signup", "order", "page"]],
  [{ source: 2 }, ["order"]],
  [{ source: [1, 2] }, ["signup", "order", "page"]],
  [{ bots: false }, ["signup", "page"]],
  [{ bots: true }, ["signup", "order", "page"]],
  [{ where: { property: "plan", value: "pro" } }, ["signup"]],
  [{ where: { property: "seats", op: "gte", value: 5 } }, ["signup"]],
  [{ where: { property: "total", op: "lt", value: 13 } }, ["order"]],
  [{ where: { property: "$country", value: "DE" } }, ["order"]],
  [{ where: { property: "context.app.version", op: "regex", value: "^2\\." } }, ["page"]],
  [{ where: { not: { property: "$bot", op: "is_set" } }, event: "Ordered" }, []],
  [{ event: "Signed Up", country: "UY", source: 1, person: "a1", bots: false }, ["signup"]],
])("%j", (filter, expected) => {
  expect(wanted(filter)).toEqual(expected);
});

describe("refused", () => {
  test.each([
    [{ events: "A" }],
    [{ event: 5 }],
    [{ source: "1" }],
    [{ bots: "no" }],
    [{ where: { person: "plan", value: 1 } }],
    [[]],
    [null],
  ])("%j", (filter) => {
    expect(LiveFilter.safeParse(filter).success).toBe(false);
  });
});
