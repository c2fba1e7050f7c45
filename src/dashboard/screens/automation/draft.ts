import type { Action, AutomationDefinition, Trigger } from "#core/automation.ts";
import { DEFAULT_LIMITS } from "#core/report/operation-limits.ts";
import type { Automation } from "#dashboard/api/automations.ts";

/** An automation as it is written: the definition itself, with empty texts and zeros where something lacks. */
export type Draft = AutomationDefinition;

/** What an automation can wait for, in the order in which it is offered. */
export const TRIGGERS = [
  { value: "entered", label: "Somebody enters an audience" },
  { value: "left", label: "Somebody leaves an audience" },
  { value: "event", label: "Somebody does something" },
  { value: "report", label: "A number of a report is striking" },
  { value: "schedule", label: "It is time: every day, week or month" },
  { value: "operation", label: "Something of Headwater itself is not well" },
] as const;
export type TriggerKind = (typeof TRIGGERS)[number]["value"];

export const triggerKind = (when: Trigger): TriggerKind => {
  if ("audience" in when) return when.change;
  if ("event" in when) return "event";
  if ("operation" in when) return "operation";
  return "report" in when ? "report" : "schedule";
};

/** Is it about one person at a time? */
export const isAboutSomebody = (when: Trigger): boolean => "audience" in when || "event" in when;

/** A trigger of this kind as it begins; the audience stays where both have one. */
export function newTrigger(kind: TriggerKind, audience = 0): Trigger {
  switch (kind) {
    case "entered":
    case "left":
      return { audience, change: kind };
    case "event":
      return { event: { event: "" } };
    case "report":
      return { report: NO_REPORT, check: { above: 100 }, every: "hour", atMostOnce: { value: 1, unit: "day" } };
    case "schedule":
      return { schedule: "week", at: "08:00", weekday: 1 };
    case "operation":
      return { operation: { ...DEFAULT_LIMITS } };
  }
}

/** Until a report is chosen: a cohort of nobody in particular, which no saved report is. */
const NO_REPORT: Extract<Trigger, { report: unknown }>["report"] = { kind: "cohort", where: { and: [] } };
export const isNoReport = (report: unknown): boolean => JSON.stringify(report) === JSON.stringify(NO_REPORT);

/** What an automation can do. Some are for a person and need one. */
export const ACTIONS = [
  { value: "person", label: "E-mail to the person", needsPerson: true },
  { value: "team", label: "E-mail to the team", needsPerson: false },
  { value: "slack", label: "Message in Slack", needsPerson: false },
  { value: "webhook", label: "Webhook", needsPerson: false },
  { value: "push", label: "Notification in the browser", needsPerson: true },
  { value: "trait", label: "Note something about them", needsPerson: true },
  { value: "connection", label: "Event to a destination", needsPerson: true },
  { value: "digest", label: "E-mail with reports", needsPerson: false },
] as const;
export type ActionKind = (typeof ACTIONS)[number]["value"];

export function actionKind(action: Action): ActionKind {
  if ("email" in action) return action.email;
  if ("slack" in action) return "slack";
  if ("webhook" in action) return "webhook";
  if ("push" in action) return "push";
  if ("trait" in action) return "trait";
  return "connection" in action ? "connection" : "digest";
}

/** What can be done for a trigger: nobody is written to where it is about nobody, and reports go out by the clock. */
export const actionsFor = (when: Trigger) =>
  ACTIONS.filter(({ value, needsPerson }) => {
    if (value === "digest") return "schedule" in when;
    return isAboutSomebody(when) || !needsPerson;
  });

export function newAction(kind: ActionKind): Action {
  switch (kind) {
    case "person":
      return { email: "person", subject: "", body: "" };
    case "team":
      return { email: "team", to: [], subject: "", body: "" };
    case "slack":
      return { slack: "", text: "" };
    case "webhook":
      return { webhook: "", secret: null };
    case "push":
      return { push: "", body: "" };
    case "trait":
      return { trait: "", value: "" };
    case "connection":
      return { connection: 0, event: "" };
    case "digest":
      return { digest: "board", to: [], subject: "Your numbers" };
  }
}

export const newDraft = (audience: number): Draft => ({
  name: "",
  description: "",
  when: newTrigger("entered", audience),
  do: [newAction("person")],
  again: null,
  quietHours: null,
  perHour: 1_000,
});

/** The draft of one that is there. */
export const draftOf = ({ name, description, when, do: actions, again, quietHours, perHour }: Automation): Draft => ({
  name,
  description,
  when,
  do: actions,
  again,
  quietHours,
  perHour,
});

/** The same for another trigger: what can't be done for it is left out. */
export function withTrigger(draft: Draft, when: Trigger): Draft {
  const possible = actionsFor(when).map(({ value }) => value);
  const kept = draft.do.filter((action) => possible.includes(actionKind(action)));
  return { ...draft, when, do: kept.length > 0 ? kept : [newAction(possible[0] ?? "team")] };
}

/** What it still needs, in words; nothing where it can be saved. */
export function missingOf({ name, when, do: actions }: Draft): string[] {
  return [
    ...("audience" in when && when.audience === 0 ? ["an audience"] : []),
    ...("event" in when && "event" in when.event && when.event.event === "" ? ["an event"] : []),
    ...("report" in when && isNoReport(when.report) ? ["a report"] : []),
    ...actions.flatMap(missingOfAction),
    ...(name.trim() === "" ? ["a name"] : []),
  ];
}

function missingOfAction(action: Action): string[] {
  const needs = (text: string | null, what: string) => (text?.trim() === "" ? [what] : []);
  if ("email" in action) {
    const to = action.email === "team" && action.to.length === 0 ? ["an address of the team"] : [];
    return [...to, ...needs(action.subject, "a subject"), ...needs(action.body, "a text")];
  }
  if ("slack" in action)
    return [...needs(action.slack, "the address of the Slack channel"), ...needs(action.text, "a text")];
  if ("webhook" in action) return needs(action.webhook, "the webhook's address");
  if ("push" in action) return [...needs(action.push, "a title"), ...needs(action.body, "a text")];
  if ("trait" in action) return needs(action.trait, "what is to be noted");
  if ("connection" in action)
    return [...(action.connection === 0 ? ["a destination"] : []), ...needs(action.event, "the event's name")];
  const none = Array.isArray(action.digest) && action.digest.length === 0 ? ["a report to send"] : [];
  return [...none, ...(action.to.length === 0 ? ["who gets the reports"] : []), ...needs(action.subject, "a subject")];
}
