import * as z from "zod";
import { DAYS } from "./population.ts";
import * as sql from "./query-sql.ts";

/** Things counted, as `key → number` or a list in order; equal texts are equal answers. */
export type Lines = readonly string[];

/** Questions that share a target. */
export type Group = "top" | "property" | "uniques" | "funnel" | "retention" | "people" | "list";

export interface BenchQuestion {
  name: string;
  group: Group;
  /** What the Worker's `ask` takes. `round` varies whose timeline is asked. */
  ours(round: number): object;
  plain(round: number): string;
  duckdb(round: number): string;
  /** Other ways for DuckDB: what it would take with persons written into its rows, or counting less exactly. */
  others?: { label: string; sql(round: number): string; isExact: boolean }[];
  /** Our answer, and rows of SQL, as the same lines. */
  read(answer: unknown): Lines;
  rows(rows: readonly unknown[][]): Lines;
  /** Days looked at, for rows read beside the events there are in them; null: none to speak of. */
  days: number | null;
}

const DAY_MS = 86_400_000;
const MONTH = 30;
const WINDOW_MS = 14 * DAY_MS;
const STEPS = ["Product Viewed", "Product Clicked", "Product Added", "Cart Viewed", "Order Viewed"];
const ONE = "Product Viewed";
const LIMIT = 100;

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const period = (days: number) => {
  const { from, to } = sql.lastDays(days);
  return { from: dayOf(from), to: dayOf(to - 1) };
};
const month = sql.lastDays(MONTH);
const whole = sql.lastDays(DAYS);

const Chart = z.object({
  labels: z.array(z.string()),
  series: z.array(
    z.object({ series: z.string(), breakdown: z.string().optional(), data: z.array(z.number()), total: z.number() }),
  ),
});

/** Cells of SQL: numbers (of DuckDB perhaps as BigInt) and text. */
const text = (cell: unknown): string => (typeof cell === "string" ? cell : Number(cell).toString());

/** Points that are not 0; totals too where people are counted, who are not the sum of the points. */
const readChart = (by: "series" | "breakdown" | null, withTotal: boolean) => (answer: unknown) => {
  const { labels, series } = Chart.parse(answer);
  const lines = series.flatMap((row) => {
    const key = by === null ? "" : (row[by] ?? "");
    const points = row.data.map((n, at): [string, number] => [`${Date.parse(labels[at] ?? "")} ${key}`, n]);
    return withTotal ? [...points, [`total ${key}`, row.total] as const] : points;
  });
  return lines.flatMap(([key, n]) => (n === 0 ? [] : [`${key} ${n}`])).toSorted();
};
const chartRows = (rows: readonly unknown[][]) =>
  rows.map(([bucket, key, n]) => `${bucket === null ? "total" : text(bucket)} ${text(key)} ${text(n)}`).toSorted();

const segmentation = (
  group: Group,
  name: string,
  days: number,
  question: object,
  sqlOf: (dialect: sql.Dialect) => string,
  { by = null, people = false }: { by?: "series" | "breakdown" | null; people?: boolean } = {},
): BenchQuestion => ({
  name,
  group,
  days,
  ours: () => ({ question: { kind: "segmentation", ...period(days), ...question } }),
  plain: () => sqlOf(sql.PLAIN),
  duckdb: () => sqlOf(sql.DUCKDB),
  ...(people && { others: [resolved(sqlOf)] }),
  read: readChart(by, people),
  rows: chartRows,
});

const resolved = (sqlOf: (dialect: sql.Dialect, round: number) => string) => ({
  label: "persons in its rows",
  sql: (round: number) => sqlOf(sql.DUCKDB_RESOLVED, round),
  isExact: true,
});

function funnel(steps: readonly string[]): BenchQuestion {
  return {
    group: "funnel",
    name: `funnel of ${steps.length} steps, 30 days`,
    days: MONTH,
    ours: () => ({ question: { kind: "funnel", ...period(MONTH), steps: steps.map((event) => ({ event })) } }),
    plain: () => sql.funnelByWindows(sql.PLAIN, steps, month, WINDOW_MS),
    duckdb: () => sql.funnelByAsof(sql.DUCKDB, steps, month, WINDOW_MS),
    others: [
      resolved((dialect) => sql.funnelByAsof(dialect, steps, month, WINDOW_MS)),
      {
        label: "window passes",
        sql: () => sql.funnelByWindows(sql.DUCKDB, steps, month, WINDOW_MS),
        isExact: true,
      },
      {
        label: "first entry only, persons in its rows",
        sql: () => sql.funnelOfFirstEntry(sql.DUCKDB_RESOLVED, steps, month, WINDOW_MS),
        isExact: false,
      },
    ],
    read: (answer) =>
      z
        .object({ steps: z.array(z.object({ count: z.number() })) })
        .parse(answer)
        .steps.map(({ count }, at) => `step ${at + 1}: ${count}`),
    rows: ([counts = []]) => counts.map((count, at) => `step ${at + 1}: ${text(count)}`),
  };
}

