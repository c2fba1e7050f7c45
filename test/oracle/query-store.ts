import { env } from "cloudflare:workers";
import type { Link } from "#identity/link.ts";
import { publishLinks } from "#identity/publish.ts";
import { profileStatements } from "#identity/write-profiles.ts";
import { createAnswerCache } from "#query/answer-cache.ts";
import type { ReadHouse } from "#query/read.ts";
import { append, createWriter } from "#store/append.ts";
import { readHouse } from "#house/questions.ts";
import { eventOf } from "./query-events.ts";
import type { History, Ids } from "./query-history.ts";

/** What questions are asked of: the database, and nothing that is remembered of earlier ones. */
export const houseOf = (db: D1Database = env.DB): ReadHouse => readHouse({ ...env, DB: db }, createAnswerCache());

/** Forgets everything, dictionaries included, so that each history finds the slots of its properties anew. */
export async function emptyDatabase(db: D1Database): Promise<void> {
  const { results } = await db
    .prepare(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_cf%' ESCAPE '\\'
       AND name <> 'd1_migrations'`,
    )
    .all<{ name: string }>();
  await db.batch(results.map(({ name }) => db.prepare(`DELETE FROM "${name}"`)));
}

/** Brings a history into the database as the consumer does, without a queue and without the identity objects. */
export async function store({ batches, people, linkedBefore }: History, db: D1Database = env.DB): Promise<void> {
  await emptyDatabase(db);
  const writer = createWriter();
  const clock = () => Date.parse("2025-01-01T00:00:00Z");
  let number = 0;
  for (const [batch, acts] of batches.entries()) {
    if (batch === linkedBefore) await link(people, db);
    const events = acts.map((act) => eventOf(act, `m${number++}`));
    const arrival = { requestId: `request ${batch}`, offset: 0, sourceId: 1, receivedAt: clock(), events, refused: [] };
    await append(db, writer, [arrival], clock, (stored) =>
      profileStatements(
        db,
        stored.map(({ event }) => event),
      ),
    );
  }
  if (linkedBefore >= batches.length) await link(people, db);
}

const link = (people: readonly Ids[], db: D1Database) => publishLinks(db, people.flatMap(linksOf), 100);

function linksOf({ users, devices }: Ids): Link[] {
  const common = { ts: 1, messageId: "m", via: "identify", sourceId: 1, seen: false, apartAt: 0, joinedAt: 0 };
  const edges = users.slice(1).map((user, at): Link => {
    const [from = "", to = ""] = [`u:${users[at]}`, `u:${user}`].toSorted();
    return { ...common, kind: "edge", from, to };
  });
  const claims = devices.flatMap((device, at): Link[] => {
    const owner = users[at % Math.max(1, users.length)];
    return owner === undefined ? [] : [{ ...common, kind: "claim", from: `a:${device}`, to: `u:${owner}` }];
  });
  return [...edges, ...claims];
}
