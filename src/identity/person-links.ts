import type { Link } from "#identity/link.ts";
import { HOLDS } from "#identity/publish-sql.ts";

/** A link as it stands in the database. */
export interface StoredLink extends Pick<
  Link,
  "kind" | "from" | "to" | "ts" | "messageId" | "via" | "sourceId" | "apartAt" | "joinedAt"
> {
  fromId: number;
  toId: number;
  holds: boolean;
  /** An edge that was refused because the person would have had too many user ids. */
  capped: boolean;
  /** The person the user at its end belongs to now. */
  toPersonId: number;
}

interface Row extends Omit<StoredLink, "holds" | "capped"> {
  holds: number;
  capped: number | null;
}

/** Links read for one person: what a screen can show, and far above what a person has. */
const MAX_LINKS = 5_000;

const SELECT = `SELECT l.kind, f.uid AS "from", t.uid AS "to", l.ts, l.message_id AS messageId, l.via, l.source_id AS sourceId,
         l.apart_at AS apartAt, l.joined_at AS joinedAt, l.from_id AS fromId, l.to_id AS toId, ${HOLDS} AS holds, l.capped,
         coalesce((SELECT person_id FROM person_of WHERE actor_id = l.to_id), l.to_id) AS toPersonId
  FROM links l JOIN actors f ON f.id = l.from_id JOIN actors t ON t.id = l.to_id`;

const storedLink = (row: Row): StoredLink => ({ ...row, holds: row.holds === 1, capped: row.capped === 1 });

/** The links that have one of these actors at an end, earliest statement first. */
export async function linksAround(db: D1Database, actorIds: readonly number[]): Promise<StoredLink[]> {
  const { results } = await db
    .prepare(
      `${SELECT} WHERE l.from_id IN (SELECT value FROM json_each(?1)) OR l.to_id IN (SELECT value FROM json_each(?1))
       ORDER BY l.ts, t.uid LIMIT ?2`,
    )
    .bind(JSON.stringify(actorIds), MAX_LINKS)
    .all<Row>();
  return results.map(storedLink);
}

/** The links between one of these uids and one of those, in either direction. */
export async function linksBetween(
  db: D1Database,
  these: readonly string[],
  those: readonly string[],
): Promise<StoredLink[]> {
  const end = (list: string) => `(SELECT id FROM actors WHERE uid IN (SELECT value FROM json_each(${list})))`;
  const { results } = await db
    .prepare(
      `${SELECT} WHERE (l.from_id IN ${end("?1")} AND l.to_id IN ${end("?2")})
         OR (l.from_id IN ${end("?2")} AND l.to_id IN ${end("?1")})`,
    )
    .bind(JSON.stringify(these), JSON.stringify(those))
    .all<Row>();
  return results.map(storedLink);
}

/**
 * How each id of a person came to it: a device by the claim that made it its owner's, a user by the edge over which it is
 * reached from the person's own user. By actor id; the person's own user has none.
 */
export function joinsOf(links: readonly StoredLink[], personId: number): Map<number, StoredLink> {
  const joins = new Map<number, StoredLink>();
  const edges = links.filter((link) => link.kind === "edge" && link.holds && !link.capped);
  const reached = new Set([personId]);
  for (const user of reached) {
    for (const edge of edges) {
      const other = edge.fromId === user ? edge.toId : edge.toId === user ? edge.fromId : null;
      if (other === null || reached.has(other)) continue;
      reached.add(other);
      joins.set(other, edge);
    }
  }
  // Sorted by time, so the first claim of a device that holds is the one that counts.
  for (const claim of links) {
    if (claim.kind === "claim" && claim.holds && !joins.has(claim.fromId)) joins.set(claim.fromId, claim);
  }
  return joins;
}
