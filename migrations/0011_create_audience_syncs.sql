-- TELL: lists elsewhere that are kept in step with an audience. How far each is lies in its ListSync object
-- (docs/audiences.md). A deleted one's number is never given out again: its object is named by it.
CREATE TABLE audience_syncs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  audience INTEGER NOT NULL REFERENCES audiences (id) ON DELETE CASCADE,
  -- Random; begins the key of every page, and what is sealed is bound to it.
  uid TEXT NOT NULL,
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  -- What pages are signed with, sealed; NULL: they are not signed.
  secret TEXT,
  -- JSON list of the traits that go with each member.
  traits TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  -- Why it waits for a person; NULL: it doesn't.
  stopped TEXT,
  stopped_at INTEGER,
  -- Host of this deployment as it was reached when this was saved: nothing is sent there.
  own_host TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE INDEX audience_syncs_audience ON audience_syncs (audience);
