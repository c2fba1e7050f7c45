-- OLDER DAYS: what lies in R2 instead of here (docs/archive.md). A pack whose events are there keeps its row and its ids,
-- its body is empty.

-- One file of one UTC day (days since 1970). 'events': whole events, from a run of packs. 'facts': rows of facts.
CREATE TABLE archive_files (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('events', 'facts')),
  day INTEGER NOT NULL,
  -- Its name in the bucket.
  name TEXT NOT NULL UNIQUE,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  n INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  -- JSON list: where each block of it lies, and what for (src/archive/files.ts).
  blocks TEXT NOT NULL
);
CREATE INDEX archive_files_day ON archive_files (kind, day);
CREATE INDEX archive_files_seq ON archive_files (kind, last_seq);

-- One row. version goes up with everything that moves or removes stored events, facts with what changes where facts are:
-- who has read before that does it again.
CREATE TABLE archive_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  version INTEGER NOT NULL,
  facts INTEGER NOT NULL,
  -- 1 from 90 % full until it is under 70 % again: everything that can move does.
  pressing INTEGER NOT NULL DEFAULT 0
);

-- The workspace's choices, in days; NULL: never. Row 0 is for all sources, another row for its source alone.
CREATE TABLE retention (
  source_id INTEGER PRIMARY KEY,
  keep_days INTEGER,
  -- Only of row 0: after how many days whole events move to R2, and facts after them.
  move_events_days INTEGER,
  move_facts_days INTEGER
);

-- A source's events were removed from all days before this one (days since 1970).
CREATE TABLE retention_done (
  source_id INTEGER PRIMARY KEY,
  before_day INTEGER NOT NULL
);
