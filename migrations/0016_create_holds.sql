-- While this row's time is not over, no event is stored, no link of ids is published and nothing moves to R2: a backup copies
-- the database, or a restore writes it. What comes in waits in its queue, and with its identity object (docs/backup.md).
CREATE TABLE holds (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- Random: whoever knows it may go on with it.
  uid TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('backup', 'restore')),
  -- ms; 0: nothing is held.
  until INTEGER NOT NULL
);
-- Every transaction that stores, erases, publishes or moves writes one of these tables.
CREATE TRIGGER packs_held_insert BEFORE INSERT ON packs
WHEN EXISTS (SELECT 1 FROM holds WHERE until > unixepoch() * 1000) BEGIN SELECT RAISE(ABORT, 'held for a backup'); END;
CREATE TRIGGER packs_held_update BEFORE UPDATE ON packs
WHEN EXISTS (SELECT 1 FROM holds WHERE until > unixepoch() * 1000) BEGIN SELECT RAISE(ABORT, 'held for a backup'); END;
CREATE TRIGGER packs_held_delete BEFORE DELETE ON packs
WHEN EXISTS (SELECT 1 FROM holds WHERE until > unixepoch() * 1000) BEGIN SELECT RAISE(ABORT, 'held for a backup'); END;
CREATE TRIGGER map_version_held_insert BEFORE INSERT ON map_version
WHEN EXISTS (SELECT 1 FROM holds WHERE until > unixepoch() * 1000) BEGIN SELECT RAISE(ABORT, 'held for a backup'); END;
CREATE TRIGGER map_version_held_update BEFORE UPDATE ON map_version
WHEN EXISTS (SELECT 1 FROM holds WHERE until > unixepoch() * 1000) BEGIN SELECT RAISE(ABORT, 'held for a backup'); END;
CREATE TRIGGER map_version_held_delete BEFORE DELETE ON map_version
WHEN EXISTS (SELECT 1 FROM holds WHERE until > unixepoch() * 1000) BEGIN SELECT RAISE(ABORT, 'held for a backup'); END;
CREATE TRIGGER archive_state_held_insert BEFORE INSERT ON archive_state
WHEN EXISTS (SELECT 1 FROM holds WHERE until > unixepoch() * 1000) BEGIN SELECT RAISE(ABORT, 'held for a backup'); END;
CREATE TRIGGER archive_state_held_update BEFORE UPDATE ON archive_state
WHEN EXISTS (SELECT 1 FROM holds WHERE until > unixepoch() * 1000) BEGIN SELECT RAISE(ABORT, 'held for a backup'); END;
CREATE TRIGGER archive_state_held_delete BEFORE DELETE ON archive_state
WHEN EXISTS (SELECT 1 FROM holds WHERE until > unixepoch() * 1000) BEGIN SELECT RAISE(ABORT, 'held for a backup'); END;
