-- ASK, kept up to date: saved people queries. Who is in each lies in the Audiences object (docs/audiences.md). A deleted
-- audience's number is never given out again: automations and the object name it by it.
CREATE TABLE audiences (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('live', 'frozen')),
  -- JSON, the definition with its choices written out.
  definition TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);

-- One row. version goes up with every change of an audience, so that the object reads them only then; watching is 1 while the
-- object follows the store, so that nobody wakes it for nothing.
CREATE TABLE audience_watch (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  version INTEGER NOT NULL,
  watching INTEGER NOT NULL
);
CREATE TRIGGER audience_made AFTER INSERT ON audiences BEGIN
  INSERT INTO audience_watch VALUES (1, 1, 0) ON CONFLICT (id) DO UPDATE SET version = version + 1;
END;
CREATE TRIGGER audience_changed AFTER UPDATE ON audiences BEGIN
  INSERT INTO audience_watch VALUES (1, 1, 0) ON CONFLICT (id) DO UPDATE SET version = version + 1;
END;
CREATE TRIGGER audience_deleted AFTER DELETE ON audiences BEGIN
  INSERT INTO audience_watch VALUES (1, 1, 0) ON CONFLICT (id) DO UPDATE SET version = version + 1;
END;

-- Changes of the person map that the object has not looked at yet; there are none while there is no audience.
CREATE TABLE moved (
  n INTEGER PRIMARY KEY AUTOINCREMENT,
  actor_id INTEGER NOT NULL,
  from_person INTEGER NOT NULL,
  to_person INTEGER NOT NULL
);
CREATE TRIGGER person_joined AFTER INSERT ON person_of
WHEN NEW.person_id <> NEW.actor_id AND EXISTS (SELECT 1 FROM audiences) BEGIN
  INSERT INTO moved (actor_id, from_person, to_person) VALUES (NEW.actor_id, NEW.actor_id, NEW.person_id);
END;
CREATE TRIGGER person_changed AFTER UPDATE OF person_id ON person_of
WHEN NEW.person_id <> OLD.person_id AND EXISTS (SELECT 1 FROM audiences) BEGIN
  INSERT INTO moved (actor_id, from_person, to_person) VALUES (NEW.actor_id, OLD.person_id, NEW.person_id);
END;
CREATE TRIGGER person_left AFTER DELETE ON person_of
WHEN OLD.person_id <> OLD.actor_id AND EXISTS (SELECT 1 FROM audiences) BEGIN
  INSERT INTO moved (actor_id, from_person, to_person) VALUES (OLD.actor_id, OLD.person_id, OLD.actor_id);
END;
