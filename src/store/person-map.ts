import { storableText } from "#core/json.ts";

/** One id of a person. */
export interface PersonActor {
  id: number;
  /** `u:<userId>` or `a:<anonymousId>` */
  uid: string;
  /** ms; null for an id that was only ever named by an alias. */
  firstSeen: number | null;
}

/** A person: all the ids that are theirs, and the one of them that stands for the person. */
export interface PersonActors {
  label: string;
  actors: PersonActor[];
}

/** An actor without a row in person_of is a person of its own; the person is an actor too, row or not. */
const actorsOfPersons = (by: "uid" | "id") => `
  WITH asked AS (
      SELECT DISTINCT coalesce(p.person_id, a.id) AS person
      FROM json_each(?1) u CROSS JOIN actors a ON a.${by} = u.value LEFT JOIN person_of p ON p.actor_id = a.id),
    member AS (
      SELECT person, person AS id FROM asked
      UNION SELECT p.person_id, p.actor_id FROM asked CROSS JOIN person_of p ON p.person_id = asked.person)
  SELECT label.uid AS label, a.id, a.uid, a.first_seen AS firstSeen
  FROM member CROSS JOIN actors label ON label.id = member.person CROSS JOIN actors a ON a.id = member.id
  ORDER BY label.uid, a.id`;

/** The persons that any of these uids belong to, each with all its actors. Unknown uids belong to nobody. */
export const actorsOf = (db: D1Database, uids: readonly string[]): Promise<PersonActors[]> =>
  personsBy(db, "uid", uids.map(storableText));

/** The persons that any of these actors belong to now, each with all its actors. Those that were erased belong to nobody. */
export const personsOfActors = (db: D1Database, actorIds: readonly number[]): Promise<PersonActors[]> =>
  personsBy(db, "id", actorIds);

async function personsBy(db: D1Database, by: "uid" | "id", ids: readonly (string | number)[]): Promise<PersonActors[]> {
  const { results } = await db
    .prepare(actorsOfPersons(by))
    .bind(JSON.stringify(ids))
    .all<PersonActor & { label: string }>();
  const persons = Map.groupBy(results, ({ label }) => label);
  return [...persons].map(([label, rows]) => ({
    label,
    actors: rows.map(({ id, uid, firstSeen }) => ({ id, uid, firstSeen })),
  }));
}

/** Whom each of these uids belongs to now: the label of the person, which is the uid itself for a person of its own. */
export async function personLabels(db: D1Database, uids: readonly string[]): Promise<Map<string, string>> {
  const labels = new Map(uids.map((uid) => [uid, storableText(uid)]));
  if (labels.size === 0) return labels;
  const { results } = await db
    .prepare(
      `SELECT a.uid, label.uid AS label
       FROM json_each(?1) u CROSS JOIN actors a ON a.uid = u.value
         CROSS JOIN person_of p ON p.actor_id = a.id CROSS JOIN actors label ON label.id = p.person_id`,
    )
    .bind(JSON.stringify([...new Set(labels.values())]))
    .all<{ uid: string; label: string }>();
  const mapped = new Map(results.map(({ uid, label }) => [uid, label]));
  for (const [uid, stored] of labels) labels.set(uid, mapped.get(stored) ?? stored);
  return labels;
}
