import { rmSync, statSync, writeFileSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";
import type { SyntheticEvent } from "./events.ts";
import { createCensus, populationEvents, statementsOf } from "./population.ts";

/**
 * The columnar yardstick: DuckDB in this process, 2 threads, its own file. It gets the best of everything: a column for each
 * property, ids as numbers, rows in the order of time. `events.person` is the person as of the day of loading; `person_of`
 * says the same the way ours does, to be joined when asked.
 */
const THREADS = 2;

const PROPERTIES =
  "plan product_id product_name category brand price quantity revenue currency position list cart_id url experiment logged_in load_time_ms".split(
    " ",
  );
const NUMBERS = new Set(["price", "quantity", "revenue", "position", "load_time_ms"]);
const TABLES = `
  CREATE TABLE loaded (
    seq INTEGER, id VARCHAR, ts BIGINT, name VARCHAR, actor INTEGER, anonymous_id VARCHAR, user_id VARCHAR, country VARCHAR,
    ${PROPERTIES.map((key) => `${key} ${NUMBERS.has(key) ? "DOUBLE" : "VARCHAR"}`).join(", ")});
  CREATE TABLE person_of (actor INTEGER, person INTEGER);
  CREATE TABLE actors (id INTEGER, uid VARCHAR);
  CREATE TABLE profiles (actor INTEGER, said_at BIGINT, gender VARCHAR, age INTEGER);`;

/** What only the loader can do: the persons as of today, in each row. */
const RESOLVE = `
  CREATE TABLE events AS SELECT loaded.*, coalesce(p.person, loaded.actor) AS person
  FROM loaded LEFT JOIN person_of p ON p.actor = loaded.actor ORDER BY seq;
  DROP TABLE loaded;
  CREATE TABLE people AS SELECT coalesce(p.person, s.actor) AS person, arg_max(gender, said_at) AS gender, arg_max(age, said_at) AS age
  FROM profiles s LEFT JOIN person_of p ON p.actor = s.actor GROUP BY ALL;`;

/** A device and its user, as numbers. */
const deviceNumber = (person: number): number => 2 * person;
const userNumber = (person: number): number => 2 * person + 1;

const cell = (value: string | number | boolean | null | undefined): string => {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? `"${value.replaceAll('"', '""')}"` : String(value);
};
const csv = (rows: readonly Parameters<typeof cell>[0][][]): string =>
  rows.map((row) => `${row.map(cell).join(",")}\n`).join("");

const eventRow = (event: SyntheticEvent, seq: number) => [
  seq,
  event.messageId,
  event.timestamp,
  event.name,
  event.userId === undefined ? deviceNumber(event.person) : userNumber(event.person),
  event.anonymousId,
  event.userId,
  event.country,
  ...PROPERTIES.map((key) => event.properties[key]),
];

const ROWS_PER_FILE = 100_000;

async function connect(path: string) {
  const instance = await DuckDBInstance.create(path, { threads: String(THREADS) });
  return { instance, connection: await instance.connect() };
}

/** Makes the file and fills it with the same events as the others. */
export async function fillDuckdb(path: string, count: number): Promise<void> {
  for (const old of [path, `${path}.wal`]) rmSync(old, { force: true });
  const { instance, connection } = await connect(path);
  await connection.run(TABLES);
  const scratch = `${path}.csv`;
  const copy = async (table: string, rows: Parameters<typeof csv>[0]): Promise<void> => {
    if (rows.length === 0) return;
    writeFileSync(scratch, csv(rows));
    await connection.run(`COPY ${table} FROM '${scratch}' (FORMAT csv, HEADER false)`);
  };
  const census = createCensus();
  let rows: ReturnType<typeof eventRow>[] = [];
  let seq = 0;
  for (const event of populationEvents(count)) {
    census.add(event);
    rows.push(eventRow(event, ++seq));
    if (rows.length < ROWS_PER_FILE && seq < count) continue;
    await copy("loaded", rows);
    rows = [];
  }
  const members = census.members();
  await copy(
    "person_of",
    members.flatMap(({ person, login }) => (login === null ? [] : [[deviceNumber(person), userNumber(person)]])),
  );
  await copy(
    "actors",
    members.flatMap(({ person, device, login }) => [
      [deviceNumber(person), device],
      ...(login === null ? [] : [[userNumber(person), login.uid]]),
    ]),
  );
  await copy(
    "profiles",
    members.flatMap((member) =>
      statementsOf(member).map(({ uid, ts, traits }) => {
        const actor = uid === member.device ? deviceNumber(member.person) : userNumber(member.person);
        return [actor, ts, traits["gender"], traits["age"]];
      }),
    ),
  );
  await connection.run(RESOLVE);
  await connection.run("CHECKPOINT");
  connection.closeSync();
  instance.closeSync();
  rmSync(scratch, { force: true });
}

export interface Duckdb {
  /** Rows as JavaScript values, and the time it took with reading them all (ms). */
  ask(sql: string): Promise<{ ms: number; rows: unknown[][] }>;
  bytes: number;
  stop(): void;
}

export async function openDuckdb(path: string): Promise<Duckdb> {
  const { instance, connection } = await connect(path);
  return {
    async ask(sql) {
      const started = performance.now();
      const reader = await connection.runAndReadAll(sql);
      const rows = reader.getRowsJS();
      return { ms: performance.now() - started, rows };
    },
    bytes: statSync(path).size,
    stop() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
