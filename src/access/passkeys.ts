import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { utf8 } from "#core/encoding.ts";
import { log, reasonOf } from "#core/log.ts";
import { Problem } from "#core/problem.ts";
import { CHALLENGE_MS, isOurChallenge, newChallenge } from "#access/challenge.ts";
import type { AccessHouse } from "#access/house.ts";
import type { GivenPasskey, SignedByPasskey } from "#access/passkey-answers.ts";
import { useOnce } from "#access/tries.ts";

// Everything that needs the library; loaded with the first passkey (docs/decisions/0016).

type House = Pick<AccessHouse, "db" | "clock" | "secret">;

/** What a browser needs to sign in with a passkey of this host, whosever it is. */
export const signInOptions = async (house: House, origin: string): Promise<object> =>
  generateAuthenticationOptions({
    rpID: new URL(origin).hostname,
    challenge: await newChallenge(house.secret, "in", house.clock()),
    timeout: CHALLENGE_MS,
    userVerification: "required",
  });

/** What a browser needs to make a passkey for a member; those that they have are named, so that none is made twice. */
export async function addOptions(house: House, member: { id: number; email: string }, origin: string): Promise<object> {
  const { results } = await house.db
    .prepare("SELECT id, transports FROM passkeys WHERE member_id = ?1")
    .bind(member.id)
    .all<{ id: string; transports: string }>();
  return generateRegistrationOptions({
    rpName: "Headwater",
    rpID: new URL(origin).hostname,
    userName: member.email,
    userID: utf8(`member ${member.id}`),
    challenge: await newChallenge(house.secret, `add ${member.id}`, house.clock()),
    timeout: CHALLENGE_MS,
    excludeCredentials: results.map(({ id, transports }) => ({ id, transports: JSON.parse(transports) as string[] })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
}

/** Keeps a passkey that a browser has made for a member. Throws `request_invalid` where it is none for this host. */
export async function addPasskey(
  house: House,
  memberId: number,
  given: GivenPasskey,
  origin: string,
): Promise<{ id: string }> {
  const { name, response } = given;
  const now = house.clock();
  const verified = await tried(() =>
    verifyRegistrationResponse({
      response: { ...response, response: withoutUndefined(response.response) },
      expectedChallenge: (challenge) => isOurChallenge(house.secret, `add ${memberId}`, challenge, now),
      expectedOrigin: origin,
      expectedRPID: new URL(origin).hostname,
    }),
  );
  if (verified === null || !verified.verified) {
    throw new Problem("request_invalid", {
      detail: "response: it is no passkey for this host. Ask anew, and try again.",
    });
  }
  const { id, publicKey, counter, transports = [] } = verified.registrationInfo.credential;
  const row = await house.db
    .prepare(
      `INSERT INTO passkeys (id, member_id, name, public_key, counter, transports, created_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (id) DO NOTHING RETURNING id`,
    )
    .bind(id, memberId, name, publicKey, counter, JSON.stringify(transports), now)
    .first();
  if (row === null) throw new Problem("conflict", { detail: "This passkey is known here." });
  return { id };
}

/** Which member a passkey's answer is of. It is taken once. Throws `unauthorized`. */
export async function memberOfPasskey(house: House, response: SignedByPasskey, origin: string): Promise<number> {
  const now = house.clock();
  const kept = await house.db
    .prepare("SELECT member_id AS memberId, public_key AS publicKey, counter FROM passkeys WHERE id = ?1")
    .bind(response.id)
    .first<{ memberId: number; publicKey: number[] | ArrayBuffer; counter: number }>();
  if (kept === null) throw new Problem("unauthorized");
  let challenged = "";
  const verified = await tried(() =>
    verifyAuthenticationResponse({
      response: { ...response, response: withoutUndefined(response.response) },
      expectedChallenge: (challenge) => {
        challenged = challenge;
        return isOurChallenge(house.secret, "in", challenge, now);
      },
      expectedOrigin: origin,
      expectedRPID: new URL(origin).hostname,
      credential: { id: response.id, publicKey: new Uint8Array(kept.publicKey), counter: kept.counter },
    }),
  );
  if (verified === null || !verified.verified) throw new Problem("unauthorized");
  if (!(await useOnce(house.db, `answered ${challenged}`, now + CHALLENGE_MS))) throw new Problem("unauthorized");
  await house.db
    .prepare("UPDATE passkeys SET counter = ?1, used_at = ?2 WHERE id = ?3")
    .bind(verified.authenticationInfo.newCounter, now, response.id)
    .run();
  return kept.memberId;
}

/** The library throws for everything that is wrong with what a client has sent; null then. */
async function tried<Answer>(verify: () => Promise<Answer>): Promise<Answer | null> {
  try {
    return await verify();
  } catch (error) {
    log("info", "passkey_refused", { reason: reasonOf(error) });
    return null;
  }
}

/** Optional fields as the library has them: there, or not there. */
function withoutUndefined<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]: Exclude<Fields[Name], undefined>;
  };
}
