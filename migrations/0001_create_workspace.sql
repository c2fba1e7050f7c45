-- One database is one client's workspace. docs/storage.md says who writes and reads each table, and why it looks so.

-- ALLOW -----------------------------------------------------------------------------------------------------------
CREATE TABLE sources (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('public', 'secret')),
  disabled_at INTEGER,
  created_at INTEGER NOT NULL
);

CREATE TABLE write_keys (
  key TEXT PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES sources (id),
  created_at INTEGER NOT NULL,
  -- NULL: valid until rotated; after rotation the old key ends when its overlap does.
  expires_at INTEGER
) WITHOUT ROWID;

CREATE TABLE tokens (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL
);

-- WHAT ------------------------------------------------------------------------------------------------------------
CREATE TABLE event_names (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (kind, name)
);

-- Which property of an event stands in which slot (s1 … s8) of its facts, from which arrival number on.
CREATE TABLE slots (
  name_id INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  property TEXT NOT NULL,
  since_seq INTEGER NOT NULL,
  PRIMARY KEY (name_id, slot)
) WITHOUT ROWID;

CREATE TABLE places (
  id INTEGER PRIMARY KEY,
  country TEXT, region TEXT, city TEXT, continent TEXT, timezone TEXT
);

CREATE TABLE agents (
  id INTEGER PRIMARY KEY,
  browser TEXT, browser_version TEXT, engine TEXT, os TEXT, os_version TEXT, device TEXT, bot TEXT
);

CREATE TABLE origins (
  id INTEGER PRIMARY KEY,
  referring_domain TEXT, channel TEXT,
  utm_source TEXT, utm_medium TEXT, utm_campaign TEXT, utm_term TEXT, utm_content TEXT
);

CREATE TABLE actors (
  id INTEGER PRIMARY KEY,
  -- 'u:<userId>' or 'a:<anonymousId>'
  uid TEXT NOT NULL UNIQUE
);

-- One narrow row an event answers every aggregate. Clustered the way questions ask: one event name, a range of time.
CREATE TABLE facts (
  name_id INTEGER NOT NULL,
  ts INTEGER NOT NULL,
  -- Arrival number: 1, 2, 3 … over the whole workspace; finds the pack and breaks ties of ts.
  seq INTEGER NOT NULL,
  actor_id INTEGER,
  source_id INTEGER NOT NULL,
  place_id INTEGER,
  agent_id INTEGER,
  origin_id INTEGER,
  bot INTEGER NOT NULL,
  s1, s2, s3, s4, s5, s6, s7, s8,
  PRIMARY KEY (name_id, ts, seq)
) WITHOUT ROWID;

-- The whole events, gzipped together in the order they arrived. id is the arrival number of the first one.
CREATE TABLE packs (
  id INTEGER PRIMARY KEY,
  n INTEGER NOT NULL,
  stored_at INTEGER NOT NULL,
  min_ts INTEGER NOT NULL,
  max_ts INTEGER NOT NULL,
  -- 8 bytes each: hashes of the messageIds and request ids stored here (docs/decisions/0002).
  ids BLOB NOT NULL,
  body BLOB NOT NULL
);

-- Counts of an hour in one row, as JSON objects {"<name_id>": count}: a batch touches an hour or two, not a row a name
-- (docs/decisions/0004).
CREATE TABLE hours (
  hour INTEGER PRIMARY KEY,
  counts TEXT NOT NULL,
  bots TEXT NOT NULL
);

CREATE TABLE active_days (
  day INTEGER NOT NULL,
  actor_id INTEGER NOT NULL,
  PRIMARY KEY (day, actor_id)
) WITHOUT ROWID;

-- WHAT WAS NOT TAKEN ----------------------------------------------------------------------------------------------
CREATE TABLE refused_hours (
  source_id INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  reason TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (source_id, hour, reason)
) WITHOUT ROWID;

CREATE TABLE refused_samples (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  detail TEXT NOT NULL,
  sample TEXT NOT NULL
);

CREATE TABLE dead_letters (
  id INTEGER PRIMARY KEY,
  queue TEXT NOT NULL,
  -- Cloudflare's message id: a dead letter delivered twice is kept once.
  message_id TEXT NOT NULL UNIQUE,
  buried_at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  body TEXT NOT NULL,
  replayed_at INTEGER
);

-- NOW -------------------------------------------------------------------------------------------------------------
-- One row while somebody watches the live feed: edges and the consumer publish only until then.
CREATE TABLE live_watch (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  until INTEGER NOT NULL
);
