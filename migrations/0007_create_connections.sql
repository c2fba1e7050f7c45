-- FORWARD: destinations that are switched on. What is under way, and what came of it, lies in each one's Sender object.
-- A deleted connection's number is never given out again: its object is named by it.
CREATE TABLE connections (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  uid TEXT NOT NULL,
  slug TEXT NOT NULL,
  name TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  paused INTEGER NOT NULL,
  -- JSON list of source ids; NULL: all.
  sources TEXT,
  bots INTEGER NOT NULL,
  consent_categories TEXT NOT NULL,
  -- JSON, what may be read.
  settings TEXT NOT NULL,
  -- JSON of names, and the JSON object itself, sealed (src/destinations/seal.ts); NULL: there are none.
  secret_names TEXT NOT NULL,
  secrets TEXT,
  subscriptions TEXT NOT NULL,
  -- The number the next subscription gets.
  next_subscription INTEGER NOT NULL,
  own_host TEXT NOT NULL,
  -- Why it waits for a person; NULL: it doesn't.
  stopped TEXT,
  stopped_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
