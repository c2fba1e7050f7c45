import type { TrackedEvent } from "#core/event.ts";
import { PLANNED_KINDS, type Evidence, type PlannedEvent, type PlannedKind } from "#core/tracking-plan.ts";
import { infer } from "#tracking-plan/infer.ts";
import type { PlanHouse } from "#tracking-plan/plan-house.ts";
import { addDrafts, plannedNames } from "#tracking-plan/plans.ts";

/** Events of a name that are looked at. */
const LOOKED_AT = 200;
/** Names that one call proposes something for: each opens a few packs. */
const NAMES_A_CALL = 25;

/** Names under which calls without a name of their own are counted. */
const COUNTED: Record<Exclude<PlannedKind, "track">, string> = {
  page: "Page Viewed",
  screen: "Screen Viewed",
  identify: "User Identified",
  group: "Group Identified",
};

/**
 * Proposes a rule for each event that came in the last 30 days and that the plan doesn't name, the most frequent first.
 * Keeps them as drafts, which judge nothing. `left`: so many more there are; call again.
 */
export async function generateDrafts(house: PlanHouse, now: number): Promise<{ made: number; left: number }> {
  const [seen, planned] = await Promise.all([house.seen(), plannedNames(house.db)]);
  const open = seen
    .flatMap(({ name, kinds }) =>
      PLANNED_KINDS.filter((kind) => kinds.includes(kind)).map((kind) => ({
        kind,
        name: kind === "track" ? name : "",
        counted: kind === "track" ? name : COUNTED[kind],
      })),
    )
    .filter(({ kind, name }) => !planned.has(`${kind} ${name}`));
  const drafts: (PlannedEvent & { evidence: Evidence })[] = [];
  for (const { kind, name, counted } of open.slice(0, NAMES_A_CALL)) {
    const events = (await house.newest(counted, LOOKED_AT)).filter(({ type }) => type === kind);
    drafts.push(draftOf(kind, name, events));
  }
  await addDrafts(house.db, drafts, now);
  return { made: drafts.length, left: open.length - drafts.length };
}

function draftOf(kind: PlannedKind, name: string, events: readonly TrackedEvent[]) {
  const said = events.map((event) => (kind === "identify" || kind === "group" ? event.traits : event.properties));
  return { kind, name, enforcement: "allow" as const, description: "", owner: "", ...infer(said) };
}
