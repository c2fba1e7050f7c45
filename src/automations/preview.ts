import { actionWords } from "#core/automation-sentence.ts";
import type { FiringCause } from "#core/firing.ts";
import type { Finding } from "#core/finding.ts";
import { Problem } from "#core/problem.ts";
import { alertQuestion, readingsOf } from "#automations/alert-question.ts";
import type { Automation } from "#automations/automation.ts";
import { namesFor } from "#automations/automation-json.ts";
import type { AutomationsHouse } from "#automations/automations-house.ts";
import type { ComposedMail, Message } from "#automations/channels.ts";
import { outcomeWords } from "#automations/outcome-words.ts";
import { type About, prepare, type Ready } from "#automations/prepare.ts";

type Previewed = Pick<Automation, "id" | "definition" | "origin">;

/** What each action of an automation would send now about a person or an event. */
export async function preview(
  automation: Previewed,
  asked: { person?: string | undefined; event?: string | undefined },
  house: AutomationsHouse,
) {
  const about = await aboutWhat(automation, asked, house);
  const names = await namesFor([automation.definition], house);
  const { timezone } = await house.workspace();
  const actions = [];
  for (const [place, action] of automation.definition.do.entries()) {
    const ready = await prepare(action, about, house.channels);
    actions.push({ action: place, what: actionWords(action, names), ...previewJson(ready, house.clock(), timezone) });
  }
  return { actions };
}

function previewJson(ready: Ready, at: number, zone: string) {
  if ("message" in ready) return { problem: null, state: null, message: messageJson(ready.message) };
  const { ended: state, detail } = ready;
  return { problem: outcomeWords({ state, wait: null, detail, at }, zone), state, message: null };
}

function messageJson(message: Message) {
  switch (message.via) {
    case "mail": {
      const { subject, text, headers } = message.mail;
      return { via: message.via, to: message.to, subject, html: withPictures(message.mail), text, headers };
    }
    case "push": {
      const { actors: _, ...rest } = message;
      return rest;
    }
    case "trait": {
      const { person: _, ...rest } = message;
      return rest;
    }
    case "connection": {
      const { person: _, traits: _traits, ...rest } = message;
      return rest;
    }
    case "slack":
    case "webhook":
      return message;
  }
}

/** A mail's HTML with its pictures in it, for those who have only the HTML. */
const withPictures = ({ html, attachments }: ComposedMail): string =>
  attachments.reduce(
    (text, { cid, type, base64 }) => text.replaceAll(`src="cid:${cid}"`, `src="data:${type};base64,${base64}"`),
    html,
  );

/** What an automation is looked at with: the person or event that was named, and otherwise what is usual. */
export async function aboutWhat(
  automation: Previewed,
  asked: { person?: string | undefined; event?: string | undefined },
  house: AutomationsHouse,
): Promise<About> {
  const event = asked.event === undefined ? null : await house.eventOf(asked.event);
  if (asked.event !== undefined && event === null) {
    throw new Problem("not_found", { detail: "event: no stored event has it." });
  }
  const id = asked.person ?? event?.person ?? null;
  const { when } = automation.definition;
  return {
    automation,
    at: event?.at ?? house.clock(),
    person: id === null ? null : await house.personNamed(id),
    audienceName:
      "audience" in when ? ((await house.audiences.names([when.audience])).get(when.audience) ?? null) : null,
    cause: await usualCause(automation, event, house),
  };
}

/** What a mail looks like while all is well. */
const EXAMPLE: Finding = {
  key: "example",
  level: "look",
  says: "All is well; this is an example of what would stand here.",
  remedy: "There is nothing to do.",
};

async function usualCause(
  { definition: { when } }: Previewed,
  event: { name: string; properties: Extract<FiringCause, { kind: "event" }>["properties"] } | null,
  house: AutomationsHouse,
): Promise<FiringCause> {
  if ("audience" in when) return { kind: when.change, audience: when.audience, because: "event" };
  if ("schedule" in when) return { kind: "schedule", at: new Date(house.clock()).toISOString() };
  if ("operation" in when) {
    const findings = await house.operation(when.operation);
    return { kind: "operation", findings: findings.length > 0 ? findings : [EXAMPLE] };
  }
  if ("report" in when) {
    const question = alertQuestion(when.report);
    const { complete, running } = readingsOf(question, await house.answer(question));
    const { value, label } = complete.at(-1) ?? running ?? { value: 0, label: "" };
    return { kind: "alert", value, before: complete.at(-2)?.value ?? null, label };
  }
  const name = "event" in when.event ? when.event.event : null;
  const { name: done, properties } = event ?? { name: name ?? "an event", properties: {} };
  return { kind: "event", messageId: "preview", name: done, properties };
}
