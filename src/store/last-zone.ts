import { FACTS_OF_HOURS } from "#store/active-hours.ts";

/** Hours of activity that are looked through for one that says where somebody was. */
const HOURS = 24;

const LAST_ZONE = `
  SELECT p.timezone
  FROM (SELECT DISTINCT a.hour FROM json_each(?1) i CROSS JOIN active_hours a ON a.actor_id = i.value
        ORDER BY a.hour DESC LIMIT ${HOURS}) t ${FACTS_OF_HOURS}
    CROSS JOIN places p ON p.id = f.place_id
  WHERE f.actor_id IN (SELECT value FROM json_each(?1)) AND p.timezone IS NOT NULL
  ORDER BY f.ts DESC LIMIT 1`;

/** The time zone of the place where a person (all their actors) was last seen, or null. */
export async function lastZone(db: D1Database, actorIds: readonly number[]): Promise<string | null> {
  const row = await db.prepare(LAST_ZONE).bind(JSON.stringify(actorIds)).first<{ timezone: string }>();
  return row?.timezone ?? null;
}
