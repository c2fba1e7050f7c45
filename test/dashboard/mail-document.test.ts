import { describe, expect, test } from "vitest";
import { hasPicturesElsewhere, mailDocument } from "#dashboard/report/mail-document.ts";

describe("a mail in a frame without an address", () => {
  test("styles of elements become rules with the page's nonce", () => {
    const shown = mailDocument("<p style=\"color:red\">a</p><p style='margin:0'>b</p>", "n0nce");
    expect(shown).toContain('<p data-style="0">a</p><p data-style="1">b</p>');
    expect(shown).toMatch(/^<base target="_blank"><style nonce="n0nce">(\[data-style="0"\]){4}\{color:red\}/);
    expect(shown).toContain("{margin:0}");
    expect(shown).not.toMatch(/\sstyle=/);
  });

  test("style elements get the nonce", () => {
    expect(mailDocument("<style>p{}</style>", "n")).toContain('<style nonce="n">p{}</style>');
  });

  test("quotes that were escaped are quotes, and no style ends its element", () => {
    const shown = mailDocument('<p style="font-family:&quot;Inter&quot;">a</p><p style="x:&lt;/style>">b</p>', "n");
    expect(shown).toContain('{font-family:"Inter"}');
    expect(shown.match(/<\/style/g)).toHaveLength(1);
  });

  test.each([
    ['<img alt="" src="https://example.com/a.png">', true],
    ["<IMG SRC=http://example.com/a.png>", true],
    ['<img src="data:image/png;base64,AA">', false],
    ['<a href="https://example.com">img</a>', false],
  ])("%s: pictures elsewhere are told", (html, expected) => expect(hasPicturesElsewhere(html)).toBe(expected));
});
