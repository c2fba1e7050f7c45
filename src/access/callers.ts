import { type Caller, type Role, ROLES, ROOT } from "#core/access.ts";
import { HOUR_MS } from "#core/clock.ts";
import { hashOf, sameHash } from "#core/secrets.ts";
import { permissionsOf } from "#access/granted.ts";
import { sessionHash } from "#access/sessions.ts";

/** "Last used" is a hint for people: written at most once an hour, so that reading stays reading. */
const USED_EVERY_MS = HOUR_MS;

/** A caller, and what is to be written down of them after the answer. */
export interface Found {
  caller: Caller;
  used: D1PreparedStatement | null;
}

interface Parts {
  db: D1Database;
  rootHash: string;
  secret: string;
}

interface TokenPart {
  tokenId: number;
  tokenName: string;
  permissions: string | null;
  tokenEnds: number | null;
  makerId: number | null;
  makerRole: Role | null;
}

const tokenCaller = (row: TokenPart): Caller => ({
  kind: "token",
  name: row.tokenName,
  memberId: row.makerId,
  tokenId: row.tokenId,
  sessionId: null,
  expiresAt: row.tokenEnds,
  may: permissionsOf(row.permissions, row.makerRole),
});

const memberCaller = (id: number, email: string, role: Role): Caller => ({
  kind: "member",
  name: email,
  memberId: id,
  tokenId: null,
  sessionId: null,
  expiresAt: null,
  may: new Set(ROLES[role] ?? []),
});

/** Whose token this is: the deployment's own, or one that was made here and has not ended. */
export async function tokenBearer({ db, rootHash }: Parts, token: string, now: number): Promise<Found | null> {
  const hash = hashOf(token);
  if (sameHash(hash, rootHash)) return { caller: ROOT, used: null };
  // Looked up by its hash: how long that takes says nothing about the token.
  const row = await db
    .prepare(
      `SELECT t.id AS tokenId, t.name AS tokenName, t.permissions, t.expires_at AS tokenEnds, t.used_at AS usedAt,
              m.id AS makerId, m.role AS makerRole
       FROM tokens t LEFT JOIN members m ON m.id = t.member_id
       WHERE t.hash = ?1 AND (t.expires_at IS NULL OR t.expires_at > ?2)`,
    )
    .bind(hash, now)
    .first<TokenPart & { usedAt: number | null }>();
  if (row === null) return null;
  const isDue = row.usedAt === null || now - row.usedAt >= USED_EVERY_MS;
  const used = isDue ? db.prepare("UPDATE tokens SET used_at = ?1 WHERE id = ?2").bind(now, row.tokenId) : null;
  return { caller: tokenCaller(row), used };
}

export type SessionPart = {
  id: number;
  /** What the session says of itself, whether or not it is still there. */
  ofMember: number | null;
  ofToken: number | null;
  usedAt: number;
  expiresAt: number;
  memberId: number | null;
  email: string | null;
  role: Role | null;
} & { [Name in keyof TokenPart]: TokenPart[Name] | null };

/** Whose session a cookie names; null where it has ended, was revoked or never was. */
export async function sessionHolder({ db, secret }: Parts, cookie: string, now: number): Promise<Found | null> {
  const row = await db
    .prepare(
      `SELECT s.id, s.member_id AS ofMember, s.token_id AS ofToken, s.used_at AS usedAt, s.expires_at AS expiresAt, m.id AS memberId, m.email, m.role,
              t.id AS tokenId, t.name AS tokenName, t.permissions, t.expires_at AS tokenEnds,
              maker.id AS makerId, maker.role AS makerRole
       FROM sessions s LEFT JOIN members m ON m.id = s.member_id
       LEFT JOIN tokens t ON t.id = s.token_id LEFT JOIN members maker ON maker.id = t.member_id
       WHERE s.hash = ?1 AND s.expires_at > ?2`,
    )
    .bind(sessionHash(secret, cookie), now)
    .first<SessionPart>();
  const caller = row === null ? null : callerIn(row);
  if (row === null || caller === null) return null;
  const isDue = now - row.usedAt >= USED_EVERY_MS;
  const used = isDue ? db.prepare("UPDATE sessions SET used_at = ?1 WHERE id = ?2").bind(now, row.id) : null;
  return { caller: { ...caller, sessionId: row.id }, used };
}

/**
 * Who a session is of; null where the member or the token it names is gone. Only one that names neither is the deployment's
 * own: a row that lost its member must not become everything.
 */
export function callerIn(row: SessionPart): Caller | null {
  const { ofMember, ofToken, memberId, email, role, tokenId, tokenName, expiresAt } = row;
  if (ofToken !== null)
    return tokenId === null || tokenName === null ? null : tokenCaller({ ...row, tokenId, tokenName });
  if (ofMember === null) return { ...ROOT, expiresAt };
  if (memberId === null || email === null || role === null) return null;
  return { ...memberCaller(memberId, email, role), expiresAt };
}

/**
 * Whom Cloudflare Access let through: a member by their address, or, where the deployment has a role for everybody, a new one
 * of that role. Null: nobody here.
 */
export async function accessMember(
  db: D1Database,
  verified: { email: string; expiresAt: number },
  defaultRole: Role | null,
  now: number,
): Promise<Found | null> {
  const { email, expiresAt } = verified;
  const find = () =>
    db.prepare("SELECT id, role FROM members WHERE email = ?1").bind(email).first<{ id: number; role: Role }>();
  let member = await find();
  if (member === null && defaultRole !== null) {
    await db
      .prepare("INSERT OR IGNORE INTO members (email, role, invited_by, created_at) VALUES (?1, ?2, ?3, ?4)")
      .bind(email, defaultRole, "Cloudflare Access", now)
      .run();
    member = await find();
  }
  if (member === null) return null;
  return { caller: { ...memberCaller(member.id, email, member.role), expiresAt }, used: null };
}

/** Which of these passes are still good. */
export async function stillIn(db: D1Database, passes: readonly string[], now: number): Promise<Set<string>> {
  const { results } = await db
    .prepare(
      `WITH asked AS (SELECT value AS pass FROM json_each(?1))
       SELECT pass FROM asked WHERE pass = 'root'
       UNION SELECT pass FROM asked JOIN sessions s ON pass = 'session:' || s.id WHERE s.expires_at > ?2
       UNION SELECT pass FROM asked JOIN tokens t ON pass = 'token:' || t.id
         WHERE t.expires_at IS NULL OR t.expires_at > ?2
       UNION SELECT pass FROM asked JOIN members m ON pass = 'member:' || m.id`,
    )
    .bind(JSON.stringify(passes), now)
    .all<{ pass: string }>();
  return new Set(results.map(({ pass }) => pass));
}
