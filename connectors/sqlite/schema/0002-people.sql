-- The people who work with the bridge, whom the audit speaks of, and lists of items by what people
-- ask for. Sealed columns are as in 0001: under a data key each, of keys.db.

-- `name_lookup` is the HMAC of the name without its case.
CREATE TABLE account (
  id BLOB PRIMARY KEY,
  tenant TEXT NOT NULL,
  name_lookup BLOB NOT NULL,
  created INTEGER NOT NULL,
  language TEXT NOT NULL,
  active INTEGER NOT NULL,
  enrolled INTEGER NOT NULL,
  totp_step INTEGER NOT NULL,
  invitation TEXT NOT NULL,
  invitation_until INTEGER NOT NULL,
  version INTEGER NOT NULL,
  key_id INTEGER NOT NULL,
  content BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX account_by_name ON account (tenant, name_lookup);
CREATE INDEX account_invited ON account (tenant, invitation) WHERE invitation <> '';

-- `token` here and below is the SHA-256 of what the cookie or the caller says, never that itself.
CREATE TABLE login_session (
  id BLOB PRIMARY KEY,
  tenant TEXT NOT NULL,
  token TEXT NOT NULL,
  account BLOB NOT NULL,
  created INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  verified INTEGER NOT NULL,
  key_id INTEGER NOT NULL,
  content BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX login_session_by_token ON login_session (tenant, token);
CREATE INDEX login_session_by_account ON login_session (account);

CREATE TABLE api_token (
  id BLOB PRIMARY KEY,
  tenant TEXT NOT NULL,
  token TEXT NOT NULL,
  created INTEGER NOT NULL,
  valid_until INTEGER NOT NULL,
  revoked INTEGER,
  key_id INTEGER NOT NULL,
  content BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX api_token_by_token ON api_token (tenant, token);

-- Failed sign-ins; `lookup` is the HMAC of whom or what they concern.
CREATE TABLE guess (
  tenant TEXT NOT NULL,
  lookup BLOB NOT NULL,
  failures INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  blocked_until INTEGER NOT NULL,
  forget INTEGER NOT NULL,
  PRIMARY KEY (tenant, lookup)
) STRICT, WITHOUT ROWID;
CREATE INDEX guess_to_forget ON guess (tenant, forget);

-- Which links of the audit chain speak of a pseudonym.
CREATE TABLE audit_about (
  tenant TEXT NOT NULL,
  pseudonym TEXT NOT NULL,
  seq INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  PRIMARY KEY (tenant, pseudonym, seq, slot)
) STRICT, WITHOUT ROWID;
INSERT INTO audit_about (tenant, pseudonym, seq, slot)
  SELECT tenant, record ->> '$.subject', seq, slot FROM audit_link
  WHERE record ->> '$.subject' IS NOT NULL;
CREATE INDEX audit_link_back ON audit_link (tenant, seq, slot);

-- Pages of items, newest first, by what they are asked for; the ordinal ends each of these by itself.
CREATE INDEX item_by_conversation ON item (conversation);
CREATE INDEX item_by_kind ON item (tenant, kind);
CREATE INDEX item_by_received ON item (tenant, received);
CREATE INDEX item_by_reason ON item (tenant, reason) WHERE reason <> '';
CREATE INDEX item_by_patient ON item (tenant, patient) WHERE patient <> '';
