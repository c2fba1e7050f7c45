import type { SegmentationAnswer } from "#core/answer.ts";
import { Problem } from "#core/problem.ts";
import { DEFAULT_BREAKDOWN_LIMIT } from "#core/question/breakdown.ts";
import { rangeOf } from "#core/range.ts";
import type { SegmentationCell, SegmentationQuestion, Series } from "#core/question/segmentation.ts";
import { findGroups, type Groups } from "#query/breakdown-groups.ts";
import type { PersonHistory, QuestionContext } from "#core/history.ts";
import { compileCondition } from "#query/filter.ts";
import { parseFormula } from "#query/formula.ts";
import { createAllowance } from "#query/segmentation-allowance.ts";
import { type Counted, createRun, type Run, type RunPlan } from "#query/segmentation-run.ts";
import { matcherOf, seriesOf, stretchesOf } from "#query/segmentation-scope.ts";
import { splitByCohort, splitByValue, splitOfNobody } from "#query/segmentation-split.ts";
import type { Tally } from "#query/tally.ts";

/**
 * Answers how much of something happens over time (SEMANTICS §2). Where `top` is asked for and the names are known
 * already, `busiest` (biggest first) saves a pass. Throws Problem (request_invalid) where the formula can't be read.
 */
export function createSegmentationTally(
  question: SegmentationQuestion,
  context: QuestionContext,
  busiest: readonly string[] | null = null,
): Tally<SegmentationAnswer> {
  const chart: Chart = { question, formula: formulaOf(question.formula), context };
  const isKnown = busiest !== null || question.series !== undefined;
  let pass = isKnown ? measureAll(chart, seriesOf(question, busiest ?? []), []) : findBusiest(chart);
  return {
    add: (person) => pass.add(person),
    again() {
      const next = pass.next();
      pass = next ?? pass;
      return next !== null;
    },
    answer: () => pass.answer(),
  };
}

/** What was counted elsewhere of one period; without a breakdown there are no groups. */
export interface CountedPeriod {
  of: Counted;
  groups: Groups | null;
}

/** Answers where every series was counted elsewhere, for each period of the question (`stretchesOf`). */
export function countedSegmentation(
  question: SegmentationQuestion,
  context: QuestionContext,
  series: readonly Series[],
  counted: readonly CountedPeriod[],
): SegmentationAnswer {
  const plan: RunPlan = {
    question,
    series,
    formula: formulaOf(question.formula),
    ...context,
    allowance: createAllowance(),
  };
  const [current, previous] = stretchesOf(question, context).map((stretch, at) => {
    const { of = null, groups = null } = counted[at] ?? {};
    return createRun(plan, stretch, groups && splitOfNobody(groups), [], of).answer();
  });
  if (!current) throw new Error("a question has a range");
  const notes = notesOf(counted.map(({ groups }) => groups));
  return { ...current, ...(previous && { previous }), ...(notes.length > 0 && { notes }) };
}

interface Chart {
  question: SegmentationQuestion;
  formula: RunPlan["formula"];
  context: QuestionContext;
}

/** One pass over all people. */
interface Pass {
  add(person: PersonHistory): void;
  /** The pass to make after this one; null where this one has the answer. */
  next(): Pass | null;
  answer(): SegmentationAnswer;
}

function formulaOf(text: string | undefined): RunPlan["formula"] {
  if (text === undefined) return null;
  const parsed = parseFormula(text);
  if ("fault" in parsed) throw new Problem("request_invalid", { detail: parsed.fault });
  return { text, parsed };
}

/** Counts names to find the busiest; ties by name. */
function findBusiest(chart: Chart): Pass {
  const { question, context } = chart;
  const names = findGroups(question.top ?? 0, false);
  const { from, to } = rangeOf(question, context.calendar, context.now);
  const passes = question.filter === undefined ? () => true : compileCondition(question.filter, context);
  return {
    add(person) {
      for (const event of person.events) {
        if (!event.done || event.ts < from || event.ts > to || !passes(event, person)) continue;
        names.join(event.name);
        names.weigh(event.name);
      }
    },
    next() {
      const busiest = (names.folded() ?? names).ranking().map(({ name }) => name);
      return measureAll(chart, seriesOf(question, busiest), []);
    },
    answer: () => {
      throw new Error("only the names of the busiest events are known: ask again() first");
    },
  };
}

/** `folded` are the groups of each period where a pass has found too many to show; null where it hasn't. */
function measureAll(chart: Chart, series: readonly Series[], folded: readonly (Groups | null)[]): Pass {
  const { question, formula, context } = chart;
  const { breakdown, people = [] } = question;
  const allowance = createAllowance();
  const plan: RunPlan = { question, series, formula, calendar: context.calendar, allowance };
  const stretches = stretchesOf(question, context);
  const groups = stretches.map((_, at) => folded[at] ?? groupsOf(question));
  const runs = stretches.map((stretch, at): Run => {
    const own = groups[at];
    const split = breakdown?.cohorts
      ? splitByCohort(breakdown.cohorts, context)
      : breakdown && own
        ? splitByValue(breakdown, own, stretch)
        : null;
    return createRun(
      plan,
      stretch,
      split,
      people.filter(({ previous = false }) => previous === at > 0),
    );
  });
  const matching = matcherOf(question, series, context);
  return {
    add(person) {
      const events = matching(person);
      for (const run of runs) run.add(person, events);
    },
    next() {
      const refolded = groups.map((own, at) => own?.folded() ?? folded[at] ?? null);
      return refolded.some((own, at) => own !== (folded[at] ?? null)) ? measureAll(chart, series, refolded) : null;
    },
    answer() {
      const [current, previous] = runs.map((run) => run.answer());
      if (!current) throw new Error("a question has a range");
      const lists = runs.map((run) => run.people());
      const listOf = (cell: SegmentationCell) => lists[cell.previous ? 1 : 0]?.shift() ?? { count: 0, ids: [] };
      const notes = [...allowance.notes(), ...notesOf(groups)];
      return {
        ...current,
        ...(previous && { previous }),
        ...(question.people && { people: people.map((cell) => ({ ...cell, ...listOf(cell) })) }),
        ...(notes.length > 0 && { notes }),
      };
    },
  };
}

/** The groups of one period, not known yet; null without a breakdown by value. */
export const groupsOf = ({ breakdown }: SegmentationQuestion): Groups | null =>
  breakdown === undefined || breakdown.source === "cohort"
    ? null
    : findGroups(breakdown.limit ?? DEFAULT_BREAKDOWN_LIMIT, breakdown.other !== false);

function notesOf(groups: readonly (Groups | null)[]): string[] {
  const notes: string[] = [];
  if (groups.some((own) => own?.overflowed() === true)) {
    notes.push("There are more than 10,000 different values: the biggest groups are those of the first 10,000 met.");
  }
  return notes;
}
