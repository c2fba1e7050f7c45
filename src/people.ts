import { type Clock } from "#core/clock.ts";
import { propertyOf } from "#core/event.ts";
import { encodeErasure } from "#core/message.ts";
import type { IdentityObjects } from "#identity/hand-over.ts";
import type { PeopleHouse } from "#identity/people-house.ts";
import { forgetLive, unforgetLive } from "#live/forget.ts";
import type { JsonObject } from "#core/json.ts";
import type { AnswerCache } from "#query/answer-cache.ts";
import type { Answered } from "#query/answer-meta.ts";
import type { ReadHouse } from "#query/read.ts";
import { createPackReader } from "#store/unpacked.ts";
import { EventsQuery, questionOf, toCursor } from "#store/events-query.ts";
import { eraseEvents } from "#store/erase.ts";
import { eraseTraces } from "#store/erase-traces.ts";
import { eventsJson } from "#store/export.ts";
import { actorsOf } from "#store/person-map.ts";
import { personSummary } from "#store/person-summary.ts";
import { eventPages, timeline } from "#store/timeline.ts";
import { forgetSubscriptions } from "#push/subscriptions.ts";
import { forgetErased } from "./deliveries.ts";

/** Events read for one piece of an export. */
const PAGE = 1_000;

/** What the people routes get of the other stages. Beside worker.ts and pipeline.ts, this is where stages meet. */
export function peopleHouse(env: Env, objects: IdentityObjects, clock: Clock): PeopleHouse {
  const db = env.DB;
  return {
    db,
    objects,
    personsOf: (uids) => actorsOf(db, uids),
    summaryOf: (actorIds) => personSummary(db, actorIds),
    async eventsOf(label, { names, cursor, limit }) {
      const query = EventsQuery.parse({ person: label, event: [...names], cursor, limit });
      const page = await timeline(db, questionOf(query, clock()));
      return {
        events: await eventsJson(db, page.events),
        next: page.next && toCursor(page.next),
        complete: page.complete,
      };
    },
    async *allEventsOf(label) {
      const query = EventsQuery.parse({ person: label, limit: PAGE });
      for await (const page of eventPages(db, questionOf(query, clock()))) yield* await eventsJson(db, page);
    },
    eraseEvents: (actorIds, budget) => eraseEvents(db, actorIds, budget),
    async eraseTraces(uids) {
      await forgetErased(env);
      await forgetSubscriptions(db, uids);
      return eraseTraces(db, { uids });
    },
    forgetLive: (hashes) => forgetLive(env.LIVE, hashes),
    unforgetLive: (hashes) => unforgetLive(env.LIVE, hashes),
    async continueLater(erasureId) {
      await env.EVENTS.send(encodeErasure(erasureId), { contentType: "text" });
    },
  };
}

/** Arrival numbers looked up at a time. */
const SEQS_A_READ = 5_000;

/** What questions get of the store: the database, and whole events where facts are not enough. */
export const readHouse = (env: Env, answers: AnswerCache<Answered>): ReadHouse => ({
  db: env.DB,
  answers,
  async propertiesOf(seqs, keys) {
    const reader = createPackReader(env.DB);
    const found = new Map<number, JsonObject>();
    const sorted = seqs.toSorted((a, b) => a - b);
    for (let at = 0; at < sorted.length; at += SEQS_A_READ) {
      for (const [seq, event] of await reader.read(sorted.slice(at, at + SEQS_A_READ))) {
        found.set(seq, Object.fromEntries(keys.map((key) => [key, propertyOf(event, key)])));
      }
    }
    return found;
  },
});
