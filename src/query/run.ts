import { createCalendar } from "#core/calendar.ts";
import type { Question } from "#core/question.ts";
import { rangeOf } from "#core/range.ts";
import { dataVersion } from "#query/answer-cache.ts";
import type { Answered } from "#query/answer-meta.ts";
import { createCohortTally, includesPeopleWithoutEvents, needsOfCohort } from "#query/cohort.ts";
import type { QuestionContext } from "#query/context.ts";
import { countSegmentation } from "#query/fast-counts.ts";
import { createFunnelTally } from "#query/funnel.ts";
import { needsOfFunnel } from "#query/funnel-needs.ts";
import { peopleOfFunnel } from "#query/funnel-lists.ts";
import type { PersonHistory } from "#query/history.ts";
import { type Needs } from "#query/needs.ts";
import { type ReadHouse, type ReadOptions, readPeople } from "#query/read.ts";
import type { Reading } from "#query/reading.ts";
import { daysAreEnough, readActiveDays } from "#query/read-active-days.ts";
import { createRetentionTally } from "#query/retention.ts";
import { needsOfRetention } from "#query/retention-plan.ts";
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
  const made = await compute(house, question, defaults, now, signal, data.isSettling);
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
      exact: !("notes" in found),
      settling,
      cached: false,
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
  if (question.interval === undefined) return [];
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
  const people = (needs: Needs, options: Partial<ReadOptions> = {}) =>
    passesOver((each) => readPeople(house, needs, { everybody: false, labelled: false, ...options }, each), reading);
  switch (question.kind) {
    case "segmentation":
      return (await countSegmentation(house.db, question, context, reading)) ?? segmentation(question, context, people);
    case "funnel":
      return funnel(question, context, people);
    case "retention": {
      const tally = createRetentionTally(question, context);
      const needs = needsOfRetention(question, context);
      if (daysAreEnough(question, context, needs))
        return passes(
          tally,
          passesOver((each) => readActiveDays(house.db, question, context.calendar, needs, each), reading),
        );
      return passes(tally, people(needs, { labelled: question.people !== undefined }));
    }
    case "cohort": {
      const tally = createCohortTally(question, context);
      const everybody = includesPeopleWithoutEvents(question.where);
      return onePass(tally, people(needsOfCohort(question, context), { everybody, labelled: true }));
    }
  }
}

type People = (needs: Needs, options?: Partial<ReadOptions>) => Passes;

async function segmentation(
  question: Extract<Question, { kind: "segmentation" }>,
  context: QuestionContext,
  people: People,
): Promise<object> {
  const labelled = question.people !== undefined;
  const tally = createSegmentationTally(question, context);
  return passes(tally, people(needsOfSegmentation(question, context), { labelled }));
}

async function funnel(
  question: Extract<Question, { kind: "funnel" }>,
  context: QuestionContext,
  people: People,
): Promise<object> {
  const asked = question.people;
  const everyone = people(needsOfFunnel(question, context), { labelled: asked !== undefined });
  const counted = await onePass(createFunnelTally(question, context), everyone);
  if (asked === undefined) return counted;
  const lists = peopleOfFunnel(question, asked, context, counted);
  const listed = asked.some(({ dropped }) => dropped)
    ? people(needsOfFunnel(question, context, { dropped: true }), { labelled: true })
    : everyone;
  for await (const person of listed()) lists.add(person);
  return { ...counted, people: lists.answer() };
}

/** Everybody once more, each time it is called. */
type Passes = () => AsyncIterable<PersonHistory>;

/** Where they are few, people are kept from one pass to the next instead of being read again. */
function passesOver(read: (reading: Reading) => AsyncGenerator<PersonHistory>, reading: Reading): Passes {
  let kept: PersonHistory[] | null = null;
  return async function* () {
    if (kept !== null) return yield* kept;
    const seen: PersonHistory[] = [];
    let size = 0;
    for await (const person of read(reading)) {
      size += person.events.length + 1;
      if (size <= MAX_KEPT_EVENTS) seen.push(person);
      yield person;
    }
    if (size <= MAX_KEPT_EVENTS) kept = seen;
  };
}

async function onePass<Answer>(
  tally: { add(person: PersonHistory): void; answer(): Answer },
  people: Passes,
): Promise<Answer> {
  for await (const person of people()) tally.add(person);
  return tally.answer();
}

async function passes<Answer>(
  tally: { add(person: PersonHistory): void; again(): boolean; answer(): Answer },
  people: Passes,
): Promise<Answer> {
  do {
    for await (const person of people()) tally.add(person);
  } while (tally.again());
  return tally.answer();
}
