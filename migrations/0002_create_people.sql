-- WHO: identity (docs/identity.md). Events stay as they are; these tables say which actors are one person.

-- When an id was first seen doing something, ms; NULL for an id that was only ever named by an alias.
ALTER TABLE actors ADD COLUMN first_seen INTEGER;
UPDATE actors SET first_seen = (SELECT min(ts) FROM facts WHERE actor_id = actors.id);

-- The hours (UTC, since 1970) in which an actor did something, bots included: finds a person's events without an index on facts.
CREATE TABLE active_hours (
  actor_id INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  PRIMARY KEY (actor_id, hour)
) WITHOUT ROWID;
INSERT INTO active_hours SELECT DISTINCT actor_id, ts / 3600000 FROM facts WHERE actor_id IS NOT NULL;

-- What was said of two ids: a claim (device → user) or an edge (user ~ user, the smaller id first). The identity objects
-- are the authority, this is their copy; every column only ever moves one way, so copies may come late, twice, in any order.
CREATE TABLE links (
  from_id INTEGER NOT NULL,
  to_id INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('claim', 'edge')),
  -- The earliest message that says so: its time (ms; -1: a person in the dashboard), id, type and source.
  ts INTEGER NOT NULL,
  message_id TEXT NOT NULL,
  via TEXT NOT NULL,
  source_id INTEGER NOT NULL,
  -- 1: the device itself was seen with the user, not just named by an alias.
  seen INTEGER NOT NULL,
  -- Separated or joined by hand, ms, the later one counts; 0: never.
  apart_at INTEGER NOT NULL,
  joined_at INTEGER NOT NULL,
  -- An edge that would make a person of too many users: 1. NULL: not decided yet.
  capped INTEGER,
  PRIMARY KEY (from_id, to_id)
) WITHOUT ROWID;
CREATE INDEX links_to ON links (to_id);

-- Handed to an identity object and not seen in links yet: the hourly janitor hands it over again.
CREATE TABLE pending_links (
  from_uid TEXT NOT NULL,
  to_uid TEXT NOT NULL,
  ts INTEGER NOT NULL,
  link TEXT NOT NULL,
  handed_at INTEGER NOT NULL,
  PRIMARY KEY (from_uid, to_uid)
) WITHOUT ROWID;

-- The map every report reads: whose an actor's events are. An actor that is not here is a person of its own.
-- person_id is the actor id of the person's smallest user id.
CREATE TABLE person_of (
  actor_id INTEGER PRIMARY KEY,
  person_id INTEGER NOT NULL
);
CREATE INDEX person_of_person ON person_of (person_id);

-- Traits, setOnce and groups as each actor stated them (JSON, src/identity/profile.ts); folded over a person when read.
CREATE TABLE profiles (
  actor_id INTEGER PRIMARY KEY,
  profile TEXT NOT NULL
);

-- How an actor's earliest visit came about, one compound value.
CREATE TABLE first_touches (
  actor_id INTEGER PRIMARY KEY,
  ts INTEGER NOT NULL,
  message_id TEXT NOT NULL,
  touch TEXT NOT NULL
);

CREATE TABLE groups (
  group_id TEXT PRIMARY KEY,
  traits TEXT NOT NULL
) WITHOUT ROWID;

-- What an owner should look at: ids that name nobody, aliases from keys that may not make them.
CREATE TABLE identity_warnings (
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  source_id INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  n INTEGER NOT NULL,
  -- An event to look at.
  message_id TEXT NOT NULL,
  PRIMARY KEY (kind, subject, source_id)
) WITHOUT ROWID;

-- Ids whose events are dropped, as SHA-256 of 'u:<userId>' or 'a:<anonymousId>': after an erasure nothing else is kept of them.
CREATE TABLE suppressed (
  hash TEXT PRIMARY KEY,
  since INTEGER NOT NULL
) WITHOUT ROWID;

-- What was asked to be erased, how far that is, and what it removed (JSON counts). Holds no id once it is done.
CREATE TABLE erasures (
  id INTEGER PRIMARY KEY,
  requested_at INTEGER NOT NULL,
  done_at INTEGER,
  -- JSON list of uids while it is under way; NULL when it is done.
  uids TEXT,
  removed TEXT NOT NULL
);
