import type { Enforcement, PlannedKind, PlanRule, Unplanned } from "#dashboard/api/tracking-plan.ts";

export const ENFORCED: Record<Enforcement, { short: string; says: string }> = {
  allow: { short: "Count only", says: "Store it as it came, and count what is not as planned." },
  omit: {
    short: "Leave out what is wrong",
    says: "Store it without the properties that are not as planned, and say so in it.",
  },
  block: { short: "Refuse it", says: "Don't store it. The Debugger shows what came and why it was refused." },
  quarantine: {
    short: "Keep it aside",
    says: "Don't store it yet. You see it here, and let it in or throw it away.",
  },
};

export const UNPLANNED_WORDS: Record<Unplanned, string> = {
  allow: "are stored, and counted as unplanned",
  block: "are refused",
  quarantine: "are kept aside, to be let in or thrown away",
};

export const KIND_WORDS: Record<PlannedKind, { one: string; any: string }> = {
  track: { one: "Event", any: "Event" },
  page: { one: "Page", any: "Any page" },
  screen: { one: "App screen", any: "Any app screen" },
  identify: { one: "People", any: "What is said of people" },
  group: { one: "Groups", any: "What is said of groups" },
};

/** What an event is called where people look for it. */
export const plannedName = ({ kind, name }: { kind: PlannedKind; name: string }): string =>
  name === "" ? KIND_WORDS[kind].any : name;

export const plannedAddress = ({ kind, name }: { kind: PlannedKind; name: string }): string =>
  `/plan/event?${new URLSearchParams({ kind, name })}`;

const RULE_WORDS: Record<PlanRule, string> = {
  unplanned_event: "The plan does not name this event",
  unplanned_property: "is not in the plan",
  required: "is missing",
  type: "is of another type",
  enum: "is none of the allowed values",
  pattern: "does not match its pattern",
  format: "is no such date",
  minimum: "is too small",
  maximum: "is too large",
  min_length: "is too short",
  max_length: "is too long",
};

/** What is wrong, as a sentence without its full stop. */
export const violationWords = ({ property, rule }: { property: string; rule: PlanRule }): string =>
  property === ""
    ? rule === "unplanned_event"
      ? RULE_WORDS[rule]
      : `It ${RULE_WORDS[rule]}`
    : `${property} ${RULE_WORDS[rule]}`;
