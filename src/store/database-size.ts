/** How full the database is. */
export interface DatabaseSize {
  /** Pages in use; what was deleted no longer counts. */
  bytes: number;
  /** What D1 takes at most. */
  limit: number;
  /** 0 … 1 and a little over; of `limit`. */
  share: number;
}

/** D1's hard limit (https://developers.cloudflare.com/d1/platform/limits/), where DATABASE_LIMIT_BYTES doesn't say. */
const D1_LIMIT_BYTES = 10_000_000_000;

/** The limit a deployment goes by: 10 GB, less where the plan or a test says so. Bytes. */
export function databaseLimit(setting: string | undefined): number {
  const bytes = Number(setting);
  return Number.isFinite(bytes) && bytes > 0 ? bytes : D1_LIMIT_BYTES;
}

/**
 * Reads how full the database is, at the cost of one statement that reads no row. D1 says its size with every answer
 * (`meta.size_after`), free pages left out; PRAGMA page_count and dbstat are not allowed there. Throws D1's error.
 */
export async function databaseSize(db: D1Database, limit: number): Promise<DatabaseSize> {
  const { meta } = await db.prepare("SELECT 1").all();
  return { bytes: meta.size_after, limit, share: meta.size_after / limit };
}
