import { beforeAll, describe, expect, test } from "vitest";
import type { Json, JsonObject } from "#core/json.ts";
import { Problem } from "#core/problem.ts";
import { Question } from "#core/question.ts";
import { answer } from "#query/run.ts";
import { readHouse } from "../../src/people.ts";
import { DEFAULTS, historyOf } from "../oracle/query-judge.ts";
import { recordingDb, type Sent } from "../oracle/query-recording-db.ts";
import { store } from "../oracle/query-store.ts";
import { call, env } from "../support/world.ts";
import { type Path, pathsIn, replaced, WHOLE_QUESTIONS } from "./whole-questions.ts";

/** Stands in every payload, so that it is found wherever it went. */
const MARK = "zq9";

const PAYLOADS: readonly Json[] = [
  `${MARK}'`,
  `${MARK}"`,
  `${MARK}'; DROP TABLE facts; --`,
  `${MARK}") OR 1=1 --`,
  `${MARK}\0x`,
  `$.${MARK}"]`,
  `%${MARK}_?1`,
  `${MARK}\\" \ud800 é🎉 \u202e`,
  MARK.repeat(80),
  MARK.repeat(1_000),
  { [`${MARK}'--`]: MARK },
  [`${MARK}'`, [MARK]],
];

const NUMBERS: readonly Json[] = [-1, 0, 1.5, 1e308, -1e308, 2 ** 53, null, true, "", "2024-02-30", "0"];

/** Words of our statements and of what D1 says of them: no client is to read them. */
const OURS = /SELECT|SQLITE|D1_ERROR|json_each|json_extract|\bfacts\b|syntax error|constraint|prepare|bind/i;

const QUESTIONS = WHOLE_QUESTIONS.map((question, at): [name: string, question: JsonObject] => [
  `${String(question["kind"])} ${at}`,
  question,
]);

beforeAll(() => store(historyOf(3)));

/** What is wrong with the answer to a question that was tampered with at this place; null where nothing is. */
async function faultOf(written: Json, path: Path): Promise<string | null> {
  const response = await call("/api/query", {
    method: "POST",
    headers: { authorization: "Bearer test-admin-token" },
    body: JSON.stringify(written),
  });
  const text = await response.text();
  if (response.status === 200) return null;
  const { message } = JSON.parse(text) as { message: string };
  const said = message.replaceAll(/"?zq9.*/gs, "");
  if (OURS.test(said)) return `tells of SQL: ${text}`;
  if (response.status === 422) return null;
  if (response.status !== 400) return `${response.status}: ${text}`;
  const fields = path.filter((part) => typeof part === "string");
  const names = fields.length === 0 ? ["kind"] : fields.slice(-2);
  return names.some((name) => message.includes(name)) ? null : `doesn't name ${fields.join(".")}: ${message}`;
}

describe("no text of a question reaches SQL, or breaks anything", () => {
  test.each(QUESTIONS)("%s is valid as it is", async (_, question) => {
    expect(await faultOf(question, [])).toBeNull();
    expect(Question.safeParse(question).error?.issues).toBeUndefined();
  });

  test.each(QUESTIONS)("%s: each field replaced by each payload", async (_, question) => {
    const faults: string[] = [];
    for (const path of pathsIn(question)) {
      for (const payload of [...PAYLOADS, ...NUMBERS]) {
        const fault = await faultOf(replaced(question, path, payload), path);
        if (fault !== null) faults.push(`${path.join(".")} = ${JSON.stringify(payload).slice(0, 60)}: ${fault}`);
      }
    }
    expect(faults).toEqual([]);
  });

  test.each(QUESTIONS)("%s: an unknown field anywhere", async (_, question) => {
    const faults: string[] = [];
    for (const path of pathsIn(question)) {
      const value = path.reduce<Json | undefined>((at, key) => (at as Record<string | number, Json> | undefined)?.[key], question);
      if (typeof value !== "object" || value === null || Array.isArray(value)) continue;
      const written = replaced(question, path, { ...value, [`${MARK}'; --`]: 1 });
      const fault = await faultOf(written, path);
      if (fault !== null) faults.push(`${path.join(".")}: ${fault}`);
      if (Question.safeParse(written).success) faults.push(`${path.join(".")}: taken`);
    }
    expect(faults).toEqual([]);
  });

  test.each(QUESTIONS)("%s: what is asked for is bound, never part of a statement", async (_, question) => {
    const sent: Sent[] = [];
    const house = readHouse({ ...env, DB: recordingDb(env.DB, sent) });
    let asked = 0;
    for (const path of pathsIn(question)) {
      for (const payload of PAYLOADS) {
        const parsed = Question.safeParse(replaced(question, path, payload));
        if (!parsed.success) continue;
        asked += 1;
        await answer(house, parsed.data, DEFAULTS, historyOf(3).now).catch((error: unknown) => {
          if (!(error instanceof Problem)) throw error;
        });
      }
    }
    expect(asked).toBeGreaterThan(10);
    expect(sent.filter(({ sql }) => sql.includes(MARK))).toEqual([]);
    expect(sent.some(({ values }) => JSON.stringify(values).includes(MARK))).toBe(true);
  });
});
