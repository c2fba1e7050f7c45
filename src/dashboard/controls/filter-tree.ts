import type { Condition } from "#core/question.ts";
import type { Operator } from "#core/comparison.ts";
import { takesNone } from "#core/report/operator-names.ts";
import type { PropertyRef } from "#dashboard/controls/property-picker.tsx";

/** One row of the filter builder. Without a value it is not asked yet. */
export interface FilterRow {
  property: PropertyRef;
  op: Operator;
  value?: string | string[] | undefined;
}

/** What the builder shows of a filter: rows of which all or any must hold. */
export interface FilterRows {
  match: "all" | "any";
  rows: FilterRow[];
}

/** The rows of a filter; null where it was written elsewhere and is more than rows can say. */
export function rowsOf(filter: Condition | undefined): FilterRows | null {
  if (filter === undefined) return { match: "all", rows: [] };
  const match = "or" in filter ? "any" : "all";
  const leaves = "and" in filter ? filter.and : "or" in filter ? filter.or : [filter];
  const rows = leaves.map(rowOf);
  return rows.includes(null) ? null : { match, rows: rows.flatMap((row) => row ?? []) };
}

function rowOf(leaf: Condition): FilterRow | null {
  const isPerson = "person" in leaf;
  if (!isPerson && !("property" in leaf && !("aggregate" in leaf))) return null;
  const { op = "eq", value } = leaf;
  if (typeof value === "object" && !Array.isArray(value)) return null;
  const property: PropertyRef = isPerson ? { of: "person", key: leaf.person } : { of: "event", key: leaf.property };
  const text = value === undefined ? undefined : Array.isArray(value) ? value.map(String) : String(value);
  return { property, op, value: text };
}

/** The filter that rows stand for; undefined where none is complete. */
export function filterOf({ match, rows }: FilterRows): Condition | undefined {
  const leaves = rows.flatMap((row) => leafOf(row) ?? []);
  const [only] = leaves;
  if (only === undefined) return undefined;
  if (leaves.length === 1) return only;
  return match === "all" ? { and: leaves } : { or: leaves };
}

export function leafOf({ property, op, value }: FilterRow): Condition | null {
  const wanted = takesNone(op) ? undefined : value;
  if (!takesNone(op) && (wanted === undefined || wanted.length === 0)) return null;
  if (property.key === "") return null;
  const compared = { op, ...(wanted === undefined ? {} : { value: wanted }) };
  return property.of === "person" ? { person: property.key, ...compared } : { property: property.key, ...compared };
}

/** May its value be one of several? */
export const takesSeveral = (op: Operator): boolean =>
  op === "eq" || op === "neq" || op === "contains" || op === "not_contains";
