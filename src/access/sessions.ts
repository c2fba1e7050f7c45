import { DAY_MS } from "#core/clock.ts";
import { Problem } from "#core/problem.ts";
import { hashOf, randomSecret } from "#core/secrets.ts";

export const SESSION_MS = 30 * DAY_MS;
const MAX_AGENT = 300;

export type SignInWay = "passkey" | "code" | "token";

/** Who began a session: a member, a token, or (neither) whoever had the deployment's own. */
export interface NewSession {
  memberId: number | null;
  tokenId: number | null;
  how: SignInWay;
  address: string | null;
  agent: string | null;
  /** ms; a token's session ends with the token. */
  endsBy: number | null;
}

export interface SessionRow {
  id: number;
  who: string;
  how: SignInWay;
  address: string | null;
  agent: string | null;
  createdAt: number;
  usedAt: number;
  expiresAt: number;
}

/** What is kept of a session's secret. */
export const sessionHash = (secret: string, session: string): string => hashOf(`session ${secret} ${session}`);

/** Begins a session and gives the secret of its cookie, and how long it lasts (ms). */
export async function beginSession(
  house: { db: D1Database; secret: string },
  session: NewSession,
  now: number,
): Promise<{ secret: string; lastsMs: number }> {
  const secret = randomSecret("");
  const expiresAt = Math.min(now + SESSION_MS, session.endsBy ?? Number.POSITIVE_INFINITY);
  const { memberId, tokenId, how, address, agent } = session;
  await house.db.batch([
    house.db
      .prepare(
        `INSERT INTO sessions (hash, member_id, token_id, how, address, agent, created_at, used_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8)`,
      )
      .bind(
        sessionHash(house.secret, secret),
        memberId,
        tokenId,
        how,
        address,
        agent?.slice(0, MAX_AGENT) ?? null,
        now,
        expiresAt,
      ),
    house.db.prepare("UPDATE members SET seen_at = ?1 WHERE id = ?2").bind(now, memberId),
  ]);
  return { secret, lastsMs: expiresAt - now };
}

/** Whose session: a member's, or (null) of everybody. */
export async function listSessions(db: D1Database, memberId: number | null, now: number): Promise<SessionRow[]> {
  const { results } = await db
    .prepare(
      `SELECT s.id, coalesce(m.email, t.name, 'deployment token') AS who, s.how, s.address, s.agent,
              s.created_at AS createdAt, s.used_at AS usedAt, s.expires_at AS expiresAt
       FROM sessions s LEFT JOIN members m ON m.id = s.member_id LEFT JOIN tokens t ON t.id = s.token_id
       WHERE s.expires_at > ?1 AND (?2 IS NULL OR s.member_id = ?2)
       ORDER BY s.used_at DESC, s.id DESC LIMIT 1000`,
    )
    .bind(now, memberId)
    .all<SessionRow>();
  return results;
}

/** Ends one session, of a member where one is given. Throws `not_found`. */
export async function endSession(db: D1Database, id: number, memberId: number | null): Promise<void> {
  const gone = await db
    .prepare("DELETE FROM sessions WHERE id = ?1 AND (?2 IS NULL OR member_id = ?2) RETURNING id")
    .bind(id, memberId)
    .first();
  if (gone === null) throw new Problem("not_found");
}

/** Ends the session that a cookie names, where there is one. */
export const endSessionOf = (house: { db: D1Database; secret: string }, secret: string): Promise<unknown> =>
  house.db.prepare("DELETE FROM sessions WHERE hash = ?1").bind(sessionHash(house.secret, secret)).run();
