import { type Link, pairOf } from "#identity/link.ts";

/** Pairs remembered in an isolate; the oldest are forgotten first. */
const MAX_PAIRS = 50_000;

interface Known {
  ts: number;
  seen: boolean;
}

/**
 * Links this isolate knows to be kept already. What it knows may be old: a link's time only ever gets earlier, so a
 * statement that is no earlier than what is known here can change nothing (invariant I10).
 */
export interface KnownLinks {
  pairs: Map<string, Known>;
  /** What the writer knew of the store when these were remembered. */
  since: unknown;
}
export const createKnownLinks = (): KnownLinks => ({ pairs: new Map(), since: null });

/**
 * Forgets everything when the writer had to look at the store anew: somebody else has written, and that may have been an
 * erasure, after which a link that was known is no longer kept.
 */
export function keepUpWith(known: KnownLinks, since: unknown): void {
  if (since !== known.since) known.pairs.clear();
  known.since = since;
}

/** Does a statement add nothing to what is known? */
const covers = (known: Known | undefined, link: Link): boolean =>
  known !== undefined && known.ts <= link.ts && (known.seen || !link.seen);

/** Of these statements, those that are not known to be kept: first from memory, then with one read of the database. */
export async function unknownLinks(db: D1Database, known: KnownLinks, links: readonly Link[]): Promise<Link[]> {
  const asked = links.filter((link) => !covers(known.pairs.get(pairOf(link)), link));
  if (asked.length === 0) return [];
  const { results } = await db
    .prepare(
      `SELECT f.uid AS "from", t.uid AS "to", l.ts, l.seen FROM json_each(?1)
       JOIN actors f ON f.uid = value->>0 JOIN actors t ON t.uid = value->>1
       JOIN links l ON l.from_id = f.id AND l.to_id = t.id`,
    )
    .bind(JSON.stringify(asked.map(({ from, to }) => [from, to])))
    .all<{ from: string; to: string; ts: number; seen: number }>();
  for (const row of results) remember(known, row, { ts: row.ts, seen: row.seen === 1 });
  return asked.filter((link) => !covers(known.pairs.get(pairOf(link)), link));
}

/** These are kept by their objects now. */
export function rememberLinks(known: KnownLinks, links: readonly Link[]): void {
  for (const link of links) remember(known, link, link);
}

function remember({ pairs }: KnownLinks, pair: Pick<Link, "from" | "to">, { ts, seen }: Known): void {
  const key = pairOf(pair);
  const before = pairs.get(key);
  pairs.delete(key);
  pairs.set(key, { ts: Math.min(ts, before?.ts ?? ts), seen: seen || (before?.seen ?? false) });
  if (pairs.size <= MAX_PAIRS) return;
  const [oldest] = pairs.keys();
  if (oldest !== undefined) pairs.delete(oldest);
}
