import { Problem } from "#core/problem.ts";
import { SECOND_MS } from "#core/clock.ts";

/** So often in so long. */
export interface Limit {
  key: string;
  most: number;
  /** ms */
  within: number;
}

/**
 * Counts a try under each limit. Throws `rate_limited` where one is used up, and then writes nothing: whoever goes on trying
 * costs a read.
 */
export async function countTry(db: D1Database, limits: readonly Limit[], now: number): Promise<void> {
  const at = ({ key, within }: Limit) => `${key} ${Math.floor(now / within)}`;
  const wanted = JSON.stringify(limits.map((limit) => at(limit)));
  const { results } = await db
    .prepare("SELECT key, n FROM sign_in_tries WHERE key IN (SELECT value FROM json_each(?1))")
    .bind(wanted)
    .all<{ key: string; n: number }>();
  const before = new Map(results.map(({ key, n }) => [key, n]));
  refuseOver(limits, (limit) => (before.get(at(limit)) ?? 0) + 1, now);
  const counted = await db.batch<{ n: number }>(
    limits.map((limit) =>
      db
        .prepare(
          `INSERT INTO sign_in_tries (key, n, expires_at) VALUES (?1, 1, ?2)
           ON CONFLICT (key) DO UPDATE SET n = n + 1 RETURNING n`,
        )
        .bind(at(limit), (Math.floor(now / limit.within) + 1) * limit.within),
    ),
  );
  // Several at the same moment have all seen room: the count itself decides.
  refuseOver(limits, (limit) => counted[limits.indexOf(limit)]?.results[0]?.n ?? 0, now);
}

function refuseOver(limits: readonly Limit[], countOf: (limit: Limit) => number, now: number): void {
  const over = limits.find((limit) => countOf(limit) > limit.most);
  if (!over) return;
  const endsAt = (Math.floor(now / over.within) + 1) * over.within;
  throw new Problem("rate_limited", { retryAfterSeconds: Math.ceil((endsAt - now) / SECOND_MS) });
}

/** Marks something as used, once; false where it was already. */
export async function useOnce(db: D1Database, key: string, expiresAt: number): Promise<boolean> {
  const row = await db
    .prepare(
      "INSERT INTO sign_in_tries (key, n, expires_at) VALUES (?1, 1, ?2) ON CONFLICT (key) DO NOTHING RETURNING n",
    )
    .bind(key, expiresAt)
    .first();
  return row !== null;
}
