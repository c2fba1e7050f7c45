import { whileFactsStay } from "#core/archive-version.ts";
import { createCalendar } from "#core/calendar.ts";
import type { Question } from "#core/question.ts";
import { rangeOf } from "#core/range.ts";
import { hasArchived } from "#query/archived-facts.ts";
import { dataVersion } from "#query/answer-cache.ts";
import type { Answered } from "#query/answer-meta.ts";
import { createCohortTally, includesPeopleWithoutEvents, needsOfCohort } from "#query/cohort.ts";
import type { Needs, PersonHistory, QuestionContext } from "#core/history.ts";
import { CAPS } from "#query/fast-cells.ts";
import { countSegmentation } from "#query/fast-counts.ts";
import { compileMembership } from "#query/filter.ts";
import { createFunnelTally } from "#query/funnel.ts";
import { namesAreEnough, streamsByName } from "#query/funnel-names.ts";
import { needsOfFunnel } from "#query/funnel-needs.ts";
import { peopleOfFunnel } from "#query/funnel-lists.ts";
import { withoutTraits } from "#query/people-prefilter.ts";
import { type ReadHouse, type ReadOptions, readPeople } from "#query/read.ts";
import type { Reading } from "#query/reading.ts";
import { readColumns } from "#query/read-columns.ts";
import { planOf } from "#query/read-plan.ts";
import { daysAreEnough, readActiveDays } from "#query/read-active-days.ts";
import { createRetentionTally } from "#query/retention.ts";
import { needsOfRetention, planRetention } from "#query/retention-plan.ts";
import { createSegmentationTally } from "#query/segmentation.ts";
import { needsOfSegmentation } from "#query/segmentation-scope.ts";

/** What a question is asked with where it does not say: the workspace's own settings. */
export interface Defaults {
  timezone: string;
  weekStart: "sunday" | "monday";
}

/** Longest that one question may take, ms; a request that is given up is ended by the platform. */
const TIME_BUDGET_MS = 25_000;
/** People kept between two passes over the same ones. */
const MAX_KEPT_EVENTS = 150_000;

/**
 * Answers a question from what is stored now. `now`: ms, where the question doesn't say. Throws Problem where it can't be
 * answered: too large, too long, or against its own rules.
 */
export async function answer(
  house: ReadHouse,
  question: Question,
  defaults: Defaults,
  now: number,
  signal: AbortSignal | null = null,
): Promise<Answered> {
  const data = await dataVersion(house.db);
  const known = house.answers?.find(question, defaults, data, now) ?? null;
  if (known !== null) return { ...known, meta: { ...known.meta, cached: true } };
  const { archive: _, ...without } = house;
  const made = await whileFactsStay(
    house.db,
    (where) => compute(where === 0 ? without : house, question, defaults, now, signal, data.isSettling),
    data.facts,
  );
  house.answers?.keep(question, defaults, data, now, made);
  return made;
}

async function compute(
  house: ReadHouse,
  question: Question,
  defaults: Defaults,
  now: number,
  signal: AbortSignal | null,
  settling: boolean,
): Promise<Answered> {
  const started = Date.now();
  const { timezone = defaults.timezone, weekStart = defaults.weekStart } = question;
  const context: QuestionContext = {
    now: question.now === undefined ? now : Date.parse(question.now),
    calendar: createCalendar(timezone, weekStart),
  };
  const reading: Reading = { rowsRead: 0, events: 0, deadline: started + TIME_BUDGET_MS, signal };
  const found = await answerOf(house, question, context, reading);
  const range = question.kind === "cohort" ? null : rangeOf(question, context.calendar, context.now);
  return {
    ...found,
    meta: {
      range: range && { from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString() },
      timezone,
      weekStart,
      asOf: new Date(context.now).toISOString(),
      incomplete: range && question.kind !== "cohort" ? incompleteOf(question, context, range) : [],
      exact: !("notes" in found && Array.isArray(found.notes) && found.notes.length > 0),
      settling,
      cached: false,
      archived: reading.archived ?? 0,
      events: reading.events,
      rowsRead: reading.rowsRead,
      ms: Date.now() - started,
    },
  };
}

function incompleteOf(
  question: Exclude<Question, { kind: "cohort" }>,
  { calendar, now }: QuestionContext,
  { from, to }: { from: number; to: number },
): string[] {
  // A funnel has buckets in its trend only; its interval is a default.
  if (question.interval === undefined || (question.kind === "funnel" && question.view !== "trend")) return [];
  const { interval } = question;
  const { starts, labels } = calendar.buckets(from, to, interval);
  return labels.filter((_, at) => calendar.step(starts[at] ?? 0, interval) > now);
}

