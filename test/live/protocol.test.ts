import { describe, expect, test } from "vitest";
import { Problem } from "#core/problem.ts";
import { connectionOf } from "#live/connection.ts";
import { decodeCursor, encodeCursor } from "#live/cursor.ts";
import { readMessage } from "#live/protocol.ts";
import { hostileMessages } from "./hostile-messages.ts";

describe("what a client says", () => {
  test.each([
    [{ type: "filter", filter: { event: "A" } }],
    [{ type: "filter", filter: {}, replay: true }],
    [{ type: "payload", messageId: "m", source: 3 }],
    [{ type: "pause" }],
    [{ type: "resume" }],
    [{ type: "ack", cursor: "e-1" }],
  ])("%j is understood", (message) => {
    expect(readMessage(JSON.stringify(message))).toEqual({ ok: true, message });
  });

  test.each(hostileMessages)("%s is refused as %s", (_, code, data) => {
    expect(readMessage(data)).toMatchObject({ ok: false, code, fault: expect.stringMatching(/\w/) });
  });
});

describe("what an address asks for", () => {
  const of = (query: string) => connectionOf(new URLSearchParams(query));
  test.each([
    ["", { filter: {}, maxPerSecond: 500, cursor: null }],
    ["cursor=", { filter: {}, maxPerSecond: 500, cursor: null }],
    ["cursor=ab-5&maxPerSecond=0", { filter: {}, maxPerSecond: 0, cursor: "ab-5" }],
    [
      "event=A&event=B&notEvent=C&person=p&country=DE&source=1&source=2&bots=false",
      {
        filter: { event: ["A", "B"], notEvent: ["C"], person: "p", country: ["DE"], source: [1, 2], bots: false },
      },
    ],
    [
      `where=${encodeURIComponent('{"property":"plan","value":"pro"}')}`,
      { filter: { where: { property: "plan", value: "pro" } } },
    ],
    [`event=A&filter=${encodeURIComponent('{"event":"B","bots":false}')}`, { filter: { event: ["A"], bots: false } }],
  ])("%s", (query, expected) => {
    expect(of(query)).toMatchObject(expected);
  });

  test.each([
    ["where=nonsense", "where must be JSON"],
    ["where=", "where must be JSON"],
    ["filter=5", "filter must be a JSON object"],
    ["filter=null", "filter must be a JSON object"],
    ["filter=[]", "filter must be a JSON object"],
    ["source=shop", "source"],
    ["maxPerSecond=-1", ">=0"],
    ["maxPerSecond=many", "number"],
    [`where=${encodeURIComponent('{"person":"plan"}')}`, "can't be used here yet"],
    ["event=x&".repeat(60), "event"],
    [`event=${"x".repeat(250)}&`.repeat(40), "4000 characters"],
  ])("%.50s is refused", (query, detail) => {
    expect(() => of(query)).toThrow(Problem);
    expect(() => of(query)).toThrow(detail);
  });
});

test("a cursor says where it is, and only a cursor does", () => {
  expect(decodeCursor(encodeCursor({ epoch: "abc", seq: 42 }))).toEqual({ epoch: "abc", seq: 42 });
  for (const text of ["", "42", "abc-", "abc-x", "abc--1", "ABC-1", "a b-1", "abc-1.5", `abc-${"9".repeat(40)}`])
    expect(decodeCursor(text)).toBeNull();
});
