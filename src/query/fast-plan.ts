import type { Condition, Selector } from "#core/question.ts";
import type { SegmentationQuestion, Series } from "#core/question/segmentation.ts";
import { isPropertyLeaf } from "#core/question/tree.ts";
import { MAX_NAME_LENGTH } from "#core/limits.ts";
import type { Source } from "#query/columns.ts";
import { type FactCondition, factCondition, isNever } from "#query/count-condition.ts";

/** A line that the database can count: its events by name, and what else must hold of them. */
export interface CountedSeries {
  /** How their people or events are counted in a window. */
  of: "events" | "people";
  /** Ids of event names that share a condition. */
  groups: { nameIds: number[]; condition: FactCondition }[];
  /** Every name, and no condition. */
  isAnyEvent: boolean;
}

/** The names there are, and where the properties that filters ask for are found in the facts of each. */
export interface Names {
  byName: ReadonlyMap<string, readonly number[]>;
  /** What "any event" means. */
  done: readonly number[];
  sourcesOf(nameId: number): ReadonlyMap<string, Source>;
}

/** Can the database answer it, so far as that shows without a look at it? Lists and groups take the people themselves. */
export const mayBeCounted = ({ breakdown, people, series }: SegmentationQuestion): boolean =>
  breakdown === undefined && people === undefined && (series ?? []).every(({ math }) => countOf(math) !== null);

const countOf = (math: Series["math"]): CountedSeries["of"] | null =>
  math === "total"
    ? "events"
    : math === "unique" || math === "weekly_active" || math === "monthly_active"
      ? "people"
      : null;

/** Keys of event properties that filters of the question ask for. */
export function filterKeys({ filter, series = [] }: SegmentationQuestion): string[] {
  const keys = new Set<string>();
  const visit = (condition: Condition | undefined): void => {
    if (condition === undefined) return;
    if ("and" in condition) condition.and.forEach(visit);
    else if (isPropertyLeaf(condition)) keys.add(condition.property);
  };
  const select = (selector: Selector): void =>
    "anyOf" in selector ? selector.anyOf.forEach(select) : visit(selector.filter);
  visit(filter);
  series.forEach(select);
  return [...keys];
}

/** How the database counts a series; null where it takes the people themselves. */
export function countedSeries(one: Series, filter: Condition | undefined, names: Names): CountedSeries | null {
  const of = countOf(one.math);
  const branches = branchesOf(one);
  if (of === null || branches === null) return null;
  const groups = new Map<string, CountedSeries["groups"][number]>();
  for (const { event, own } of branches) {
    for (const nameId of event === null ? names.done : (names.byName.get(event.slice(0, MAX_NAME_LENGTH)) ?? [])) {
      const sources = names.sourcesOf(nameId);
      const conditions = [factCondition(own, sources), factCondition(filter, sources)];
      const [a, b] = conditions;
      if (!a || !b) return null;
      if (isNever(a) || isNever(b)) continue;
      const condition = { sql: `${a.sql} AND ${b.sql}`, values: [...a.values, ...b.values] };
      if (condition.values.length > MAX_VALUES) return null;
      const key = JSON.stringify(condition);
      const group = groups.get(key) ?? { nameIds: [], condition };
      group.nameIds.push(nameId);
      groups.set(key, group);
    }
  }
  // Somebody in two groups is one person: only one statement can tell.
  if (of === "people" && groups.size > 1) return null;
  const isAnyEvent = filter === undefined && branches.every(({ event, own }) => event === null && own === undefined);
  return { of, groups: [...groups.values()], isAnyEvent };
}

/** D1 takes 100 parameters a statement. */
const MAX_VALUES = 80;

/** The selectors of a series that stand beside each other; null where one event could be meant by two of them. */
function branchesOf(selector: Selector): { event: string | null; own: Condition | undefined }[] | null {
  if (!("anyOf" in selector)) return [{ event: selector.event, own: selector.filter }];
  const all = selector.anyOf.map(branchesOf);
  if (all.includes(null)) return null;
  const branches = all.flatMap((one) => one ?? []);
  const names = branches.map(({ event }) => event);
  return names.includes(null) && names.length > 1 ? null : new Set(names).size === names.length ? branches : null;
}
