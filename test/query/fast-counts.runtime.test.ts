import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { createCalendar } from "#core/calendar.ts";
import { Question, type SegmentationQuestion } from "#core/question.ts";
import type { QuestionContext } from "#core/history.ts";
import { type Caps, CAPS } from "#query/fast-cells.ts";
import { countSegmentation } from "#query/fast-counts.ts";
import { plain } from "../oracle/query-counted.ts";
import { expectedAnswer } from "../oracle/query-expected.ts";
import { DEFAULTS, historyOf } from "../oracle/query-judge.ts";
import { peopleIn } from "../oracle/query-people.ts";
import { store } from "../oracle/query-store.ts";
import { env } from "../support/world.ts";

const history = historyOf(2);
const context: QuestionContext = { now: history.now, calendar: createCalendar("UTC", "monday") };

/** What each question is answered with as a rule. */
const usual: Awaited<ReturnType<typeof countedWith>>[] = [];
beforeAll(async () => {
  await store(history);
  for (const question of questions) usual.push(await countedWith(CAPS, question));
});

/** Asked of the database alone; null where it gives up. */
const countedWith = (caps: Caps, question: SegmentationQuestion) =>
  countSegmentation(env.DB, question, context, { rowsRead: 0, events: 0, deadline: Infinity, signal: null }, caps);

const questions = fc
  .sample(plain(history, { era: history.era }), { seed: 3, numRuns: 200 })
  .map((written) => Question.safeParse(written).data)
  .filter((question) => question?.kind === "segmentation");

const LITTLE = { segment: 1, all: 1_000 };

describe("what is too much to hold is counted otherwise, or not here", () => {
  test.each<[what: string, caps: Partial<Caps>]>([
    ["actors", { actors: LITTLE }],
    ["values", { values: LITTLE }],
    ["ids", { ids: 1 }],
    ["nothing at all", { actors: { segment: 0, all: 0 }, values: { segment: 0, all: 0 }, ids: 0 }],
  ])("%s", async (_, caps) => {
    const met = { same: 0, left: 0 };
    for (const [at, question] of questions.entries()) {
      const tight = await countedWith({ ...CAPS, ...caps }, question);
      if (tight === null) met.left += usual[at] === null ? 0 : 1;
      else {
        expect(tight, JSON.stringify(question)).toEqual(usual[at]);
        met.same += 1;
      }
    }
    expect(met.left).toBeGreaterThan(0);
    expect(met.same).toBeGreaterThan(questions.length / 4);
  });
});

test("breakdowns by what facts hold are counted here, of events and of people", () => {
  const met = { total: 0, unique: 0 };
  for (const [at, question] of questions.entries()) {
    if (question.breakdown === undefined || usual[at] === null) continue;
    met[question.series?.some(({ math }) => math !== "total") ? "unique" : "total"] += 1;
  }
  expect(met.total).toBeGreaterThan(5);
  expect(met.unique).toBeGreaterThan(5);
});

describe("an event tracked under the name that calls of another kind have", () => {
  const renamed = {
    ...history,
    batches: history.batches.map((acts) =>
      acts.map((act) => (act.type === "track" ? { ...act, name: "User Identified" } : act)),
    ),
  };
  beforeAll(() => store(renamed));

  test.each(["total", "unique"])("is among the busiest with what was done alone: %s", async (math) => {
    const question = Question.parse({
      kind: "segmentation",
      top: 3,
      math,
      from: "2024-01-01",
      to: "2024-12-31",
      interval: "month",
      timezone: "UTC",
    });
    if (question.kind !== "segmentation") throw new Error("asked of charts only");
    const counted = await countedWith(CAPS, question);
    expect(counted?.series.map(({ series }) => series)).toContain("User Identified");
    expect(counted).toEqual(expectedAnswer(question, DEFAULTS, history.now, peopleIn(renamed)));
  });
});
