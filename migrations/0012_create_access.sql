-- Who gets in (docs/access.md): members and their passkeys, sessions, codes by mail, API tokens, and what everybody did.

CREATE TABLE members (
  id INTEGER PRIMARY KEY,
  -- Lower case.
  email TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL,
  invited_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at INTEGER
);

CREATE TABLE passkeys (
  -- The credential's own id, base64url.
  id TEXT PRIMARY KEY,
  member_id INTEGER NOT NULL REFERENCES members (id),
  name TEXT NOT NULL,
  public_key BLOB NOT NULL,
  counter INTEGER NOT NULL,
  transports TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at INTEGER
) WITHOUT ROWID;
CREATE INDEX passkeys_by_member ON passkeys (member_id);

CREATE TABLE sessions (
  id INTEGER PRIMARY KEY,
  hash TEXT NOT NULL UNIQUE,
  -- Both NULL: whoever had the deployment's own token.
  member_id INTEGER REFERENCES members (id),
  token_id INTEGER REFERENCES tokens (id),
  how TEXT NOT NULL,
  address TEXT,
  agent TEXT,
  created_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
);
CREATE INDEX sessions_by_member ON sessions (member_id);

-- One code an address; also for addresses that nobody has, so that a stranger can't tell them apart.
CREATE TABLE sign_in_codes (
  address_hash TEXT PRIMARY KEY,
  code_hash TEXT NOT NULL,
  tries INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;

-- How often something was tried in a stretch of time, and answers to passkey challenges that were taken once.
CREATE TABLE sign_in_tries (
  key TEXT PRIMARY KEY,
  n INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  member_id INTEGER,
  token_id INTEGER,
  method TEXT NOT NULL,
  route TEXT NOT NULL,
  -- JSON: what stood in the place of {id} and the like.
  ids TEXT NOT NULL,
  says TEXT NOT NULL,
  status INTEGER NOT NULL,
  address TEXT
);
CREATE INDEX audit_by_who ON audit (who, id);

ALTER TABLE tokens ADD COLUMN member_id INTEGER REFERENCES members (id);
-- JSON list; NULL: everything, as for all that were made before there were permissions.
ALTER TABLE tokens ADD COLUMN permissions TEXT;
ALTER TABLE tokens ADD COLUMN expires_at INTEGER;
ALTER TABLE tokens ADD COLUMN used_at INTEGER;
