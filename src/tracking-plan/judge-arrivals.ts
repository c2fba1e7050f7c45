import type { TrackedEvent } from "#core/event.ts";
import { isSuppressed } from "#core/suppression.ts";
import type { Finding } from "#core/tracking-plan.ts";
import { MAX_HELD } from "#tracking-plan/hold.ts";
import { judge } from "#tracking-plan/judge.ts";
import type { KnownPlan } from "#tracking-plan/plan-memory.ts";

/** Events as they are to be stored, in their order, and what was found of those that are not as planned. */
export interface JudgedEvents {
  events: TrackedEvent[];
  findings: Map<TrackedEvent, Finding>;
}

/**
 * Judges what arrived. Where there is no room left to keep events aside, they are stored. An event about somebody who was
 * erased or suppressed is not looked at: nothing of it may be kept, not even what is wrong with it.
 */
export function judgeArrivals({ plan, held }: KnownPlan, suppressed: ReadonlySet<string>) {
  let room = MAX_HELD - held;
  return (given: readonly TrackedEvent[]): JudgedEvents => {
    const findings = new Map<TrackedEvent, Finding>();
    const events = given.map((one) => {
      const { event, finding } = judge(plan, one);
      if (!finding || isSuppressed(suppressed, one)) return one;
      const isFull = finding.outcome === "hold" && room-- <= 0;
      findings.set(event, isFull ? { ...finding, outcome: "store" } : finding);
      return event;
    });
    return { events, findings };
  };
}
