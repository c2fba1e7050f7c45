import { RAISE_MAP_VERSION } from "#core/map-version.ts";
import { suppressionHash } from "#core/suppression.ts";
import type { Link } from "#identity/link.ts";
import * as sql from "#identity/publish-sql.ts";

export interface Published {
  rowsWritten: number;
  /** Pairs of an erased person: not taken, and not to be kept anywhere. */
  forbidden: Pick<Link, "from" | "to">[];
}

const rowOf = (link: Link): unknown[] => [
  link.from,
  link.to,
  link.kind,
  link.ts,
  link.messageId,
  link.via,
  link.sourceId,
  link.seen ? 1 : 0,
  link.apartAt,
  link.joinedAt,
  suppressionHash(link.from),
  suppressionHash(link.to),
];

/**
 * Brings links into a database and its person map up to date, in one transaction. Idempotent, and the order of any number
 * of calls doesn't matter. `maxUsers`: the most users one person may have; an edge that would make more is kept as refused.
 * Throws D1's error; then nothing was written.
 */
export async function publishLinks(db: D1Database, links: readonly Link[], maxUsers: number): Promise<Published> {
  const rows = JSON.stringify(links.map(rowOf));
  const edges = links.filter((link) => link.kind === "edge");
  const users = JSON.stringify([...new Set(edges.flatMap(({ from, to }) => [from, to]))]);
  const devices = JSON.stringify(links.filter((link) => link.kind === "claim").map(({ from }) => from));
  const results = await db.batch<Pick<Link, "from" | "to">>([
    db.prepare(sql.INSERT_ACTORS).bind(rows),
    db.prepare(sql.UPSERT_LINKS).bind(rows),
    db.prepare(sql.SEE_DEVICES).bind(rows),
    ...edges.map(({ from, to }) => db.prepare(sql.DECIDE_CAP).bind(from, to, maxUsers)),
    ...(edges.length > 0 ? [db.prepare(sql.MAP_USERS).bind(users)] : []),
    db.prepare(sql.MAP_DEVICES).bind(users, devices),
    db.prepare(RAISE_MAP_VERSION),
    db.prepare(sql.CLEAR_PENDING).bind(rows),
    db.prepare(sql.SELECT_FORBIDDEN).bind(rows),
  ]);
  return {
    rowsWritten: results.reduce((sum, { meta }) => sum + meta.rows_written, 0),
    forbidden: results.at(-1)?.results ?? [],
  };
}
