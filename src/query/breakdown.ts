import { textOf } from "#core/comparison.ts";
import type { Json } from "#core/json.ts";
import { NONE, type SegmentationBreakdown } from "#core/question/breakdown.ts";
import type { HistoryEvent, PersonHistory } from "#core/history.ts";

/** Longer values are grouped by their beginning: a group's name is there to be read. */
const MAX_GROUP_NAME = 500;

/** Gives the name of the group an event of a person falls into. */
export type GroupNameOf = (event: HistoryEvent, person: PersonHistory) => string;

/**
 * Names groups by the value of a property of the event, a trait of the person, or the event's name. Missing and empty
 * is `$none`; the values of several keys are joined by `::`, where one missing is empty (CASES.md).
 */
export function groupNameOf({ source, key }: Pick<SegmentationBreakdown, "source" | "key">): GroupNameOf {
  if (source === "name") return (event) => event.name;
  const read = (event: HistoryEvent, person: PersonHistory, one: string) =>
    shown(source === "person" ? person.trait(one) : event.property(one));
  if (Array.isArray(key) && key.length > 1) {
    return (event, person) => cut(key.map((one) => read(event, person, one)).join("::"));
  }
  const [one = ""] = [key ?? []].flat();
  return (event, person) => groupNameOfValue(source === "person" ? person.trait(one) : event.property(one));
}

/** The name of the group that a value of a single key falls into. */
export const groupNameOfValue = (value: Json | undefined): string => cut(shown(value) || NONE);

const shown = (value: Json | undefined): string => (value === undefined || value === null ? "" : textOf(value));

const cut = (name: string): string => (name.length > MAX_GROUP_NAME ? name.slice(0, MAX_GROUP_NAME) : name);
