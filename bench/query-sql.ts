import { UNTIL } from "./population.ts";

/**
 * The questions of the bench in SQL, for DuckDB (`events` with columns) and for the plain table in D1 (`events` with JSON).
 * Both keep milliseconds, so most of the text is the same.
 */
export interface Dialect {
  /** Whole division. */
  div: "//" | "/";
  /** Who did an event, in `events e`. */
  id: string;
  /** `FROM table t …` with whatever it takes to know whose `t.id` is; it is cheapest after ids were counted or made distinct. */
  people(table: string): string;
  /** The person of a row of `people`. */
  person: string;
  property(key: string): string;
}

export const DUCKDB: Dialect = {
  div: "//",
  id: "e.actor",
  people: (table) => `FROM ${table} t LEFT JOIN person_of p ON p.actor = t.id`,
  person: "coalesce(p.person, t.id)",
  property: (key) => `e.${key}`,
};
/** The person in each row as of the day of loading: faster, and wrong as soon as somebody logs in on an old device. */
export const DUCKDB_RESOLVED: Dialect = {
  ...DUCKDB,
  id: "e.person",
  people: (table) => `FROM ${table} t`,
  person: "t.id",
};
export const PLAIN: Dialect = {
  ...DUCKDB,
  div: "/",
  property: (key) => `e.properties->>'$.${key}'`,
};

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Milliseconds, the end exclusive. */
export interface Span {
  from: number;
  to: number;
}
export const lastDays = (days: number): Span => ({ from: UNTIL - days * DAY, to: UNTIL });
/** From the start of the week (Sunday) in which these days begin; weeks are counted from 1970-01-04. */
const SUNDAY = 3 * DAY;
export const UNITS = { hour: [HOUR, 0], day: [DAY, 0], week: [7 * DAY, SUNDAY] } as const;
export type Unit = keyof typeof UNITS;

const within = ({ from, to }: Span): string => `e.ts >= ${from} AND e.ts < ${to}`;
/** The first ms of the bucket. */
const bucket = (unit: Unit, { div }: Dialect): string => {
  const [ms, origin] = UNITS[unit];
  return `(e.ts - ${origin}) ${div} ${ms} * ${ms} + ${origin}`;
};

/** bucket, name, events: of the `n` busiest names. */
export const topSql = (dialect: Dialect, n: number, unit: Unit, span: Span): string => `
  WITH counts AS (SELECT ${bucket(unit, dialect)} AS bucket, e.name, count(*) AS n FROM events e WHERE ${within(span)} GROUP BY 1, 2),
    busiest AS (SELECT name FROM counts GROUP BY name ORDER BY sum(n) DESC, name LIMIT ${n})
  SELECT bucket, name, n FROM counts WHERE name IN (SELECT name FROM busiest)`;

const named = (name: string | null): string => (name === null ? "" : ` AND e.name = '${name}'`);

/** bucket, events: where a property has this value. `name` null: of any event. */
export const filteredSql = (dialect: Dialect, name: string | null, key: string, value: string, span: Span): string => `
  SELECT ${bucket("day", dialect)}, '', count(*) FROM events e
  WHERE ${within(span)}${named(name)} AND ${dialect.property(key)} = '${value}' GROUP BY 1`;

/** bucket, value, events. */
export const brokenDownSql = (dialect: Dialect, name: string, key: string, span: Span): string => `
  SELECT ${bucket("day", dialect)}, ${dialect.property(key)}, count(*) FROM events e WHERE ${within(span)}${named(name)} GROUP BY 1, 2`;

/** `active`: each person once for each bucket in which they did it. */
const active = (dialect: Dialect, unit: Unit, span: Span, name: string | null): string => `
  ids AS MATERIALIZED (
    SELECT DISTINCT ${bucket(unit, dialect)} AS bucket, ${dialect.id} AS id FROM events e WHERE ${within(span)}${named(name)}),
  active AS MATERIALIZED (SELECT DISTINCT t.bucket, ${dialect.person} AS person ${dialect.people("ids")})`;

