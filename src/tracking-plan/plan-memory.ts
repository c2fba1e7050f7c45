import type { Clock } from "#core/clock.ts";
import { PlannedEvent, type Unplanned } from "#core/tracking-plan.ts";
import { type CompiledPlan, compilePlan } from "#tracking-plan/compile.ts";
import { createIssueBook, type IssueBook } from "#tracking-plan/issue-book.ts";

/** What a consumer knows of the plan while it appends. */
export interface KnownPlan {
  plan: CompiledPlan;
  issues: IssueBook;
  /** Events kept aside. */
  held: number;
}

/** How old the plan may be that events are shown by before they are stored. */
const FRESH_MS = 5_000;

/**
 * What an isolate remembers of the plan. A consumer reads it anew with what it knows of the store (`state`, another object
 * each time it had to look again): a change of the plan takes an arrival number, so nobody can store anything by the old one,
 * and a batch that finds nothing changed asks nothing (docs/decisions/0017).
 */
export function createPlanMemory() {
  let compiled: CompiledPlan | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  const known = new WeakMap<object, KnownPlan>();
  const plan = async (db: D1Database, version: number, unplanned: Unplanned): Promise<CompiledPlan> =>
    (compiled = compiled?.version === version ? compiled : await read(db, version, unplanned));
  return {
    /** The plan that holds for appends planned with this state. Throws D1's error. */
    async of(db: D1Database, state: object): Promise<KnownPlan> {
      const before = known.get(state);
      if (before) return before;
      const { version, unplanned, held, issues } = await readState(db);
      const now = { plan: await plan(db, version, unplanned), issues: createIssueBook(issues), held };
      known.set(state, now);
      return now;
    },
    /** The plan as it was at most five seconds ago, for who only shows events. Throws D1's error. */
    async lately(db: D1Database, clock: Clock): Promise<CompiledPlan> {
      if (compiled && clock() - readAt < FRESH_MS) return compiled;
      const asOf = clock();
      const { version, unplanned } = await readState(db);
      const now = await plan(db, version, unplanned);
      readAt = asOf;
      return now;
    },
  };
}
export type PlanMemory = ReturnType<typeof createPlanMemory>;

async function readState(
  db: D1Database,
): Promise<{ version: number; unplanned: Unplanned; held: number; issues: string[][] }> {
  const [plan, held, issues] = await db.batch([
    db.prepare("SELECT version, unplanned FROM tracking_plan"),
    db.prepare("SELECT count(*) AS n FROM held_events"),
    db.prepare("SELECT kind, name, property, rule FROM plan_issues"),
  ]);
  const [row] = (plan?.results ?? []) as { version: number; unplanned: Unplanned }[];
  const [count] = (held?.results ?? []) as { n: number }[];
  return {
    version: row?.version ?? 0,
    unplanned: row?.unplanned ?? "allow",
    held: count?.n ?? 0,
    issues: ((issues?.results ?? []) as Record<string, string>[]).map((issue) => Object.values(issue)),
  };
}

async function read(db: D1Database, version: number, unplanned: Unplanned): Promise<CompiledPlan> {
  const { results } = await db
    .prepare("SELECT kind, name, enforcement, schema FROM planned_events WHERE state = 'active'")
    .all<{ schema: string }>();
  const events = results.map((row) => PlannedEvent.parse({ ...row, schema: JSON.parse(row.schema) }));
  return compilePlan(version, unplanned, events);
}
