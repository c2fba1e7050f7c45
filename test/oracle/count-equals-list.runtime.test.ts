import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Problem } from "#core/problem.ts";
import { Question } from "#core/question.ts";
import { answer } from "#query/run.ts";
import { askableCells, type Cell, idsOf, listOfCohort } from "./query-cells.ts";
import { DEFAULTS, historyOf } from "./query-judge.ts";
import { questionsOf } from "./query-questions.ts";
import { seeds, SOAK } from "./query-seeds.ts";
import { houseOf, store } from "./query-store.ts";

/** Asked of each history, each with every list there is. */
const QUESTIONS = 50;

/** Lists of one question at most. */
const A_BATCH = 100;

describe("a number and the list behind it agree", () => {
  test.each(seeds(10))(
    "history %i",
    async (seed) => {
      const history = historyOf(seed);
      await store(history);
      const ask = (written: object) => answer(houseOf(), Question.parse(written), DEFAULTS, history.now);
      let numbers = 0;
      for (const { question, written } of fc.sample(questionsOf(history), { seed, numRuns: QUESTIONS })) {
        const asked = JSON.stringify(written);
        const counted = await ask(written).catch(refused);
        if (counted === null) continue;
        if (question.kind === "cohort") {
          const { number, ids } = listOfCohort(counted);
          expect(faultOf({ cell: {}, number, rule: "equal" }, { count: number, ids }), asked).toBeNull();
          numbers += 1;
          continue;
        }
        const cells = askableCells(question, counted);
        numbers += cells.length;
        for (let from = 0; from < cells.length; from += A_BATCH) {
          const batch = cells.slice(from, from + A_BATCH);
          const { people } = (await ask({ ...written, people: batch.map(({ cell }) => cell) })) as {
            people?: object[];
          };
          const faults = batch.map((cell, at) => faultOf(cell, people?.[at])).filter((fault) => fault !== null);
          expect(faults, asked).toEqual([]);
        }
      }
      if (SOAK > 0) console.log(`history ${seed}: ${numbers} numbers`);
      expect(numbers).toBeGreaterThan(QUESTIONS);
    },
    600_000,
  );
});

/** A range that turns out to be none in its zone. */
function refused(error: unknown): null {
  if (error instanceof Problem) return null;
  throw error;
}

/** What is wrong with a list; null where nothing is. */
function faultOf({ cell, number, rule }: Cell, list: object | undefined): string | null {
  if (list === undefined) return `${JSON.stringify(cell)}: no list`;
  const ids = idsOf(list);
  const { count } = list as { count: number };
  const fits = { equal: count === number, "at most": count <= number, somebody: count > 0 === number > 0 }[rule];
  if (fits && count === ids.length && new Set(ids).size === ids.length) return null;
  return `${JSON.stringify(cell)}: ${number} counted, a list of ${count}, with ${ids.length} ids: ${ids.join(", ")}`;
}
