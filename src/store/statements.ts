/**
 * The statements of one append: all of them run as one D1 transaction, each with its rows as one JSON parameter
 * (D1 takes 100 parameters a statement; json_each makes any number of rows out of one).
 */
export const INSERT_PACK =
  "INSERT INTO packs (id, n, stored_at, min_ts, max_ts, ids, body) VALUES (?1, ?2, ?3, ?4, ?5, unhex(?6), unhex(?7))";

export const INSERT_NAMES =
  "INSERT INTO event_names (id, kind, name) SELECT value->>0, value->>1, value->>2 FROM json_each(?1)";

export const INSERT_SLOTS =
  "INSERT INTO slots (name_id, slot, property, since_seq) SELECT value->>0, value->>1, value->>2, value->>3 FROM json_each(?1)";

export const INSERT_PLACES =
  "INSERT INTO places SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5 FROM json_each(?1)";

export const INSERT_AGENTS =
  "INSERT INTO agents SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7 FROM json_each(?1)";

export const INSERT_ORIGINS =
  "INSERT INTO origins SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7 FROM json_each(?1)";

export const INSERT_ACTORS = `INSERT INTO actors (uid, first_seen) SELECT value->>0, value->>1 FROM json_each(?1) WHERE true
  ON CONFLICT (uid) DO UPDATE SET first_seen = excluded.first_seen
  WHERE first_seen IS NULL OR excluded.first_seen < first_seen`;

/** The actor's number is looked up where it is needed; everything else was numbered by the writer. */
export const INSERT_FACTS = `INSERT INTO facts
  SELECT value->>0, value->>1, value->>2, (SELECT id FROM actors WHERE uid = value->>3), value->>4, value->>5, value->>6,
    value->>7, value->>8, value->>9, value->>10, value->>11, value->>12, value->>13, value->>14, value->>15, value->>16
  FROM json_each(?1)`;

/** Two JSON objects of counts as one, key by key. */
const added = (column: string): string =>
  `(SELECT json_group_object(key, n) FROM (SELECT key, sum(value) AS n FROM
     (SELECT key, value FROM json_each(hours.${column}) UNION ALL SELECT key, value FROM json_each(excluded.${column})) GROUP BY key))`;

// "WHERE true" keeps SQLite from reading ON CONFLICT as part of a join. https://www.sqlite.org/lang_upsert.html (2.2)
export const ADD_HOURS = `INSERT INTO hours (hour, counts, bots)
  SELECT value->>0, value->>1, value->>2 FROM json_each(?1) WHERE true
  ON CONFLICT (hour) DO UPDATE SET counts = ${added("counts")}, bots = ${added("bots")}`;

export const INSERT_ACTIVE_DAYS = `INSERT OR IGNORE INTO active_days (day, actor_id)
  SELECT value->>0, (SELECT id FROM actors WHERE uid = value->>1) FROM json_each(?1)`;

export const INSERT_ACTIVE_HOURS = `INSERT OR IGNORE INTO active_hours (actor_id, hour)
  SELECT (SELECT id FROM actors WHERE uid = value->>0), value->>1 FROM json_each(?1)`;

export const ADD_REFUSED_HOURS = `INSERT INTO refused_hours (source_id, hour, reason, n)
  SELECT value->>0, value->>1, value->>2, value->>3 FROM json_each(?1) WHERE true
  ON CONFLICT (source_id, hour, reason) DO UPDATE SET n = n + excluded.n`;

export const INSERT_REFUSED_SAMPLES = `INSERT INTO refused_samples (source_id, at, reason, detail, sample)
  SELECT value->>0, value->>1, value->>2, value->>3, value->>4 FROM json_each(?1)`;

/** Until when the live feed is watched; read in the same transaction, so that nothing falls between storing and watching. */
export const SELECT_WATCHED_UNTIL = "SELECT until FROM live_watch WHERE id = 1";
