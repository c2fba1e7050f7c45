import { Failure } from "../../connections/failure.ts";
import { type Entry, nameOf, type Reference } from "./kind.ts";

/** Ids of what there is, by kind and name, and the other way. */
export interface Known {
  idOf(kind: string, name: string): number | undefined;
  nameOf(kind: string, id: number): string | undefined;
}

/** An entry with the names in it as ids. Throws Failure, which says what is not there. */
export const toIds = (entry: Entry, references: readonly Reference[], known: Known): Entry =>
  changed(entry, references, (kind, value) => {
    if (typeof value !== "string" || value === "board") return value;
    const id = known.idOf(kind, value);
    if (id === undefined) throw new Failure(`"${nameOf(entry)}" names "${value}", and there is none in ${kind}.`);
    return id;
  });

/** An entry with the ids in it as names. */
export const toNames = (entry: Entry, references: readonly Reference[], known: Known): Entry =>
  changed(entry, references, (kind, value) =>
    typeof value === "number" ? (known.nameOf(kind, value) ?? value) : value,
  );

const changed = (
  entry: Entry,
  references: readonly Reference[],
  change: (kind: string, value: unknown) => unknown,
): Entry =>
  references.reduce<Entry>(
    (result, { at, kind }) => changedAt(result, at, (value) => change(kind, value)) as Entry,
    entry,
  );

/** The value with what lies at a path changed, where there is something. */
function changedAt(value: unknown, [key, ...rest]: readonly string[], change: (value: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  if (key === "*") return Array.isArray(value) ? value.map((each) => changedAt(each, rest, change)) : value;
  if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, key)) return value;
  return { ...value, [key]: changedAt((value as Entry)[key], rest, change) };
}
