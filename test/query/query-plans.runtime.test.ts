import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { Problem } from "#core/problem.ts";
import { Question } from "#core/question.ts";
import { answer } from "#query/run.ts";
import { DEFAULTS, historyOf } from "../oracle/query-judge.ts";
import { questionsOf } from "../oracle/query-questions.ts";
import { recordingDb, type Sent } from "../oracle/query-recording-db.ts";
import { houseOf, store } from "../oracle/query-store.ts";
import { env } from "../support/world.ts";
import { WHOLE_QUESTIONS } from "./whole-questions.ts";

/** What may be read from its first row to its last, by the name statements call it. */
const READ_WHOLE: Record<string, string> = {
  event_names: "a dictionary",
  slots: "a dictionary",
  places: "a dictionary",
  agents: "a dictionary",
  origins: "a dictionary",
  d: "the days people were active, where everybody is asked for",
  e: "everybody",
  n: "a dictionary",
  pr: "profiles, where everybody is asked for",
  pending_links: "its first row only",
};

const history = historyOf(5);
/** What SQLite would do, step by step, by the text of the statement. */
const plans = new Map<string, string[]>();

beforeAll(async () => {
  await store(history);
  const sent: Sent[] = [];
  const house = houseOf(recordingDb(env.DB, sent));
  const random = fc.sample(questionsOf(history), { seed: 1, numRuns: 150 });
  for (const written of [...WHOLE_QUESTIONS, ...random.map((asked) => asked.written)]) {
    await answer(house, Question.parse(written), DEFAULTS, history.now).catch((error: unknown) => {
      // A range that turns out to be none in its zone.
      if (!(error instanceof Problem)) throw error;
    });
  }
  for (const { sql, values } of sent) if (!plans.has(sql)) plans.set(sql, await stepsOf(sql, values));
});

async function stepsOf(sql: string, values: unknown[]): Promise<string[]> {
  const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .bind(...values)
    .all<{ detail: string }>();
  return results.map(({ detail }) => detail);
}

describe("how SQLite goes about what questions ask", () => {
  test("every fact is reached by its name and a range of time", () => {
    const ofFacts = [...plans].filter(([sql]) => /\b(?:FROM|JOIN) facts\b/.test(sql));
    expect(ofFacts.length).toBeGreaterThan(3);
    for (const [sql, steps] of ofFacts) {
      const reading = steps.filter((step) => /^\w+ (f|facts)\b/.test(step));
      expect(reading, sql).not.toEqual([]);
      // Who was ever spoken of, where everybody is asked for: all facts of three names.
      const isEver = /n\.kind NOT IN/.test(sql);
      const how = isEver ? /\(name_id=\?\)$/ : /^SEARCH f .*\(name_id=\? AND ts>\? AND ts<\?\)$/;
      for (const step of reading) expect(step, sql).toMatch(how);
    }
  });

  test("nothing that grows is read whole, unless everybody is asked for", () => {
    const whole = [...plans].flatMap(([sql, steps]) =>
      steps.flatMap((step) => {
        const [, table = ""] = /^SCAN (\w+)/.exec(step) ?? [];
        // What a subquery of the statement makes is as large as what that reads.
        const isMade = steps.some((made) => made === `CO-ROUTINE ${table}` || made === `MATERIALIZE ${table}`);
        const isTable = table !== "" && !isMade && !/VIRTUAL TABLE|CONSTANT ROW/.test(step);
        return isTable && !Object.hasOwn(READ_WHOLE, table) ? `${step}: ${sql}` : [];
      }),
    );
    expect(whole).toEqual([]);
  });

  test("nothing is looked up by an index made for one statement", () => {
    expect([...plans].filter(([, steps]) => steps.some((step) => /AUTOMATIC/.test(step)))).toEqual([]);
  });
});