/** bucket (null: the whole range), '', people. */
export const uniquesSql = (dialect: Dialect, name: string | null, span: Span): string => `
  WITH ${active(dialect, "day", span, name)}
  SELECT bucket, '', count(*) FROM active GROUP BY bucket UNION ALL SELECT NULL, '', count(DISTINCT person) FROM active`;

/** `found`: events of the steps with their person, those of the first step only inside the range. */
const found = ({ id, person, people }: Dialect, steps: readonly string[], span: Span, windowMs: number): string => `
  steps AS (
    SELECT ${id} AS id, e.ts, CASE e.name ${steps.map((name, at) => `WHEN '${name}' THEN ${at + 1}`).join(" ")} END AS step
    FROM events e WHERE e.name IN (${steps.map((name) => `'${name}'`).join(", ")})
      AND e.ts >= ${span.from} AND e.ts < CASE e.name WHEN '${steps[0]}' THEN ${span.to} ELSE ${span.to + windowMs} END),
  found AS MATERIALIZED (SELECT ${person} AS person, t.ts, t.step ${people("steps")})`;

/**
 * People who reached each step, any entry may convert. Each pass carries the latest entry from which an event of its step can
 * be reached; peers of one millisecond count as before one another.
 */
export function funnelByWindows(dialect: Dialect, steps: readonly string[], span: Span, windowMs: number): string {
  const passes = steps.slice(1).map((_, at) => {
    const step = at + 1;
    const usable = step === 1 ? "step = 1" : `step = ${step} AND ts - entry${step - 1} <= ${windowMs}`;
    const entry = step === 1 ? "ts" : `entry${step - 1}`;
    return `pass${step} AS (SELECT *, max(CASE WHEN ${usable} THEN ${entry} END) OVER (
      PARTITION BY person ORDER BY ts RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS entry${step} FROM ${step === 1 ? "found" : `pass${step - 1}`})`;
  });
  const reached = steps.map((_, at) =>
    at === 0
      ? "count(DISTINCT CASE WHEN step = 1 THEN person END)"
      : `count(DISTINCT CASE WHEN step = ${at + 1} AND ts - entry${at} <= ${windowMs} THEN person END)`,
  );
  return `WITH ${found(dialect, steps, span, windowMs)}, ${passes.join(", ")}
    SELECT ${reached.join(", ")} FROM pass${steps.length - 1}`;
}

/** The same by ASOF joins, which only DuckDB has: the latest usable event of the step before carries the latest entry. */
export function funnelByAsof(dialect: Dialect, steps: readonly string[], span: Span, windowMs: number): string {
  const reached = steps.map((_, at) =>
    at === 0
      ? "reached1 AS (SELECT person, ts, ts AS entry FROM found WHERE step = 1)"
      : `reached${at + 1} AS (SELECT f.person, f.ts, r.entry FROM (SELECT person, ts FROM found WHERE step = ${at + 1}) f
          ASOF JOIN reached${at} r ON f.person = r.person AND f.ts >= r.ts WHERE f.ts - r.entry <= ${windowMs})`,
  );
  const counts = steps.map((_, at) => `(SELECT count(DISTINCT person) FROM reached${at + 1})`);
  return `WITH ${found(dialect, steps, span, windowMs)}, ${reached.join(", ")} SELECT ${counts.join(", ")}`;
}

/** Only from each person's first entry: fewer convert, and it is quicker. What PERF.md calls joins. */
export function funnelOfFirstEntry(dialect: Dialect, steps: readonly string[], span: Span, windowMs: number): string {
  const reached = steps.map((_, at) =>
    at === 0
      ? "reached1 AS MATERIALIZED (SELECT person, min(ts) AS entry, min(ts) AS ts FROM found WHERE step = 1 GROUP BY person)"
      : `reached${at + 1} AS MATERIALIZED (SELECT f.person, any_value(r.entry) AS entry, min(f.ts) AS ts FROM found f JOIN reached${at} r USING (person)
          WHERE f.step = ${at + 1} AND f.ts >= r.ts AND f.ts - r.entry <= ${windowMs} GROUP BY f.person)`,
  );
  const counts = steps.map((_, at) => `(SELECT count(*) FROM reached${at + 1})`);
  return `WITH ${found(dialect, steps, span, windowMs)}, ${reached.join(", ")} SELECT ${counts.join(", ")}`;
}

