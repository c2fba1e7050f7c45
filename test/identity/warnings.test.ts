import { describe, expect, it } from "vitest";
import { WARNINGS, warningsOf } from "#identity/warnings.ts";
import { trackedEvent } from "../live/events.ts";

const blocked = (...subjects: string[]) => subjects.map((subject) => ({ kind: "blocked_id", subject }));
const UNATTRIBUTED = { kind: "unattributed", subject: "" };
const rudder = { context: { library: { name: "RudderLabs JavaScript SDK" } } };

describe("warningsOf", () => {
  it.each([
    ["usable ids", { userId: "u1", anonymousId: "a1" }, []],
    ["a number", { userId: 17 }, []],
    ["no user", { userId: null, anonymousId: "a1" }, []],
    ["a word for nobody", { userId: "NULL" }, blocked("userId: NULL")],
    [
      "in another case",
      { userId: " Undefined ", anonymousId: "GUEST" },
      [...blocked("userId: undefined", "anonymousId: guest"), UNATTRIBUTED],
    ],
    ["zeros", { userId: 0 }, blocked("userId: zeros and dashes")],
    ["minus one", { userId: -1 }, blocked("userId: -1")],
    ["too long", { anonymousId: "a1", userId: "x".repeat(257) }, blocked("userId: longer than 256 bytes")],
    ["empty", { userId: "" }, blocked("userId: empty")],
    ["empty, as RudderStack says none", { userId: "", ...rudder }, []],
    ["blank is not its way", { userId: " ", ...rudder }, blocked("userId: empty")],
    ["an alias of nobody", { type: "alias", userId: "u1", previousId: "none" }, blocked("previousId: none")],
    [
      "an alias by nobody",
      { type: "alias", userId: "null", anonymousId: null, previousId: "p" },
      blocked("userId: null"),
    ],
    ["nobody", { userId: "false", anonymousId: null }, [...blocked("userId: false"), UNATTRIBUTED]],
  ])("%s", (_, raw, expected) => expect(warningsOf(trackedEvent(raw))).toEqual(expected));

  it("knows six kinds, and says of each what it means and what to do", () => {
    expect(Object.keys(WARNINGS).toSorted()).toEqual([
      "alias_untrusted",
      "blocked_id",
      "device_conflict",
      "many_devices",
      "person_cap",
      "unattributed",
    ]);
    for (const { meaning, advice } of Object.values(WARNINGS)) {
      expect(meaning).toMatch(/^[A-Z].+\.$/);
      expect(advice).toMatch(/^[A-Z].+\.$/);
    }
  });
});
