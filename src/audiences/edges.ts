import { instantOf } from "#core/comparison.ts";
import type { Behaviour, Condition, Selector } from "#core/question.ts";
import { spanMs } from "#core/question/time.ts";
import { isPropertyLeaf, type PersonLeaf, type PropertyLeaf, selectorsOf, type Within } from "#core/question/tree.ts";
import type { PersonHistory } from "#core/history.ts";
import { isNamed, type Named, namedBy } from "#audiences/selectors.ts";

/** Moments of these events after which something may be different, as distances from the event, ms. */
interface EventEdges {
  named: Named;
  /** Whole, ascending. */
  after: readonly number[];
  /** The event's time, or a date that it has as a property. */
  property: string | null;
}
interface TraitEdges {
  trait: string;
  after: readonly number[];
}

/** The next moment (ms, after `now`) at which membership may change with nothing new being known; null: never. */
export type NextEdge = (history: PersonHistory, now: number) => number | null;

/**
 * When time alone may make somebody enter or leave: windows that an event falls out of, periods that it moves on in, dates
 * that come of age, events that lie in the future. It looks at names, not at filters, so it may name a moment at which
 * nothing happens, but it passes none at which something does.
 */
export function compileEdges(where: Condition): NextEdge {
  const events: EventEdges[] = [];
  const traits: TraitEdges[] = [];
  visitCondition(where, null, events, traits);
  return (history, now) => {
    let next = Infinity;
    for (const { named, after, property } of events) {
      const moments = momentsOf(history, named, property);
      for (const distance of after) next = Math.min(next, firstAfter(moments, distance, now));
    }
    for (const { trait, after } of traits) {
      const moment = instantOf(history.trait(trait) ?? "");
      if (Number.isNaN(moment)) continue;
      for (const distance of after) if (moment + distance > now) next = Math.min(next, moment + distance);
    }
    return next === Infinity ? null : next;
  };
}

/** `of`: the events that a filter is asked of; null outside of any. */
function visitCondition(condition: Condition, of: Named | null, events: EventEdges[], traits: TraitEdges[]): void {
  const visit = (one: Condition) => visitCondition(one, of, events, traits);
  if ("and" in condition) return condition.and.forEach(visit);
  if ("or" in condition) return condition.or.forEach(visit);
  if ("not" in condition) return visit(condition.not);
  if ("inCohort" in condition) return visitCondition(condition.inCohort, null, events, traits);
  if ("person" in condition) {
    const span = agoOf(condition);
    if (span !== null) traits.push({ trait: condition.person, after: comingOfAge(span) });
    return;
  }
  if (isPropertyLeaf(condition)) {
    const span = agoOf(condition);
    if (span !== null && of) events.push({ named: of, after: comingOfAge(span), property: condition.property });
    return;
  }
  const after = distancesOf(condition);
  for (const selector of selectorsOf(condition)) {
    if (after.length > 0) events.push({ named: namedBy(selector), after, property: null });
    visitFilters(selector, events, traits);
  }
}

function visitFilters(selector: Selector, events: EventEdges[], traits: TraitEdges[]): void {
  if ("anyOf" in selector) {
    for (const one of selector.anyOf) visitFilters(one, events, traits);
  } else if (selector.filter !== undefined) {
    visitCondition(selector.filter, namedBy(selector), events, traits);
  }
}

const agoOf = ({ value }: PersonLeaf | PropertyLeaf): number | null =>
  typeof value === "object" && !Array.isArray(value) ? spanMs(value.ago) : null;

// A date is compared with a moment of whole milliseconds, once with "before" and once with "after".
const comingOfAge = (span: number): number[] => [Math.floor(span), Math.ceil(span), Math.ceil(span) + 1];

// Time goes in whole milliseconds, spans need not.
const around = (span: number): number[] =>
  Number.isInteger(span) ? [span] : [Math.floor(span), Math.ceil(span), Math.ceil(span) + 1];

/** How long after an event it may begin to count (0: when it happens), or counts no more, or otherwise. */
function distancesOf(behaviour: Behaviour): number[] {
  if ("regularly" in behaviour) {
    const length = spanMs(behaviour.every);
    return [0, ...Array.from({ length: behaviour.periods }, (_, at) => around((at + 1) * length)).flat()];
  }
  if ("recent" in behaviour) return [0, ...around(spanMs(behaviour.recent)), ...around(spanMs(behaviour.within))];
  const window = distancesOfWindow(behaviour.within);
  // What comes second, and what came first, is looked for until now, whatever the window.
  return "sequence" in behaviour || "firstTime" in behaviour ? [...new Set([0, ...window])] : window;
}

function distancesOfWindow(within: Within | undefined): number[] {
  if (within === undefined) return [0];
  if ("unit" in within) return [0, ...around(spanMs(within))];
  // Between fixed moments nothing ever changes by itself; without an end, what lies ahead comes to count.
  return within.to === undefined ? [0] : [];
}

function momentsOf({ events }: PersonHistory, named: Named, property: string | null): number[] {
  const these = events.filter((event) => isNamed(named, event));
  if (property === null) return these.map(({ ts }) => ts);
  return these
    .map((event) => instantOf(event.property(property) ?? ""))
    .filter((moment) => !Number.isNaN(moment))
    .toSorted((a, b) => a - b);
}

/** The first of these ascending moments to come after `now` when `distance` is added to it; Infinity: none. */
function firstAfter(moments: readonly number[], distance: number, now: number): number {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((moments[middle] ?? 0) + distance > now) high = middle;
    else low = middle + 1;
  }
  const found = moments[low];
  return found === undefined ? Infinity : found + distance;
}
