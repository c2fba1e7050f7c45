import { checkWanted, inPart, type Part, PERSON, type Reading, whole } from "#query/reading.ts";

/** People who did something on a UTC day; somebody with several ids perhaps several times. */
export interface DayPage {
  /** Days since 1970. */
  day: number;
  persons: number[];
}

/** People of one text: a text of 2 MB is the most that D1 gives. */
const PEOPLE_A_PAGE = 150_000;
/** People that one statement brings at most, about 6 MB. */
const PEOPLE_A_STATEMENT = 800_000;
const DAYS_A_STATEMENT = 100;

/** Who was active on these days, both included, of people in a part; infinite: from or to whatever day there is. */
export async function* dayPages(
  db: D1Database,
  { first, last }: { first: number; last: number },
  part: Part,
  reading: Reading,
): AsyncGenerator<DayPage> {
  const there = await db
    .prepare("SELECT (SELECT min(day) FROM active_days) AS first, (SELECT max(day) FROM active_days) AS last")
    .first<{ first: number | null; last: number | null }>();
  if (typeof there?.first !== "number" || there.last === null) return;
  const begin = Math.max(first, there.first);
  const days = Math.max(0, Math.min(last, there.last) - begin + 1);
  let queue = Array.from({ length: days }, (_, at) => ({ day: begin + at, after: 0 }));
  while (queue.length > 0) {
    checkWanted(reading);
    const asked = queue.slice(0, DAYS_A_STATEMENT);
    queue = queue.slice(DAYS_A_STATEMENT);
    const most = Math.min(PEOPLE_A_PAGE, Math.floor(PEOPLE_A_STATEMENT / asked.length));
    const { results, meta } = await db
      .prepare(
        `SELECT w.value->>0 AS day, (
           SELECT count(*) || ';' || max(x.actor_id) || ';' || group_concat(x.person) FROM (
             SELECT f.actor_id, ${PERSON} AS person FROM active_days f LEFT JOIN person_of p ON p.actor_id = f.actor_id
             WHERE f.day = w.value->>0 AND f.actor_id > w.value->>1 AND ${inPart(PERSON, part)}
             ORDER BY f.actor_id LIMIT ${whole(most)}) x) AS people
         FROM json_each(?1) w`,
      )
      .bind(JSON.stringify(asked.map(({ day, after }) => [day, after])))
      .all<{ day: number; people: string | null }>();
    reading.rowsRead += meta.rows_read;
    for (const { day, people } of results) {
      if (people === null) continue;
      const [count, after, persons] = people.split(";");
      reading.events += Number(count);
      if (Number(count) === most) queue.push({ day, after: Number(after) });
      yield { day, persons: JSON.parse(`[${persons}]`) as number[] };
    }
  }
}
