import type { TrackedEvent } from "#core/event.ts";
import { storableText } from "#core/json.ts";
import { MAX_NAME_LENGTH } from "#core/limits.ts";
import type { Enforcement, Finding, PlannedKind } from "#core/tracking-plan.ts";
import { type CompiledPlan, plannedKey } from "#tracking-plan/compile.ts";
import { type Offence } from "#tracking-plan/offences.ts";
import { without } from "#tracking-plan/omit.ts";
import { violationsOf } from "#tracking-plan/violation.ts";

/** What becomes of an event: as it is to be stored, and what was wrong with it (null: nothing). */
export interface Judged {
  event: TrackedEvent;
  finding: Finding | null;
}

/**
 * Judges an event by the plan: pure, so the consumer and the live feed find the same. An event under `omit` comes back
 * without what was wrong, which its context then names.
 */
export function judge(plan: CompiledPlan, event: TrackedEvent): Judged {
  if (event.type === "alias" || !plan.kinds.has(event.type)) return { event, finding: null };
  const kind = event.type;
  const name = nameOf(event, kind);
  const planned = plan.events.get(plannedKey(kind, name)) ?? plan.events.get(plannedKey(kind, ""));
  if (!planned) {
    const violations = [{ property: "", rule: "unplanned_event" as const, value: "" }];
    return { event, finding: { kind, name, outcome: outcomeOf(plan.unplanned), violations } };
  }
  const offences: Offence[] = [];
  planned.check(kind === "identify" || kind === "group" ? event.traits : event.properties, [], offences);
  if (offences.length === 0) return { event, finding: null };
  const finding = {
    kind,
    name: planned.name,
    outcome: outcomeOf(planned.enforcement),
    violations: violationsOf(offences),
  };
  return { event: planned.enforcement === "omit" ? without(event, offences) : event, finding };
}

function outcomeOf(enforcement: Enforcement): Finding["outcome"] {
  switch (enforcement) {
    case "allow":
    case "omit":
      return "store";
    case "block":
      return "block";
    case "quarantine":
      return "hold";
  }
}

/** As the plan names it: a page's own name, not what it is counted under. */
function nameOf(event: TrackedEvent, kind: PlannedKind): string {
  if (kind === "identify" || kind === "group") return "";
  const name = (kind === "track" ? event.event : event.name) ?? "";
  return storableText(name.slice(0, MAX_NAME_LENGTH));
}
