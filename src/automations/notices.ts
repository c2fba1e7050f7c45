import { DAY_MS } from "#core/clock.ts";
import type { Automation } from "#automations/automation.ts";
import type { Channels } from "#automations/channels.ts";
import type { Notice } from "#automations/firing-store.ts";
import type { Ready } from "#automations/prepare.ts";

/** A mail to the team, and the key by which it is told once. */
export interface KeyedNotice {
  key: string;
  subject: string;
  text: string;
}

/** An automation has more to send than it may: told once a day. */
export const heldNotice = ({ id, definition, origin }: Automation, now: number): KeyedNotice => ({
  key: `held:${id}:${Math.floor(now / DAY_MS)}`,
  subject: `“${definition.name}” is held up: more than ${definition.perHour} messages an hour`,
  text: `The automation “${definition.name}” has more to send than its limit of ${definition.perHour} an hour lets through. The rest waits and goes out hour by hour. If that is right, raise the limit; if it is not, switch the automation off.\n\n${origin}/automations/${id}`,
});

/** An automation was stopped: told once, until somebody has changed it. */
export const stoppedNotice = ({ id, definition, origin, updatedAt }: Automation, reason: string): KeyedNotice => ({
  key: `stopped:${id}:${updatedAt}`,
  subject: `“${definition.name}” was stopped`,
  text: `The automation “${definition.name}” was stopped. ${reason}\n\nChange it or switch it on again to go on.\n\n${origin}/automations/${id}`,
});

/** The mail that a notice is. Its text is ours, so it is told as a value and not read as a template. */
export async function prepareNotice(
  { subject, text }: Notice,
  automation: Automation,
  team: readonly string[],
  channels: Channels,
): Promise<Ready> {
  const to = teamOf(automation, team);
  if (to.length === 0) return { ended: "no_address", detail: "nobody is named who could be told" };
  const mail = await channels.composeMail({
    subject: "{{ notice.subject }}",
    body: "{{ notice.text }}",
    variables: { notice: { subject, text } },
    unsubscribe: null,
    automation: automation.id,
    origin: automation.origin,
  });
  if ("notSetUp" in mail) return { ended: "not_set_up", detail: mail.notSetUp };
  if ("fault" in mail) return { ended: "failed", detail: mail.fault };
  return { message: { via: "mail", to, mail: mail.made }, reaches: false };
}

/** Whom to tell: the workspace's team, else those the automation itself writes to as a team. */
export function teamOf({ definition }: Automation, team: readonly string[]): string[] {
  if (team.length > 0) return [...team];
  return [...new Set(definition.do.flatMap((action) => ("to" in action ? action.to : [])))];
}
