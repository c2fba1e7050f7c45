import * as z from "zod";
import { type Duckdb, openDuckdb } from "./duckdb.ts";
import { median } from "./numbers.ts";
import { cpuMsOf, descendantsOf } from "./processes.ts";
import { bytesByTable } from "./query-bytes.ts";
import { openQueryData, type QueryData } from "./query-data.ts";
import { type BenchQuestion, benchQuestions, type Lines } from "./query-questions.ts";
import { type Measure, type QuestionResult, queryReport } from "./query-report.ts";
import { lastDays } from "./query-sql.ts";

export interface QueryOptions {
  events: number;
  rounds: number;
  /** Just the questions whose name contains this; their figures are printed, not kept. */
  only: string;
  keep: boolean;
}

const Asked = z.object({
  ms: z.number(),
  use: z.object({ trips: z.number(), ms: z.number(), rowsRead: z.number(), sqlMs: z.number() }),
  answer: z.unknown(),
  /** What the product says where it gives up. */
  refused: z.string().nullable(),
});
type Asked = z.infer<typeof Asked>;
const Rows = z.array(z.array(z.unknown()));

/** Runs with counted rows, and SQLite's share of what D1 takes, which is their median. */
const COUNTED_RUNS = 3;

function enginesOf(data: QueryData, duckdb: Duckdb) {
  // The Worker's process is there from its first request on.
  let workerd: number[] = [];
  const workerdCpu = () => workerd.reduce((sum, pid) => sum + cpuMsOf(pid), 0);
  const timed = async (measure: Measure | null, cpuNow: () => number, run: () => Promise<{ ms: number }>) => {
    const before = cpuNow();
    const { ms } = await run();
    measure?.cpuMs.push(cpuNow() - before);
    measure?.ms.push(ms);
  };
  return {
    ask: (question: BenchQuestion, round: number, counting: boolean): Promise<Asked> =>
      data.call("ask", { asked: question.ours(round), counting }, Asked),
    plain: (question: BenchQuestion, round: number, counting: boolean): Promise<Asked> =>
      data.call("plain", { sql: question.plain(round), counting }, Asked),
    duckdb: (text: string) => duckdb.ask(text),
    timeWorker(measure: Measure | null, run: () => Promise<Asked>) {
      workerd = descendantsOf(process.pid, "workerd");
      return timed(measure, workerdCpu, run);
    },
    timeDuckdb: (measure: Measure | null, text: string) =>
      timed(
        measure,
        () => {
          const { user, system } = process.cpuUsage();
          return (user + system) / 1000;
        },
        () => duckdb.ask(text),
      ),
  };
}
type Engines = ReturnType<typeof enginesOf>;

const difference = (who: string, expected: Lines, found: Lines): string[] => {
  if (expected.length === found.length && expected.every((line, at) => line === found[at])) return [];
  const at = expected.findIndex((line, index) => line !== found[index]);
  const place = at === -1 ? expected.length : at;
  return [`${who}: ${found.length} lines, ours ${expected.length}; first ${found[place]}, ours ${expected[place]}`];
};

/** Asks once of each: rows, whether all say the same, and a warm cache for what is timed. */
async function check(engines: Engines, question: BenchQuestion, eventsIn: (days: number) => Promise<number>) {
  const { answer, refused } = await engines.ask(question, 0, false);
  const counted: Asked[] = [];
  // Counting takes every statement twice, so it may be given up where the question itself is not.
  const runs = refused === null ? COUNTED_RUNS : 0;
  for (let run = 0; run < runs; run += 1) {
    const asked = await engines.ask(question, 0, true);
    if (asked.refused === null) counted.push(asked);
    else break;
  }
  const expected = question.rows((await engines.duckdb(question.duckdb(0))).rows);
  const plain = await engines.plain(question, 0, true);
  const lines = refused === null ? question.read(answer) : expected;
  const disagreements = difference("plain SQL", lines, question.rows(Rows.parse(plain.answer)));
  disagreements.push(...difference("DuckDB", lines, expected));
  for (const { label, sql, isExact } of question.others ?? []) {
    const { rows } = await engines.duckdb(sql(0));
    if (isExact) disagreements.push(...difference(`DuckDB, ${label}`, lines, question.rows(rows)));
  }
  const empty = (): Measure => ({ ms: [], cpuMs: [] });
  const result: QuestionResult = {
    name: question.name,
    group: question.group,
    lines: lines.length,
    disagreements,
    eventsInRange: question.days === null ? null : await eventsIn(question.days),
    ours: {
      ...empty(),
      d1Ms: [],
      sqlShare: median(counted.map(({ use }) => Math.min(1, use.sqlMs / Math.max(1, use.ms)))),
      trips: counted[0]?.use.trips ?? Number.NaN,
      rowsRead: counted[0]?.use.rowsRead ?? Number.NaN,
      refused,
    },
    plain: { ...empty(), rowsRead: plain.use.rowsRead },
    duckdb: empty(),
    others: (question.others ?? []).map(({ label, isExact }) => ({ label, isExact, ...empty() })),
  };
  return result;
}

