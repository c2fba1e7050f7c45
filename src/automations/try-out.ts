import * as z from "zod";
import { Problem } from "#core/problem.ts";
import type { OpenAutomation } from "#automations/automation.ts";
import type { AutomationsHouse } from "#automations/automations-house.ts";
import type { ChannelOutcome, Message } from "#automations/channels.ts";
import { outcomeWords } from "#automations/outcome-words.ts";
import { aboutWhat } from "#automations/preview.ts";
import { prepare } from "#automations/prepare.ts";

interface Trial {
  to: string | null;
  action: number;
  person?: string | undefined;
  event?: string | undefined;
}

/** Really sends one message of an automation to whoever tries it out, marked as a test. Throws `request_invalid`. */
export async function tryOut(automation: OpenAutomation, trial: Trial, house: AutomationsHouse) {
  const action = automation.definition.do[trial.action];
  if (action === undefined) throw new Problem("request_invalid", { detail: "action: there is no such one." });
  const about = await aboutWhat(automation, trial, house);
  // Their own address is not written to, so it doesn't matter whether they have one.
  const person =
    "email" in action && action.email === "person"
      ? {
          ...(about.person ?? { id: "", actors: [], userId: null, anonymousId: null }),
          traits: { ...about.person?.traits, email: addressOf(trial.to) },
        }
      : about.person;
  const ready = await prepare(action, { ...about, person }, house.channels);
  const { timezone } = await house.workspace();
  if ("ended" in ready) {
    const status = { state: ready.ended, wait: null, detail: ready.detail, at: house.clock() };
    return { sent: false, words: outcomeWords(status, timezone) };
  }
  const message = redirected(ready.message, trial.to);
  const secret = automation.secrets[trial.action] ?? null;
  if ("url" in message && message.url !== null) requireCallable(message.url, automation, house);
  if (message.via === "slack" && trial.to !== null) requireCallable(trial.to, automation, house);
  const outcome = await house.channels.send(message, {
    key: `test-${crypto.randomUUID()}`,
    number: 0,
    secret: message.via === "slack" ? (trial.to ?? secret) : secret,
    at: about.at,
    origin: automation.origin,
  });
  return { sent: outcome.outcome === "sent", words: wordsOf(outcome) };
}

function requireCallable(url: string, { origin }: OpenAutomation, house: AutomationsHouse): void {
  const fault = house.addressFault(url, origin);
  if (fault !== null) throw new Problem("request_invalid", { detail: `to: ${fault}` });
}

const TEST = "[Test] ";

function addressOf(to: string | null): string {
  const address = z.email().max(254).safeParse(to);
  if (address.success) return address.data;
  throw new Problem("request_invalid", { detail: "to: write the e-mail address that is to get the test." });
}

/** The message as a test: to another address, and marked. Throws where it can't go elsewhere than to the person. */
function redirected(message: Message, to: string | null): Message {
  switch (message.via) {
    case "mail": {
      const subject = `${TEST}${message.mail.subject}`;
      // A test is nobody's subscription.
      return {
        ...message,
        to: to === null ? message.to : [addressOf(to)],
        mail: { ...message.mail, subject, headers: {} },
      };
    }
    case "slack":
      return { ...message, text: `${TEST}${message.text}` };
    case "webhook":
      return { ...message, url: to ?? message.url, body: marked(message.body) };
    case "push":
    case "trait":
    case "connection":
      throw new Problem("request_invalid", {
        detail: "action: it would change something of a real person. Only mails, Slack and webhooks can be tested.",
      });
  }
}

const marked = (body: string): string => JSON.stringify({ ...(JSON.parse(body) as object), test: true });

function wordsOf(outcome: ChannelOutcome): string {
  if (outcome.outcome === "sent") return outcome.detail === "" ? "It was sent." : `It was sent: ${outcome.detail}`;
  return outcome.outcome === "not_set_up" ? `Not set up: ${outcome.reason}` : `It was not sent: ${outcome.reason}`;
}
