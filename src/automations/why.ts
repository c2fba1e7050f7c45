import { isAboutPeople } from "#core/automation.ts";
import type { Automation } from "#automations/automation.ts";
import type { AutomationsHouse } from "#automations/automations-house.ts";
import { causeWords } from "#automations/cause-words.ts";
import { momentWords, outcomeWords } from "#automations/outcome-words.ts";
import type { Person } from "#automations/person.ts";

/** Why an automation did or did not act for a person, in words; `told`: something was sent to them, or may have been. */
export async function why(
  automation: Automation,
  person: Person,
  house: Pick<AutomationsHouse, "messenger" | "audiences" | "workspace">,
): Promise<{ told: boolean; words: string }> {
  const { id, definition } = automation;
  const { timezone: zone } = await house.workspace();
  if (!isAboutPeople(definition.when)) {
    return { told: false, words: "It is about a number or a schedule, and so about no person." };
  }
  const [last] = await house.messenger.log({ automation: id, actors: person.actors, before: null, limit: 1 });
  if (last !== undefined) {
    const name =
      "audience" in last.cause
        ? ((await house.audiences.names([last.cause.audience])).get(last.cause.audience) ?? null)
        : null;
    const because = causeWords(last.cause, { audience: () => name });
    const outcomes = [...new Set(last.sendings.map((sending) => outcomeWords(sending, zone)))].join("; ");
    const told = last.sendings.some(({ state }) => state === "sent" || state === "unknown" || state === "told_before");
    return { told, words: `It acted on ${momentWords(last.at, zone)}: they ${because}. ${sentence(outcomes)}` };
  }
  return { told: false, words: await silence(automation, person, house, zone) };
}

async function silence(
  { definition: { when }, enabled, enabledAt, stopped }: Automation,
  { actors }: Person,
  { audiences }: Pick<AutomationsHouse, "audiences">,
  zone: string,
): Promise<string> {
  if (enabledAt === null) return "It was never switched on.";
  const since = momentWords(enabledAt, zone);
  const off = stopped === null ? (enabled ? "" : " It is switched off.") : ` It is stopped: ${stopped}`;
  if ("event" in when) return `They have not done it since it was switched on (${since}).${off}`;
  if (!("audience" in when)) return "It is about no person.";
  const name = (await audiences.names([when.audience])).get(when.audience) ?? "an audience that was deleted";
  const memberSince = await audiences.memberSince(when.audience, actors);
  if (when.change === "left") {
    return memberSince === null
      ? `They have not left “${name}” since it was switched on (${since}).${off}`
      : `They are still in “${name}”.${off}`;
  }
  if (memberSince === null) return `They are not in “${name}”.${off}`;
  if (memberSince < enabledAt && when.includePresent !== true) {
    return `They have been in “${name}” since ${momentWords(memberSince, zone)}, before it was switched on (${since}), and those who were there already were not to be told.${off}`;
  }
  return `They entered “${name}” on ${momentWords(memberSince, zone)}; it is on its way, or the log doesn't go back that far.${off}`;
}

const sentence = (text: string): string => (text === "" ? "" : `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}.`);
