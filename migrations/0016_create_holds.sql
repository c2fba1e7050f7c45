-- While this row's time is not over, no event is stored and no link of ids is published: a backup copies the database, or a
-- restore writes it. What comes in waits in its queue, and with its identity object (docs/backup.md).
CREATE TABLE holds (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- Random: whoever knows it may go on with it.
  uid TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('backup', 'restore')),
  -- ms; 0: nothing is held.
  until INTEGER NOT NULL
);
-- Every transaction that stores, erases or publishes writes one of these tables.
CREATE TRIGGER packs_held_insert BEFORE INSERT ON packs
WHEN EXISTS (SELECT 1 FROM holds WHERE until > unixepoch() * 1000) BEGIN SELECT RAISE(ABORT, 'held for a backup'); END;
CREATE TRIGGER packs_held_update BEFORE UPDATE ON packs
WHEN EXISTS (SELECT 1 FROM holds WHERE until > unixepoch() * 1000) BEGIN SELECT RAISE(ABORT, 'held for a backup'); END;
CREATE TRIGGER packs_held_delete BEFORE DELETE ON packs
WHEN EXISTS (SELECT 1 FROM holds WHERE until > unixepoch() * 1000) BEGIN SELECT RAISE(ABORT, 'held for a backup'); END;
CREATE TRIGGER links_held_insert BEFORE INSERT ON links
WHEN EXISTS (SELECT 1 FROM holds WHERE until > unixepoch() * 1000) BEGIN SELECT RAISE(ABORT, 'held for a backup'); END;
CREATE TRIGGER links_held_update BEFORE UPDATE ON links
WHEN EXISTS (SELECT 1 FROM holds WHERE until > unixepoch() * 1000) BEGIN SELECT RAISE(ABORT, 'held for a backup'); END;
CREATE TRIGGER links_held_delete BEFORE DELETE ON links
WHEN EXISTS (SELECT 1 FROM holds WHERE until > unixepoch() * 1000) BEGIN SELECT RAISE(ABORT, 'held for a backup'); END;
