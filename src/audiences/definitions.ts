import { asc, eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { AudienceDefinition as Written } from "#core/audience.ts";
import { Problem } from "#core/problem.ts";
import type { Condition } from "#core/question.ts";
import { audiences } from "#core/schema.ts";

/** An audience as somebody defined it. Times are ms. */
export interface AudienceDefinition extends Written {
  id: number;
  createdAt: number;
  updatedAt: number;
}

/** Characters of a definition: D1 refuses a value of over 2 MB, and nobody writes this much by hand. */
const MAX_DEFINITION = 100_000;

type Row = typeof audiences.$inferSelect;
// What is stored was a definition when it was saved.
const definitionOf = ({ definition, ...row }: Row): AudienceDefinition => ({
  ...row,
  where: JSON.parse(definition) as Condition,
});

function textOf(where: Condition): string {
  const text = JSON.stringify(where);
  if (text.length <= MAX_DEFINITION) return text;
  throw new Problem("request_invalid", { detail: `where: ${MAX_DEFINITION} characters at most` });
}

/** All audiences, the oldest first. */
export async function listAudiences(db: D1Database): Promise<AudienceDefinition[]> {
  return (await drizzle(db).select().from(audiences).orderBy(asc(audiences.id))).map(definitionOf);
}

/** Throws `not_found`. */
export async function audienceById(db: D1Database, id: number): Promise<AudienceDefinition> {
  const [row] = await drizzle(db).select().from(audiences).where(eq(audiences.id, id));
  if (!row) throw new Problem("not_found");
  return definitionOf(row);
}

/** What these audiences are called; those that there aren't are missing. */
export async function audienceNames(db: D1Database, ids: readonly number[]): Promise<Map<number, string>> {
  const rows = await db
    .prepare("SELECT id, name FROM audiences WHERE id IN (SELECT value FROM json_each(?1))")
    .bind(JSON.stringify(ids))
    .raw<[number, string]>();
  return new Map(rows);
}

/** Throws `request_invalid` where the definition is too long to keep. */
export async function createAudience(
  db: D1Database,
  { where, ...given }: Written,
  now: number,
): Promise<AudienceDefinition> {
  const [row] = await drizzle(db)
    .insert(audiences)
    .values({ ...given, definition: textOf(where), createdAt: now, updatedAt: now })
    .returning();
  if (!row) throw new Error("an insert returned nothing");
  return definitionOf(row);
}

/** Throws `not_found`, and `request_invalid` as above. */
export async function changeAudience(
  db: D1Database,
  id: number,
  { where, ...given }: { [Name in keyof Written]?: Written[Name] | undefined },
  now: number,
): Promise<AudienceDefinition> {
  const changed = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const [row] = await drizzle(db)
    .update(audiences)
    .set({ ...changed, ...(where && { definition: textOf(where) }), updatedAt: now })
    .where(eq(audiences.id, id))
    .returning();
  if (!row) throw new Problem("not_found");
  return definitionOf(row);
}

/** Throws `not_found`. */
export async function deleteAudience(db: D1Database, id: number): Promise<void> {
  const gone = await drizzle(db).delete(audiences).where(eq(audiences.id, id)).returning({ id: audiences.id });
  if (gone.length === 0) throw new Problem("not_found");
}
