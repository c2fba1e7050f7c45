import { createCalendar } from "#core/calendar.ts";
import type { Question } from "#core/question.ts";
import { createCohortTally, includesPeopleWithoutEvents } from "#query/cohort.ts";
import type { PersonHistory, QuestionContext } from "#core/history.ts";
import { createFunnelTally } from "#query/funnel.ts";
import { peopleOfFunnel } from "#query/funnel-lists.ts";
import { createRetentionTally } from "#query/retention.ts";
import type { Defaults } from "#query/run.ts";
import { createSegmentationTally } from "#query/segmentation.ts";
import type { Tally } from "#query/tally.ts";

/** The answer from people as they are in memory: what is asked of each person is the product's, everything around it isn't. */
export function expectedAnswer(
  question: Question,
  defaults: Defaults,
  now: number,
  people: readonly PersonHistory[],
): object {
  const { timezone = defaults.timezone, weekStart = defaults.weekStart } = question;
  const context: QuestionContext = {
    now: question.now === undefined ? now : Date.parse(question.now),
    calendar: createCalendar(timezone, weekStart),
  };
  switch (question.kind) {
    case "segmentation":
      return counted(createSegmentationTally(question, context), people);
    case "retention":
      return counted(createRetentionTally(question, context), people);
    case "cohort": {
      const { base, ...answer } = counted(createCohortTally(question, context), people);
      // Whom one has to look at is up to whoever looks, unless it is everybody.
      return includesPeopleWithoutEvents(question.where) ? { base, ...answer } : answer;
    }
    case "funnel": {
      const tally = createFunnelTally(question, context);
      for (const person of people) tally.add(person);
      const answer = tally.answer();
      if (question.people === undefined) return answer;
      const lists = peopleOfFunnel(question, question.people, context, answer);
      for (const person of people) lists.add(person);
      return { ...answer, people: lists.answer() };
    }
  }
}

function counted<Answer>(tally: Tally<Answer>, people: readonly PersonHistory[]): Answer {
  do for (const person of people) tally.add(person);
  while (tally.again());
  return tally.answer();
}
