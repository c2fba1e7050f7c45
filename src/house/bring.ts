import { addOperations } from "#core/add-operations.ts";
import type { Clock } from "#core/clock.ts";
import type { TrackedEvent } from "#core/event.ts";
import type { Source } from "#core/source.ts";
import { type Identified, type IdentityBindings, identify } from "#identity/identify.ts";
import type { Appended, Brought } from "#store/append.ts";
import { batchCounts, type TakenMessage } from "#store/batch-counts.ts";
import type { Dictionary } from "#store/dictionary.ts";
import { packLine } from "#store/pack.ts";
import type { Arrival } from "#store/plan.ts";
import type { CompiledPlan } from "#tracking-plan/compile.ts";
import { holdStatements } from "#tracking-plan/hold.ts";
import { judgeArrivals } from "#tracking-plan/judge-arrivals.ts";
import { violationStatements } from "#tracking-plan/note-violations.ts";
import type { KnownPlan, PlanMemory } from "#tracking-plan/plan-memory.ts";
import { forgetHeld } from "#tracking-plan/release.ts";

/** What arrived, and who can read the key it came with. */
export interface Taken extends Arrival {
  sourceKind: Source["kind"];
  /** Of an event that was kept aside: its number there. It was judged before. */
  releases: number | null;
}

/** A message of the queue, and what it brings. */
export interface Readable {
  message: Message;
  taken: Taken[];
}

export interface BringBindings {
  db: D1Database;
  clock: Clock;
  plan: PlanMemory;
  identity: IdentityBindings;
}

/**
 * Judges a batch and identifies who did it, as often as its append has to look at the store anew: what was judged stands until
 * the plan is another one. `done` tells it what was stored. Throws what identity and D1 throw.
 */
export function bringer(list: readonly Readable[], { db, plan, identity, clock }: BringBindings) {
  let judgedBy: CompiledPlan | null = null;
  let known: KnownPlan | null = null;
  let identified: Identified | null = null;
  let calls = 0;
  let judged: Taken[] = [];
  const kinds = new Map<TrackedEvent, Source["kind"]>();
  const taken = list.flatMap((one) => one.taken);
  const releases = taken.flatMap((one) => one.releases ?? []);

  const bring = async (dictionary: Dictionary): Promise<Brought> => {
    const knows = await plan.of(db, dictionary);
    known = knows;
    if (knows.plan !== judgedBy || !identified) {
      calls += identified?.calls() ?? 0;
      const judge = judgeArrivals(knows, dictionary.suppressed);
      judged = taken.map((one) => (one.releases === null ? { ...one, ...judge(one.events) } : one));
      for (const one of judged) for (const event of one.events) kinds.set(event, one.sourceKind);
      const said = judged.flatMap(({ events, sourceKind, findings }) =>
        events
          .filter((event) => (findings?.get(event)?.outcome ?? "store") === "store")
          .map((event) => ({ event, sourceKind })),
      );
      identified = await identify(db, identity, said, dictionary, clock());
      judgedBy = knows.plan;
    }
    const { statements } = identified;
    return {
      arrivals: judged,
      also: statements,
      count: (planned) => [
        ...countStatements(db, list, planned, clock()),
        ...violationStatements(db, planned.noted, knows.issues),
        ...holdStatements(db, planned.noted, (event) => kinds.get(event) ?? "public", packLine),
        ...forgetHeld(db, releases),
      ],
    };
  };
  return {
    bring,
    calls: () => calls + (identified?.calls() ?? 0),
    done({ noted }: Appended) {
      if (known) known.held += noted.filter(({ finding }) => finding.outcome === "hold").length - releases.length;
    },
  };
}

function countStatements(
  db: D1Database,
  list: readonly Readable[],
  planned: Parameters<Brought["count"]>[0],
  now: number,
): D1PreparedStatement[] {
  const { counts, moment } = batchCounts(
    list.map((one) => messageOf(one, now)),
    planned,
    now,
  );
  return [addOperations(db, counts, now, moment)];
}

const messageOf = ({ message, taken }: Readable, now: number): TakenMessage => ({
  receivedAt: taken[0]?.receivedAt ?? now,
  size: typeof message.body === "string" ? message.body.length : 0,
  // A request above the platform's limit comes in several messages; a note of refusals is no request of its own, and nor is
  // what was kept aside.
  request: taken.some(({ events, offset, releases }) => events.length > 0 && offset === 0 && releases === null),
});
