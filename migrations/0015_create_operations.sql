-- WATCH: what was done, counted: batches, messages, events by source, rows, calls. One row an hour, written in the
-- transaction of the batch it counts; old hours are added up to days, old days to one row (docs/operations.md).
CREATE TABLE operations (
  -- 'hour', 'day' or 'ever'.
  span TEXT NOT NULL,
  -- Hours since 1970 in which it begins; 0 for ever.
  start INTEGER NOT NULL,
  -- JSON object of counts by name (src/core/operation-counts.ts).
  counts TEXT NOT NULL,
  -- ms; when the last batch was stored, and how long its oldest message had waited.
  batch_at INTEGER,
  batch_age_ms INTEGER,
  PRIMARY KEY (span, start)
) WITHOUT ROWID;
