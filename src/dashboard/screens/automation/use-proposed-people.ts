import type { CohortAnswer } from "#core/answer.ts";
import type { Trigger } from "#core/automation.ts";
import { useAnswer } from "#dashboard/api/answer.ts";
import { useAudience } from "#dashboard/api/audiences.ts";
import { knownFirst } from "#dashboard/controls/people/people-question.ts";
import { isAboutSomebody } from "#dashboard/screens/automation/draft.ts";

/** People it could be about: who is in the audience, who did the event; else anybody. */
export function useProposedPeople(when: Trigger): string[] {
  const audience = useAudience("audience" in when && when.audience > 0 ? when.audience : null).data;
  const event = "event" in when && "event" in when.event && when.event.event !== "" ? when.event : null;
  const where = audience?.where ?? (event === null ? { and: [] } : { did: event });
  const { answer } = useAnswer<CohortAnswer>(isAboutSomebody(when) ? { kind: "cohort", where } : null);
  return knownFirst(answer?.people ?? []);
}
