import { addOperations } from "#core/add-operations.ts";
import type { Clock } from "#core/clock.ts";
import type { TrackedEvent } from "#core/event.ts";
import type { Source } from "#core/source.ts";
import { type Identified, type IdentityBindings, identify } from "#identity/identify.ts";
import type { Appended, Brought } from "#store/append.ts";
import { batchCounts, type TakenMessage } from "#store/batch-counts.ts";
import type { Dictionary } from "#store/dictionary.ts";
import { eventOfLine, packLine } from "#store/pack.ts";
import type { Arrival, Plan } from "#store/plan.ts";
import type { CompiledPlan } from "#tracking-plan/compile.ts";
import { holdStatements } from "#tracking-plan/hold.ts";
import { judgeArrivals } from "#tracking-plan/judge-arrivals.ts";
import { violationStatements } from "#tracking-plan/note-violations.ts";
import type { KnownPlan, PlanMemory } from "#tracking-plan/plan-memory.ts";
import { forgetHeld, heldLines } from "#tracking-plan/release.ts";

/** What arrived, and who can read the key it came with. */
export interface Taken extends Arrival {
  sourceKind: Source["kind"];
  /** Of an event that was kept aside: its number there. It was judged before. */
  releases: number | null;
}

export interface Readable {
  message: Message;
  taken: Taken[];
}

/** What it takes to say what is to be appended. */
export interface BatchBindings {
  db: D1Database;
  clock: Clock;
  plan: PlanMemory;
  identity: IdentityBindings;
}

/** Events that were kept aside, as if they came now: whether one was stored meanwhile is looked up among what is recent. */
export async function takenFromHeld(db: D1Database, release: readonly number[], now: number): Promise<Taken[]> {
  return (await heldLines(db, release)).flatMap(({ id, sourceKind, line }): Taken[] => {
    const event = eventOfLine(line);
    if (event === null) return [];
    const { sourceId } = event;
    const arrival = { requestId: `held ${id}`, offset: 0, sourceId, receivedAt: now, events: [event], refused: [] };
    return [{ ...arrival, sourceKind, releases: id }];
  });
}

/**
 * Judge and identify, and what they add to the transaction of append, as often as that has to look at the store anew: what
 * was judged stands until the plan is another one.
 */
export function batchOf(list: readonly Readable[], { db, plan, identity, clock }: BatchBindings) {
  const taken = list.flatMap((one) => one.taken);
  let judgedBy: CompiledPlan | null = null;
  let known: KnownPlan | null = null;
  let identified: Identified | null = null;
  let calls = 0;
  let judged: Taken[] = [];
  const kinds = new Map<TrackedEvent, Source["kind"]>();
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
      always: (planned) => [
        ...violationStatements(db, planned.noted, knows.issues),
        ...holdStatements(db, planned.noted, (event) => kinds.get(event) ?? "public", packLine),
        ...forgetHeld(db, releases),
        counted(list, planned),
      ],
    };
  };
  const counted = (messages: readonly Readable[], planned: Plan) => {
    const { counts, moment } = batchCounts(messages.flatMap(countable), planned, clock());
    return addOperations(db, counts, clock(), moment);
  };
  return {
    bring,
    calls: () => calls + (identified?.calls() ?? 0),
    done({ noted }: Appended) {
      if (known) known.held += noted.filter(({ finding }) => finding.outcome === "hold").length - releases.length;
    },
  };
}

/** What a message counts as. What was let in came from nobody, and was counted when it came first. */
const countable = ({ message, taken: [first] }: Readable): TakenMessage[] =>
  first === undefined || first.releases !== null
    ? []
    : [
        {
          receivedAt: first.receivedAt,
          size: typeof message.body === "string" ? message.body.length : 0,
          // A request above the platform's limit comes in several messages; a note of refusals is no request of its own.
          request: first.events.length > 0 && first.offset === 0,
        },
      ];