const Cohorts = z.object({ cohorts: z.array(z.object({ bucket: z.string(), values: z.array(z.number()) })) });
const retention: BenchQuestion = {
  group: "retention",
  name: "retention by week, any event, 90 days",
  days: DAYS,
  ours: () => ({ question: { kind: "retention", ...period(DAYS), interval: "week", start: { event: null } } }),
  plain: () => sql.retentionSql(sql.PLAIN, whole),
  duckdb: () => sql.retentionSql(sql.DUCKDB, whole),
  others: [resolved((dialect) => sql.retentionSql(dialect, whole))],
  read: (answer) =>
    Cohorts.parse(answer)
      .cohorts.flatMap(({ bucket, values }) =>
        values.flatMap((n, later) => (n === 0 ? [] : [`${Date.parse(bucket)} ${later} ${n}`])),
      )
      .toSorted(),
  rows: chartRows,
};

const ACTION = "Product Clicked";
const TIMES = 2;
const AGE = 35;
const cohort: BenchQuestion = {
  group: "people",
  name: `people: female, over ${AGE}, did ${ACTION} at least ${TIMES} times`,
  days: DAYS,
  ours: () => ({
    question: {
      kind: "cohort",
      where: {
        and: [
          { person: "gender", op: "eq", value: "female" },
          { person: "age", op: "gt", value: AGE },
          { did: { event: ACTION }, count: { op: "gte", value: TIMES } },
        ],
      },
    },
  }),
  plain: () => sql.cohortPlain(ACTION, TIMES, AGE),
  duckdb: () => sql.cohortDuckdb(sql.DUCKDB, ACTION, TIMES, AGE),
  others: [resolved((dialect) => sql.cohortDuckdb(dialect, ACTION, TIMES, AGE))],
  read: (answer) =>
    z
      .object({ people: z.array(z.string()) })
      .parse(answer)
      .people.toSorted(),
  rows: (rows) => rows.map(([uid]) => text(uid)).toSorted(),
};

const Listed = z.object({ events: z.array(z.object({ messageId: z.string() })), complete: z.literal(true) });
const lists = {
  read: (answer: unknown) => Listed.parse(answer).events.map(({ messageId }) => messageId),
  rows: (rows: readonly unknown[][]) => rows.map(([id]) => text(id)),
  group: "list" as const,
  days: null,
};

/** `persons`: uids whose timelines are asked in turn. */
export function benchQuestions(persons: readonly string[]): BenchQuestion[] {
  const personOf = (round: number): string => persons[round % persons.length] ?? "";
  const top = (unit: sql.Unit, days: number) =>
    segmentation(
      "top",
      `top 12 by ${unit}, ${days} days`,
      days,
      { top: 12, interval: unit },
      (dialect) => sql.topSql(dialect, 12, unit, sql.lastDays(days)),
      { by: "series" },
    );
  const isPro = { property: "plan", op: "eq", value: "pro" };
  return [
    top("hour", MONTH),
    top("day", MONTH),
    top("week", DAYS),
    segmentation(
      "property",
      "one event where plan = pro, by day",
      MONTH,
      { series: [{ event: ONE }], filter: isPro },
      (dialect) => sql.filteredSql(dialect, ONE, "plan", "pro", month),
    ),
    segmentation(
      "property",
      "any event where plan = pro, by day",
      MONTH,
      { series: [{ event: null }], filter: isPro },
      (dialect) => sql.filteredSql(dialect, null, "plan", "pro", month),
    ),
    segmentation(
      "property",
      "one event broken down by plan, by day",
      MONTH,
      { series: [{ event: ONE }], breakdown: { source: "event", key: "plan" } },
      (dialect) => sql.brokenDownSql(dialect, ONE, "plan", month),
      { by: "breakdown" },
    ),
    segmentation(
      "uniques",
      "uniques of one event by day",
      MONTH,
      { series: [{ event: ONE, math: "unique" }] },
      (dialect) => sql.uniquesSql(dialect, ONE, month),
      { people: true },
    ),
    segmentation(
      "uniques",
      "uniques of any event by day",
      MONTH,
      { series: [{ event: null, math: "unique" }] },
      (dialect) => sql.uniquesSql(dialect, null, month),
      { people: true },
    ),
    funnel(STEPS.slice(0, 3)),
    funnel(STEPS),
    retention,
    cohort,
    {
      ...lists,
      name: `a person's newest ${LIMIT} events`,
      ours: (round) => ({ events: { person: personOf(round), limit: LIMIT } }),
      plain: (round) => sql.timelinePlain(personOf(round), LIMIT),
      duckdb: (round) => sql.timelineDuckdb(sql.DUCKDB, personOf(round), LIMIT),
      others: [resolved((dialect, round) => sql.timelineDuckdb(dialect, personOf(round), LIMIT))],
    },
    {
      ...lists,
      name: `everybody's newest ${LIMIT} events`,
      ours: () => ({ events: { limit: LIMIT } }),
      plain: () => sql.newestSql(LIMIT),
      duckdb: () => sql.newestSql(LIMIT),
    },
  ];
}
