import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { actorOf, blockedReason, isUsableId } from "#core/ids.ts";

/** Text of any UTF-16 units, lone surrogates and NULs included. */
const anyText = fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) });

describe("isUsableId", () => {
  it.each([
    "u1",
    "12345",
    "peter@example.com",
    "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "0a",
    "-x",
    "ünï✓😀",
    "nulls",
    "none-of-them",
    "x".repeat(256),
    "✓".repeat(85),
  ])("%s names somebody", (id) => expect(isUsableId(id)).toBe(true));

  it.each([
    ["", "empty"],
    ["   ", "blank"],
    ["''", "quoted nothing"],
    ["0", "zero"],
    ["00000000-0000-0000-0000-000000000000", "the empty uuid"],
    ["---", "dashes"],
    ["anonymous", "a word for nobody"],
    ["GUEST", "in any case"],
    [" undefined ", "with blanks around"],
    ['"null"', "in quotes"],
    ["'userId'", "in other quotes"],
    ["[object Object]", "an object, printed"],
    ["NaN", "no number"],
    ["None", "python's nothing"],
    ["nil", "ruby's nothing"],
    ["<nil>", "go's nothing"],
    ["(null)", "objective-c's nothing"],
    ["-1", "minus one"],
    ["x".repeat(257), "too long"],
    ["✓".repeat(86), "too long in bytes"],
  ])("%j names nobody: %s", (id) => expect(isUsableId(id)).toBe(false));

  it("is total and quick, whatever the text", () => {
    fc.assert(
      fc.property(anyText, (id) => {
        expect(typeof isUsableId(id)).toBe("boolean");
      }),
    );
    const started = performance.now();
    for (const id of [`'${"'".repeat(30_000)}`, "0".repeat(30_000), `"${" ".repeat(30_000)}x`]) isUsableId(id);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe("blockedReason", () => {
  it.each([
    ["u1", null],
    ["  ", "empty"],
    ['""', "empty"],
    ["0000-00", "zeros and dashes"],
    ["GUEST", "guest"],
    [" 'Undefined' ", "undefined"],
    ["NaN", "NaN"],
    ["NULL", "NULL"],
    ["[object Object]", "[object Object]"],
    ["✓".repeat(86), "longer than 256 bytes"],
    [`${" ".repeat(300)}guest`, "guest"],
    ["x".repeat(30_000), "longer than 256 bytes"],
  ])("%j: %s", (id, reason) => expect(blockedReason(id)).toBe(reason));

  it("has few words, whatever the text", () => {
    const seen = new Set<string | null>();
    fc.assert(
      fc.property(fc.oneof(anyText, fc.stringMatching(/^ ?["']?(?:NONE|none|Email|0-0)?["']? ?$/)), (id) => {
        seen.add(blockedReason(id));
        expect(blockedReason(id) === null).toBe(isUsableId(id));
      }),
    );
    expect(seen.size).toBeLessThan(30);
  });
});

describe("actorOf", () => {
  it.each([
    [{ userId: "u1", anonymousId: "a1" }, "u:u1"],
    [{ userId: "null", anonymousId: "a1" }, "a:a1"],
    [{ anonymousId: "a1" }, "a:a1"],
    [{ userId: "undefined", anonymousId: "guest" }, null],
    [{ userId: undefined, anonymousId: undefined }, null],
    [{}, null],
    [{ userId: "a:a1" }, "u:a:a1"],
  ])("%j is %s", (ids, actor) => expect(actorOf(ids)).toBe(actor));

  it("never mistakes an anonymous id for a user's", () => {
    const id = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(id, id, (userId, anonymousId) => {
        const [user, anonymous] = [actorOf({ userId }), actorOf({ anonymousId })];
        expect(user === null || anonymous === null || user !== anonymous).toBe(true);
      }),
    );
  });
});
