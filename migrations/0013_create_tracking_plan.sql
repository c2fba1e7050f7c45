-- What events should look like, and what became of those that don't. docs/tracking-plan.md.
CREATE TABLE tracking_plan (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- Goes up with every change, so that what was compiled is compiled anew only then.
  version INTEGER NOT NULL,
  -- What becomes of events that the plan doesn't name: allow, block or quarantine.
  unplanned TEXT NOT NULL
);
INSERT INTO tracking_plan VALUES (1, 0, 'allow');

CREATE TABLE planned_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  -- A draft is proposed, and judges nothing until somebody accepts it.
  state TEXT NOT NULL CHECK (state IN ('draft', 'active')),
  enforcement TEXT NOT NULL,
  description TEXT NOT NULL,
  owner TEXT NOT NULL,
  -- JSON Schema of the properties or traits.
  schema TEXT NOT NULL,
  -- JSON: what a generated draft was made of; NULL once somebody has written it.
  evidence TEXT,
  updated_at INTEGER NOT NULL,
  UNIQUE (kind, name)
);

-- One row a thing that is wrong. Samples are the newest few, as JSON.
CREATE TABLE plan_issues (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  property TEXT NOT NULL,
  rule TEXT NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  samples TEXT NOT NULL,
  UNIQUE (kind, name, property, rule)
);

-- An hour in one row: {"<issue id>": events}, as in `hours`.
CREATE TABLE plan_hours (
  hour INTEGER PRIMARY KEY,
  counts TEXT NOT NULL
);

-- Events that are kept aside whole until somebody lets them in or throws them away.
CREATE TABLE held_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  source_id INTEGER NOT NULL,
  source_kind TEXT NOT NULL,
  held_at INTEGER NOT NULL,
  -- Who it is about: 'u:<userId>' or 'a:<anonymousId>'.
  uid TEXT NOT NULL,
  -- JSON: what is wrong with it.
  violations TEXT NOT NULL,
  -- The event as a line of a pack.
  line TEXT NOT NULL,
  -- When somebody asked to let it in; the row goes with the transaction that stores the event.
  released_at INTEGER
);
CREATE INDEX held_events_of ON held_events (kind, name, id);
