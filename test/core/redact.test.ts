import * as fc from "fast-check";
import { expect, it } from "vitest";
import { redacted, redactedValue } from "#core/redact.ts";

it.each([
  ["mail to ada@example.com failed", "mail to [e-mail] failed"],
  ["from 203.0.113.9: refused", "from [address]: refused"],
  ["from 2001:db8::8a2e:370:7334 at 12:00:59", "from [address] at 12:00:59"],
  ["::1 said no", "[address] said no"],
  ["POST https://user:pw@hooks.slack.com/services/T0/B0/x?k=1 → 404", "POST https://hooks.slack.com/… → 404"],
  ["key wk_4f9GkQ2mZx81LpTr0aBc is not known", "key wk_4… is not known"],
  [
    "request 8d3f1c8e-1f7a-4b39-9a53-8f0c6a8d2f10 was stored",
    "request 8d3f1c8e-1f7a-4b39-9a53-8f0c6a8d2f10 was stored",
  ],
  [
    "D1_ERROR: UNIQUE constraint failed: packs.id: SQLITE_CONSTRAINT",
    "D1_ERROR: UNIQUE constraint failed: packs.id: SQLITE_CONSTRAINT",
  ],
  ["2026-11-22T10:00:00.000Z version 1.2.3.4.5", "2026-11-22T10:00:00.000Z version 1.2.3.4.5"],
])("%s", (text, wanted) => {
  expect(redacted(text)).toBe(wanted);
});

it("takes every e-mail address out of whatever stands around it, and never throws", () => {
  fc.assert(
    fc.property(fc.string(), fc.emailAddress(), fc.string(), (before, address, after) => {
      expect(redacted(`${before} ${address} ${after}`)).not.toContain(address);
    }),
  );
});

it("takes every IPv6 and IPv4 address out", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.ipV4(),
        fc.ipV6().filter((ip) => /[a-f\d]/.test(ip)),
      ),
      (ip) => {
        expect(redacted(`from ${ip} came`)).toBe("from [address] came");
      },
    ),
  );
});

it("looks into lists and objects, and leaves numbers as they are", () => {
  expect(redactedValue({ a: [{ b: "x@y.example" }], n: 1_234_567_890, none: null })).toEqual({
    a: [{ b: "[e-mail]" }],
    n: 1_234_567_890,
    none: null,
  });
});
