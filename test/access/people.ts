import { ALL_PERMISSIONS, type Permission, type Role, ROLES, ROOT } from "#core/access.ts";
import { beginSession } from "#access/sessions.ts";
import { createToken } from "#access/tokens.ts";
import { admin, env } from "../support/world.ts";

export const ROLE_NAMES = Object.keys(ROLES) as Role[];
export const HOUSE = { db: env.DB, secret: env.ADMIN_TOKEN_HASH };
export const OWN = "https://t.example";
const COOKIE = "__Host-headwater_session";

export type Headers = Record<string, string>;
export const cookie = (value: string): Headers => ({ cookie: `${COOKIE}=${value}`, origin: OWN });
export const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });

/** A member who was let in over the API. */
export const invite = (email: string, role: Role): Promise<{ id: number; email: string; role: Role }> =>
  admin("/api/members", { method: "POST", body: JSON.stringify({ email, role }) });

/** A session of theirs, as a sign-in would begin it; gives what is in its cookie. */
export async function session(memberId: number | null, at = Date.now(), house = HOUSE): Promise<string> {
  const who = { memberId, tokenId: null, how: "code", address: null, agent: null, endsBy: null } as const;
  return (await beginSession(house, who, at)).secret;
}

/** A token of the deployment's own, with these permissions. */
export const token = (permissions: Permission[], expiresAt: number | null = null, at = Date.now()) =>
  createToken(env.DB, ROOT, { name: permissions.join(), permissions, expiresAt }, at);

/** What lets nobody in, each for a reason of its own. */
export async function strangers(): Promise<Record<string, Headers>> {
  const gone = await invite("gone@example.com", "owner");
  const removed = await session(gone.id);
  const ofGone = await createToken(
    env.DB,
    { ...ROOT, kind: "member", memberId: gone.id },
    { name: "of a removed member", permissions: ALL_PERMISSIONS, expiresAt: null },
    Date.now(),
  );
  await admin(`/api/members/${gone.id}`, { method: "DELETE" });
  const ended = await token(ALL_PERMISSIONS);
  await admin(`/api/tokens/${ended.id}`, { method: "DELETE" });
  const old = Date.now() - 31 * 86_400_000;
  const real = await session(null);
  return {
    nothing: {},
    "no bearer": { authorization: "Basic dGVzdC1hZG1pbi10b2tlbjo=" },
    "unknown token": bearer("hw_unknown"),
    "hash of the token": bearer(env.ADMIN_TOKEN_HASH),
    "expired token": bearer((await token(ALL_PERMISSIONS, old + 1, old)).token),
    "ended token": bearer(ended.token),
    "token of a removed member": bearer(ofGone.token),
    "token in a cookie": cookie("test-admin-token"),
    "empty bearer beside a session": { ...cookie(real), authorization: "Bearer " },
    "wrong bearer beside a session": { ...cookie(real), ...bearer("wrong") },
    "forged session": cookie(`${real}x`),
    "session in the cookie of plain http": { cookie: `headwater_session=${real}`, origin: OWN },
    "signed session of an older version": { cookie: "headwater_session=99999999999999.c2lnbmF0dXJl", origin: OWN },
    "expired session": cookie(await session(null, old)),
    "session of a removed member": cookie(removed),
    "session of another deployment": cookie(await session(null, Date.now(), { ...HOUSE, secret: "another" })),
    "assertion of Access where there is none": { "cf-access-jwt-assertion": "a.b.c" },
  };
}
