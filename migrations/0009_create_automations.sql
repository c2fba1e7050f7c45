-- TELL: automations. What is under way, and what became of it, lies in the Messenger object.
-- A deleted automation's number is never given out again: what was told to whom is kept by it.
CREATE TABLE automations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- Random; begins every message's idempotency key, so that two workspaces never share one.
  uid TEXT NOT NULL,
  -- JSON, as src/core/automation.ts reads it, its secrets taken out.
  definition TEXT NOT NULL,
  -- JSON list of the actions (by place) that have a secret, and the secrets as a JSON object by place, sealed; NULL: none.
  secret_actions TEXT NOT NULL,
  secrets TEXT,
  enabled INTEGER NOT NULL,
  enabled_at INTEGER,
  -- Why it waits for a person; NULL: it doesn't.
  stopped TEXT,
  stopped_at INTEGER,
  -- Where this deployment was reached when it was saved, for links in messages.
  origin TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);

-- One row. NULL: nobody chose yet.
CREATE TABLE automation_settings (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- Messages to one person in 24 hours, over all automations.
  per_day INTEGER,
  -- JSON list of addresses that are told when an automation is held up or stopped.
  team TEXT
);
