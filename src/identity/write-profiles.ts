import type { TrackedEvent } from "#core/event.ts";
import { actorOf } from "#core/ids.ts";
import { storableText } from "#core/json.ts";
import { jsonRows } from "#identity/json-rows.ts";
import { compareBytes } from "#identity/link.ts";
import { compareMoments } from "#identity/moment.ts";
import { applied, EMPTY_PROFILE, type Profile, withTraits } from "#identity/profile.ts";
import { fitted } from "#identity/profile-size.ts";
import { type GroupStatement, groupStatementOf, type Statement, statementOf } from "#identity/statement.ts";
import { touchOf } from "#identity/touch.ts";

const SELECT_PROFILES = `SELECT actors.uid AS id, profiles.profile AS state FROM json_each(?1) AS asked
  CROSS JOIN actors ON actors.uid = asked.value CROSS JOIN profiles ON profiles.actor_id = actors.id`;

const SELECT_GROUPS = `SELECT groups.group_id AS id, groups.traits AS state FROM json_each(?1) AS asked
  CROSS JOIN groups ON groups.group_id = asked.value`;

// A join, not a subquery: an actor that isn't there would be NULL, which SQLite takes as "a new number" in this key.
// CROSS JOIN keeps the order of the tables. https://www.sqlite.org/optoverview.html#manual_control_of_query_plans_using_cross_join
const UPSERT_PROFILES = `INSERT INTO profiles (actor_id, profile)
  SELECT actors.id, row.value->1 FROM json_each(?1) AS row CROSS JOIN actors ON actors.uid = row.value->>0 WHERE true
  ON CONFLICT (actor_id) DO UPDATE SET profile = excluded.profile`;

const UPSERT_GROUPS = `INSERT INTO groups (group_id, traits) SELECT value->>0, value->1 FROM json_each(?1) WHERE true
  ON CONFLICT (group_id) DO UPDATE SET traits = excluded.traits`;

const KEEP_FIRST_TOUCHES = `INSERT INTO first_touches (actor_id, ts, message_id, touch)
  SELECT actors.id, row.value->>1, row.value->>2, row.value->3
  FROM json_each(?1) AS row CROSS JOIN actors ON actors.uid = row.value->>0 WHERE true
  ON CONFLICT (actor_id) DO UPDATE SET ts = excluded.ts, message_id = excluded.message_id, touch = excluded.touch
  WHERE (excluded.ts, excluded.message_id, excluded.touch) < (first_touches.ts, first_touches.message_id, first_touches.touch)`;

/**
 * What these stored events change in profiles, groups and first touches: statements for the transaction that stores them
 * and their actors. Reads what there is first, so it must be asked anew where that transaction is tried again. Profiles
 * that stay as they are aren't written. Rejects with D1's error.
 */
export async function profileStatements(
  db: D1Database,
  events: readonly TrackedEvent[],
): Promise<D1PreparedStatement[]> {
  const writes = (sql: string, rows: Iterable<unknown>) => jsonRows(rows).map((list) => db.prepare(sql).bind(list));
  const people = byKey(events, statementOf, ({ uid }) => uid);
  const groups = byKey(events, groupStatementOf, ({ groupId }) => groupId);
  const stored = await read(db, people.keys(), groups.keys());
  return [
    ...writes(UPSERT_PROFILES, newProfiles(people, stored.profiles)),
    ...writes(UPSERT_GROUPS, newGroups(groups, stored.groups)),
    ...writes(KEEP_FIRST_TOUCHES, firstTouches(events)),
  ];
}

function byKey<T>(events: readonly TrackedEvent[], of: (event: TrackedEvent) => T | null, key: (said: T) => string) {
  const found = events.map(of).filter((said) => said !== null);
  return Map.groupBy(found, key);
}

/** The JSON that is stored of each; one trip to D1, and none where nobody is asked for. */
async function read(db: D1Database, uids: Iterable<string>, groupIds: Iterable<string>) {
  const asked = [
    ...jsonRows(uids).map((list) => ({ part: "profiles" as const, query: db.prepare(SELECT_PROFILES).bind(list) })),
    ...jsonRows(groupIds).map((list) => ({ part: "groups" as const, query: db.prepare(SELECT_GROUPS).bind(list) })),
  ];
  const stored = { profiles: new Map<string, string>(), groups: new Map<string, string>() };
  if (asked.length === 0) return stored;
  const results = await db.batch<{ id: string; state: string }>(asked.map(({ query }) => query));
  for (const [index, { part }] of asked.entries()) {
    for (const { id, state } of results[index]?.results ?? []) stored[part].set(id, state);
  }
  return stored;
}

// Written by this file and by nobody else, so what is stored is read without a look at its shape.

function* newProfiles(people: Map<string, Statement[]>, stored: Map<string, string>) {
  for (const [uid, statements] of people) {
    const text = stored.get(uid);
    const old = text === undefined ? EMPTY_PROFILE : (JSON.parse(text) as Profile);
    const profile = statements.reduce(applied, old);
    if (profile === old) continue;
    const fit = fitted(profile);
    if (JSON.stringify(fit) !== text) yield [uid, fit];
  }
}

function* newGroups(groups: Map<string, GroupStatement[]>, stored: Map<string, string>) {
  for (const [groupId, statements] of groups) {
    const text = stored.get(groupId);
    const old = text === undefined ? {} : (JSON.parse(text) as Profile["traits"]);
    const next = statements.reduce((known, { traits, at }) => withTraits(known, traits, at), old);
    // A group without traits is one, too.
    if (next === old && text !== undefined) continue;
    const { traits } = fitted({ ...EMPTY_PROFILE, traits: next });
    if (JSON.stringify(traits) !== text) yield [groupId, traits];
  }
}

type TouchRow = [uid: string, ts: number, messageId: string, touch: object];

/** The earliest of each actor; D1 compares it with what it has. */
function firstTouches(events: readonly TrackedEvent[]): Iterable<TouchRow> {
  const first = new Map<string, TouchRow>();
  for (const event of events) {
    const found = touchOf(event);
    const actor = actorOf(event);
    if (found === null || actor === null) continue;
    const uid = storableText(actor);
    const row: TouchRow = [uid, found.ts, found.messageId, found.touch];
    const known = first.get(uid);
    if (known === undefined || isBefore(row, known)) first.set(uid, row);
  }
  return first.values();
}

function isBefore(a: TouchRow, b: TouchRow): boolean {
  const order = compareMoments({ ts: a[1], messageId: a[2] }, { ts: b[1], messageId: b[2] });
  return order < 0 || (order === 0 && compareBytes(JSON.stringify(a[3]), JSON.stringify(b[3])) < 0);
}
