import type { Enforcement, PlannedEvent, PlannedKind, Unplanned } from "#core/tracking-plan.ts";
import { type Check, compileSchema } from "#tracking-plan/offences.ts";

/** A plan ready to judge by. */
export interface CompiledPlan {
  version: number;
  unplanned: Unplanned;
  events: ReadonlyMap<string, { name: string; enforcement: Enforcement; check: Check }>;
  /** Kinds of which the plan names anything: of the others, nothing is unplanned. */
  kinds: ReadonlySet<PlannedKind>;
}

export const plannedKey = (kind: PlannedKind, name: string): string => `${kind} ${name}`;

/** `events`: those that count; a draft doesn't. */
export function compilePlan(version: number, unplanned: Unplanned, events: readonly PlannedEvent[]): CompiledPlan {
  return {
    version,
    unplanned,
    events: new Map(
      events.map(({ kind, name, enforcement, schema }) => [
        plannedKey(kind, name),
        { name, enforcement, check: compileSchema(schema) },
      ]),
    ),
    kinds: new Set(events.map(({ kind }) => kind)),
  };
}
