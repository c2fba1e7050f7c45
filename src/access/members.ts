import type { Role } from "#core/access.ts";
import { Problem } from "#core/problem.ts";

export interface MemberRow {
  id: number;
  email: string;
  role: Role;
  invitedBy: string;
  createdAt: number;
  seenAt: number | null;
  passkeys: number;
}

const MEMBERS = `SELECT m.id, m.email, m.role, m.invited_by AS invitedBy, m.created_at AS createdAt, m.seen_at AS seenAt,
  (SELECT count(*) FROM passkeys p WHERE p.member_id = m.id) AS passkeys FROM members m`;

export async function listMembers(db: D1Database): Promise<MemberRow[]> {
  return (await db.prepare(`${MEMBERS} ORDER BY m.email`).all<MemberRow>()).results;
}

/** Throws `not_found`. */
export async function memberById(db: D1Database, id: number): Promise<MemberRow> {
  const row = await db.prepare(`${MEMBERS} WHERE m.id = ?1`).bind(id).first<MemberRow>();
  if (row === null) throw new Problem("not_found");
  return row;
}

/** Lets somebody in. Throws `conflict` for an address that is in. */
export async function addMember(
  db: D1Database,
  member: { email: string; role: Role; invitedBy: string },
  now: number,
): Promise<MemberRow> {
  const row = await db
    .prepare(
      `INSERT INTO members (email, role, invited_by, created_at) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (email) DO NOTHING RETURNING id`,
    )
    .bind(member.email, member.role, member.invitedBy, now)
    .first<{ id: number }>();
  if (row === null) throw new Problem("conflict", { detail: "This address is a member's." });
  return memberById(db, row.id);
}

/** True for a change that leaves an owner; the last one stays, so that nobody locks everybody out by accident. */
const LEAVES_AN_OWNER = "EXISTS (SELECT 1 FROM members o WHERE o.role = 'owner' AND o.id <> ?1)";

/** Gives a member another role; it counts with their next request. Throws `not_found`, `conflict` for the last owner. */
export async function changeRole(db: D1Database, id: number, role: Role): Promise<MemberRow> {
  const changed = await db
    .prepare(
      `UPDATE members SET role = ?2 WHERE id = ?1 AND (?2 = 'owner' OR role <> 'owner' OR ${LEAVES_AN_OWNER}) RETURNING id`,
    )
    .bind(id, role)
    .first();
  const member = await memberById(db, id);
  if (changed === null) throw new Problem("conflict", { detail: "This is the last owner." });
  return member;
}

/**
 * Puts a member out: their sessions, passkeys and tokens end with the same transaction. Throws `not_found`, `conflict` for the
 * last owner.
 */
export async function removeMember(db: D1Database, id: number): Promise<void> {
  await memberById(db, id);
  const goes = `(SELECT m.id FROM members m WHERE m.id = ?1 AND (m.role <> 'owner' OR ${LEAVES_AN_OWNER}))`;
  const results = await db.batch([
    db
      .prepare(
        `DELETE FROM sessions WHERE member_id IN ${goes} OR token_id IN (SELECT id FROM tokens WHERE member_id IN ${goes})`,
      )
      .bind(id),
    db.prepare(`DELETE FROM tokens WHERE member_id IN ${goes}`).bind(id),
    db.prepare(`DELETE FROM passkeys WHERE member_id IN ${goes}`).bind(id),
    db.prepare(`DELETE FROM members WHERE id IN ${goes} RETURNING id`).bind(id),
  ]);
  if (results.at(-1)?.results.length === 0) throw new Problem("conflict", { detail: "This is the last owner." });
}
