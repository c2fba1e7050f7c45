import type { Link } from "#identity/link.ts";
import { applied, EMPTY_PROFILE } from "#identity/profile.ts";
import { publishLinks } from "#identity/publish.ts";
import { interpret } from "#ingest/interpret.ts";
import { append, createWriter } from "#store/append.ts";
import type { Arrival } from "#store/plan.ts";
import type { SyntheticEvent } from "../events.ts";
import { createCensus, type Member, populationEvents, type Statement, statementsOf } from "../population.ts";
import { trackCall } from "../wire.ts";
import { createPlainTables, insertPlainEvents, insertPlainPeople } from "./plain-table.ts";
import { recordOf } from "./request-record.ts";

const EVENTS_PER_REQUEST = 10;
const EVENTS_PER_BATCH = 1_000;
const PEOPLE_PER_BATCH = 1_000;
/** As src/worker.ts. */
const MAX_USERS_A_PERSON = 100;

function* chunksOf<T>(list: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size);
}

function arrivalOf(events: readonly SyntheticEvent[]): Arrival {
  const last = events.at(-1);
  if (last === undefined) throw new RangeError("a request needs an event");
  const request = recordOf(last, last.timestamp + 60, "public");
  const { id: requestId, sourceId, receivedAt } = request;
  const calls = { batch: events.map((event) => trackCall(event, "bare")) };
  return { requestId, offset: 0, sourceId, receivedAt, ...interpret(request, calls) };
}

/** Fills both databases with the same events, a chunk at a time: ours by the consumer's own steps, 1,000 events a batch. */
export function createFill(ours: D1Database, plain: D1Database, count: number) {
  const source = populationEvents(count);
  const census = createCensus();
  const writer = createWriter();
  let done = 0;

  const store = async (events: SyntheticEvent[]): Promise<void> => {
    const arrivals = [...chunksOf(events, EVENTS_PER_REQUEST)].map(arrivalOf);
    const now = arrivals.at(-1)?.receivedAt ?? 0;
    const { stored } = await append(ours, writer, arrivals, () => now);
    if (stored.length !== events.length) throw new Error(`${stored.length} of ${events.length} stored`);
    if (stored[0]?.seq !== done + 1) throw new Error(`event ${done + 1} is number ${stored[0]?.seq} of the store`);
    await insertPlainEvents(plain, events, done + 1);
    for (const event of events) census.add(event);
    done += events.length;
  };

  return {
    start: () => createPlainTables(plain),
    /** Stores so many more; returns how many there are. */
    async more(events: number): Promise<number> {
      const until = Math.min(done + events, count);
      for (let at = done; at < until; at += EVENTS_PER_BATCH) {
        const size = Math.min(EVENTS_PER_BATCH, until - at);
        // Not for … of, which would end the source after the first batch.
        await store(Array.from({ length: size }, () => source.next().value ?? []).flat());
      }
      return done;
    },
    /** Who the people are, when all events are there; returns how many. */
    async people(): Promise<number> {
      const members = census.members();
      for (const some of chunksOf(members, PEOPLE_PER_BATCH)) {
        const statements = some.flatMap(statementsOf);
        const links = some.flatMap(linksOf);
        if (links.length > 0) await publishLinks(ours, links, MAX_USERS_A_PERSON);
        if (statements.length > 0) await writeProfiles(ours, statements);
        await insertPlainPeople(plain, some, statements);
      }
      return members.length;
    },
  };
}
export type Fill = ReturnType<typeof createFill>;

const linksOf = ({ device, actedAlone, login }: Member): Link[] =>
  login === null
    ? []
    : [
        {
          kind: "claim",
          from: device,
          to: login.uid,
          ts: login.ts,
          messageId: login.messageId,
          via: "track",
          sourceId: 1,
          seen: actedAlone,
          apartAt: 0,
          joinedAt: 0,
        },
      ];

/** Profiles as identity writes them, without the identify calls themselves, which the other engines have no events for. */
async function writeProfiles(db: D1Database, statements: readonly Statement[]): Promise<void> {
  const rows = statements.map(({ uid, ts, traits }) => {
    const at = { ts, messageId: `identify-${uid}` };
    return [uid, applied(EMPTY_PROFILE, { uid, at, traits: Object.entries(traits), once: [], groupId: null })];
  });
  await db
    .prepare(
      `INSERT INTO profiles (actor_id, profile)
       SELECT actors.id, row.value->1 FROM json_each(?1) AS row CROSS JOIN actors ON actors.uid = row.value->>0`,
    )
    .bind(JSON.stringify(rows))
    .run();
}
