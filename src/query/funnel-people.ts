import type { FunnelAnswer } from "#core/answer.ts";
import type { FunnelQuestion } from "#core/question.ts";
import { OTHER } from "#core/question/breakdown.ts";
import type { FunnelCell } from "#core/question/funnel.ts";
import type { HistoryEvent, PersonHistory, QuestionContext } from "#core/history.ts";
import { type GroupedUnit, unitsOf } from "#query/funnel-breakdown.ts";
import { groupInAnswer } from "#query/funnel-groups.ts";
import { mergeUnits, type PersonInGroup } from "#query/funnel-person.ts";
import { createFunnelPlan, type FunnelPlan } from "#query/funnel-plan.ts";

/** A person behind a number of a funnel. */
export interface FunnelPerson {
  id: string;
  /** What the person did last by the time the funnel ended; a step of the funnel counts, whatever call it is. */
  lastEvent: HistoryEvent | null;
}

/**
 * The groups an answer shows under their own name: what a list needs to know to tell who is in `$other`. Where nothing is
 * folded (`other` false), that is a name like any other.
 */
export const groupsShown = ({ breakdown = {} }: FunnelAnswer, other = true): Set<string> =>
  new Set(Object.keys(breakdown).filter((name) => !other || name !== OTHER));

/**
 * For each cell the person, if they are behind its number, otherwise null. `shown` are the groups of the answer the cells
 * are of (`groupsShown`); null where there is no breakdown or nothing in it was folded.
 */
export function findFunnelPeople(
  question: FunnelQuestion,
  cells: readonly FunnelCell[],
  context: QuestionContext,
  shown: ReadonlySet<string> | null,
): (person: PersonHistory) => (FunnelPerson | null)[] {
  const plan = createFunnelPlan(
    question,
    context,
    cells.some((cell) => cell.bucket !== undefined),
  );
  const tests = cells.map((cell) => {
    const wanted = cell.breakdown === undefined ? null : new Set([cell.breakdown].flat());
    const isAsked = ({ group }: GroupedUnit): boolean => {
      const name = groupInAnswer(group, shown, plan.breakdown);
      return name !== null && (wanted === null || wanted.has(name));
    };
    const isInCell = cellTest(plan, cell);
    return (units: readonly GroupedUnit[]) => isInCell(units.filter(isAsked));
  });
  return (person) => {
    const units = unitsOf(plan, person);
    const isShown = (event: HistoryEvent) => event.done || plan.steps.some(({ selects }) => selects(event, person));
    const lastEvent = person.events.findLast((event) => event.ts <= plan.horizon && isShown(event)) ?? null;
    return tests.map((isInCell) => (isInCell(units) ? { id: person.id, lastEvent } : null));
  };
}

/** Is somebody with these units in the cell? What counts people asks for the furthest unit, as the count does. */
function cellTest(plan: FunnelPlan, { step = 1, bucket, dropped = false }: FunnelCell) {
  const furthest = (units: readonly GroupedUnit[]): PersonInGroup | undefined => mergeUnits(units, () => 0).get(0);
  if (bucket !== undefined) {
    const number = plan.buckets?.labels.indexOf(bucket) ?? -1;
    return (units: readonly GroupedUnit[]): boolean => {
      const reached = furthest(units)?.buckets.get(number) ?? 0;
      return dropped ? reached > plan.fromStep && reached <= plan.toStep : reached > plan.toStep;
    };
  }
  const fits = (reached: number): boolean => (dropped ? reached === step - 1 && reached > 0 : reached >= step);
  return (units: readonly GroupedUnit[]): boolean =>
    plan.countBy === "uniques"
      ? fits(furthest(units)?.reached ?? 0)
      : units.some(({ unit }) => fits(unit.times.length));
}
