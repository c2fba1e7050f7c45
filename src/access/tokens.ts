import { ALL_PERMISSIONS, type Caller, type Permission, type Role } from "#core/access.ts";
import { Problem } from "#core/problem.ts";
import { hashOf, randomSecret } from "#core/secrets.ts";
import { permissionsOf } from "#access/granted.ts";

export interface TokenRow {
  id: number;
  name: string;
  /** The member who made it; null: whoever had the deployment's own token. */
  madeBy: string | null;
  permissions: Permission[];
  createdAt: number;
  expiresAt: number | null;
  usedAt: number | null;
}

/** What a caller may see of tokens: all of them with `access`, else their own. */
const whose = (caller: Caller): number | null => (caller.may.has("access") ? null : (caller.memberId ?? -1));

export async function listTokens(db: D1Database, caller: Caller): Promise<TokenRow[]> {
  const { results } = await db
    .prepare(
      `SELECT t.id, t.name, m.email AS madeBy, m.role, t.permissions, t.created_at AS createdAt,
              t.expires_at AS expiresAt, t.used_at AS usedAt
       FROM tokens t LEFT JOIN members m ON m.id = t.member_id
       WHERE ?1 IS NULL OR t.member_id = ?1 ORDER BY t.id`,
    )
    .bind(whose(caller))
    .all<Omit<TokenRow, "permissions"> & { permissions: string | null; role: Role | null }>();
  return results.map(({ role, permissions, ...token }) => ({
    ...token,
    permissions: [...permissionsOf(permissions, role)],
  }));
}

export interface NewToken {
  name: string;
  /** None named: all that the maker may. */
  permissions: readonly Permission[] | undefined;
  /** ms; null: it has no end. */
  expiresAt: number | null;
}

/**
 * Makes a token and gives it back this once; only its hash is kept. It may no more, and lasts no longer, than what its maker
 * came with. Throws `forbidden` naming what the maker may not, `request_invalid` for an end that has passed.
 */
export async function createToken(
  db: D1Database,
  caller: Caller,
  given: NewToken,
  now: number,
): Promise<{ id: number; name: string; token: string; permissions: Permission[]; expiresAt: number | null }> {
  const wanted = ALL_PERMISSIONS.filter((one) => (given.permissions ?? [...caller.may]).includes(one));
  const tooMuch = wanted.find((one) => !caller.may.has(one));
  if (tooMuch !== undefined) throw new Problem("forbidden", { detail: `Missing: ${tooMuch}.` });
  if (given.expiresAt !== null && given.expiresAt <= now) {
    throw new Problem("request_invalid", { detail: "expiresAt: this time has passed." });
  }
  // A session ends without anybody losing anything; a token's end was somebody's decision.
  const latest = caller.tokenId === null ? null : caller.expiresAt;
  const expiresAt = latest === null ? given.expiresAt : Math.min(latest, given.expiresAt ?? latest);
  const token = randomSecret("hw_");
  const row = await db
    .prepare(
      `INSERT INTO tokens (name, hash, created_at, member_id, permissions, expires_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id`,
    )
    .bind(given.name, hashOf(token), now, caller.memberId, JSON.stringify(wanted), expiresAt)
    .first<{ id: number }>();
  if (!row) throw new Error("an insert returned nothing");
  return { id: row.id, name: given.name, token, permissions: wanted, expiresAt };
}

/** Ends a token, and the sessions that were begun with it. Throws `not_found`, also for one that is not the caller's to end. */
export async function deleteToken(db: D1Database, id: number, caller: Caller): Promise<void> {
  const mine = "SELECT id FROM tokens WHERE id = ?1 AND (?2 IS NULL OR member_id = ?2)";
  const [, gone] = await db.batch([
    db.prepare(`DELETE FROM sessions WHERE token_id IN (${mine})`).bind(id, whose(caller)),
    db.prepare(`DELETE FROM tokens WHERE id IN (${mine}) RETURNING id`).bind(id, whose(caller)),
  ]);
  if (gone?.results.length === 0) throw new Problem("not_found");
}
