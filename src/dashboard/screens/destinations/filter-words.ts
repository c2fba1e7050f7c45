import { OPERATOR_NAMES, takesNone } from "#core/report/operator-names.ts";
import type { EventFilter } from "#dashboard/api/destinations.ts";
import { propertyName } from "#dashboard/report/labels.ts";

/** What the kinds of calls are called by those who don't send them. */
const KINDS: Record<string, string> = {
  track: "tracked events",
  page: "page views",
  screen: "screen views",
  identify: "people's details",
  group: "companies' details",
  alias: "joined ids",
};

/** A filter as one would say it: `tracked events, Event name is Order Completed`. */
export function filterWords(filter: EventFilter | null): string {
  if (filter === null) return "Every event";
  const words = said(filter);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function said(filter: EventFilter): string {
  const names = trackedNames(filter);
  if (names !== null) return names.map((name) => `“${name}”`).join(" or ");
  if ("and" in filter) return filter.and.map(inside).join(", ");
  if ("or" in filter) return filter.or.map(inside).join(" or ");
  if ("not" in filter) return `not (${said(filter.not)})`;
  const { property, op = "eq", value } = filter;
  const wanted = [value ?? []].flat().map(String);
  if (property === "$type" && op === "eq") return wanted.map((kind) => KINDS[kind] ?? kind).join(" or ");
  const compared = `${propertyName(property)} ${OPERATOR_NAMES[op]}`;
  return takesNone(op) ? compared : `${compared} ${wanted.join(" or ")}`;
}

/** The names of tracked events, where those are all that a filter asks for. */
function trackedNames(filter: EventFilter): string[] | null {
  if ("or" in filter) {
    const all = filter.or.map(trackedNames);
    return all.includes(null) ? null : all.flatMap((names) => names ?? []);
  }
  if (!("and" in filter) || filter.and.length !== 2) return null;
  const [kind, name] = filter.and;
  const isTrack =
    kind && "property" in kind && kind.property === "$type" && kind.op !== "neq" && kind.value === "track";
  if (!isTrack || !name || !("property" in name) || name.property !== "$event") return null;
  return (name.op ?? "eq") === "eq" ? [name.value ?? []].flat().map(String) : null;
}

const inside = (filter: EventFilter): string =>
  "and" in filter || "or" in filter ? `(${said(filter)})` : said(filter);
