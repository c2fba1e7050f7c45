import * as fc from "fast-check";
import { Problem } from "#core/problem.ts";
import { Question } from "#core/question.ts";
import { answer, type Defaults } from "#query/run.ts";
import { differences } from "../query/cases.ts";
import { askableCells } from "./query-cells.ts";
import { expectedAnswer } from "./query-expected.ts";
import { type History, history as histories } from "./query-history.ts";
import { peopleIn } from "./query-people.ts";
import { questionsOf } from "./query-questions.ts";
import { houseOf, store } from "./query-store.ts";

/** What a question is asked with where it doesn't say. */
export const DEFAULTS: Defaults = { timezone: "America/New_York", weekStart: "monday" };

/** The history of a seed. */
export function historyOf(seed: number): History {
  const [history] = fc.sample(histories, { seed, numRuns: 1 });
  if (!history) throw new Error("fast-check made no history");
  return history;
}

/** What runs met, so that it shows where they would say nothing. */
export interface Met {
  questions: number;
  /** Questions behind whose numbers there is somebody. */
  peopled: number;
  lists: number;
}

/** Lists asked for of one question. */
const LISTS = 20;

/**
 * Stores the history of a seed and asks that many questions, each as it is and once more with some of its lists; `prepare`
 * does something to the store before. Throws the smallest question found that D1 answers otherwise than the people themselves.
 */
export async function judge(
  seed: number,
  questions: number,
  prepare: (history: History) => Promise<void> = () => Promise.resolve(),
): Promise<Met> {
  const history = historyOf(seed);
  await store(history);
  await prepare(history);
  const people = peopleIn(history);
  const met: Met = { questions: 0, peopled: 0, lists: 0 };

  const differencesOf = async (written: object) => {
    const question = Question.parse(written);
    const got = await answer(houseOf(), question, DEFAULTS, history.now).then(withoutMeta).catch(problemOf);
    const want = expected(question);
    const faults = [
      ...differences(want, got, { ordered: true }),
      ...Object.keys(got).flatMap((key) => (key in want || key === "base" ? [] : `answer.${key}: not expected`)),
    ];
    return { faults, want, written, question };
  };
  const expected = (question: Question): object => {
    try {
      return expectedAnswer(question, DEFAULTS, history.now, people);
    } catch (error) {
      return problemOf(error);
    }
  };
  const property = fc.asyncProperty(questionsOf(history), fc.nat(), async (asked, chosen) => {
    met.questions += 1;
    const first = await differencesOf(asked.written);
    if (first.faults.length > 0) throw new Error(faultText(first));
    if ("problem" in first.want) return;
    const cells = askableCells(asked.question, first.want).filter(({ number }) => number > 0);
    if (cells.length > 0 || isPeopled(first.want)) met.peopled += 1;
    const every = Math.max(1, Math.ceil(cells.length / LISTS));
    const some = cells.filter((_, at) => (at + chosen) % every === 0);
    if (some.length === 0) return;
    met.lists += some.length;
    const second = await differencesOf({ ...asked.written, people: some.map(({ cell }) => cell) });
    if (second.faults.length > 0) throw new Error(faultText(second));
  });
  const details = await fc.check(property, { seed, numRuns: questions });
  if (!details.failed) return met;
  const reason = details.errorInstance instanceof Error ? details.errorInstance.stack : String(details.errorInstance);
  throw new Error(`history ${seed}, path ${details.counterexamplePath}\n${reason}`);
}

const withoutMeta = (answered: object): object =>
  Object.fromEntries(Object.entries(answered).filter(([key]) => key !== "meta"));

/** Some questions can't be answered, which shows only with their zone. */
function problemOf(error: unknown): { problem: string } {
  if (error instanceof Problem) return { problem: error.message };
  throw error;
}

const isPeopled = (answer: object): boolean => "count" in answer && answer.count !== 0;

const faultText = ({ faults, written }: { faults: string[]; written: object }): string =>
  [JSON.stringify(written), ...faults.slice(0, 12)].join("\n");
