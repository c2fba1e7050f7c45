-- Saved questions. A deleted report's number is never given out again, so a link to it can't show another one.
CREATE TABLE reports (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  -- JSON, as src/core/question.ts reads it.
  question TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
