import { expect, it } from "vitest";
import { createMask, maskedHeaders } from "#destinations/mask.ts";

const SECRET = 's3cr€t "key"+/=';
const mask = createMask([SECRET, "abc"]);

it.each([
  ["as it is", `x ${SECRET} y`],
  ["in JSON", JSON.stringify({ echoed: SECRET })],
  ["in JSON in JSON", JSON.stringify(JSON.stringify({ token: "other-token-value" }))],
  ["in a URL", `https://x.example/?k=${encodeURIComponent(SECRET)}`],
  ["in base64", btoa(String.fromCharCode(...new TextEncoder().encode(SECRET)))],
  ["as Basic", btoa(String.fromCharCode(...new TextEncoder().encode(`${SECRET}:`)))],
  ["under a telling name", '{"access_token": "other-token-value", "n": 1}'],
  ["in a form", "grant_type=x&client_secret=other-token-value&n=1"],
])("a secret is blanked out %s", (_, text) => {
  const masked = mask(text);
  expect(masked).toContain("•••");
  for (const part of ["s3cr", "other-token-value", "czNjcu"]) expect(masked).not.toContain(part);
});

it("leaves everything else, and nothing as short as abc is blanked out", () => {
  const text = '{"event":"Bought","abc":1,"total":3}';
  expect(mask(text)).toBe(text);
});

it("headers that carry credentials are blanked out whole", () => {
  const headers = new Headers({
    authorization: "Basic eHh4",
    "x-api-key": "plain",
    "webhook-signature": "v1,xx",
    "content-type": "application/json",
    "x-other": `has ${encodeURIComponent(SECRET)}`,
  });
  expect(maskedHeaders(headers, mask)).toEqual({
    authorization: "•••",
    "x-api-key": "•••",
    "webhook-signature": "•••",
    "content-type": "application/json",
    "x-other": "has •••",
  });
});
