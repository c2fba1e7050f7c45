import { log, reasonOf } from "#core/log.ts";
import { databaseLimit } from "#store/database-size.ts";

/** What of the deployment's settings has to be right before anything works. */
export interface HealthSettings {
  ADMIN_TOKEN_HASH: string;
  CREDENTIALS_KEY: string;
  DATABASE_LIMIT_BYTES: string;
}

/** Shares of the database from which somebody should know. */
const NEARLY_FULL = 0.9;
const LATE_MS = 15 * 60_000;

/**
 * What is wrong, not just that we live: 200 while events can be taken and stored, 503 where the database can't be used or a
 * secret is missing. Dead letters and a full database don't stop what comes in, but somebody should look. One query of a few
 * rows, and nothing secret in the answer: anybody may ask.
 */
export async function health(db: D1Database, settings: HealthSettings): Promise<Response> {
  const missing = missingSecrets(settings);
  if (missing.length > 0)
    return down(missing.map((name) => `the secret ${name} is not set: wrangler secret put ${name}`));
  try {
    const { results, meta } = await db
      .prepare(
        `SELECT (SELECT count(*) FROM dead_letters WHERE replayed_at IS NULL) AS deadLetters,
           (SELECT stored_at FROM packs ORDER BY id DESC LIMIT 1) AS lastStoredAt,
           (SELECT batch_age_ms FROM operations WHERE span = 'hour' ORDER BY start DESC LIMIT 1) AS oldestMs`,
      )
      .all<{ deadLetters: number; lastStoredAt: number | null; oldestMs: number | null }>();
    const { deadLetters = 0, lastStoredAt = null, oldestMs = 0 } = results[0] ?? {};
    const share = meta.size_after / databaseLimit(settings.DATABASE_LIMIT_BYTES);
    const wrong = [
      ...(deadLetters > 0 ? [`${deadLetters} messages could not be stored: see /api/dead-letters`] : []),
      ...((oldestMs ?? 0) > LATE_MS ? ["the last events that were stored had waited over 15 minutes"] : []),
      ...(share >= NEARLY_FULL ? [`the database is ${Math.floor(share * 100)} % full: see docs/archive.md`] : []),
    ];
    return answer(wrong.length === 0 ? "ok" : "attention", wrong, 200, {
      lastStoredAt: lastStoredAt === null ? null : new Date(lastStoredAt).toISOString(),
    });
  } catch (error) {
    log("error", "unhealthy", { reason: reasonOf(error) });
    const isMissing = /no such (table|column)/i.test(reasonOf(error));
    return down([
      isMissing ? "the database is not migrated: wrangler d1 migrations apply DB" : "the database can't be reached",
    ]);
  }
}

const missingSecrets = ({ ADMIN_TOKEN_HASH, CREDENTIALS_KEY }: HealthSettings): string[] =>
  // A deployment by hand may lack them, whatever the types say.
  Object.entries({ ADMIN_TOKEN_HASH, CREDENTIALS_KEY })
    .filter(([, value]) => typeof value !== "string" || value === "")
    .map(([name]) => name);

const down = (wrong: string[]): Response => answer("down", wrong, 503);

const answer = (status: "ok" | "attention" | "down", wrong: string[], code: number, more: object = {}): Response =>
  Response.json({ status, wrong, ...more }, { status: code, headers: { "cache-control": "no-store" } });
