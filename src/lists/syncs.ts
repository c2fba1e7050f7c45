import { and, eq, isNull } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { Problem } from "#core/problem.ts";
import { audiences, audienceSyncs } from "#core/schema.ts";
import type { AudienceSync, KnownSync, ShownSync } from "#lists/sync.ts";

/** Seals a text; the owner is bound in. */
export type Seal = (owner: string, text: string) => Promise<string>;

/** Lists of one audience: each has an object of its own that is told of every change. */
const MOST = 20;

type Row = typeof audienceSyncs.$inferSelect;
const shown = ({ secret, ...row }: Row): ShownSync => ({ ...row, isSigned: secret !== null });
/** To whom a secret is bound. */
export const ownerOf = (uid: string): string => `audience-sync-${uid}`;

/** Those of an audience, the oldest first. */
export async function listSyncs(db: D1Database, audience: number): Promise<ShownSync[]> {
  const rows = drizzle(db).select().from(audienceSyncs).where(eq(audienceSyncs.audience, audience));
  return (await rows.orderBy(audienceSyncs.id)).map(shown);
}

/** Numbers of all of them. */
export async function allSyncs(db: D1Database): Promise<number[]> {
  const rows = await drizzle(db).select({ id: audienceSyncs.id }).from(audienceSyncs).orderBy(audienceSyncs.id);
  return rows.map(({ id }) => id);
}

const those = (audience: number, id: number) => and(eq(audienceSyncs.audience, audience), eq(audienceSyncs.id, id));

/** Throws `not_found`, also where it belongs to another audience. */
export async function syncById(db: D1Database, audience: number, id: number): Promise<ShownSync> {
  const [row] = await drizzle(db).select().from(audienceSyncs).where(those(audience, id));
  if (!row) throw new Problem("not_found");
  return shown(row);
}

/** One as it is sent with, or null. */
export async function knownSync(db: D1Database, id: number): Promise<KnownSync | null> {
  const [found] = await drizzle(db)
    .select({ row: audienceSyncs, name: audiences.name, description: audiences.description })
    .from(audienceSyncs)
    .innerJoin(audiences, eq(audiences.id, audienceSyncs.audience))
    .where(eq(audienceSyncs.id, id));
  if (!found) return null;
  const { secret, ...sync } = found.row;
  return {
    ...sync,
    sealed: secret,
    audienceName: found.name,
    audienceDescription: found.description,
  };
}

/** What is said when one is made; an empty secret is none. */
export interface GivenSync extends Pick<AudienceSync, "name" | "url" | "traits" | "enabled" | "ownHost"> {
  secret: string;
}

/** Throws `not_found` where there is no such audience, `request_invalid` where it has too many. */
export async function createSync(
  db: D1Database,
  seal: Seal,
  audience: number,
  { secret, ...given }: GivenSync,
  now: number,
): Promise<ShownSync> {
  const orm = drizzle(db);
  if ((await orm.$count(audiences, eq(audiences.id, audience))) === 0) throw new Problem("not_found");
  if ((await orm.$count(audienceSyncs, eq(audienceSyncs.audience, audience))) >= MOST) {
    throw new Problem("request_invalid", { detail: `An audience may be sent to ${MOST} lists.` });
  }
  const uid = crypto.getRandomValues(new Uint8Array(9)).toBase64({ alphabet: "base64url" });
  const [row] = await orm
    .insert(audienceSyncs)
    .values({
      ...given,
      audience,
      uid,
      secret: await sealed(seal, uid, secret),
      createdAt: now,
      updatedAt: now,
    })
    .returning();
  if (!row) throw new Error("an insert returned nothing");
  return shown(row);
}

const sealed = async (seal: Seal, uid: string, secret: string): Promise<string | null> =>
  secret === "" ? null : seal(ownerOf(uid), secret);

/** Changes one; it is tried again where it was stopped. A secret that is left out stays. Throws `not_found`. */
export async function changeSync(
  db: D1Database,
  seal: Seal,
  { id, uid }: Pick<AudienceSync, "id" | "uid">,
  { secret, ...change }: { [Name in keyof GivenSync]?: GivenSync[Name] | undefined },
  now: number,
): Promise<ShownSync> {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const [row] = await drizzle(db)
    .update(audienceSyncs)
    .set({
      ...given,
      ...(secret !== undefined && { secret: await sealed(seal, uid, secret) }),
      stopped: null,
      stoppedAt: null,
      updatedAt: now,
    })
    .where(eq(audienceSyncs.id, id))
    .returning();
  if (!row) throw new Problem("not_found");
  return shown(row);
}

/** Stops one until a person looks at it. */
export async function stopSync(db: D1Database, id: number, reason: string, now: number): Promise<void> {
  await drizzle(db)
    .update(audienceSyncs)
    .set({ stopped: reason, stoppedAt: now })
    .where(and(eq(audienceSyncs.id, id), isNull(audienceSyncs.stopped)));
}

export async function deleteSync(db: D1Database, id: number): Promise<void> {
  await drizzle(db).delete(audienceSyncs).where(eq(audienceSyncs.id, id));
}
