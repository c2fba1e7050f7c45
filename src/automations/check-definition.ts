import { type Action, AutomationDefinition, isAboutPeople } from "#core/automation.ts";
import { Problem } from "#core/problem.ts";
import { alertFault } from "#automations/alert-question.ts";
import type { AutomationsHouse } from "#automations/automations-house.ts";

type CheckHouse = Pick<
  AutomationsHouse,
  "audiences" | "connectionNames" | "hasReport" | "addressFault" | "signingFault" | "templateFault"
>;

const refused = (field: string, message: string): Problem =>
  new Problem("request_invalid", { detail: `${field}: ${message}` });

/** A definition as the rules of today read it. Throws `request_invalid` that names the field. */
export function readDefinition(given: unknown): AutomationDefinition {
  const read = AutomationDefinition.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw refused(issue?.path.join(".") ?? "definition", issue?.message ?? "not readable");
}

/** Refuses what can't work: what is named must exist, addresses must be callable, and what needs a person must have one. */
export async function checkDefinition(
  { when, do: actions }: AutomationDefinition,
  origin: string,
  house: CheckHouse,
): Promise<void> {
  if ("audience" in when && !(await house.audiences.names([when.audience])).has(when.audience)) {
    throw refused("when.audience", "there is no such audience.");
  }
  if ("report" in when) {
    const fault = alertFault(when.report, when.check);
    if (fault !== null) throw refused("when.check", fault);
  }
  for (const [place, action] of actions.entries()) {
    const fault = await actionFault(action, isAboutPeople(when), origin, house);
    if (fault !== null) throw refused(`do.${place}`, fault);
  }
}

async function actionFault(
  action: Action,
  hasPerson: boolean,
  origin: string,
  house: CheckHouse,
): Promise<string | null> {
  const needsPerson = "push" in action || "trait" in action || "connection" in action;
  if (!hasPerson && (needsPerson || ("email" in action && action.email === "person"))) {
    return "A report or a schedule is about nobody, so there is no person for this action.";
  }
  const [fault] = templatesOf(action).flatMap((template) => house.templateFault(template) ?? []);
  if (fault !== undefined) return `This can't be filled in: ${fault}`;
  if ("slack" in action) return action.slack === null ? null : house.addressFault(action.slack, origin);
  if ("webhook" in action) {
    const { webhook, secret } = action;
    return house.addressFault(webhook, origin) ?? (secret ? house.signingFault(secret) : null);
  }
  if ("connection" in action && !(await house.connectionNames([action.connection])).has(action.connection)) {
    return "There is no such connection.";
  }
  if ("digest" in action && action.digest !== "board") {
    for (const id of action.digest) if (!(await house.hasReport(id))) return `There is no report ${id}.`;
  }
  return null;
}

/** What is filled in before it goes out. */
function templatesOf(action: Action): string[] {
  if ("email" in action) return [action.subject, action.body];
  if ("slack" in action) return [action.text];
  if ("push" in action) return [action.push, action.body];
  return "digest" in action ? [action.subject] : [];
}
