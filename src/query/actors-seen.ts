import { DONE } from "#query/read-plan.ts";
import { COUNTED, inPart, type Part, whole } from "#query/reading.ts";

/** Actors with an event that is no bot's: those of whom "everybody" is made (src/query/read.ts), one part of them. */
export async function actorsSeen(db: D1Database, part: Part): Promise<number[]> {
  const rows = await db
    .prepare(
      `SELECT d.actor_id FROM active_days d WHERE ${inPart("d.actor_id", part)}
       UNION SELECT f.actor_id FROM event_names n CROSS JOIN facts f ON f.name_id = n.id
       WHERE n.kind NOT IN ${DONE} AND ${COUNTED} AND ${inPart("f.actor_id", part)}`,
    )
    .raw<[number]>();
  return rows.map(([actor]) => actor);
}

/** The highest number of an actor; 0 where there is none. */
export async function lastActor(db: D1Database): Promise<number> {
  const row = await db.prepare("SELECT max(id) AS id FROM actors").first<{ id: number | null }>();
  return Number(whole(row?.id ?? 0));
}
