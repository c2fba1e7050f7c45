import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { Problem } from "#core/problem.ts";
import { tokens } from "#core/schema.ts";
import { hashOf, randomSecret } from "#workspace/secrets.ts";

export const listTokens = (db: D1Database): Promise<{ id: number; name: string; createdAt: number }[]> =>
  drizzle(db).select({ id: tokens.id, name: tokens.name, createdAt: tokens.createdAt }).from(tokens).orderBy(tokens.id);

/** Makes a token and gives it back this once; only its hash is kept. */
export async function createToken(
  db: D1Database,
  name: string,
  now: number,
): Promise<{ id: number; name: string; token: string }> {
  const token = randomSecret("hw_");
  const [row] = await drizzle(db)
    .insert(tokens)
    .values({ name, hash: hashOf(token), createdAt: now })
    .returning({ id: tokens.id });
  if (!row) throw new Error("an insert returned nothing");
  return { id: row.id, name, token };
}

/** Throws `not_found`. */
export async function deleteToken(db: D1Database, id: number): Promise<void> {
  const gone = await drizzle(db).delete(tokens).where(eq(tokens.id, id)).returning({ id: tokens.id });
  if (gone.length === 0) throw new Problem("not_found");
}
