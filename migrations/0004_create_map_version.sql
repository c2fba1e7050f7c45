-- Goes up with every change of the person map, and with every part of an erasure: an answer that was made with the same
-- number, and the same last pack, is still the answer.
CREATE TABLE map_version (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  n INTEGER NOT NULL
);
