import type { SyntheticEvent } from "../events.ts";
import { actorUid, type Member, type Statement } from "../population.ts";

/**
 * What most would write first, as the yardstick for questions: a wide row per event with its properties as JSON, an index
 * for each way of looking, and a table that says whose an id is.
 */
const TABLES = [
  `CREATE TABLE events (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, ts INTEGER NOT NULL, name TEXT NOT NULL, actor TEXT NOT NULL,
    anonymous_id TEXT NOT NULL, user_id TEXT, country TEXT, properties TEXT NOT NULL)`,
  "CREATE INDEX events_ts ON events (ts)",
  "CREATE INDEX events_name ON events (name, ts)",
  "CREATE INDEX events_actor ON events (actor, ts)",
  "CREATE TABLE person_of (actor TEXT PRIMARY KEY, person TEXT NOT NULL)",
  "CREATE INDEX person_of_person ON person_of (person)",
  "CREATE TABLE people (actor TEXT PRIMARY KEY, said_at INTEGER NOT NULL, traits TEXT NOT NULL)",
];

export async function createPlainTables(db: D1Database): Promise<void> {
  await db.batch(TABLES.map((sql) => db.prepare(sql)));
}

const columns = (count: number): string => Array.from({ length: count }, (_, at) => `value->>${at}`).join(", ");
const insert = (db: D1Database, table: string, rows: readonly unknown[][]) =>
  db
    .prepare(`INSERT INTO ${table} SELECT ${columns(rows[0]?.length ?? 0)} FROM json_each(?1)`)
    .bind(JSON.stringify(rows));

/** `firstSeq` is the number of the first event. */
export async function insertPlainEvents(db: D1Database, events: readonly SyntheticEvent[], firstSeq: number) {
  const rows = events.map((event, at) => [
    firstSeq + at,
    event.messageId,
    event.timestamp,
    event.name,
    actorUid(event),
    event.anonymousId,
    event.userId ?? null,
    event.country,
    JSON.stringify(event.properties),
  ]);
  await insert(db, "events", rows).run();
}

export async function insertPlainPeople(
  db: D1Database,
  members: readonly Member[],
  statements: readonly Statement[],
): Promise<void> {
  const mapped = members.flatMap(({ device, login }) => (login === null ? [] : [[device, login.uid]]));
  const people = statements.map(({ uid, ts, traits }) => [uid, ts, JSON.stringify(traits)]);
  await db.batch([
    ...(mapped.length > 0 ? [insert(db, "person_of", mapped)] : []),
    ...(people.length > 0 ? [insert(db, "people", people)] : []),
  ]);
}
