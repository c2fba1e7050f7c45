import { DAY_MS } from "#core/clock.ts";
import { storedName } from "#store/fact.ts";
import { eventFingerprint } from "#store/fingerprint.ts";
import type { Arrival } from "#store/plan.ts";
import { idsOf, type RecentIds } from "#store/recent-ids.ts";

/** Events looked for by one query, so that its list stays small. */
const EVENTS_A_QUERY = 2_000;

/**
 * Which of the imported events among these are stored already, however long ago: an import may be begun again after months.
 * What memory of ids does for a day the facts do for good, since an imported event keeps its time: whatever happened under
 * the same name at the same moment is found by its key, and its pack says which messages those were. One row read an event.
 */
export async function importedBefore(
  db: D1Database,
  recent: RecentIds,
  arrivals: readonly Arrival[],
): Promise<Set<string>> {
  const wanted = new Map<string, [kind: string, name: string, ts: number]>();
  for (const { sourceId, events } of arrivals) {
    for (const event of events) {
      if (event.imported !== true) continue;
      const id = eventFingerprint(sourceId, event.messageId);
      if (!recent.has(id)) wanted.set(id, [event.type, storedName(event), event.timestamp]);
    }
  }
  const found = new Set<string>();
  const find = (results: readonly { ids: string }[]) => {
    for (const { ids } of results) for (const id of idsOf(ids)) if (wanted.has(id)) found.add(id);
  };
  const moments = [...new Set([...wanted.values()].map((key) => JSON.stringify(key)))];
  for (let at = 0; at < moments.length; at += EVENTS_A_QUERY) {
    const { results } = await db
      .prepare(
        `WITH near(seq) AS (
           SELECT f.seq FROM json_each(?1) v
           CROSS JOIN event_names n ON n.kind = v.value->>0 AND n.name = v.value->>1
           CROSS JOIN facts f ON f.name_id = n.id AND f.ts = v.value->>2)
         SELECT hex(ids) AS ids FROM packs
         WHERE id IN (SELECT (SELECT max(id) FROM packs WHERE id <= seq) FROM near)`,
      )
      .bind(`[${moments.slice(at, at + EVENTS_A_QUERY).join(",")}]`)
      .all<{ ids: string }>();
    find(results);
  }
  find(await archivedAround(db, [...wanted.values()]));
  return found;
}

/**
 * Ids of packs that may hold what happened in these moments, of days whose facts lie in R2. A pack keeps its row and its ids
 * then, and says between which times its events are; nothing else finds them, so all packs are gone through.
 */
async function archivedAround(
  db: D1Database,
  moments: readonly (readonly [kind: string, name: string, ts: number])[],
): Promise<{ ids: string }[]> {
  if (moments.length === 0) return [];
  const days = new Set(moments.map(([, , ts]) => Math.floor(ts / DAY_MS)));
  const { results: archived } = await db
    .prepare("SELECT DISTINCT day FROM archive_files WHERE kind = 'facts' AND day IN (SELECT value FROM json_each(?1))")
    .bind(JSON.stringify([...days]))
    .all<{ day: number }>();
  if (archived.length === 0) return [];
  const isArchived = new Set(archived.map(({ day }) => day));
  const times = moments.flatMap(([, , ts]) => (isArchived.has(Math.floor(ts / DAY_MS)) ? [ts] : []));
  const { results } = await db
    .prepare("SELECT hex(ids) AS ids FROM packs WHERE min_ts <= ?2 AND max_ts >= ?1 AND n > 0")
    .bind(Math.min(...times), Math.max(...times))
    .all<{ ids: string }>();
  return results;
}
