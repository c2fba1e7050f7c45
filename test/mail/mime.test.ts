import { assert as holds, asyncProperty, string } from "fast-check";
import PostalMime from "postal-mime";
import { describe, expect, it } from "vitest";
import { mailFault } from "#mail/mail-fault.ts";
import { headerMailbox, headerText, mimeMessage } from "#mail/mime.ts";
import type { AddressedMail } from "#mail/provider.ts";
import { onOneLine } from "#mail/template/values.ts";

const mail: AddressedMail = {
  key: "k",
  from: { name: "The Shop", address: "shop@example.com" },
  to: ["ada@example.com"],
  replyTo: "help@example.com",
  subject: "Hello",
  html: "<p>Hello</p>",
  text: "Hello",
  headers: {
    "List-Unsubscribe": "<https://shop.example/u?t=1>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  },
  attachments: [],
};
const at = Date.UTC(2026, 0, 2, 3, 4, 5);
const png = new Uint8Array([137, 80, 78, 71, 0, 255, 13, 10]);

describe("a message", () => {
  it("is read back as it was", async () => {
    const attachments = [
      { filename: "chart.png", type: "image/png", bytes: png, cid: "chart-1" },
      { filename: "report.csv", type: "text/csv", bytes: new TextEncoder().encode("a,b\n1,2\n") },
    ];
    const read = await PostalMime.parse(mimeMessage({ ...mail, attachments }, "abc@example.com", at));
    expect(read).toMatchObject({
      from: mail.from,
      to: [{ address: "ada@example.com" }],
      replyTo: [{ address: "help@example.com" }],
      subject: "Hello",
      messageId: "<abc@example.com>",
      date: "2026-01-02T03:04:05.000Z",
    });
    expect(read.html?.trim()).toBe("<p>Hello</p>");
    expect(read.text?.trim()).toBe("Hello");
    expect(Object.fromEntries(read.headers.map(({ key, value }) => [key, value]))).toMatchObject({
      "list-unsubscribe": "<https://shop.example/u?t=1>",
      "list-unsubscribe-post": "List-Unsubscribe=One-Click",
    });
    const [chart, report] = read.attachments;
    expect(chart).toMatchObject({
      mimeType: "image/png",
      contentId: "<chart-1>",
      disposition: "inline",
      related: true,
    });
    expect(new Uint8Array(chart?.content as ArrayBuffer)).toEqual(png);
    expect(report).toMatchObject({ mimeType: "text/csv", filename: "report.csv", disposition: "attachment" });
  });

  it("is the same for the same mail", () => {
    expect(mimeMessage(mail, "abc@example.com", at)).toBe(mimeMessage(mail, "abc@example.com", at));
  });

  it("carries any words, as lines of plain ASCII", async () => {
    const words = string({ unit: "grapheme", maxLength: 300 });
    await holds(
      asyncProperty(words, words, words, words, async (name, subject, html, text) => {
        const raw = mimeMessage({ ...mail, from: { ...mail.from, name }, subject, html, text }, "abc@example.com", at);
        expect(raw).toMatch(/^[\x20-\x7e\r\n]*$/);
        for (const line of raw.split("\r\n")) expect(line.length).toBeLessThanOrEqual(998);
        const read = await PostalMime.parse(raw);
        expect(read.from?.address).toBe("shop@example.com");
        expect(read.subject ?? "").toBe(onOneLine(subject));
        const lines = (given: string) => given.replaceAll(/\r\n?/g, "\n").trimEnd();
        expect(lines(read.html ?? "")).toBe(lines(html.toWellFormed()));
        expect(lines(read.text ?? "")).toBe(lines(text.toWellFormed()));
      }),
      { numRuns: 200 },
    );
  });
});

describe("a header", () => {
  it("is split into words of at most 75 characters", () => {
    const lines = headerText("Grüße ".repeat(60)).split("\r\n ");
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(75);
  });

  it.each([
    [{ name: "", address: "a@b.example" }, "a@b.example"],
    [{ name: "Ada", address: "a@b.example" }, '"Ada" <a@b.example>'],
    [{ name: 'Ada "A" <x@y>, b', address: "a@b.example" }, String.raw`"Ada \"A\" <x@y>, b" <a@b.example>`],
    [{ name: "Zoë", address: "a@b.example" }, "=?UTF-8?B?Wm/Dqw==?= <a@b.example>"],
    [{ name: "=?UTF-8?B?QQ==?=", address: "a@b.example" }, "=?UTF-8?B?PT9VVEYtOD9CP1FRPT0/PQ==?= <a@b.example>"],
  ])("writes %j", (mailbox, written) => {
    expect(headerMailbox(mailbox)).toBe(written);
  });
});

it.each([
  ["nobody", { to: [] }],
  ["too many", { to: Array.from({ length: 21 }, (_, index) => `a${index}@example.com`) }],
  ["no subject", { subject: " " }],
  ["two lines of subject", { subject: "a\nb" }],
  ["a header of the message's own", { headers: { Bcc: "a@example.com" } }],
  ["a content header", { headers: { "Content-Type": "text/html" } }],
  ["two lines of a header", { headers: { "X-A": "a\r\nBcc: b@example.com" } }],
  ["a name that is none", { headers: { "X A": "a" } }],
  ["no address for replies", { replyTo: "nobody" }],
  ["too much", { attachments: [{ filename: "a", type: "a/b", bytes: new Uint8Array(8_000_000) }] }],
])("is refused with %s", (_, change) => {
  expect(mailFault(mail)).toBeNull();
  expect(mailFault({ ...mail, ...change })).toEqual(expect.any(String));
});
