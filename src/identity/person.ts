import type { Json } from "#core/json.ts";
import { NEVER } from "#identity/link.ts";
import type { PeopleHouse, PersonActors } from "#identity/people-house.ts";
import { joinsOf, linksAround, type StoredLink } from "#identity/person-links.ts";
import { foldProfiles, type Profile, traitsOf } from "#identity/profile.ts";

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** Everything that is known of a person, as GET /api/people/{id} gives it. Dates are ISO 8601, UTC. */
export async function personJson(house: PeopleHouse, person: PersonActors) {
  const { db } = house;
  const ids = person.actors.map(({ id }) => id);
  const own = person.actors.find(({ uid }) => uid === person.label)?.id ?? -1;
  const [summary, links, profiles, firstTouch] = await Promise.all([
    house.summaryOf(ids),
    linksAround(db, ids),
    profilesOf(db, ids),
    firstTouchOf(db, ids),
  ]);
  const joins = joinsOf(links, own);
  const profile = foldProfiles(profiles);
  const byActor = new Map(summary.byActor.map((actor) => [actor.actorId, actor]));
  const users = person.actors.filter(({ uid }) => uid.startsWith("u:"));
  return {
    id: person.label,
    userIds: users.filter(({ firstSeen }) => firstSeen !== null).map(({ uid }) => uid.slice(2)),
    /** Every id that was seen; one that only an alias named is not among them. */
    ids: person.actors
      .filter(({ firstSeen }) => firstSeen !== null)
      .map(({ id, uid, firstSeen }) => {
        const seen = byActor.get(id);
        const join = joins.get(id);
        return {
          id: uid,
          kind: uid.startsWith("u:") ? "user" : "device",
          firstSeen: iso(firstSeen),
          lastSeen: iso(seen?.lastSeen ?? firstSeen),
          events: seen?.events ?? 0,
          joined: join ? joinJson(join) : null,
        };
      }),
    traits: traitsOf(profile),
    traitHistory: historyJson(profile),
    groups: await groupsJson(db, profile),
    firstTouch: firstTouch?.touch ?? null,
    firstTouchAt: iso(firstTouch?.ts ?? null),
    lastTouch: summary.lastTouch && { ...summary.lastTouch, ts: iso(summary.lastTouch.ts) },
    firstSeen: iso(earliest(person.actors.map(({ firstSeen }) => firstSeen))),
    lastSeen: iso(summary.lastSeen),
    events: summary.events,
    eventCounts: summary.byName.map(({ firstSeen, lastSeen, ...rest }) => ({
      ...rest,
      firstSeen: iso(firstSeen),
      lastSeen: iso(lastSeen),
    })),
    /** Kept apart by hand. */
    separated: links.filter((link) => !link.holds).map(joinJson),
    warnings: warningsAround(links, own),
  };
}

/** The link that joined an id: which two ids, said how, when and by which message. */
function joinJson(link: StoredLink) {
  const byHand = link.ts < 0;
  return {
    kind: link.kind,
    from: link.from,
    to: link.to,
    via: link.via,
    at: byHand ? iso(link.joinedAt) : link.ts === NEVER ? null : iso(link.ts),
    messageId: byHand || link.ts === NEVER ? null : link.messageId,
    source: byHand || link.ts === NEVER ? null : link.sourceId,
    separatedAt: link.holds ? null : iso(link.apartAt),
  };
}

/** Devices of this person that somebody else used too, and aliases that were refused. */
function warningsAround(links: readonly StoredLink[], personId: number) {
  const warnings: { kind: "device_conflict" | "person_cap"; subject: string; persons: string[] }[] = [];
  const claims = Map.groupBy(
    links.filter((link) => link.kind === "claim" && link.holds),
    ({ from }) => from,
  );
  for (const [device, ofDevice] of claims) {
    const others = ofDevice.filter(({ toPersonId }) => toPersonId !== personId);
    if (others.length > 0)
      warnings.push({ kind: "device_conflict", subject: device, persons: [...new Set(others.map(({ to }) => to))] });
  }
  for (const link of links)
    if (link.capped) warnings.push({ kind: "person_cap", subject: link.to, persons: [link.from] });
  return warnings;
}

async function profilesOf(db: D1Database, actorIds: readonly number[]): Promise<Profile[]> {
  const { results } = await db
    .prepare("SELECT profile FROM profiles WHERE actor_id IN (SELECT value FROM json_each(?1))")
    .bind(JSON.stringify(actorIds))
    .all<{ profile: string }>();
  return results.map(({ profile }) => JSON.parse(profile) as Profile);
}

/** What each trait was, newest first; null: it was removed then. A run of equal statements is one entry. */
function historyJson(profile: Profile) {
  const histories = Object.entries(profile.traits).map(([key, history]) => [
    key,
    history.toReversed().map(({ value, from, to }) => ({
      value,
      from: iso(from.ts),
      to: iso(to.ts),
      messageId: from.messageId,
    })),
  ]);
  return Object.fromEntries(histories) as Record<string, object[]>;
}

async function groupsJson(db: D1Database, profile: Profile) {
  const { results } = await db
    .prepare("SELECT group_id AS id, traits FROM groups WHERE group_id IN (SELECT value FROM json_each(?1))")
    .bind(JSON.stringify(Object.keys(profile.groups)))
    .all<{ id: string; traits: string }>();
  const traits = new Map(results.map((row) => [row.id, JSON.parse(row.traits) as Profile["traits"]]));
  return Object.entries(profile.groups)
    .toSorted(([, a], [, b]) => a.ts - b.ts)
    .map(([id, since]) => ({
      id,
      since: iso(since.ts),
      messageId: since.messageId,
      traits: traitsOf({ traits: traits.get(id) ?? {}, once: {} }),
    }));
}

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}

async function firstTouchOf(db: D1Database, actorIds: readonly number[]): Promise<{ ts: number; touch: Json } | null> {
  const row = await db
    .prepare(
      `SELECT ts, touch FROM first_touches WHERE actor_id IN (SELECT value FROM json_each(?1))
       ORDER BY ts, message_id, touch LIMIT 1`,
    )
    .bind(JSON.stringify(actorIds))
    .first<{ ts: number; touch: string }>();
  return row && { ts: row.ts, touch: JSON.parse(row.touch) as Json };
}
