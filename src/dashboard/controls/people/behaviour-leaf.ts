import type { Behaviour, Selector } from "#core/question.ts";
import { selectorsOf } from "#dashboard/controls/people/rules.ts";

/** What can be asked of somebody's doings, in the words of the one who asks. */
export const VERBS = [
  { value: "did", label: "did" },
  { value: "didNot", label: "did not do" },
  { value: "firstTime", label: "did for the first time" },
  { value: "aggregate", label: "has a total of" },
  { value: "regularly", label: "did regularly" },
  { value: "stopped", label: "stopped doing" },
  { value: "restarted", label: "started doing again" },
  { value: "sequence", label: "did, and then" },
] as const;
export type Verb = (typeof VERBS)[number]["value"];

export const verbOf = (leaf: Behaviour): Verb => VERBS.find(({ value }) => value in leaf)?.value ?? "did";

/** The same event asked in another way; what both ways have (the window) stays. */
export function withVerb(leaf: Behaviour, verb: Verb): Behaviour {
  const selector: Selector = selectorsOf(leaf)[0] ?? { event: "" };
  const given = "recent" in leaf || !("within" in leaf) ? undefined : leaf.within;
  const within = given === undefined ? {} : { within: given };
  switch (verb) {
    case "did":
      return { did: selector, ...within };
    case "didNot":
      return { didNot: selector, ...within };
    case "firstTime":
      return { firstTime: selector, within: given ?? { value: 30, unit: "day" } };
    case "aggregate":
      return { aggregate: selector, math: "sum", property: "", op: "gte", value: 100, ...within };
    case "regularly":
      return { regularly: selector, every: { value: 1, unit: "day" }, periods: 7, atLeast: 3 };
    case "stopped":
      return { stopped: selector, within: { value: 60, unit: "day" }, recent: { value: 14, unit: "day" } };
    case "restarted":
      return { restarted: selector, within: { value: 30, unit: "day" }, recent: { value: 7, unit: "day" } };
    case "sequence":
      return { sequence: [selector, { event: "" }], gap: { value: 1, unit: "day" }, ...within };
  }
}

/** The same question about another event, or with other filters of it. */
export function withSelector(leaf: Behaviour, selector: Selector): Behaviour {
  if ("did" in leaf) return { ...leaf, did: selector };
  if ("didNot" in leaf) return { ...leaf, didNot: selector };
  if ("firstTime" in leaf) return { ...leaf, firstTime: selector };
  if ("aggregate" in leaf) return { ...leaf, aggregate: selector };
  if ("regularly" in leaf) return { ...leaf, regularly: selector };
  if ("stopped" in leaf) return { ...leaf, stopped: selector };
  if ("restarted" in leaf) return { ...leaf, restarted: selector };
  return { ...leaf, sequence: [selector, leaf.sequence[1]] };
}
