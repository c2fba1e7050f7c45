import type { Operator, Wanted } from "#core/comparison.ts";
import type { Span } from "#core/question/time.ts";

/** What a date property can be compared with besides a date: so long before now. */
export interface Ago {
  ago: Span;
}

/** Asks one property of the event. */
export interface PropertyLeaf {
  property: string;
  /** eq where none is given */
  op?: Operator | undefined;
  value?: Wanted | Ago | undefined;
}

/** Asks the current value of one trait of the person. */
export interface PersonLeaf {
  person: string;
  /** eq where none is given */
  op?: Operator | undefined;
  value?: Wanted | Ago | undefined;
}

/** One event by its counted name (null: any event) and what is asked of it; or any of several. */
export type Selector = { event: string | null; filter?: Condition | undefined } | { anyOf: Selector[] };

/** Before now: start exclusive, end inclusive. Or between fixed moments; without one it is open on that side, until now. */
export type Within = Span | { from?: string | undefined; to?: string | undefined };

export type CountOperator = "eq" | "neq" | "gt" | "gte" | "lt" | "lte";
export interface Count {
  op: CountOperator;
  value: number;
}

export const AGGREGATES = ["sum", "avg", "min", "max", "distinct"] as const;
export type AggregateMath = (typeof AGGREGATES)[number];

/** What a person did, as people are asked for (SEMANTICS §6). Without `within`: ever. */
export type Behaviour =
  | { did: Selector; count?: Count | undefined; within?: Within | undefined; zeroCounts?: boolean | undefined }
  | { didNot: Selector; within?: Within | undefined }
  | { firstTime: Selector; within?: Within | undefined }
  | {
      aggregate: Selector;
      math: AggregateMath;
      property: string;
      op: CountOperator;
      value: number;
      within?: Within | undefined;
    }
  | { regularly: Selector; every: Span; periods: number; atLeast: number; count?: Count | undefined }
  | { stopped: Selector; within: Span; recent: Span }
  | { restarted: Selector; within: Span; recent: Span }
  | { sequence: [Selector, Selector]; within?: Within | undefined; gap: Span };

/**
 * What questions filter by: of the event ({property}), of the person ({person}), of what they did ({did} …), combined.
 * `inCohort` holds the other cohort's own definition, so cohorts can't go in circles.
 */
export type Condition =
  | { and: Condition[] }
  | { or: Condition[] }
  | { not: Condition }
  | PropertyLeaf
  | PersonLeaf
  | { inCohort: Condition }
  | Behaviour;

/** Asks this condition a property of the event? An aggregate names a property too, but of many events. */
export const isPropertyLeaf = (condition: Condition): condition is PropertyLeaf =>
  "property" in condition && !("aggregate" in condition);

/** The selectors of a behaviour. */
export function selectorsOf(behaviour: Behaviour): readonly Selector[] {
  if ("did" in behaviour) return [behaviour.did];
  if ("didNot" in behaviour) return [behaviour.didNot];
  if ("firstTime" in behaviour) return [behaviour.firstTime];
  if ("aggregate" in behaviour) return [behaviour.aggregate];
  if ("sequence" in behaviour) return behaviour.sequence;
  if ("regularly" in behaviour) return [behaviour.regularly];
  return ["stopped" in behaviour ? behaviour.stopped : behaviour.restarted];
}
