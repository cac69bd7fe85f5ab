-- The people who work with the bridge, whom the audit speaks of, and lists of items by what people
-- ask for. Sealed columns are as in 0001: under a data key each, of the schema chartbridge_keys.

-- `name_lookup` is the HMAC of the name without its case.
CREATE TABLE account (
  id BYTEA PRIMARY KEY,
  tenant TEXT NOT NULL,
  name_lookup BYTEA NOT NULL,
  created BIGINT NOT NULL,
  language TEXT NOT NULL,
  active BIGINT NOT NULL,
  enrolled BIGINT NOT NULL,
  totp_step BIGINT NOT NULL,
  invitation TEXT NOT NULL,
  invitation_until BIGINT NOT NULL,
  version BIGINT NOT NULL,
  key_id BIGINT NOT NULL,
  content BYTEA NOT NULL
);
CREATE UNIQUE INDEX account_by_name ON account (tenant, name_lookup);
CREATE INDEX account_invited ON account (tenant, invitation) WHERE invitation <> '';

-- `token` here and below is the SHA-256 of what the cookie or the caller says, never that itself.
CREATE TABLE login_session (
  id BYTEA PRIMARY KEY,
  tenant TEXT NOT NULL,
  token TEXT NOT NULL,
  account BYTEA NOT NULL,
  created BIGINT NOT NULL,
  seen BIGINT NOT NULL,
  verified BIGINT NOT NULL,
  key_id BIGINT NOT NULL,
  content BYTEA NOT NULL
);
CREATE UNIQUE INDEX login_session_by_token ON login_session (tenant, token);
CREATE INDEX login_session_by_account ON login_session (account);

CREATE TABLE api_token (
  id BYTEA PRIMARY KEY,
  tenant TEXT NOT NULL,
  token TEXT NOT NULL,
  created BIGINT NOT NULL,
  valid_until BIGINT NOT NULL,
  revoked BIGINT,
  key_id BIGINT NOT NULL,
  content BYTEA NOT NULL
);
CREATE UNIQUE INDEX api_token_by_token ON api_token (tenant, token);

-- Failed sign-ins; `lookup` is the HMAC of whom or what they concern.
CREATE TABLE guess (
  tenant TEXT NOT NULL,
  lookup BYTEA NOT NULL,
  failures BIGINT NOT NULL,
  first_at BIGINT NOT NULL,
  blocked_until BIGINT NOT NULL,
  forget BIGINT NOT NULL,
  PRIMARY KEY (tenant, lookup)
);
CREATE INDEX guess_to_forget ON guess (tenant, forget);

-- Which links of the audit chain speak of a pseudonym.
CREATE TABLE audit_about (
  tenant TEXT NOT NULL,
  pseudonym TEXT NOT NULL,
  seq BIGINT NOT NULL,
  slot BIGINT NOT NULL,
  PRIMARY KEY (tenant, pseudonym, seq, slot)
);
INSERT INTO audit_about (tenant, pseudonym, seq, slot)
  SELECT tenant, record::json ->> 'subject', seq, slot FROM audit_link
  WHERE record::json ->> 'subject' IS NOT NULL;
CREATE INDEX audit_link_back ON audit_link (tenant, seq, slot);

-- Pages of items, newest first, by what they are asked for.
CREATE INDEX item_by_conversation ON item (conversation, ordinal);
CREATE INDEX item_by_kind ON item (tenant, kind, ordinal);
CREATE INDEX item_by_received ON item (tenant, received, ordinal);
CREATE INDEX item_by_reason ON item (tenant, reason, ordinal) WHERE reason <> '';
CREATE INDEX item_by_patient ON item (tenant, patient, ordinal) WHERE patient <> '';
