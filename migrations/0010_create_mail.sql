-- MAIL: who sends and through whom, one row. No row: nobody has said yet.
CREATE TABLE mail_settings (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  provider TEXT NOT NULL,
  from_name TEXT NOT NULL,
  from_address TEXT NOT NULL,
  reply_to TEXT,
  -- JSON, what may be read.
  settings TEXT NOT NULL,
  -- JSON list of names, and the JSON object itself, sealed; NULL: there are none.
  secret_names TEXT NOT NULL,
  secrets TEXT,
  updated_at INTEGER NOT NULL
);

-- Addresses that no automation writes to: small letters, as src/mail/address.ts writes them.
CREATE TABLE mail_suppressions (
  address TEXT PRIMARY KEY,
  reason TEXT NOT NULL,
  -- The automation whose mail had the link; NULL: another way.
  automation INTEGER,
  at INTEGER NOT NULL
) WITHOUT ROWID;

-- What links in mails are signed with. Not sealed: it has to outlive a change of CREDENTIALS_KEY, as the mails do.
CREATE TABLE signing_keys (
  purpose TEXT PRIMARY KEY,
  key TEXT NOT NULL
) WITHOUT ROWID;

-- PUSH: this deployment's key pair (VAPID), the private half sealed; and the browsers that may be written to.
CREATE TABLE push_keys (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  public_key TEXT NOT NULL,
  private_key TEXT NOT NULL,
  created_at INTEGER NOT NULL
);
CREATE TABLE push_subscriptions (
  endpoint TEXT PRIMARY KEY,
  -- Whose browser it is: a:<anonymousId> or u:<userId>.
  uid TEXT NOT NULL,
  p256dh TEXT NOT NULL,
  auth TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX push_subscriptions_uid ON push_subscriptions (uid);
