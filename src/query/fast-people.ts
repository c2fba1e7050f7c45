import { DAY_MS } from "#core/question/time.ts";
import { type Counting, daysOf, readActiveActors, readActors, rowsOf } from "#query/fast-cells.ts";
import { type Persons, readPersons } from "#query/fast-persons.ts";
import type { CountedSeries } from "#query/fast-plan.ts";
import { byDays } from "#query/fast-rollups.ts";
import { createHeadcount, type PeopleBySegment, type Segments, segmentsOf } from "#query/fast-segments.ts";
import { COUNTED, PERSON } from "#query/reading.ts";
import type { Line } from "#query/segmentation-line.ts";

/** Gives the person map of one question, read once. */
export type PersonMap = () => Promise<Persons | null>;

export function createPersonMap(counting: Counting): PersonMap {
  let known: Promise<Persons | null> | null = null;
  return () => (known ??= readPersons(counting));
}

/** Days at most: no segment holds more people than it need. */
export const segmentsOfPeople = (line: Line): Segments => segmentsOf(line, DAY_MS);

/**
 * Different people in the windows of a line and in the whole. Everybody is read once, a list a segment, and counted here;
 * where that is too much to hold, the database counts window by window. Null where one statement can't.
 */
export async function countPeople(
  counting: Counting,
  plan: CountedSeries,
  line: Line,
  map: PersonMap,
): Promise<number[] | null> {
  const segments = segmentsOfPeople(line);
  const isOfDays = byDays(plan, segments.spans);
  const byWindow = () => (isOfDays ? countActiveDays(counting, line) : countGroup(counting, plan, line));
  const persons = await map();
  if (persons === null) return byWindow();
  const people: PeopleBySegment[] = [];
  for (const group of isOfDays ? [null] : plan.groups) {
    const lists = await (group === null ? readActiveActors(counting, segments) : readActors(counting, group, segments));
    if (lists === null) return byWindow();
    people.push(lists.map((actors) => persons.of(actors)));
  }
  return createHeadcount(persons.size())(segments.ranges, people);
}

/** First and last ms of each window; the whole comes last. */
const spansOf = ({ windows, whole }: Line): [from: number, to: number][] =>
  [...windows.starts, ...whole.starts].map((start, at) => [start, ([...windows.ends, ...whole.ends][at] ?? start) - 1]);

const PEOPLE = (condition: string) => `SELECT (
    SELECT count(DISTINCT ${PERSON}) FROM json_each(?) n
      CROSS JOIN facts f ON f.name_id = n.value AND f.ts BETWEEN w.value->>0 AND w.value->>1
      LEFT JOIN person_of p ON p.actor_id = f.actor_id
    WHERE ${condition} AND ${COUNTED}) AS n
  FROM json_each(?) w ORDER BY w.key`;

async function countGroup(counting: Counting, { groups }: CountedSeries, line: Line): Promise<number[] | null> {
  const [group, ...others] = groups;
  // Somebody in two groups is one person: only one statement can tell.
  if (!group || others.length > 0) return null;
  const values = [JSON.stringify(group.nameIds), ...group.condition.values, JSON.stringify(spansOf(line))];
  return numbers(counting, PEOPLE(group.condition.sql), values);
}

const ACTIVE = `SELECT (
    SELECT count(DISTINCT coalesce(p.person_id, d.actor_id)) FROM active_days d
      LEFT JOIN person_of p ON p.actor_id = d.actor_id
    WHERE d.day BETWEEN w.value->>0 AND w.value->>1) AS n
  FROM json_each(?) w ORDER BY w.key`;

const countActiveDays = (counting: Counting, line: Line): Promise<number[]> =>
  numbers(counting, ACTIVE, [JSON.stringify(spansOf(line).map(daysOf))]);

const numbers = async (counting: Counting, sql: string, values: readonly (string | number)[]): Promise<number[]> =>
  (await rowsOf<{ n: number }>(counting, sql, values)).map(({ n }) => n);
