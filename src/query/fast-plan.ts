import type { Condition, Selector } from "#core/question.ts";
import type { SegmentationQuestion, Series } from "#core/question/segmentation.ts";
import { isPropertyLeaf } from "#core/question/tree.ts";
import { MAX_NAME_LENGTH } from "#core/limits.ts";
import { COLUMN_OF, type DimensionTable, DIMENSIONS, type Source } from "#query/columns.ts";
import { type FactCondition, factCondition, isNever } from "#query/count-condition.ts";

/** A line that the database can count: its events by name, and what else must hold of them. */
export interface CountedSeries {
  /** How their people or events are counted in a window. */
  of: "events" | "people";
  groups: FactGroup[];
  /** Every name, and no condition. */
  isAnyEvent: boolean;
}

/** Facts of some names that share a condition. */
export interface FactGroup {
  nameIds: number[];
  condition: FactCondition;
  /** Where they hold what the question is broken down by; null without a breakdown. */
  value: ValueColumns | null;
}

/** A slot, and the dictionary for those whose slot is empty; null: they have none. */
export interface ValueColumns {
  slot: number | null;
  dimension: { table: DimensionTable; column: string; id: string } | null;
}

/** The names there are, and where the properties that filters ask for are found in the facts of each. */
export interface Names {
  byName: ReadonlyMap<string, readonly number[]>;
  /** What "any event" means. */
  done: readonly number[];
  sourcesOf(nameId: number): ReadonlyMap<string, Source>;
}

/** Can the database answer it, so far as that shows without a look at it? Lists take the people themselves. */
export function mayBeCounted({ breakdown, people, filter, series, math = "total" }: SegmentationQuestion): boolean {
  return (
    people === undefined &&
    (breakdown === undefined || brokenDownBy(breakdown) !== null) &&
    (series ?? [{ math }]).every((one) => countOf(one.math) !== null) &&
    [...conditionsOf(filter), ...(series ?? []).flatMap(selectedBy)].every(isEquality)
  );
}

const isEquality = (condition: Condition): boolean => isPropertyLeaf(condition) && (condition.op ?? "eq") === "eq";

/** The conditions that all must hold. */
const conditionsOf = (filter: Condition | undefined): Condition[] =>
  filter === undefined ? [] : "and" in filter ? filter.and.flatMap(conditionsOf) : [filter];

/** What a selector asks of its events. */
const selectedBy = (selector: Selector): Condition[] =>
  "anyOf" in selector ? selector.anyOf.flatMap(selectedBy) : conditionsOf(selector.filter);

/** The key of the one property of events that a question is broken down by; null where it is by anything else. */
export function brokenDownBy(breakdown: SegmentationQuestion["breakdown"]): string | null {
  if (breakdown?.source !== "event") return null;
  const [key = null, ...others] = [breakdown.key ?? []].flat();
  return others.length === 0 ? key : null;
}

/** Does any line count people, not events? */
export const countsPeople = ({ series, math = "total" }: SegmentationQuestion): boolean =>
  (series ?? [{ math }]).some((one) => countOf(one.math) === "people");

const countOf = (math: Series["math"]): CountedSeries["of"] | null =>
  math === "total"
    ? "events"
    : math === "unique" || math === "weekly_active" || math === "monthly_active"
      ? "people"
      : null;

/** Keys of event properties that the question asks for. */
export function propertiesOf({ filter, series = [], breakdown }: SegmentationQuestion): string[] {
  const leaves = [...conditionsOf(filter), ...series.flatMap(selectedBy)].filter(isPropertyLeaf);
  return [...new Set([brokenDownBy(breakdown) ?? [], leaves.map(({ property }) => property)].flat())];
}

/** How the database counts a series; null where it takes the people themselves. */
export function countedSeries(
  one: Series,
  { filter, breakdown }: Pick<SegmentationQuestion, "filter" | "breakdown">,
  names: Names,
): CountedSeries | null {
  const by = brokenDownBy(breakdown);
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
      const value = by === null ? null : valueColumns(sources.get(by));
      if (by !== null && value === null) return null;
      const key = JSON.stringify([condition, value]);
      const group = groups.get(key) ?? { nameIds: [], condition, value };
      group.nameIds.push(nameId);
      groups.set(key, group);
    }
  }
  const isAnyEvent = filter === undefined && branches.every(({ event, own }) => event === null && own === undefined);
  return { of, groups: [...groups.values()], isAnyEvent };
}

/** Null where only the whole event has the value, or it is not the event's own. */
function valueColumns(source: Source | undefined): ValueColumns | null {
  if (source === undefined || source.isPacked || source.own !== null) return null;
  if (source.dimension === null) return { slot: source.slot, dimension: null };
  const [table, column] = DIMENSIONS[source.dimension];
  return { slot: source.slot, dimension: { table, column, id: COLUMN_OF[table] } };
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
