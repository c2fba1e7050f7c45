import type { Caller } from "#core/access.ts";
import { DAY_MS } from "#core/clock.ts";

export const KEPT_MS = 400 * DAY_MS;

export interface Act {
  at: number;
  who: string;
  memberId: number | null;
  tokenId: number | null;
  method: string;
  /** As the API describes it: `/api/sources/{id}`. */
  route: string;
  ids: Record<string, string>;
  /** What this does, in words. */
  says: string;
  status: number;
  address: string | null;
}

export const OUTCOMES = ["done", "refused", "failed"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Refused: the client may not, or asked for what can't be. Failed: our fault, and perhaps half done. */
export const outcomeOf = (status: number): Outcome => (status < 400 ? "done" : status < 500 ? "refused" : "failed");

/** Who an act is written down under. */
export const actorOf = (caller: Caller): Pick<Act, "who" | "memberId" | "tokenId"> => ({
  who: caller.name,
  memberId: caller.memberId,
  tokenId: caller.tokenId,
});

export const writeAct = (db: D1Database, act: Act): Promise<unknown> =>
  db
    .prepare(
      `INSERT INTO audit (at, who, member_id, token_id, method, route, ids, says, status, address)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)`,
    )
    .bind(
      act.at,
      act.who,
      act.memberId,
      act.tokenId,
      act.method,
      act.route,
      JSON.stringify(act.ids),
      act.says,
      act.status,
      act.address,
    )
    .run();

export interface AuditQuestion {
  limit: number;
  /** Only acts with a smaller number: where the page before ended. */
  before?: number | undefined;
  who?: string | undefined;
  route?: string | undefined;
  outcome?: Outcome | undefined;
  /** ms */
  from?: number | undefined;
  to?: number | undefined;
}

/** The newest acts that match, numbered. */
export async function readAudit(db: D1Database, question: AuditQuestion): Promise<(Act & { id: number })[]> {
  const { limit, before, who, route, outcome, from, to } = question;
  const [least, most] =
    outcome === undefined ? [0, 999] : { done: [0, 399], refused: [400, 499], failed: [500, 999] }[outcome];
  const { results } = await db
    .prepare(
      `SELECT id, at, who, member_id AS memberId, token_id AS tokenId, method, route, ids, says, status, address FROM audit
       WHERE (?1 IS NULL OR id < ?1) AND (?2 IS NULL OR who = ?2) AND (?3 IS NULL OR route = ?3)
         AND status BETWEEN ?4 AND ?5 AND (?6 IS NULL OR at >= ?6) AND (?7 IS NULL OR at <= ?7)
       ORDER BY id DESC LIMIT ?8`,
    )
    .bind(before ?? null, who ?? null, route ?? null, least, most, from ?? null, to ?? null, limit)
    .all<Omit<Act, "ids"> & { id: number; ids: string }>();
  return results.map((row) => ({ ...row, ids: JSON.parse(row.ids) as Record<string, string> }));
}

/** Removes what is kept no longer: old acts, and whatever of sign-in has ended. */
export const trimAccess = (db: D1Database, now: number): Promise<unknown> =>
  db.batch([
    db.prepare("DELETE FROM audit WHERE at < ?1").bind(now - KEPT_MS),
    db.prepare("DELETE FROM sessions WHERE expires_at <= ?1").bind(now),
    db.prepare("DELETE FROM sign_in_codes WHERE expires_at <= ?1").bind(now),
    db.prepare("DELETE FROM sign_in_tries WHERE expires_at <= ?1").bind(now),
  ]);
