import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as z from "zod";
import { median, ratio, shown, spread } from "./numbers.ts";
import type { TableBytes } from "./query-bytes.ts";
import type { Group } from "./query-questions.ts";
import { machine, publish, resultsDirectory, table, type Target, targetTable } from "./report.ts";

/** One value a round. */
export interface Measure {
  ms: number[];
  cpuMs: number[];
}

export interface QuestionResult {
  name: string;
  group: Group;
  /** Numbers (or rows) in the answer. */
  lines: number;
  /** What an engine says otherwise than ours. */
  disagreements: string[];
  eventsInRange: number | null;
  /** d1Ms: with at least one trip to D1 under way; sqlShare: the part of that inside SQLite, from runs of their own. */
  ours: Measure & { d1Ms: number[]; sqlShare: number; trips: number; rowsRead: number; refused: string | null };
  plain: Measure & { rowsRead: number };
  duckdb: Measure;
  others: (Measure & { label: string; isExact: boolean })[];
}

export interface QueryResult {
  events: number;
  rounds: number;
  /** Of `SELECT 1`. */
  tripMs: number;
  bytes: { ours: number; duckdb: number; plain: number };
  /** Of ours. */
  tables: TableBytes[];
  questions: QuestionResult[];
}

const MILLION = 1_000_000;
const count = (n: number): string => (Number.isFinite(n) ? n.toLocaleString("en-US") : "–");
const ms = ({ ms }: Measure): string => shown(median(ms));
const times = (of: Measure, to: Measure): number => ratio(of.ms, to.ms);

function timesTable(questions: readonly QuestionResult[]): string {
  const rows = questions.map(({ name, ours, duckdb, plain }) => [
    name,
    ours.refused === null ? `${ms(ours)} ± ${Math.round(spread(ours.ms))} %` : `given up: ${ms(ours)}`,
    ms(duckdb),
    ms(plain),
    shown(times(ours, duckdb)),
    shown(ratio(ours.cpuMs, duckdb.cpuMs)),
    shown(times(plain, ours)),
  ]);
  const head = ["", "ours ms", "DuckDB ms", "plain SQL ms", "ours ÷ DuckDB", "the same of CPU", "plain ÷ ours"];
  return table([head, ...rows]);
}

function rowsTable(questions: readonly QuestionResult[]): string {
  const rows = questions.map(({ name, eventsInRange, ours, plain }) => [
    name,
    eventsInRange === null ? "–" : count(eventsInRange),
    count(ours.rowsRead),
    eventsInRange === null ? "–" : shown(ours.rowsRead / eventsInRange),
    count(plain.rowsRead),
  ]);
  return table([["", "events in range", "rows read", "÷ events", "plain SQL rows read"], ...rows]);
}

/** Where our time goes. What D1 takes beyond SQLite: JSON out of one isolate and into the other, and the trips themselves. */
function partsTable(questions: readonly QuestionResult[]): string {
  const rows = questions.map(({ name, ours }) => {
    const all = median(ours.ms);
    const d1 = all * median(ours.d1Ms.map((d1Ms, round) => d1Ms / Math.max(1, ours.ms[round] ?? 1)));
    const sql = d1 * ours.sqlShare;
    const parts = [sql, d1 - sql, all - d1];
    const shares = parts.map((part) => `${shown(part)} (${Math.round((100 * part) / Math.max(1, all))} %)`);
    return [name, shown(all), ...shares, shown(ours.trips), shown(median(ours.cpuMs))];
  });
  return table([["", "ms", "SQLite", "rest of D1", "our code", "trips", "CPU ms"], ...rows]);
}

function othersTable(questions: readonly QuestionResult[]): string {
  const rows = questions.flatMap(({ name, ours, duckdb, others }) =>
    others.map((other) => [
      name,
      `${other.label}${other.isExact ? "" : " (counts fewer)"}`,
      ms(other),
      ms(duckdb),
      shown(times(ours, other)),
    ]),
  );
  return table([["", "DuckDB otherwise", "ms", "as above", "ours ÷ this"], ...rows]);
}

/** Wanted of each group at first: ours ÷ DuckDB (TARGETS). */
const LIMITS: Partial<Record<Group, number>> = {
  top: 1.5,
  property: 6,
  uniques: 1,
  funnel: 4,
  retention: 4,
  people: 1.5,
};

