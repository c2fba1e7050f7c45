/**
 * CROSS JOIN keeps the order of tables as it is written, so each statement seeks what the links name instead of going
 * through everything (https://www.sqlite.org/optoverview.html#manual_control_of_query_plans_using_cross_join).
 *
 * The statements that bring links into one database and the person map up to date with them, in one transaction. ?1 is a
 * JSON list of links as `rowOf` makes them. D1 runs one transaction at a time, so each sees every link published before
 * it, and the last of any number of links, in whatever order they come, leaves the same map.
 */

/** A link that somebody's erasure forbids is not taken: hashes stand at 10 and 11 of a row. */
const ALLOWED = "NOT EXISTS (SELECT 1 FROM suppressed WHERE hash IN (value->>10, value->>11))";

export const INSERT_ACTORS = `INSERT OR IGNORE INTO actors (uid)
  SELECT value->>0 FROM json_each(?1) WHERE ${ALLOWED} UNION SELECT value->>1 FROM json_each(?1) WHERE ${ALLOWED}`;

/** Which statement came first decides; everything else only ever grows. An edge joined by hand gets a new verdict on its cap. */
export const UPSERT_LINKS = `INSERT INTO links
    (from_id, to_id, kind, ts, message_id, via, source_id, seen, apart_at, joined_at, capped)
  SELECT f.id, t.id, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8, value->>9,
    CASE value->>2 WHEN 'claim' THEN 0 END
  FROM json_each(?1) CROSS JOIN actors f ON f.uid = value->>0 CROSS JOIN actors t ON t.uid = value->>1 WHERE ${ALLOWED}
  ON CONFLICT (from_id, to_id) DO UPDATE SET
    via = iif((excluded.ts, excluded.message_id) < (links.ts, links.message_id), excluded.via, links.via),
    source_id = iif((excluded.ts, excluded.message_id) < (links.ts, links.message_id), excluded.source_id, links.source_id),
    message_id = iif((excluded.ts, excluded.message_id) < (links.ts, links.message_id), excluded.message_id, links.message_id),
    ts = min(links.ts, excluded.ts),
    seen = max(links.seen, excluded.seen),
    apart_at = max(links.apart_at, excluded.apart_at),
    capped = iif(excluded.joined_at > links.joined_at AND links.kind = 'edge', NULL, links.capped),
    joined_at = max(links.joined_at, excluded.joined_at)
  WHERE (excluded.ts, excluded.message_id) < (links.ts, links.message_id) OR excluded.seen > links.seen
    OR excluded.apart_at > links.apart_at OR excluded.joined_at > links.joined_at`;

/** A claim by the device's own events; one made by hand (-1) says nothing of when. */
const SEEN = "value->>2 = 'claim' AND value->>7 = 1 AND value->>3 >= 0";

/** A device that only ever appeared beside its user was seen, too. */
export const SEE_DEVICES = `UPDATE actors SET first_seen =
    (SELECT min(value->>3) FROM json_each(?1) WHERE value->>0 = actors.uid AND ${SEEN})
  WHERE id IN (
    SELECT a.id FROM json_each(?1) CROSS JOIN actors a ON a.uid = value->>0
    WHERE ${SEEN} AND (a.first_seen IS NULL OR a.first_seen > value->>3))`;

/** Number.MAX_SAFE_INTEGER is NEVER: a link that only says that two ids are apart. */
export const HOLDS = `(apart_at = 0 OR joined_at > apart_at) AND ts < ${Number.MAX_SAFE_INTEGER}`;

/** Users connected with the ones in `seeds(seed, id)` by edges that hold; whoever is reached carries its seed along. */
const MEMBERS = `member(seed, id) AS (
    SELECT seed, id FROM seeds
    UNION SELECT seed, to_id FROM member CROSS JOIN links ON from_id = member.id WHERE kind = 'edge' AND capped = 0 AND ${HOLDS}
    UNION SELECT seed, from_id FROM member CROSS JOIN links ON to_id = member.id WHERE kind = 'edge' AND capped = 0 AND ${HOLDS})`;

/** ?1, ?2: the two users of a new edge, ?3: most users a person may have. Together they would be one more than that: refused. */
export const DECIDE_CAP = `UPDATE links SET capped = (
    WITH RECURSIVE seeds(seed, id) AS (SELECT 0, id FROM actors WHERE uid IN (?1, ?2)), ${MEMBERS}
    SELECT count(*) > ?3 FROM member)
  WHERE from_id = (SELECT id FROM actors WHERE uid = ?1) AND to_id = (SELECT id FROM actors WHERE uid = ?2) AND capped IS NULL`;

/** Only rows that change are written; an actor that was always a person of its own needs none. */
const UPSERT = `ON CONFLICT (actor_id) DO UPDATE SET person_id = excluded.person_id WHERE person_of.person_id <> excluded.person_id`;

/** ?1: JSON list of users at the ends of changed edges. SQLite takes `id` from the row that min() came from. */
export const MAP_USERS = `INSERT INTO person_of (actor_id, person_id)
  WITH RECURSIVE
    seeds(seed, id) AS (SELECT id, id FROM actors WHERE uid IN (SELECT value FROM json_each(?1))),
    ${MEMBERS},
    roots(seed, root) AS (SELECT seed, id FROM (SELECT seed, actors.id AS id, min(uid) FROM member CROSS JOIN actors USING (id) GROUP BY seed))
  SELECT DISTINCT member.id, root FROM member JOIN roots USING (seed)
  WHERE member.id <> root OR EXISTS (SELECT 1 FROM person_of WHERE actor_id = member.id)
  ${UPSERT}`;

/** ?1: the same users; ?2: JSON list of devices with changed claims. A device is whose who claimed it first. */
export const MAP_DEVICES = `INSERT INTO person_of (actor_id, person_id)
  WITH RECURSIVE
    seeds(seed, id) AS (SELECT 0, id FROM actors WHERE uid IN (SELECT value FROM json_each(?1))),
    ${MEMBERS},
    device(id) AS (
      SELECT id FROM actors WHERE uid IN (SELECT value FROM json_each(?2))
      UNION SELECT from_id FROM member CROSS JOIN links ON to_id = member.id WHERE kind = 'claim'),
    owned(id, person) AS (
      SELECT id, coalesce((
        SELECT coalesce(person_id, to_id) FROM links CROSS JOIN actors AS user ON user.id = to_id
          LEFT JOIN person_of ON actor_id = to_id
        WHERE from_id = device.id AND kind = 'claim' AND ${HOLDS} ORDER BY ts, uid LIMIT 1), id)
      FROM device)
  SELECT id, person FROM owned WHERE person <> id OR EXISTS (SELECT 1 FROM person_of WHERE actor_id = id)
  ${UPSERT}`;

/** What was handed over is here now; a statement handed over meanwhile may be earlier than what was published. */
export const CLEAR_PENDING = `DELETE FROM pending_links WHERE (from_uid, to_uid) IN (
  SELECT p.from_uid, p.to_uid FROM json_each(?1)
  CROSS JOIN pending_links p ON p.from_uid = value->>0 AND p.to_uid = value->>1
  WHERE value->>3 <= p.ts AND value->>7 >= p.link->>'seen')`;

export const SELECT_FORBIDDEN = `SELECT value->>0 AS "from", value->>1 AS "to" FROM json_each(?1) WHERE NOT (${ALLOWED})`;