/** Everybody in turn, the first another one each round, so that all meet the same neighbours. */
async function measure(engines: Engines, question: BenchQuestion, result: QuestionResult, round: number) {
  const turns: (() => Promise<void>)[] = [
    () =>
      engines.timeWorker(result.ours, async () => {
        const asked = await engines.ask(question, round, false);
        result.ours.d1Ms.push(asked.use.ms);
        result.ours.refused ??= asked.refused;
        return asked;
      }),
    () => engines.timeWorker(result.plain, () => engines.plain(question, round, false)),
    () => engines.timeDuckdb(result.duckdb, question.duckdb(round)),
    ...(question.others ?? []).map(
      ({ sql }, at) =>
        () =>
          engines.timeDuckdb(result.others[at] ?? null, sql(round)),
    ),
  ];
  for (let turn = 0; turn < turns.length; turn += 1) await turns[(turn + round) % turns.length]?.();
}

/** People with a login and about forty events, of whom some are before it. */
const PERSONS = `
  SELECT a.uid FROM (SELECT person, count(*) AS n, count(DISTINCT actor) AS ids FROM events GROUP BY person) t
  JOIN actors a ON a.id = t.person WHERE t.ids = 2 ORDER BY abs(t.n - 40), t.person LIMIT 20`;

/** How long questions take: ours through the product's code and D1, DuckDB, and plain SQL on plain rows in D1. */
export async function benchQuery({ events, rounds, only, keep }: QueryOptions): Promise<void> {
  const data = await openQueryData(events);
  const duckdb = await openDuckdb(data.duckdbPath);
  try {
    const persons = (await duckdb.ask(PERSONS)).rows.map(([uid]) => String(uid));
    const questions = benchQuestions(persons).filter(({ name }) => name.includes(only));
    if (questions.length === 0) throw new Error(`no question with "${only}" in its name`);
    const engines = enginesOf(data, duckdb);
    const eventsIn = async (days: number): Promise<number> => {
      const { from, to } = lastDays(days);
      const { rows } = await duckdb.ask(`SELECT count(*) FROM events WHERE ts >= ${from} AND ts < ${to}`);
      return Number(rows[0]?.[0]);
    };
    const results: QuestionResult[] = [];
    for (const question of questions) {
      const result = await check(engines, question, eventsIn);
      results.push(result);
      const { disagreements, ours } = result;
      const verdict = disagreements.length > 0 ? disagreements.join("; ") : (ours.refused ?? "all agree");
      process.stdout.write(`${question.name}: ${result.lines} lines, ${verdict}\n`);
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const [at, question] of questions.entries()) {
        const result = results[at];
        if (result !== undefined) await measure(engines, question, result, round);
      }
      process.stdout.write(`round ${round + 1} of ${rounds}\n`);
    }
    const sizes = await data.call("sizes", {}, z.object({ ours: z.number(), plain: z.number() }));
    const { ms: tripMs } = await data.call("trip", {}, z.object({ ms: z.number() }));
    queryReport(
      {
        events,
        rounds,
        tripMs,
        bytes: { ...sizes, duckdb: duckdb.bytes },
        tables: bytesByTable(data.folder),
        questions: results,
      },
      keep && only === "",
    );
    const wrong = results.flatMap(({ name, disagreements }) => disagreements.map((text) => `${name}: ${text}`));
    if (wrong.length > 0) throw new Error(`engines disagree\n${wrong.join("\n")}`);
  } finally {
    duckdb.stop();
    await data.stop();
  }
}
