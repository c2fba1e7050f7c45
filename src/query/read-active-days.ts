import type { Calendar } from "#core/calendar.ts";
import { DAY_MS } from "#core/question/time.ts";
import type { RetentionQuestion } from "#core/question.ts";
import type { QuestionContext } from "#query/context.ts";
import type { HistoryEvent, PersonHistory } from "#query/history.ts";
import type { Needs } from "#query/needs.ts";
import type { Reading } from "#query/reading.ts";

/**
 * May a retention be answered from the days on which people did anything? Where any event counts as start and as return,
 * nothing is asked of the events, and buckets are made of whole UTC days.
 */
export function daysAreEnough(
  question: RetentionQuestion,
  { calendar }: QuestionContext,
  { from, to }: Needs,
): boolean {
  const { start, return: back = start, filter, breakdown, people, mode, returnMin, interval } = question;
  const isAny = (selector: typeof start) =>
    "event" in selector && selector.event === null && selector.filter === undefined;
  const isWhole = (ms: number) => !Number.isFinite(ms) || ms % DAY_MS === 0;
  return (
    isAny(start) &&
    isAny(back) &&
    filter === undefined &&
    breakdown === undefined &&
    people === undefined &&
    mode !== "rolling" &&
    returnMin === 1 &&
    interval !== "hour" &&
    calendar.timezone === "UTC" &&
    isWhole(from) &&
    isWhole(to + 1)
  );
}

/** SQL for the first day of a day's week: day 0, 1970-01-01, was a Thursday. */
const firstOfWeek = (weekStart: Calendar["weekStart"]): string =>
  `d.day - ((d.day + ${weekStart === "sunday" ? 4 : 3}) % 7)`;

/** Days of people held at once. */
const DAYS_A_READ = 200_000;

/** People with one event for each day on which they did anything: from the rollup, a tenth of the facts or less. */
export async function* readActiveDays(
  db: D1Database,
  question: RetentionQuestion,
  { weekStart }: Calendar,
  { from, to }: Needs,
  reading: Reading,
): AsyncGenerator<PersonHistory> {
  const day = question.interval === "week" ? firstOfWeek(weekStart) : "d.day";
  const first = Number.isFinite(from) ? from / DAY_MS : -1_000_000;
  const last = Number.isFinite(to) ? (to + 1) / DAY_MS - 1 : 1_000_000_000;
  const count = await db
    .prepare("SELECT count(*) AS n FROM active_days WHERE day BETWEEN ?1 AND ?2")
    .bind(first, last)
    .first<{ n: number }>();
  const parts = Math.max(1, Math.ceil((count?.n ?? 0) / DAYS_A_READ));
  for (let part = 0; part < parts; part += 1) {
    const rows = await db
      .prepare(
        `SELECT coalesce(p.person_id, d.actor_id) AS person, ${day} AS day FROM active_days d
         LEFT JOIN person_of p ON p.actor_id = d.actor_id
         WHERE d.day BETWEEN ?1 AND ?2 AND coalesce(p.person_id, d.actor_id) % ${parts} = ${part} GROUP BY 1, 2`,
      )
      .bind(first, last)
      .raw<[number, number]>();
    reading.rowsRead += rows.length;
    reading.events += rows.length;
    const people = new Map<number, HistoryEvent[]>();
    for (const [person, day] of rows) {
      const events = people.get(person);
      const event: HistoryEvent = { ts: day * DAY_MS, seq: day, name: "", property: () => undefined };
      if (events) events.push(event);
      else people.set(person, [event]);
    }
    for (const [id, events] of people) {
      events.sort((a, b) => a.ts - b.ts);
      yield { id: String(id), trait: () => undefined, events };
    }
  }
}
