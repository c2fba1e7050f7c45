import { and, desc, eq, gt, lt, or, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { mailSuppressions } from "#core/schema.ts";
import { addressKey } from "#mail/address.ts";

export const SUPPRESSION_REASONS = ["unsubscribed", "added"] as const;

export interface Suppression {
  address: string;
  /** By its owner through a link, or by somebody of the team. */
  reason: (typeof SUPPRESSION_REASONS)[number];
  /** The automation whose mail had the link. */
  automation: number | null;
  /** ms */
  at: number;
}

/** Does nobody write to this address any more? */
export async function isSuppressed(db: D1Database, address: string): Promise<boolean> {
  const found = await db
    .prepare("SELECT 1 AS one FROM mail_suppressions WHERE address = ?1")
    .bind(addressKey(address))
    .first();
  return found !== null;
}

/** From now on nobody writes to this address. One that is on the list stays as it is. */
export async function suppress(db: D1Database, given: Suppression): Promise<void> {
  await drizzle(db)
    .insert(mailSuppressions)
    .values({ ...given, address: addressKey(given.address) })
    .onConflictDoNothing();
}

/** Takes an address off the list; with `reason` only where that is why it is on it. True: it was on it. */
export async function unsuppress(db: D1Database, address: string, reason?: Suppression["reason"]): Promise<boolean> {
  const gone = await drizzle(db)
    .delete(mailSuppressions)
    .where(
      and(
        eq(mailSuppressions.address, addressKey(address)),
        reason === undefined ? undefined : eq(mailSuppressions.reason, reason),
      ),
    )
    .returning();
  return gone.length > 0;
}

/** The list, the newest first. `after` is the last one of the page before. */
export const listSuppressions = (
  db: D1Database,
  { after, search, limit }: { after: Pick<Suppression, "at" | "address"> | null; search: string; limit: number },
): Promise<Suppression[]> =>
  drizzle(db)
    .select()
    .from(mailSuppressions)
    .where(
      and(
        after === null
          ? undefined
          : or(
              lt(mailSuppressions.at, after.at),
              and(eq(mailSuppressions.at, after.at), gt(mailSuppressions.address, after.address)),
            ),
        search === "" ? undefined : sql`instr(${mailSuppressions.address}, ${search.toLowerCase()}) > 0`,
      ),
    )
    .orderBy(desc(mailSuppressions.at), mailSuppressions.address)
    .limit(limit);
