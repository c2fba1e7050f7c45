import type { AutomationDefinition } from "#core/automation.ts";
import type { ChangeCause } from "#core/audience.ts";
import { spanMs } from "#core/question/time.ts";

/** That one of a person's ids was told of by an automation: in which firing, and when (ms). */
export interface Told {
  firing: number;
  at: number;
}

/**
 * When a person was told already, so that this firing says nothing more; null: it may speak (SEMANTICS §9). `told` is what
 * any of the person's ids were told: merged people count as one. Once for ever where `again` is null; else again so long
 * after the last time. Somebody who is told apart from another has not come back, so that never counts as again.
 */
export function toldBefore(
  told: readonly Told[],
  firing: { id: number; at: number; cause: { because?: ChangeCause } | object },
  again: AutomationDefinition["again"],
): number | null {
  // Of two that wait for the same person, the earlier one speaks.
  const earlier = told.filter((one) => one.firing < firing.id).map(({ at }) => at);
  if (earlier.length === 0) return null;
  const last = Math.max(...earlier);
  const isUnmerge = "because" in firing.cause && firing.cause.because === "unmerge";
  if (again === null || isUnmerge) return last;
  return firing.at - last >= spanMs(again.after) ? null : last;
}
