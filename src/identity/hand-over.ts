import { suppressionHash } from "#core/suppression.ts";
import { joined, Link, pairOf } from "#identity/link.ts";
import { type KnownLinks, rememberLinks, unknownLinks } from "#identity/known-links.ts";
import { ownerName } from "#identity/owner-name.ts";

/** The identity objects, as others call them. */
export interface IdentityStub {
  join(links: Link[]): Promise<void>;
  rejoin(links: Link[]): Promise<void>;
  adopt(links: Link[]): Promise<void>;
  joinNow(links: Link[]): Promise<{ rowsWritten: number }>;
  forget(pairs: Pick<Link, "from" | "to">[]): Promise<void>;
}

export interface IdentityObjects {
  /** The object that keeps the links of this id (their `from`). */
  of(uid: string): IdentityStub;
  /** Its name: what has the same name is one call. */
  nameOf(uid: string): string;
}

/** The identity objects of a binding, placed by `ownerName`. */
export function identityObjects(namespace: DurableObjectNamespace, buckets: number): IdentityObjects {
  const nameOf = (uid: string) => ownerName(uid, buckets);
  // RPC methods are typed by the class, which is made in house/objects.ts; the stub has exactly these.
  return { nameOf, of: (uid) => namespace.getByName(nameOf(uid)) as unknown as IdentityStub };
}

/** Calls under way at once: a consumer has six connections, more would only queue up. */
const CALLS_AT_ONCE = 20;

/** One register a pair: what a batch says of two ids, said once. */
export function joinedByPair(links: readonly Link[]): Link[] {
  const byPair = new Map<string, Link>();
  for (const link of links) {
    const before = byPair.get(pairOf(link));
    byPair.set(pairOf(link), before ? joined(before, link) : link);
  }
  return [...byPair.values()];
}

/**
 * Hands what is new to the objects that keep it, one call an object; nothing is called for links that are known. When it
 * resolves they can't be lost. Throws where an object can't be reached: then the batch has to be taken again.
 */
export async function handOver(
  db: D1Database,
  known: KnownLinks,
  objects: IdentityObjects,
  links: readonly Link[],
): Promise<{ handed: Link[]; calls: number }> {
  const handed = await unknownLinks(db, known, joinedByPair(links));
  const calls = await callAll(objects, handed, (object, some) => object.join(some));
  rememberLinks(known, handed);
  return { handed, calls };
}

/** Every object with its links, a few objects at a time; returns the number of calls. */
export async function callAll(
  objects: IdentityObjects,
  links: readonly Link[],
  call: (object: IdentityStub, links: Link[]) => Promise<void>,
): Promise<number> {
  const groups = [...Map.groupBy(links, ({ from }) => objects.nameOf(from)).values()].flatMap((group) =>
    group[0] ? [{ object: objects.of(group[0].from), group }] : [],
  );
  for (let at = 0; at < groups.length; at += CALLS_AT_ONCE) {
    const some = groups.slice(at, at + CALLS_AT_ONCE);
    await Promise.all(some.map(({ object, group }) => call(object, group)));
  }
  return groups.length;
}

/**
 * Notes, in the transaction that stores the events, what was handed over and is not in the database yet: should an object
 * ever fail to publish, the janitor knows.
 */
export function pendingStatements(db: D1Database, handed: readonly Link[], now: number): D1PreparedStatement[] {
  if (handed.length === 0) return [];
  const rows = handed.map((link) => [
    link.from,
    link.to,
    link.ts,
    JSON.stringify(link),
    now,
    suppressionHash(link.from),
    suppressionHash(link.to),
  ]);
  return [
    db
      .prepare(
        `INSERT INTO pending_links (from_uid, to_uid, ts, link, handed_at)
         SELECT value->>0, value->>1, value->>2, value->>3, value->>4 FROM json_each(?1)
         WHERE NOT EXISTS (SELECT 1 FROM links
           WHERE from_id = (SELECT id FROM actors WHERE uid = value->>0)
             AND to_id = (SELECT id FROM actors WHERE uid = value->>1) AND links.ts <= value->>2
             AND links.seen >= (value->>3)->>'seen')
           AND NOT EXISTS (SELECT 1 FROM suppressed WHERE hash IN (value->>5, value->>6))
         ON CONFLICT (from_uid, to_uid) DO UPDATE SET
           ts = min(pending_links.ts, excluded.ts),
           link = json_set(
             iif(excluded.ts < pending_links.ts, excluded.link, pending_links.link),
             '$.seen', json(iif(excluded.link->>'seen' OR pending_links.link->>'seen', 'true', 'false')))`,
      )
      .bind(JSON.stringify(rows)),
  ];
}

/** A link that was handed over this long ago and is in no database was forgotten by its object's alarm. */
const OVERDUE_MS = 120_000;
const LINKS_A_RUN = 500;

/**
 * The janitor: hands overdue links over again, whoever left them, and their objects publish them again, which clears the
 * notes. Returns how many there were.
 */
export async function handOverOverdue(db: D1Database, objects: IdentityObjects, now: number): Promise<number> {
  const { results } = await db
    .prepare("SELECT link FROM pending_links WHERE handed_at <= ?1 LIMIT ?2")
    .bind(now - OVERDUE_MS, LINKS_A_RUN)
    .all<{ link: string }>();
  const links = results.map(({ link }) => Link.parse(JSON.parse(link)));
  await callAll(objects, links, (object, some) => object.rejoin(some));
  return links.length;
}
