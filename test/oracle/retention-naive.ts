import type { RetentionQuestion } from "#core/question.ts";
import { rangeOf } from "#core/range.ts";
import type { HistoryEvent, PersonHistory, QuestionContext } from "#core/history.ts";
import { carried, seenOf } from "./seen.ts";

const PERIOD_MS = { hour: 3_600_000, day: 86_400_000, week: 604_800_000, month: 2_592_000_000 };

/**
 * Retention by the words of the semantics: each number is a count of the people a statement is true of. Gives the rows of
 * each group, and of everyone under null. Knows no filters. Slow; made for tests only.
 */
export function naiveRetention(
  question: RetentionQuestion,
  people: readonly PersonHistory[],
  { calendar, now }: QuestionContext,
): Map<string | null, string[][][]> {
  const { interval, breakdown, startMode, firstScope, mode, returnMin } = question;
  const { from, to } = rangeOf(question, calendar, now);
  const edges = [calendar.bucketStart(from, interval)];
  for (let edge = edges[0] ?? 0; edge <= to; edges.push(edge)) edge = calendar.step(edge, interval);
  edges.length = Math.min(edges.length, (question.periods ?? edges.length) + 1);
  const isIn = ({ ts }: HistoryEvent, row: number) =>
    ts >= (edges[row] ?? Infinity) && ts < (edges[row + 1] ?? -Infinity);
  const rows = [...edges.keys()].slice(0, -1);
  const isInside = (event: HistoryEvent) => rows.some((row) => isIn(event, row));

  const startsOf = (person: PersonHistory): HistoryEvent[] => {
    const all = seenOf([person], question.start).map(({ event }) => event);
    if (startMode === "recurring") return all.filter(isInside);
    return (firstScope === "ever" ? all : all.filter(isInside)).slice(0, 1).filter(isInside);
  };
  const nameOf = (event: HistoryEvent, person: PersonHistory) => (breakdown ? carried(breakdown, event, person) : "");

  const members = new Map<string, Set<PersonHistory>>();
  for (const person of people) {
    for (const event of startsOf(person)) {
      const name = nameOf(event, person);
      members.set(name, (members.get(name) ?? new Set()).add(person));
    }
  }
  const ranked = [...members.keys()]
    .toSorted()
    .toSorted((a, b) => (members.get(b)?.size ?? 0) - (members.get(a)?.size ?? 0));
  const shown = ranked.slice(0, breakdown?.limit ?? 10);
  const hasRest = shown.length < ranked.length && breakdown?.other !== false;
  const groupOf = (event: HistoryEvent, person: PersonHistory): string | null => {
    const name = nameOf(event, person);
    return shown.includes(name) ? name : hasRest ? "$other" : null;
  };

  const cameBack = (person: PersonHistory, group: string | null, row: number, period: number): boolean => {
    const starts = startsOf(person).filter(
      (event) => isIn(event, row) && (group === null || groupOf(event, person) === group),
    );
    if (period === 0) return starts.length > 0;
    if (mode === "onOrAfter") {
      return rows.some(
        (later) => later >= row + period && enough(person, group, starts, (event) => isIn(event, later)),
      );
    }
    if (mode === "on") return enough(person, group, starts, (event) => isIn(event, row + period));
    const length = PERIOD_MS[interval];
    return starts.some((start) =>
      enough(person, group, [start], ({ ts }) => {
        const since = ts - start.ts;
        return since >= period * length && since < (period + 1) * length;
      }),
    );
  };
  const enough = (
    person: PersonHistory,
    group: string | null,
    starts: readonly HistoryEvent[],
    isThen: (event: HistoryEvent) => boolean,
  ): boolean => {
    const carries = (event: HistoryEvent) =>
      group === null || breakdown?.source !== "event" || !breakdown.onReturn || groupOf(event, person) === group;
    const returns = seenOf([person], question.return ?? question.start).map(({ event }) => event);
    const counting = returns.filter((event) => isInside(event) && isThen(event) && carries(event));
    return starts.length > 0 && counting.length >= returnMin;
  };

  const groups = [null, ...(breakdown ? [...shown, ...(hasRest ? ["$other"] : [])] : [])];
  return new Map(
    groups.map((group) => [
      group,
      rows.map((row) =>
        rows
          .slice(row)
          .map((_, period) => people.filter((person) => cameBack(person, group, row, period)).map(({ id }) => id)),
      ),
    ]),
  );
}