function targetsOf({ events, bytes, questions }: QueryResult): Target[] {
  const targets: Target[] = [];
  const at = (what: string, value: number, limit: number) =>
    targets.push({ what, value, bound: "≤", limit, unit: "x" });
  const tops = questions.filter(({ group }) => group === "top");
  at(
    "top 12, median of the three, ÷ DuckDB",
    median(tops.map(({ ours, duckdb }) => times(ours, duckdb))),
    LIMITS.top ?? 0,
  );
  for (const { name, group, ours, duckdb } of questions) {
    const limit = LIMITS[group];
    const value = ours.refused === null ? times(ours, duckdb) : Number.POSITIVE_INFINITY;
    if (group !== "top" && limit !== undefined) at(`${name}, ÷ DuckDB`, value, limit);
  }
  for (const { name, group, ours, eventsInRange } of questions) {
    if (eventsInRange === null) continue;
    at(`${name}, rows read ÷ events in range`, ours.rowsRead / eventsInRange, group === "top" ? 0.2 : 1);
  }
  if (events >= MILLION)
    targets.push({ what: "bytes per event, whole database", value: bytes.ours / events, bound: "≤", limit: 150 });
  if (events > MILLION) {
    const before = millionResult();
    for (const { name, ours } of questions) {
      const then = before?.questions.find((question) => question.name === name);
      const now = ours.refused === null ? median(ours.ms) : Number.POSITIVE_INFINITY;
      const value = then === undefined ? Number.NaN : now / median(then.ours.ms);
      at(`${name}, ms ÷ those at 1,000,000 events`, value, events / MILLION);
    }
  }
  return targets;
}

const Kept = z.object({
  questions: z.array(z.object({ name: z.string(), ours: z.object({ ms: z.array(z.number()) }) })),
});

/** The last run with a million events on this machine. */
function millionResult(): z.infer<typeof Kept> | null {
  if (!existsSync(resultsDirectory)) return null;
  const files = readdirSync(resultsDirectory).filter((name) => name.endsWith("-query.json"));
  const last = files.toSorted().at(-1);
  return last === undefined ? null : Kept.parse(JSON.parse(readFileSync(`${resultsDirectory}/${last}`, "utf8")));
}

/** Prints the tables and writes them to bench/results. */
export function queryReport(result: QueryResult, keep: boolean): void {
  const { events, rounds, tripMs, bytes, questions } = result;
  const wrong = questions.flatMap(({ name, disagreements }) => disagreements.map((text) => `- ${name}: ${text}`));
  const perEvent = (["ours", "duckdb", "plain"] as const).map((engine) => shown(bytes[engine] / events));
  const tables = result.tables
    .filter(({ bytes }) => bytes / events >= 0.5)
    .map(({ name, bytes }) => `${name} ${shown(bytes / events)}`)
    .join(", ");
  const people = count(Math.round(events / 20));
  const text = `# Questions

${machine()}
${count(events)} synthetic events over 90 days (60 % of them in the last 30), about ${people} people of whom every second logs in, so is a device and a user; 60 names by Zipf's law, properties of about 390 bytes. Medians of ${rounds} rounds in which the engines take turns; questions in between.

**Ours** is \`answer()\` (lists: \`timeline()\`) with the local D1 on disk, filled by the product's own \`append\` at 1,000 events a batch. **DuckDB** runs in the bench's process with 2 threads on a file of its own, a column for each property and ids as numbers, and joins \`person_of\` as ours does. **Plain SQL** is a wide row per event with JSON properties and indexes by time, by name and time, by id and time, in another D1 of the same Worker. Times are taken in the Worker, without its HTTP; a trip to this D1 (\`SELECT 1\`) takes ${shown(tripMs)} ms.

${timesTable(questions)}

${wrong.length === 0 ? "All engines give the same numbers, checked line by line (lists: the same events in the same order)." : `**Engines disagree:**\n${wrong.join("\n")}`} Our answers hold more than that: a funnel's times, a chart's totals.

${table([
  ["", "ours", "DuckDB", "plain SQL"],
  ["bytes per event, whole database", ...perEvent],
])}

Ours by table: ${tables}. DuckDB has neither envelopes nor traits other than the two asked for; plain SQL has no stamps and no histories of traits.

## Rows read

${rowsTable(questions)}

## Where our time goes

${partsTable(questions)}

SQLite's part is D1's own \`duration\`, as a share of its trips in runs of their own; the rest of D1 is rows as JSON from its isolate into ours, and the trips.

## DuckDB otherwise

${othersTable(questions)}

"Persons in its rows" is right until somebody logs in on an old device. "First entry only" is what PERF.md calls joins: people who convert from a later entry are missed.

## Targets

${targetTable(targetsOf(result))}
`;
  publish(events > MILLION ? `query-${events / MILLION}m` : "query", text, result, keep);
}
