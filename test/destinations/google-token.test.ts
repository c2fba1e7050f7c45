import { expect, it } from "vitest";
import { forgetGoogleToken, googleToken } from "#destinations/google-token.ts";
import { connect, NOW } from "./service.ts";
import { serviceAccountWithKey } from "./service-account.ts";

/** Google, which gives another token each time; and how often it was asked. */
function google(expiresIn = 3599) {
  let given = 0;
  const { request } = connect(() => {
    given += 1;
    return { body: { access_token: `token-${given}`, expires_in: expiresIn } };
  });
  return { request, given: () => given };
}

it("a token is kept until a minute before it ends, for each scope", async () => {
  const { account } = await serviceAccountWithKey();
  const { request } = google();
  const token = (scope: string, now: number) => googleToken(account, scope, request, now);
  expect([await token("a", NOW), await token("a", NOW + 3_538_000), await token("b", NOW)]).toEqual([
    "token-1",
    "token-1",
    "token-2",
  ]);
  expect(await token("a", NOW + 3_539_000)).toBe("token-3");
});

it("another key of the same account never gets the old key's token, nor does the old one come back when forgotten", async () => {
  const [{ account }, { account: other }] = [await serviceAccountWithKey(), await serviceAccountWithKey()];
  const changed = { ...account, private_key: other.private_key };
  const { request } = google();
  expect(await googleToken(account, "a", request, NOW)).toBe("token-1");
  expect(await googleToken(changed, "a", request, NOW)).toBe("token-2");
  expect(await googleToken({ ...account, client_email: "someone@else.example" }, "a", request, NOW)).toBe("token-3");
  await forgetGoogleToken(changed, "a");
  expect(await googleToken(changed, "a", request, NOW)).toBe("token-4");
  expect(await googleToken(account, "a", request, NOW)).toBe("token-1");
});

it("fifty are kept, and the oldest goes for a new one", async () => {
  const { account } = await serviceAccountWithKey();
  const { request, given } = google();
  const token = (at: number) => googleToken(account, `scope ${at}`, request, NOW);
  for (let at = 0; at < 51; at += 1) await token(at);
  expect(given()).toBe(51);
  for (let at = 1; at < 51; at += 1) await token(at);
  expect(given()).toBe(51);
  await token(0);
  expect(given()).toBe(52);
});
