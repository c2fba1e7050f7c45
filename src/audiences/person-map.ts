/** Who is who, for some ids at one moment. Numbers are actors; a person is the actor that stands for them. */
export interface PersonMap {
  actorOf: (uid: string) => number | null;
  /** Null: there is no such actor (any more). */
  personOf: (actor: number) => number | null;
  /** All of a person's, the one that stands for them first. */
  actorsOf: (person: number) => readonly number[];
}

/** As src/store/person-map.ts reads it. CROSS JOIN keeps the order of the tables. */
const READ = `
  WITH asked AS (
      SELECT coalesce(p.person_id, a.id) AS person
      FROM json_each(?1) u CROSS JOIN actors a ON a.uid = u.value LEFT JOIN person_of p ON p.actor_id = a.id
      UNION SELECT coalesce(p.person_id, a.id)
      FROM json_each(?2) i CROSS JOIN actors a ON a.id = i.value LEFT JOIN person_of p ON p.actor_id = a.id),
    member AS (
      SELECT person, person AS id FROM asked
      UNION SELECT p.person_id, p.actor_id FROM asked CROSS JOIN person_of p ON p.person_id = asked.person)
  SELECT member.person, a.id, a.uid FROM member CROSS JOIN actors a ON a.id = member.id
  ORDER BY member.person, a.id <> member.person, a.id`;

/** The persons of these ids with all their actors. */
export async function readPersonMap(
  db: D1Database,
  { uids = [], actors = [] }: { uids?: Iterable<string>; actors?: Iterable<number> },
): Promise<PersonMap> {
  const rows = await db
    .prepare(READ)
    .bind(JSON.stringify([...uids]), JSON.stringify([...actors]))
    .raw<[person: number, actor: number, uid: string]>();
  const actorByUid = new Map<string, number>();
  const personByActor = new Map<number, number>();
  const actorsByPerson = new Map<number, number[]>();
  for (const [person, actor, uid] of rows) {
    actorByUid.set(uid, actor);
    personByActor.set(actor, person);
    const known = actorsByPerson.get(person);
    if (known) known.push(actor);
    else actorsByPerson.set(person, [actor]);
  }
  return {
    actorOf: (uid) => actorByUid.get(uid) ?? null,
    personOf: (actor) => personByActor.get(actor) ?? null,
    actorsOf: (person) => actorsByPerson.get(person) ?? [],
  };
}
