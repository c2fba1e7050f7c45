import { type Counting, rowsOf } from "#query/fast-cells.ts";

/** The person map, whole. */
export interface Persons {
  /** Makes persons of actors, in place. */
  of(actors: number[]): number[];
  /** Above the number of every person there is or was given so far. */
  size(): number;
}

/** Ids in one row of the answer. */
const CHUNK = 50_000;

const SQL = `SELECT (SELECT max(id) FROM actors) AS last, (
    SELECT json_array(json_group_array(p.actor_id), json_group_array(p.person_id)) FROM person_of p
    WHERE p.actor_id BETWEEN c.value AND c.value + ${CHUNK - 1} AND (SELECT max(id) FROM actors) < ?) AS map
  FROM json_each(?) c`;

/** Reads the person map: a long list as text is read many times faster than as rows. Null where there are too many ids. */
export async function readPersons(counting: Counting): Promise<Persons | null> {
  const chunks = Array.from({ length: Math.ceil(counting.caps.ids / CHUNK) }, (_, at) => at * CHUNK);
  const values = [counting.caps.ids, JSON.stringify(chunks)];
  const rows = await rowsOf<{ last: number | null; map: string }>(counting, SQL, values);
  const last = rows[0]?.last ?? 0;
  if (last >= counting.caps.ids) return null;
  const personOf = new Int32Array(last + 1);
  for (let actor = 0; actor <= last; actor += 1) personOf[actor] = actor;
  for (const { map } of rows) {
    const [actors, persons] = JSON.parse(map) as [number[], number[]];
    for (const [at, actor] of actors.entries()) personOf[actor] = persons[at] ?? actor;
  }
  let size = last + 1;
  return {
    of(actors) {
      for (let at = 0; at < actors.length; at += 1) {
        const actor = actors[at] ?? 0;
        // Who came after the map was read is not on it.
        if (actor >= size) size = actor + 1;
        actors[at] = personOf[actor] ?? actor;
      }
      return actors;
    },
    size: () => size,
  };
}
