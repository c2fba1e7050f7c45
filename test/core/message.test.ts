import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeMessage, encodeMessage, encodeRefused, type RefusedRequest } from "#core/message.ts";
import { requestRecord } from "../support/request-record.ts";

const refused: RefusedRequest = {
  id: "r1",
  receivedAt: 1,
  sourceId: 0,
  reason: "json_invalid",
  detail: "",
  sample: '{"a\n',
  count: 3,
};

/** Text of any UTF-16 units, lone surrogates and NULs included. */
const anyText = fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) });

describe("a message of the events queue", () => {
  it("carries the body exactly as it came", () => {
    fc.assert(
      fc.property(anyText, fc.nat(), (body, offset) => {
        const request = requestRecord({
          userAgent: "two\nlines",
          hints: { brands: "a", mobile: null, platform: null },
        });
        expect(decodeMessage(encodeMessage(request, offset, body))).toEqual({ v: 1, request, offset, body });
      }),
    );
  });

  it("may be a refused request", () => expect(decodeMessage(encodeRefused(refused))).toEqual({ v: 1, refused }));

  it.each([
    ["no text", { v: 1 }],
    ["no JSON", "hello"],
    ["an older version", encodeMessage(requestRecord(), 0, "{}").replace('"v":1', '"v":0')],
    ["a reason that nobody knows", encodeRefused(refused).replace("json_invalid", "because")],
    ["a request without its source", encodeMessage(requestRecord(), 0, "{}").replace('"sourceId":7,', "")],
  ])("is poison where it is %s", (_, text) => expect(() => decodeMessage(text)).toThrow());
});
