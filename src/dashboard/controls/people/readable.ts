import type { Condition } from "#core/question.ts";
import { type Leaf, selectorsOf } from "#dashboard/controls/people/rules.ts";

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/**
 * Has this the form of a condition, so far that it can be shown? An address may hold anything; what is wrong inside a
 * condition is the server's to say.
 */
export function isReadable(value: unknown): value is Condition {
  if (!isObject(value)) return false;
  if ("and" in value) return Array.isArray(value["and"]) && value["and"].every(isReadable);
  if ("or" in value) return Array.isArray(value["or"]) && value["or"].every(isReadable);
  if ("not" in value) return isReadable(value["not"]);
  if ("inCohort" in value) return isReadable(value["inCohort"]);
  if ("sequence" in value && !(Array.isArray(value["sequence"]) && value["sequence"].length === 2)) return false;
  const leaf = value as unknown as Leaf;
  const selectors: unknown[] = selectorsOf(leaf);
  const asks = selectors.length > 0 || KNOWN.some((name) => typeof value[name] === "string");
  return asks && LENGTHS.every((name) => !(name in value) || isObject(value[name])) && selectors.every(isSelector);
}

const KNOWN = ["person", "property"];
const LENGTHS = ["within", "recent", "every", "gap", "count"];

const isSelector = (value: unknown): boolean =>
  isObject(value) &&
  (value["filter"] === undefined || isReadable(value["filter"])) &&
  ("anyOf" in value ? Array.isArray(value["anyOf"]) && value["anyOf"].every(isSelector) : "event" in value);
