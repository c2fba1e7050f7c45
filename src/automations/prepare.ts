import type { Action } from "#core/automation.ts";
import type { FiringCause } from "#core/firing.ts";
import type { JsonObject } from "#core/json.ts";
import type { Automation } from "#automations/automation.ts";
import type { Channels, Made, Message } from "#automations/channels.ts";
import { emailOf, type Person } from "#automations/person.ts";
import type { SendingState } from "#automations/sending.ts";
import { variablesOf } from "#automations/variables.ts";

/** What an action is made ready from. */
export interface About {
  automation: Pick<Automation, "id" | "definition" | "origin">;
  cause: FiringCause;
  /** When it happened, ms. */
  at: number;
  /** Null: it is about nobody. */
  person: Person | null;
  audienceName: string | null;
}

export type Ready =
  /** `reaches`: the person themselves gets it, so quiet hours and their limit count. */
  { message: Message; reaches: boolean } | { ended: SendingState; detail: string };

/** Does the person themselves get what this action sends? */
export const reachesPerson = (action: Action): boolean =>
  "push" in action || ("email" in action && action.email === "person");

const ended = (state: SendingState, detail = ""): Ready => ({ ended: state, detail });

/** Makes of an action the message that would be sent now, or says why there is none. */
export async function prepare(action: Action, about: About, channels: Channels): Promise<Ready> {
  const { automation, cause, person, at } = about;
  const { id, origin } = automation;
  const variables = variablesOf({ id, name: automation.definition.name }, cause, person, about.audienceName);

  if ("email" in action && action.email === "team") {
    const draft = { ...action, variables, unsubscribe: null, automation: id, origin };
    return teamMail(action.to, () => channels.composeMail(draft), channels);
  }
  if ("digest" in action) {
    const { when } = automation.definition;
    const every = "schedule" in when ? when.schedule : null;
    const draft = { reports: action.digest, subject: action.subject, variables, automation: id, origin, every, at };
    return teamMail(action.to, () => channels.composeDigest(draft), channels);
  }
  if ("slack" in action) {
    return made(await channels.render(action.text, variables, "slack"), (text) => ({ via: "slack", text }));
  }
  if ("webhook" in action) {
    const body = JSON.stringify({
      type: typeOf(cause),
      timestamp: new Date(at).toISOString(),
      data: dataOf(about, variables),
    });
    return { message: { via: "webhook", url: action.webhook, body }, reaches: false };
  }
  if (person === null) return ended("nobody");
  if ("email" in action) return personMail(action, about, person, variables, channels);
  if ("push" in action) {
    const title = await channels.render(action.push, variables, "push");
    const body = await channels.render(action.body, variables, "push");
    if (!("made" in title)) return made(title, () => null);
    const { actors } = person;
    const url = action.url ?? null;
    return made(body, (text) => ({ via: "push", actors, title: title.made, body: text, url }), true);
  }
  const ids = { userId: person.userId, anonymousId: person.anonymousId };
  if ("trait" in action) {
    const { trait, value } = action;
    return { message: { via: "trait", person: ids, trait, value }, reaches: false };
  }
  const { person: _, ...properties } = variables;
  const { connection, event } = action;
  return {
    message: { via: "connection", connection, event, person: ids, traits: person.traits, properties },
    reaches: false,
  };
}

async function personMail(
  { subject, body }: { subject: string; body: string },
  { automation: { id, origin } }: About,
  person: Person,
  variables: JsonObject,
  channels: Channels,
): Promise<Ready> {
  const address = emailOf(person);
  if (address === null) return ended("no_address");
  if (await channels.isSuppressed(address)) return ended("unsubscribed");
  const mail = await channels.composeMail({ subject, body, variables, unsubscribe: address, automation: id, origin });
  return made(mail, (done) => ({ via: "mail", to: [address], mail: done }), true);
}

async function teamMail(
  to: readonly string[],
  compose: () => ReturnType<Channels["composeMail"]>,
  channels: Channels,
): Promise<Ready> {
  const open: string[] = [];
  for (const address of to) if (!(await channels.isSuppressed(address))) open.push(address);
  if (open.length === 0) return ended("unsubscribed");
  return made(await compose(), (mail) => ({ via: "mail", to: open, mail }));
}

function made<Thing>(result: Made<Thing>, message: (thing: Thing) => Message | null, reaches = false): Ready {
  if ("notSetUp" in result) return ended("not_set_up", result.notSetUp);
  if ("fault" in result) return ended("failed", result.fault);
  const ready = message(result.made);
  return ready === null ? ended("failed", "There is nothing to send.") : { message: ready, reaches };
}

/** `audience.entered`, `audience.left`, `event.done`, `report.alert`, `schedule.due`, `operation.alert`: the type of a webhook. */
function typeOf({ kind }: FiringCause): string {
  switch (kind) {
    case "entered":
    case "left":
      return `audience.${kind}`;
    case "event":
      return "event.done";
    case "alert":
      return "report.alert";
    case "schedule":
      return "schedule.due";
    case "operation":
      return "operation.alert";
  }
}

/** What a webhook tells: of the person their ids and traits as they are, of the cause what templates see. */
function dataOf({ person }: About, variables: JsonObject): JsonObject {
  if (person === null) return variables;
  const { id, userId, anonymousId, traits } = person;
  return { ...variables, person: { id, userId, anonymousId, traits } };
}
