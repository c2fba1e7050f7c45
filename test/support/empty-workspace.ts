import { listDurableObjectIds, runInDurableObject } from "cloudflare:test";
import { env } from "./world.ts";

/** Everything that is kept of people and their events; dictionaries, sources and packs' ids stay. */
const TABLES = [
  "facts",
  "hours",
  "active_days",
  "active_hours",
  "actors",
  "links",
  "pending_links",
  "person_of",
  "profiles",
  "first_touches",
  "groups",
  "identity_warnings",
  "suppressed",
];

/**
 * A workspace without people, for cases that need ids exactly as they are. It takes an arrival number like an erasure
 * does, so that the consumer looks at the store anew.
 */
export async function emptyWorkspace(): Promise<void> {
  for (const id of await listDurableObjectIds(env.IDENTITY)) {
    await runInDurableObject(env.IDENTITY.get(id), (_, { storage }) => {
      const made = storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'links'").toArray().length > 0;
      if (made) storage.sql.exec("DELETE FROM links");
    });
  }
  await env.DB.batch([
    ...TABLES.map((table) => env.DB.prepare(`DELETE FROM ${table}`)),
    env.DB.prepare(
      `INSERT INTO packs (id, n, stored_at, min_ts, max_ts, ids, body)
       SELECT coalesce((SELECT id + max(n, 1) FROM packs ORDER BY id DESC LIMIT 1), 1), 0, 0, 0, 0, x'', x''`,
    ),
  ]);
}
