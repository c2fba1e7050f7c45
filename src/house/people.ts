import { type Clock } from "#core/clock.ts";
import { encodeErasure } from "#core/message.ts";
import { inJurisdiction } from "#core/jurisdiction.ts";
import { type IdentityObjects, identityObjects } from "#identity/hand-over.ts";
import { bucketsOf } from "#identity/owner-name.ts";
import type { PeopleHouse } from "#identity/people-house.ts";
import { eraseArchived } from "#archive/erase.ts";
import { forgetLive, unforgetLive } from "#live/forget.ts";
import { EventsQuery, questionOf, toCursor } from "#store/events-query.ts";
import { eraseEvents } from "#store/erase.ts";
import { eraseTraces } from "#store/erase-traces.ts";
import { eventsJson } from "#store/export.ts";
import { actorsOf } from "#store/person-map.ts";
import { personSummary } from "#store/person-summary.ts";
import { eventPages, timeline } from "#store/timeline.ts";
import { forgetSubscriptions } from "#push/subscriptions.ts";
import { archiveOf } from "#house/archive.ts";
import { erasePlanTraces } from "#tracking-plan/housekeeping.ts";
import { audiencesObject } from "#house/audiences.ts";
import { forgetErased } from "#house/connections.ts";
import { forgetInLists } from "#house/lists.ts";
import { messengerOf } from "#house/messenger.ts";

/** Where the objects of identity are found. */
export const identityObjectsOf = (env: Env): IdentityObjects =>
  identityObjects(inJurisdiction(env.IDENTITY, env.JURISDICTION), bucketsOf(env.IDENTITY_BUCKETS));

/** Events read for one piece of an export. */
const PAGE = 1_000;

/** What the people routes get of the other stages. */
export function peopleHouse(env: Env, objects: IdentityObjects, clock: Clock): PeopleHouse {
  const db = env.DB;
  return {
    db,
    objects,
    personsOf: (uids) => actorsOf(db, uids),
    summaryOf: (actorIds) => personSummary(db, actorIds, archiveOf(env)),
    async eventsOf(label, { names, cursor, limit }) {
      const query = EventsQuery.parse({ person: label, event: [...names], cursor, limit });
      const page = await timeline(db, questionOf(query, clock()), archiveOf(env));
      return {
        events: await eventsJson(db, page.events),
        next: page.next && toCursor(page.next),
        complete: page.complete,
      };
    },
    async *allEventsOf(label) {
      const query = EventsQuery.parse({ person: label, limit: PAGE });
      for await (const page of eventPages(db, questionOf(query, clock()), archiveOf(env)))
        yield* await eventsJson(db, page);
    },
    eraseEvents: (actorIds, budget) =>
      eraseEvents(db, actorIds, budget, (of, actors) => eraseArchived(of, env.ARCHIVE, actors)),
    async eraseTraces(uids) {
      const named = new Set(uids);
      const actors = (await actorsOf(db, uids)).flatMap((person) => person.actors.filter(({ uid }) => named.has(uid)));
      const ids = actors.map(({ id }) => id);
      await forgetErased(env);
      if (ids.length > 0) {
        // While their ids are still known.
        await audiencesObject(env).forget(ids);
        await forgetInLists(env, actors);
        await messengerOf(env).forgetActors(ids);
      }
      await forgetSubscriptions(db, uids);
      await erasePlanTraces(db, uids);
      return eraseTraces(db, { uids });
    },
    forgetLive: (hashes) => forgetLive(inJurisdiction(env.LIVE, env.JURISDICTION), hashes),
    unforgetLive: (hashes) => unforgetLive(inJurisdiction(env.LIVE, env.JURISDICTION), hashes),
    async continueLater(erasureId) {
      await env.EVENTS.send(encodeErasure(erasureId), { contentType: "text" });
    },
  };
}
