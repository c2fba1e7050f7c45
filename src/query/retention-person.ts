import type { Groups } from "#query/breakdown-groups.ts";
import { firstAbove } from "#query/first-above.ts";
import type { PersonHistory } from "#core/history.ts";
import type { RetentionPlan } from "#query/retention-plan.ts";

/** Where a person counts: in a row (its bucket), and in which of its periods; period 0 is being in the row at all. */
export interface RetentionCells {
  /** Number of the group; null: the whole. */
  group: number | null;
  row: number;
  /** Ascending, without 0. */
  periods: readonly number[];
}

/** An event that starts or returns: its time, its row, and its group where that matters. */
interface Moment {
  ts: number;
  row: number;
  group: number | null;
}

/**
 * The cells of one person, once each, in the whole and in the groups of the breakdown (null without one). Tells `groups`
 * of every group the person started in, once.
 */
export function cellsOf(plan: RetentionPlan, person: PersonHistory, groups: Groups | null): RetentionCells[] {
  const starts = startsOf(plan, person, groups);
  if (starts.length === 0) return [];
  const returns = returnsOf(plan, person, groups);
  const cells = cellsIn(plan, null, starts, returns);
  if (groups === null) return cells;
  const returnsIn = plan.valueOnReturn ? Map.groupBy(returns, ({ group }) => group) : null;
  for (const [group, own] of Map.groupBy(starts, (start) => start.group)) {
    if (group !== null) cells.push(...cellsIn(plan, group, own, returnsIn ? (returnsIn.get(group) ?? []) : returns));
  }
  return cells;
}

function startsOf(plan: RetentionPlan, person: PersonHistory, groups: Groups | null): Moment[] {
  const { startMode, firstScope } = plan.question;
  const everFirst = startMode === "first" && firstScope === "ever";
  const starts: Moment[] = [];
  const names = new Set<string>();
  for (const event of person.events) {
    const row = plan.buckets.at(event.ts);
    if ((row === -1 && !everFirst) || !plan.starts(event, person)) continue;
    if (row !== -1) {
      const name = plan.nameOf?.(event, person);
      if (name !== undefined) names.add(name);
      starts.push({ ts: event.ts, row, group: name === undefined ? null : (groups?.join(name) ?? null) });
    }
    if (startMode === "first") break;
  }
  for (const name of names) groups?.weigh(name);
  return starts;
}

/** The return events inside the rows, in order; a value nobody started with is in no group, or in `$other`. */
function returnsOf(plan: RetentionPlan, person: PersonHistory, groups: Groups | null): Moment[] {
  const returns: Moment[] = [];
  for (const event of person.events) {
    const row = plan.buckets.at(event.ts);
    if (row === -1 || !plan.returns(event, person)) continue;
    const name = plan.valueOnReturn ? plan.nameOf?.(event, person) : undefined;
    returns.push({ ts: event.ts, row, group: name === undefined ? null : (groups?.find(name) ?? null) });
  }
  return returns;
}

/** `starts` and `returns` in order of time. */
function cellsIn(
  plan: RetentionPlan,
  group: number | null,
  starts: readonly Moment[],
  returns: readonly Moment[],
): RetentionCells[] {
  const { question, buckets } = plan;
  const rows = Map.groupBy(starts, ({ row }) => row);
  if (question.mode === "rolling") {
    return [...rows].map(([row, own]) => ({ group, row, periods: rollingPeriods(plan, row, own, returns) }));
  }
  const active = activeRows(plan, returns);
  const last = active.at(-1) ?? -1;
  return [...rows.keys()].map((row) => ({
    group,
    row,
    periods:
      question.mode === "onOrAfter"
        ? buckets.starts.flatMap((_, period) => (period > 0 && row + period <= last ? period : []))
        : active.flatMap((other) => (other > row ? other - row : [])),
  }));
}

/** The buckets with enough return events, ascending. */
function activeRows({ question }: RetentionPlan, returns: readonly Moment[]): number[] {
  const counts = new Map<number, number>();
  for (const { row } of returns) {
    counts.set(row, (counts.get(row) ?? 0) + 1);
  }
  return [...counts].flatMap(([row, count]) => (count >= question.returnMin ? row : []));
}

/** The periods with enough return events after any of the person's starts in the row, each counting from its own start. */
function rollingPeriods(
  { question, buckets, periodMs }: RetentionPlan,
  row: number,
  starts: readonly Moment[],
  returns: readonly Moment[],
): number[] {
  const times = returns.map(({ ts }) => ts);
  const periods = new Set<number>();
  const most = buckets.starts.length - 1 - row;
  for (const { ts } of starts) {
    let at = firstAbove(times, ts + periodMs - 1);
    for (let next = times[at]; next !== undefined; next = times[at]) {
      const period = Math.floor((next - ts) / periodMs);
      if (period > most) break;
      const end = firstAbove(times, ts + (period + 1) * periodMs - 1, at);
      if (end - at >= question.returnMin) periods.add(period);
      at = end;
    }
  }
  return [...periods].toSorted((a, b) => a - b);
}