/** First ms of the week, weeks later, people: active in both. */
export const retentionSql = (dialect: Dialect, span: Span): string => `
  WITH ${active(dialect, "week", span, null)}
  SELECT a.bucket, (b.bucket - a.bucket) ${dialect.div} ${UNITS.week[0]}, count(*)
  FROM active a JOIN active b ON b.person = a.person AND b.bucket >= a.bucket GROUP BY 1, 2`;

const did = ({ id, person, people }: Dialect, name: string, times: number): string => `
  ids AS (SELECT ${id} AS id, count(*) AS n FROM events e WHERE e.name = '${name}' GROUP BY 1),
  did AS MATERIALIZED (SELECT ${person} AS person ${people("ids")} GROUP BY 1 HAVING sum(t.n) >= ${times})`;

/** Labels of women over `age` who did `name` at least `times` times, ever. */
export const cohortDuckdb = (dialect: Dialect, name: string, times: number, age: number): string => `
  WITH ${did(dialect, name, times)},
    said AS (SELECT actor AS id, said_at, gender, age FROM profiles),
    known AS (${
      dialect === DUCKDB_RESOLVED
        ? "SELECT * FROM people"
        : `SELECT ${dialect.person} AS person, arg_max(t.gender, t.said_at) AS gender, arg_max(t.age, t.said_at) AS age ${dialect.people("said")} GROUP BY 1`
    })
  SELECT uid FROM did JOIN known USING (person) JOIN actors ON actors.id = did.person
  WHERE gender = 'female' AND age > ${age} ORDER BY uid`;

/** The traits are looked up for those who did it; SQLite takes a bare column from the row that max() came from. */
export const cohortPlain = (name: string, times: number, age: number): string => `
  WITH ${did(PLAIN, name, times)},
    said AS MATERIALIZED (
      SELECT d.person, s.said_at, s.traits FROM did d CROSS JOIN people s ON s.actor = d.person
      UNION ALL SELECT d.person, s.said_at, s.traits FROM did d CROSS JOIN person_of p ON p.person = d.person CROSS JOIN people s ON s.actor = p.actor),
    sex AS (SELECT person, traits->>'$.gender' AS gender, max(said_at) FROM said WHERE traits->>'$.gender' IS NOT NULL GROUP BY person),
    years AS (SELECT person, traits->>'$.age' AS age, max(said_at) FROM said WHERE traits->>'$.age' IS NOT NULL GROUP BY person)
  SELECT person FROM sex JOIN years USING (person) WHERE gender = 'female' AND age > ${age} ORDER BY person`;

/** Whole events, newest first: message id in the first column. */
const newestOf = (where: string, limit: number): string =>
  `SELECT e.id, e.* FROM events e ${where} ORDER BY e.ts DESC, e.seq DESC LIMIT ${limit}`;
export function timelineDuckdb(dialect: Dialect, uid: string, limit: number): string {
  const person = `SELECT id FROM actors WHERE uid = '${uid}'`;
  const where =
    dialect === DUCKDB_RESOLVED
      ? `e.person = (${person})`
      : `e.actor IN (${person} UNION ALL SELECT actor FROM person_of WHERE person = (${person}))`;
  return newestOf(`WHERE ${where}`, limit);
}
export const timelinePlain = (uid: string, limit: number): string =>
  newestOf(`WHERE e.actor IN (SELECT '${uid}' UNION ALL SELECT actor FROM person_of WHERE person = '${uid}')`, limit);
export const newestSql = (limit: number): string => newestOf("", limit);
