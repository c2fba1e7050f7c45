-- The workspace's own choices, one row. NULL: nobody chose yet, so the deployment's variable counts.
CREATE TABLE settings (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  timezone TEXT,
  week_start TEXT,
  ip_privacy TEXT
);
