import { beforeAll, describe, expect, test } from "vitest";
import type { Json, JsonObject } from "#core/json.ts";
import { Problem } from "#core/problem.ts";
import { Question } from "#core/question.ts";
import { answer } from "#query/run.ts";
import { DEFAULTS, historyOf } from "../oracle/query-judge.ts";
import { recordingDb, type Sent } from "../oracle/query-recording-db.ts";
import { SOAK } from "../oracle/query-seeds.ts";
import { houseOf, store } from "../oracle/query-store.ts";
import { call, env } from "../support/world.ts";
import { type Path, pathsIn, replaced, WHOLE_QUESTIONS } from "./whole-questions.ts";

/** Stands in every payload, so that it is found wherever it went. */
const MARK = "zq9";

const TEXTS: readonly string[] = [
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
];
const PAYLOADS: readonly Json[] = [
  ...TEXTS,
  { [`${MARK}'--`]: MARK },
  [`${MARK}'`, [MARK]],
  -1,
  0,
  1.5,
  1e308,
  null,
  true,
  "",
  "2024-02-30",
];

/** Words of our statements and of what D1 says of them: no client is to read them. */
const OURS = /SELECT|SQLITE|D1_ERROR|json_each|json_extract|\bfacts\b|syntax error|constraint|prepare|\bbind/i;

const QUESTIONS = WHOLE_QUESTIONS.map((question, at): [name: string, question: JsonObject] => [
  `${JSON.stringify(question["kind"])} ${at}`,
  question,
]);

const history = historyOf(3);
beforeAll(() => store({ ...history, batches: history.batches.map((acts) => acts.slice(0, 15)) }));

const authorization = "Bearer test-admin-token";
const ask = (written: Json): Promise<Response> =>
  call("/api/query", { method: "POST", headers: { authorization }, body: JSON.stringify(written) });

/** What is wrong with the answer to what was tampered with in this place; null where nothing is. */
async function faultOf(response: Response, path: Path): Promise<string | null> {
  const text = await response.text();
  if (response.status === 200) return null;
  const { message } = JSON.parse(text) as { message: string };
  if (OURS.test(message.replaceAll(/"?[$%]?\.?zq9.*/gs, ""))) return `tells of SQL: ${text}`;
  if (response.status === 422) return null;
  if (response.status !== 400) return `${response.status}: ${text}`;
  const fields = path.filter((part) => typeof part === "string");
  const names = fields.length === 0 ? ["kind"] : fields.slice(-3);
  return names.some((name) => message.includes(name)) ? null : `doesn't name ${fields.join(".")}: ${message}`;
}

/** Every fifth payload in each place, another fifth in the next one; VITE_SOAK=1: all of them everywhere. */
const EVERY = SOAK === 0 ? 5 : 1;

/** What went to the database. */
const sent: Sent[] = [];

const placeText = (path: Path, payload: Json) => `${path.join(".")} = ${JSON.stringify(payload).slice(0, 60)}`;

describe("no text of a question reaches SQL, or breaks anything", () => {
  test.each(QUESTIONS)("%s is valid as it is", async (_, question) => {
    expect(Question.safeParse(question).error?.issues).toBeUndefined();
    expect(await faultOf(await ask(question), [])).toBeNull();
  });

  test.each(QUESTIONS)("%s: each field replaced by each payload", async (_, question) => {
    const faults: string[] = [];
    const house = houseOf(recordingDb(env.DB, sent));
    let answered = 0;
    for (const [place, path] of pathsIn(question).entries()) {
      for (const [number, payload] of PAYLOADS.entries()) {
        if ((place + number) % EVERY !== 0) continue;
        const written = replaced(question, path, payload);
        const parsed = Question.safeParse(written);
        // Through the API what is refused, and one in ten of what isn't: the rest goes where the API would send it.
        if (!parsed.success || (place + number) % 10 === 0) {
          const fault = await faultOf(await ask(written), path);
          if (fault !== null) faults.push(`${placeText(path, payload)}: ${fault}`);
        }
        if (!parsed.success) continue;
        answered += 1;
        try {
          await answer(house, parsed.data, DEFAULTS, history.now);
        } catch (error) {
          if (!(error instanceof Problem)) faults.push(`${placeText(path, payload)}: ${String(error)}`);
        }
      }
    }
    expect(faults).toEqual([]);
    expect(answered).toBeGreaterThan(0);
  });

  test("what is asked for is bound, never part of a statement", () => {
    expect(sent.filter(({ sql }) => sql.includes(MARK))).toEqual([]);
    const reached = sent.filter(({ values }) => JSON.stringify(values).includes(MARK));
    expect(reached.length).toBeGreaterThan(30);
  });

  test.each(QUESTIONS)("%s: an unknown field anywhere", async (_, question) => {
    const faults: string[] = [];
    for (const path of pathsIn(question)) {
      const value = valueAt(question, path);
      if (typeof value !== "object" || value === null || Array.isArray(value)) continue;
      const written = replaced(question, path, { ...value, [`${MARK}'; --`]: 1 });
      const response = await ask(written);
      const { status } = response;
      const fault = await faultOf(response, path);
      if (fault !== null || status === 200) faults.push(`${path.join(".")}: ${status}, ${fault}`);
    }
    expect(faults).toEqual([]);
  });
});

const valueAt = (value: Json | undefined, [first, ...rest]: Path): Json | undefined => {
  if (first === undefined || typeof value !== "object" || value === null) return value;
  return valueAt(Array.isArray(value) ? value[Number(first)] : value[first], rest);
};

describe("nor does what is searched for", () => {
  const ROUTES: readonly [path: string, parameters: string[]][] = [
    ["/api/schema/events", ["search", "from", "to", "limit"]],
    ["/api/schema/properties", ["event", "search"]],
    ["/api/schema/values?property=plan", ["property", "event", "search", "limit"]],
    ["/api/schema/traits", ["search", "limit"]],
    ["/api/schema/trait-values?trait=plan", ["trait", "search", "limit"]],
  ];
  test.each(ROUTES)("%s", async (route, parameters) => {
    const faults: string[] = [];
    for (const parameter of parameters) {
      for (const text of TEXTS) {
        const url = new URL(route, "https://t.example");
        url.searchParams.set(parameter, text);
        const fault = await faultOf(await call(`${url.pathname}${url.search}`, { headers: { authorization } }), [
          parameter,
        ]);
        if (fault !== null) faults.push(`${placeText([parameter], text)}: ${fault}`);
      }
    }
    expect(faults).toEqual([]);
  });
});
