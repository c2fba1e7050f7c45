import { expect, test } from "vitest";
import { deviceCookie } from "#ingest/device-cookie.ts";

const OLD = "0b7f6a52-4a1b-4f9b-9d0e-1f2a3b4c5d6e";
const NEW = "9e8d7c6b-5a4f-4e3d-8c2b-1a0f9e8d7c6b";
const ask = (headers: Record<string, string>, body: Record<string, string>) =>
  deviceCookie(new Request("https://t.example", { headers: { "sec-fetch-site": "same-origin", ...headers } }), body);
const set = (id: string) => `_d=${id}; Path=/; Max-Age=34560000; HttpOnly; Secure; SameSite=Lax`;

test("a first visit: the cookie is set", () => {
  expect(ask({}, { anonymousId: NEW, fresh: NEW })).toMatchObject({ returning: null, setCookie: set(NEW) });
});

test("the same device again: there is nothing to set", () => {
  expect(ask({ cookie: `a=1; _d=${OLD}` }, { anonymousId: OLD })).toMatchObject({ returning: null, setCookie: null });
});

test("a device that lost what it kept comes back as itself", () => {
  const device = ask({ cookie: `_d=${OLD}; b=2` }, { anonymousId: NEW, fresh: NEW });
  expect(device).toMatchObject({ returning: OLD, setCookie: null });
  expect(device?.restored(`{"anonymousId":"${NEW}","batch":[{"anonymousId":"${NEW}"}]}`)).toBe(
    `{"anonymousId":"${OLD}","batch":[{"anonymousId":"${OLD}"}]}`,
  );
});

test("a device that was told to forget stays somebody else", () => {
  const device = ask({ cookie: `_d=${OLD}` }, { anonymousId: NEW });
  expect(device).toMatchObject({ returning: null, setCookie: set(NEW) });
  expect(device?.restored(NEW)).toBe(NEW);
});

test.each([
  ["another site's page", { "sec-fetch-site": "cross-site" }, {}],
  ["a page that says nothing of itself", { "sec-fetch-site": "none" }, {}],
  ["Global Privacy Control", { "sec-gpc": "1" }, {}],
  ["an id that would end the header", {}, { anonymousId: "x; Domain=evil\r\nSet-Cookie: a=b" }],
  ["no id", {}, { anonymousId: "" }],
])("%s: no cookie", (_, headers: Record<string, string>, body: Record<string, string>) => {
  expect(ask({ cookie: `_d=${OLD}`, ...headers }, { anonymousId: NEW, fresh: NEW, ...body })).toBeNull();
});

test("a cookie of no id counts as none, and only an id of ours is replaced in a text", () => {
  expect(ask({ cookie: "_d=<script>" }, { anonymousId: NEW, fresh: NEW })).toMatchObject({ setCookie: set(NEW) });
  expect(ask({ cookie: `_d=${OLD}` }, { anonymousId: "anonymousId", fresh: "anonymousId" })).toMatchObject({
    returning: null,
  });
});
