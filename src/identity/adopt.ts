import { callAll, type IdentityObjects } from "#identity/hand-over.ts";
import { Link } from "#identity/link.ts";

/** Links handed over by one call: each may be an object of its own, and an invocation calls a thousand. */
const LINKS_A_CALL = 400;

type Row = Omit<Link, "seen"> & { fromId: number; toId: number; seen: number };

/**
 * Tells the identity objects what the table `links` says, a part at a time: after a restore they know nothing, and they are
 * the authority. Returns where to go on, or null when all were told. Throws where an object can't be reached.
 */
export async function adoptLinks(
  db: D1Database,
  objects: IdentityObjects,
  after: { from: number; to: number },
): Promise<{ from: number; to: number } | null> {
  const { results } = await db
    .prepare(
      `SELECT l.from_id AS fromId, l.to_id AS toId, l.kind, f.uid AS "from", t.uid AS "to", l.ts, l.message_id AS messageId,
         l.via, l.source_id AS sourceId, l.seen, l.apart_at AS apartAt, l.joined_at AS joinedAt
       FROM links l CROSS JOIN actors f ON f.id = l.from_id CROSS JOIN actors t ON t.id = l.to_id
       WHERE (l.from_id, l.to_id) > (?1, ?2) ORDER BY l.from_id, l.to_id LIMIT ?3`,
    )
    .bind(after.from, after.to, LINKS_A_CALL)
    .all<Row>();
  const links = results.map((row) => Link.parse({ ...row, seen: row.seen === 1 }));
  await callAll(objects, links, (object, some) => object.adopt(some));
  const last = results.at(-1);
  return last && results.length === LINKS_A_CALL ? { from: last.fromId, to: last.toId } : null;
}
