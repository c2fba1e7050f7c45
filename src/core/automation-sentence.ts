import type { Action, AlertCheck, AutomationDefinition, Trigger } from "#core/automation.ts";
import type { Question, Selector } from "#core/question.ts";
import type { Span } from "#core/question/time.ts";
import { filterInWords } from "#core/report/filter-in-words.ts";

/** What the sentence calls things that a definition has only numbers for; null: there is none any more. */
export interface Names {
  audience(id: number): string | null;
  connection(id: number): string | null;
}

const NUMBERS: Names = { audience: (id) => `audience ${id}`, connection: (id) => `connection ${id}` };
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

/** A whole automation in one plain sentence, for lists and for whoever is about to switch it on. */
export function sentenceOf(definition: Omit<AutomationDefinition, "name" | "description">, names = NUMBERS): string {
  const { when, do: actions } = definition;
  const limits = limitsOf(definition);
  const does = listed(actions.map((action) => actionWords(action, names)));
  return `${whenWords(when, names)}, ${does}${limits === "" ? "" : `; ${limits}`}.`;
}

/** The first half: when it acts. */
export function whenWords(when: Trigger, names = NUMBERS): string {
  if ("audience" in when) {
    const name = quoted(names.audience(when.audience) ?? "an audience that was deleted");
    const verb = when.change === "entered" ? "enters" : "leaves";
    return `When somebody ${verb} ${name}${when.includePresent === true ? " (and for those who are in it already)" : ""}`;
  }
  if ("event" in when) return `When somebody does ${selectorWords(when.event)}`;
  if ("report" in when) return `When ${subjectOf(when.report)} ${checkWords(when.check, when.report)}`;
  if ("operation" in when) return "When something of this deployment is not well";
  if (when.schedule === "day") return `Every day at ${when.at}`;
  if (when.schedule === "month") return `On the first day of each month at ${when.at}`;
  return `Every ${WEEKDAYS[when.weekday ?? 1] ?? "week"} at ${when.at}`;
}

/** What one action does, without a subject: `send them the e-mail “Hello”`. */
export function actionWords(action: Action, names = NUMBERS): string {
  if ("email" in action) {
    return action.email === "person"
      ? `send them the e-mail ${quoted(action.subject)}`
      : `send the e-mail ${quoted(action.subject)} to ${recipients(action.to)}`;
  }
  if ("slack" in action) return "post to Slack";
  if ("webhook" in action) return `call ${hostOf(action.webhook)}`;
  if ("push" in action) return `show them the notification ${quoted(action.push)}`;
  if ("trait" in action) {
    return action.value === null
      ? `clear their ${action.trait}`
      : `set their ${action.trait} to ${typeof action.value === "string" ? quoted(action.value) : String(action.value)}`;
  }
  if ("connection" in action) {
    return `send ${quoted(action.event)} to ${names.connection(action.connection) ?? "a connection that was deleted"}`;
  }
  const what = action.digest === "board" ? "the home board" : counted(action.digest.length, "report");
  return `send ${what} to ${recipients(action.to)}`;
}

function limitsOf({ when, do: actions, again, quietHours }: Omit<AutomationDefinition, "name" | "description">) {
  const limits: string[] = [];
  if ("operation" in when) limits.push("each thing once, until it is well again");
  if ("report" in when) limits.push(`at most once in ${spanWords(when.atMostOnce)}`);
  if ("audience" in when) {
    const back = when.change === "entered" ? "left and came back" : "came back and left";
    limits.push(again === null ? "once per person" : `again after they ${back}, ${spanWords(again.after)} apart`);
  }
  if ("event" in when) {
    limits.push(again === null ? "once per person" : `at most once in ${spanWords(again.after)} per person`);
  }
  const reaches = actions.some((action) => "push" in action || ("email" in action && action.email === "person"));
  if (quietHours !== null && reaches) {
    limits.push(`not between ${quietHours.from} and ${quietHours.to} where they are`);
  }
  return limits.join("; ");
}

function selectorWords(selector: Selector): string {
  if ("anyOf" in selector) return listed(selector.anyOf.map(selectorWords), "or");
  const name = selector.event === null ? "anything" : quoted(selector.event);
  return `${name}${filterInWords(selector.filter)}`;
}

function subjectOf(question: Question): string {
  switch (question.kind) {
    case "segmentation": {
      if (question.formula !== undefined) return `the formula ${question.formula}`;
      const [series] = question.series ?? [];
      if (series === undefined) return "the busiest event";
      const { math, property = "" } = series;
      const of = selectorWords(series);
      if (math === "total") return `the number of ${of}`;
      if (math === "unique") return `the number of people who do ${of}`;
      return `${math.replaceAll("_", " ")}${property === "" ? "" : ` of ${property}`} of ${of}`;
    }
    case "funnel":
      return "the conversion of a funnel";
    case "retention":
      return "retention";
    case "cohort":
      return "the number of people in a query";
  }
}

function checkWords(check: AlertCheck, question: Question): string {
  const isPercent = question.kind === "funnel" || question.kind === "retention";
  const period = question.kind === "segmentation" ? ` in a ${question.interval}` : "";
  const unit = isPercent ? "%" : "";
  if ("above" in check) return `is above ${check.above}${unit}${period}`;
  if ("below" in check) return `is below ${check.below}${unit}${period}`;
  if ("changedBy" in check) return `changes by ${check.changedBy}% or more from one ${period.slice(6)} to the next`;
  return `goes quiet for a ${period.slice(6)}`;
}

const spanWords = ({ value, unit }: Span): string => (value === 1 ? `1 ${unit}` : `${value} ${unit}s`);
const counted = (count: number, noun: string): string => (count === 1 ? `1 ${noun}` : `${count} ${noun}s`);
const quoted = (text: string): string => `“${text}”`;
const listed = (parts: readonly string[], word = "and"): string =>
  parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} ${word} ${parts.at(-1) ?? ""}`;

function recipients(to: readonly string[]): string {
  const [first = "nobody", second] = to;
  if (second === undefined) return first;
  return to.length === 2 ? `${first} and ${second}` : `${first} and ${to.length - 1} others`;
}

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : "an address");
