import { textOf } from "#core/comparison.ts";
import { MAX_BREAKDOWN_LIMIT, NONE } from "#core/question/breakdown.ts";
import { groupNameOf } from "#query/breakdown.ts";
import { type FunnelUnit, unitsAmong } from "#query/funnel-attempts.ts";
import { type FunnelEvents, gather, splitBy } from "#query/funnel-events.ts";
import type { FunnelPlan } from "#query/funnel-plan.ts";
import type { HistoryEvent, PersonHistory } from "#core/history.ts";

/** What a session is known by; an event without it is in no session. */
export const SESSION = "$session_id";

/** Values one person may have at a step: as many as groups can be shown. What is above counts as one value, in `$other`. */
const MAX_STEP_VALUES = MAX_BREAKDOWN_LIMIT;

/** A unit in the group of the breakdown that it counts in; null: somewhere in `$other`. All are in one where there is none. */
export interface GroupedUnit {
  group: string | null;
  unit: FunnelUnit;
}

/** The one group there is without a breakdown. */
export const WHOLE = "";

/** Everything the funnel counts of one person: numbers and the lists behind them are both made of this. */
export function unitsOf(plan: FunnelPlan, person: PersonHistory): GroupedUnit[] {
  const events = gather(plan, person);
  if (events.events.length === 0) return [];
  if (plan.countBy !== "sessions") return [...grouped(plan, person, events)];
  return [...splitBy(events, sessionOf).values()].flatMap((session) => [...grouped(plan, person, session)]);
}

function sessionOf(event: HistoryEvent): string | null {
  const session = event.property(SESSION) ?? "";
  return session === "" ? null : textOf(session);
}

function* grouped(plan: FunnelPlan, person: PersonHistory, events: FunnelEvents): Generator<GroupedUnit> {
  for (const [group, units] of groupsAmong(plan, person, events)) {
    for (const unit of units) yield { group, unit };
  }
}

type Groups = Iterable<[group: string | null, units: FunnelUnit[]]>;

function groupsAmong(plan: FunnelPlan, person: PersonHistory, events: FunnelEvents): Groups {
  const { breakdown, cohorts } = plan;
  if (breakdown === null) return [[WHOLE, unitsAmong(plan, events)]];
  if (breakdown.source === "cohort") {
    const units = unitsAmong(plan, events);
    return cohorts.filter((cohort) => cohort.holds(person)).map((cohort) => [cohort.name, units]);
  }
  const name = groupNameOf(breakdown);
  const nameOf = (event: HistoryEvent) => name(event, person);
  const [first] = events.events;
  if (breakdown.source === "person") return first ? [[nameOf(first), unitsAmong(plan, events)]] : [];
  switch (breakdown.attribution) {
    case "first":
    case "last":
      return [[carriedName(plan, events, nameOf, breakdown.attribution), unitsAmong(plan, events)]];
    case "all":
      return byValueOfAll(plan, events, nameOf);
    case "step":
      return byValueAtStep(plan, events, nameOf, breakdown.step ?? 0);
  }
}

type NameOf = (event: HistoryEvent) => string;

/** The first (or last) value that is one, on any event that can fill a step. */
function carriedName(
  plan: FunnelPlan,
  { events, fits }: FunnelEvents,
  nameOf: NameOf,
  which: "first" | "last",
): string {
  const { breakdown } = plan;
  const keys = [breakdown?.key ?? []].flat();
  const empty = keys.length > 1 ? "::".repeat(keys.length - 1) : NONE;
  const carries = (event: HistoryEvent, position: number) => fits[position] !== 0 && nameOf(event) !== empty;
  const position = which === "first" ? events.findIndex(carries) : events.findLastIndex(carries);
  const carrier = events[position];
  return carrier ? nameOf(carrier) : empty;
}

/** Every step must carry the same value: each value is a funnel of the events that carry it. */
function* byValueOfAll(plan: FunnelPlan, events: FunnelEvents, nameOf: NameOf): Groups {
  for (const [name, part] of splitBy(events, nameOf)) yield [name, unitsAmong(plan, part)];
}

/** The value at one step: a funnel for each value, where only events that carry it can fill that step. */
function* byValueAtStep(plan: FunnelPlan, { events, fits, bars }: FunnelEvents, nameOf: NameOf, step: number): Groups {
  const unordered = plan.order === "unordered";
  const bit = 1 << step;
  const isCarrier = (fit: number) => (unordered ? fit !== 0 : (fit & bit) !== 0);
  const names = events.map((event, position) => (isCarrier(fits[position] ?? 0) ? nameOf(event) : null));
  const values = new Set(names.filter((name) => name !== null));
  const own = [...values].slice(0, MAX_STEP_VALUES);
  const whole = unordered ? unitsAmong(plan, { events, fits, bars }) : null;
  const among = (holds: (name: string | null) => boolean) =>
    whole ??
    unitsAmong(plan, {
      events,
      fits: fits.map((fit, position) => (holds(names[position] ?? null) ? fit : fit & ~bit)),
      bars,
    });
  for (const value of own) yield [value, among((name) => name === value)];
  if (values.size === own.length) return;
  const known = new Set<string | null>(own);
  yield [null, among((name) => !known.has(name))];
}
