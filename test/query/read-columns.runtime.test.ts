import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { dayPages } from "#query/day-pages.ts";
import { eventsOf, personsOf } from "#query/fact-columns.ts";
import type { Needs } from "#core/history.ts";
import { NO_NEEDS } from "#query/needs.ts";
import { readColumns } from "#query/read-columns.ts";
import { planOf } from "#query/read-plan.ts";
import type { Reading } from "#query/reading.ts";

/** More facts of one name than a page holds, the second half of them a thousand times as close together as the first. */
const FACTS = 130_000;
const PEOPLE = 2_000;
const SLOW_MS = 3_000;
const HALF = FACTS / 2;
const LAST_TS = HALF * SLOW_MS + HALF * 3;
const tsOf = (n: number): number => (n < HALF ? n * SLOW_MS : HALF * SLOW_MS + Math.floor((n - HALF) / 500) * 1_500);
/** Every fourth is a device of the one before it; every ninth fact is of another name, every 97th of a bot. */
const ownerOf = (actor: number): number => (actor % 4 === 0 ? actor - 1 : actor);
const actorOf = (n: number): number => 1 + ((n * 7_919) % PEOPLE);
const nameOf = (n: number): string => (n % 9 === 0 ? "Buy" : "View");

const reading = (): Reading => ({ rowsRead: 0, events: 0, deadline: Infinity, signal: null });
const NEEDS: Needs = { ...NO_NEEDS, names: ["View", "Buy"], from: -Infinity, to: Infinity };

beforeAll(async () => {
  await env.DB.batch([
    env.DB.prepare("INSERT INTO event_names (id, kind, name) VALUES (1, 'track', 'View'), (2, 'track', 'Buy')"),
    env.DB.prepare(
      `WITH RECURSIVE a(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM a WHERE id < ${PEOPLE})
       INSERT INTO person_of SELECT id, id - 1 FROM a WHERE id % 4 = 0`,
    ),
    env.DB.prepare(
      `WITH RECURSIVE i(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n < ${FACTS} - 1)
       INSERT INTO facts (name_id, ts, seq, actor_id, source_id, bot)
       SELECT 1 + (n % 9 = 0), iif(n < ${HALF}, n * ${SLOW_MS}, ${HALF * SLOW_MS} + (n - ${HALF}) / 500 * 1500), n + 1,
         1 + (n * 7919) % ${PEOPLE}, 1, n % 97 = 0 FROM i`,
    ),
  ]);
});

/** Events by person, as `seq name`, of facts between two moments. */
function expected(from: number, to: number): Map<number, string[]> {
  const people = new Map<number, string[]>();
  for (let n = 0; n < FACTS; n += 1) {
    if (n % 97 === 0 || tsOf(n) < from || tsOf(n) > to) continue;
    const owner = ownerOf(actorOf(n));
    const own = people.get(owner) ?? [];
    people.set(owner, own);
    own.push(`${n + 1} ${nameOf(n)} ${tsOf(n)}`);
  }
  return people;
}

async function found(needs: Needs, maxHeld?: number) {
  const plan = await planOf(env.DB, needs);
  const people = new Map<number, string[]>();
  const sizes: number[] = [];
  const use = reading();
  for await (const { facts } of readColumns({ db: env.DB }, needs, plan, use, maxHeld)) {
    sizes.push(facts.times.length);
    for (const person of personsOf(facts)) {
      expect(people.has(person), `person ${person} once`).toBe(false);
      const events = eventsOf(facts, plan.names, person);
      people.set(
        person,
        events.map(({ seq, name, ts }) => `${seq} ${name} ${ts}`),
      );
    }
  }
  return { people, sizes, use };
}

describe("facts as columns", () => {
  test("are everybody's, each once and in order, over as many pages as it takes", async () => {
    const { people, sizes, use } = await found(NEEDS);
    expect(people).toEqual(expected(-Infinity, Infinity));
    expect(sizes).toHaveLength(1);
    expect(use.events).toBe(sizes[0]);
    // Each fact, and perhaps whose it is: no fact twice.
    expect(use.rowsRead).toBeLessThan(2.1 * FACTS);
  });

  test.each([
    [HALF * SLOW_MS, HALF * SLOW_MS + 3_000],
    [tsOf(100), tsOf(60_000)],
    [LAST_TS + 2_000, Infinity],
  ])("from %s to %s, both included", async (from, to) => {
    const { people } = await found({ ...NEEDS, from, to });
    expect(people).toEqual(expected(from, to));
  });

  test.each([20_000, 30_000, 45_000, 60_000, 100_000])(
    "people are taken in parts of at most %i facts",
    async (most) => {
      const { people, sizes, use } = await found(NEEDS, most);
      expect(people).toEqual(expected(-Infinity, Infinity));
      expect(use.events).toBe(sizes.reduce((sum, size) => sum + size, 0));
      expect(sizes.length).toBeGreaterThanOrEqual(FACTS / most);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(most);
    },
  );

  test("a question with more facts than the smallest part may hold is refused", async () => {
    await expect(found(NEEDS, 500)).rejects.toThrow("too many events");
  });
});

describe("days as pages", () => {
  const [FIRST, LAST] = [19_000, 19_099];
  const CROWD = 20_000;

  beforeAll(async () => {
    await env.DB.prepare(
      `WITH RECURSIVE a(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM a WHERE id < ${CROWD})
       INSERT INTO active_days SELECT ${FIRST + 50}, id FROM a UNION ALL SELECT ${FIRST}, 4 UNION ALL SELECT ${LAST}, 3`,
    ).run();
  });

  const daysOf = async (first: number, last: number, part = { part: 0, parts: 1 }) => {
    const days = new Map<number, number[]>();
    for await (const { day, persons } of dayPages(env.DB, { first, last }, part, reading()))
      days.set(day, [...(days.get(day) ?? []), ...persons]);
    return days;
  };
  const crowd = Array.from({ length: CROWD }, (_, at) => (at + 1 <= PEOPLE ? ownerOf(at + 1) : at + 1));

  test("a day with more people than a page comes whole", async () => {
    const days = await daysOf(-Infinity, Infinity);
    expect([...days.keys()].toSorted((a, b) => a - b)).toEqual([FIRST, FIRST + 50, LAST]);
    expect(days.get(FIRST)).toEqual([3]);
    expect(days.get(FIRST + 50)).toEqual(crowd);
  });

  test("only of the days and the people asked for", async () => {
    const days = await daysOf(FIRST + 1, LAST - 1, { part: 1, parts: 2 });
    expect([...days]).toEqual([[FIRST + 50, crowd.filter((person) => person % 2 === 1)]]);
  });
});