async function answerOf(
  house: ReadHouse,
  question: Question,
  context: QuestionContext,
  reading: Reading,
): Promise<object> {
  const people = (needs: Needs, { isRepeated = false, ...options }: PeopleOptions = {}) => {
    const read = () => readPeople(house, needs, { everybody: false, labelled: false, ...options }, reading);
    return isRepeated ? keptPasses(read) : read;
  };
  switch (question.kind) {
    case "segmentation":
      return (await counted(house, question, context, reading)) ?? segmentation(question, context, people);
    case "funnel":
      return funnel(house, question, context, reading, people);
    case "retention": {
      const tally = createRetentionTally(question, context);
      const needs = needsOfRetention(question, context);
      if (daysAreEnough(question, context, needs)) {
        const { buckets } = planRetention(question, context);
        for await (const { history, people } of readActiveDays(house.db, buckets, needs, reading))
          tally.add(history, people);
        return tally.answer();
      }
      const labelled = question.people !== undefined;
      return passes(tally, people(needs, { labelled, isRepeated: question.breakdown !== undefined }));
    }
    case "cohort": {
      const { where } = question;
      const shown = { mayBe: compileMembership(withoutTraits(where), context), is: compileMembership(where, context) };
      const everybody = includesPeopleWithoutEvents(where);
      const read = people(needsOfCohort(question, context), { everybody, labelled: true, shown });
      return onePass(createCohortTally(question, context), read);
    }
  }
}

/** What the database counts by itself: rollups always, facts where it has all that are asked for. */
async function counted(
  house: ReadHouse,
  question: Extract<Question, { kind: "segmentation" }>,
  context: QuestionContext,
  reading: Reading,
): Promise<object | null> {
  const here = !(await hasArchived(house, needsOfSegmentation(question, context)));
  return countSegmentation(house.db, question, context, reading, CAPS, here);
}

interface PeopleOptions extends Partial<ReadOptions> {
  /** May there be a second pass over the same people? */
  isRepeated?: boolean;
}
type People = (needs: Needs, options?: PeopleOptions) => Passes;

async function segmentation(
  question: Extract<Question, { kind: "segmentation" }>,
  context: QuestionContext,
  people: People,
): Promise<object> {
  const labelled = question.people !== undefined;
  const tally = createSegmentationTally(question, context);
  return passes(tally, people(needsOfSegmentation(question, context), { labelled, isRepeated: true }));
}

async function funnel(
  house: ReadHouse,
  question: Extract<Question, { kind: "funnel" }>,
  context: QuestionContext,
  reading: Reading,
  people: People,
): Promise<object> {
  const tally = createFunnelTally(question, context);
  const needs = needsOfFunnel(question, context);
  if (namesAreEnough(question)) {
    const plan = await planOf(house.db, needs);
    const streamsOf = streamsByName(question, context, plan.names);
    for await (const { facts } of readColumns(house, needs, plan, reading))
      for (const stream of streamsOf(facts)) tally.addStream(stream);
    return tally.answer();
  }
  const asked = question.people;
  const isListed = asked !== undefined;
  const everyone = people(needs, { labelled: isListed, isRepeated: isListed });
  const counted = await onePass(tally, everyone);
  if (asked === undefined) return counted;
  const lists = peopleOfFunnel(question, asked, context, counted);
  const listed = asked.some(({ dropped }) => dropped)
    ? people(needsOfFunnel(question, context, { dropped: true }), { labelled: true })
    : everyone;
  for await (const some of listed()) for (const person of some) lists.add(person);
  return { ...counted, people: lists.answer() };
}

/** Everybody once more, each time it is called, some at a time. */
type Passes = () => AsyncIterable<Iterable<PersonHistory>>;

/** Where they are few, people are kept from one pass to the next instead of being read again. */
function keptPasses(read: Passes): Passes {
  let kept: PersonHistory[] | null = null;
  return async function* () {
    if (kept !== null) return yield kept;
    const seen: PersonHistory[] = [];
    let size = 0;
    const keeping = function* (people: Iterable<PersonHistory>) {
      for (const person of people) {
        size += person.events.length + 1;
        if (size <= MAX_KEPT_EVENTS) seen.push(person);
        yield person;
      }
    };
    for await (const people of read()) yield keeping(people);
    if (size <= MAX_KEPT_EVENTS) kept = seen;
  };
}

async function onePass<Answer>(
  tally: { add(person: PersonHistory): void; answer(): Answer },
  people: Passes,
): Promise<Answer> {
  for await (const some of people()) for (const person of some) tally.add(person);
  return tally.answer();
}

async function passes<Answer>(
  tally: { add(person: PersonHistory): void; again(): boolean; answer(): Answer },
  people: Passes,
): Promise<Answer> {
  do {
    for await (const some of people()) for (const person of some) tally.add(person);
  } while (tally.again());
  return tally.answer();
}
