import { expect, it } from "vitest";
import { addressKey, readAddress } from "#mail/address.ts";

it.each([
  ["ada@example.com", "ada@example.com"],
  [" Ada.Lovelace+news@Example.COM ", "Ada.Lovelace+news@example.com"],
  ["o'neill@example.co.uk", "o'neill@example.co.uk"],
  ["ada@bücher.example", "ada@xn--bcher-kva.example"],
  ["ada@пример.рф", "ada@xn--e1afmkfd.xn--p1ai"],
  [`${"a".repeat(64)}@example.com`, `${"a".repeat(64)}@example.com`],
])("%s is an address", (text, address) => {
  expect(readAddress(text)).toBe(address);
  expect(addressKey(text)).toBe(address.toLowerCase());
});

it.each([
  "",
  "ada",
  "@example.com",
  "ada@",
  "ada@localhost",
  "ada@[127.0.0.1]",
  "ada@127.0.0.1",
  "ada@0x7f.1",
  "ada@example.com, eve@example.com",
  "ada@example.com;eve@example.com",
  "ada@example.com eve@example.com",
  "eve@example.com\nada@example.com",
  "Ada <ada@example.com>",
  '"ada b"@example.com',
  "ada@eve@example.com",
  "ada..b@example.com",
  ".ada@example.com",
  "ada.@example.com",
  "ada%eve.example@example.com",
  "аda@example.com", // a Cyrillic а
  "ada@exam\u00adple.com", // a soft hyphen
  "ada@example.com\u202e",
  "ad\u200ba@example.com",
  "ada@exa mple.com",
  "ada@example.com/path",
  "ada@example.com:25",
  "ada@example.com#x",
  "ada@-example.com",
  "ada@example..com",
  "ada@example.c",
  `${"a".repeat(65)}@example.com`,
  `ada@${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(63)}.com`,
])("%j is none", (text) => {
  expect(readAddress(text)).toBeNull();
});
