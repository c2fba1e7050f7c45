import { DAY_MS } from "#core/question/time.ts";
import type { RetentionQuestion } from "#core/question.ts";
import type { HistoryEvent, Needs, PersonHistory, QuestionContext } from "#core/history.ts";
import { createPatterns, partsOfPatterns } from "#query/bucket-patterns.ts";
import { dayPages } from "#query/day-pages.ts";
import type { Part, Reading } from "#query/reading.ts";
import type { RetentionPlan } from "#query/retention-plan.ts";

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

/** So many people who were active in the same buckets, as somebody with one event in each. */
export interface AlikePeople {
  history: PersonHistory;
  people: number;
}

/** Everybody by the buckets in which they did anything, and before the first of them: from the rollup of days. */
export async function* readActiveDays(
  db: D1Database,
  { starts, at }: RetentionPlan["buckets"],
  { from, to }: Needs,
  reading: Reading,
): AsyncGenerator<AlikePeople> {
  // The first is for what lies before the first bucket.
  const moments = [(starts[0] ?? 0) - 1, ...starts];
  const most = (await db.prepare("SELECT max(id) AS id FROM actors").first<{ id: number | null }>())?.id ?? 0;
  const parts = partsOfPatterns(most, moments.length);
  const days = { first: Math.floor(from / DAY_MS), last: Math.floor(to / DAY_MS) };
  for (let part = 0; part < parts; part += 1) {
    const own: Part = { part, parts };
    const patterns = createPatterns(most, moments.length, own);
    for await (const { day, persons } of dayPages(db, days, own, reading)) patterns.add(at(day * DAY_MS) + 1, persons);
    for (const { buckets, people } of patterns.all()) {
      const events = buckets.map((bucket): HistoryEvent => {
        const ts = moments[bucket] ?? 0;
        return { ts, seq: bucket, name: "", done: true, property: () => undefined };
      });
      yield { history: { id: "", trait: () => undefined, events }, people };
    }
  }
}
