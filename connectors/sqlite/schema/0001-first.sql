-- The store on SQLite. Times are milliseconds since 1970 UTC, UUIDs and HMACs are 16 bytes, sealed
-- columns are AES-256-GCM under a data key of keys.db. Sealed columns come last in their tables:
-- SQLite then reads the others without touching overflow pages.

CREATE TABLE store (
  tenant TEXT NOT NULL,
  probe BLOB
) STRICT;

-- Deliveries that are not split yet. A split one leaves with its key.
CREATE TABLE delivery (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL,
  received INTEGER NOT NULL,
  lease_owner TEXT,
  lease_until INTEGER NOT NULL DEFAULT 0,
  key_id INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;

-- For counting them: the table itself is a hundred times larger.
CREATE INDEX delivery_waiting ON delivery (tenant);

-- `line` is where its items queue: in itself, or in the older conversation that it was linked to.
CREATE TABLE conversation (
  serial INTEGER PRIMARY KEY AUTOINCREMENT,
  id BLOB NOT NULL UNIQUE,
  tenant TEXT NOT NULL,
  channel TEXT NOT NULL,
  line BLOB NOT NULL,
  next_due INTEGER,
  lease_owner TEXT,
  lease_until INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX conversation_due ON conversation (next_due) WHERE next_due IS NOT NULL;
CREATE INDEX conversation_line ON conversation (line);

CREATE TABLE conversation_alias (
  tenant TEXT NOT NULL,
  lookup BLOB NOT NULL,
  channel TEXT NOT NULL,
  conversation BLOB NOT NULL,
  PRIMARY KEY (lookup, channel)
) STRICT, WITHOUT ROWID;

CREATE TABLE patient_link (
  conversation BLOB PRIMARY KEY,
  tenant TEXT NOT NULL,
  patient TEXT NOT NULL,
  confirmed_by TEXT NOT NULL,
  confirmed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE item (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL,
  item_key BLOB NOT NULL,
  conversation BLOB NOT NULL,
  line BLOB NOT NULL,
  channel TEXT NOT NULL,
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  direction TEXT NOT NULL,
  received INTEGER NOT NULL,
  sent INTEGER,
  progress TEXT NOT NULL,
  reason TEXT NOT NULL,
  patient TEXT NOT NULL DEFAULT '',
  filing INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  due INTEGER,
  deadline INTEGER,
  placeholder INTEGER NOT NULL,
  media_count INTEGER NOT NULL DEFAULT 0,
  media_news INTEGER NOT NULL DEFAULT 0,
  resources TEXT NOT NULL DEFAULT '',
  provider_id BLOB,
  refers_to BLOB,
  key_id INTEGER,
  content BLOB
) STRICT;
CREATE UNIQUE INDEX item_by_key ON item (item_key);
CREATE INDEX item_by_provider_id ON item (provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX item_under_way ON item (line, ordinal)
  WHERE due IS NOT NULL AND progress IN ('received', 'parsed', 'matched', 'permitted', 'mapped');
CREATE INDEX item_waiting ON item (line, due)
  WHERE due IS NOT NULL AND progress NOT IN ('received', 'parsed', 'matched', 'permitted', 'mapped');
CREATE INDEX item_progress ON item (tenant, progress);

CREATE TABLE outbox (
  ordinal INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  conversation BLOB NOT NULL,
  bundle BLOB NOT NULL
) STRICT;

CREATE TABLE media (
  ordinal INTEGER NOT NULL,
  number INTEGER NOT NULL,
  tenant TEXT NOT NULL,
  conversation BLOB NOT NULL,
  progress TEXT NOT NULL,
  reason TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  due INTEGER NOT NULL DEFAULT 0,
  lease_owner TEXT,
  lease_until INTEGER NOT NULL DEFAULT 0,
  object TEXT NOT NULL DEFAULT '',
  key_id INTEGER NOT NULL DEFAULT 0,
  content_type TEXT NOT NULL DEFAULT '',
  size INTEGER NOT NULL DEFAULT 0,
  sha1 TEXT NOT NULL DEFAULT '',
  sha256 TEXT NOT NULL DEFAULT '',
  resources TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (ordinal, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX media_due ON media (due, ordinal) WHERE progress = 'pending';

CREATE TABLE decision (
  serial INTEGER PRIMARY KEY,
  ordinal INTEGER NOT NULL,
  tenant TEXT NOT NULL,
  conversation BLOB NOT NULL,
  part TEXT NOT NULL,
  stage TEXT NOT NULL,
  decision TEXT NOT NULL,
  reason TEXT NOT NULL,
  basis TEXT NOT NULL,
  because TEXT NOT NULL,
  decided INTEGER NOT NULL
) STRICT;
CREATE INDEX decision_by_item ON decision (ordinal);

-- The audit chain (bridge/audit/chain.h). Rows are only ever added.
CREATE TABLE audit_link (
  tenant TEXT NOT NULL,
  slot INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  record TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (slot, seq)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER audit_link_kept BEFORE DELETE ON audit_link
BEGIN SELECT RAISE(ABORT, 'the audit chain is only ever added to'); END;
CREATE TRIGGER audit_link_unchanged BEFORE UPDATE ON audit_link
BEGIN SELECT RAISE(ABORT, 'the audit chain is only ever added to'); END;

CREATE TABLE audit_head (
  tenant TEXT NOT NULL,
  slot INTEGER PRIMARY KEY,
  chain TEXT NOT NULL,
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- Who a pseudonym of the chain is. Erasing the row and its key leaves the chain whole.
CREATE TABLE audit_subject (
  lookup BLOB PRIMARY KEY,
  tenant TEXT NOT NULL,
  pseudonym TEXT NOT NULL UNIQUE,
  key_id INTEGER NOT NULL,
  subject BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_detail (
  slot INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  tenant TEXT NOT NULL,
  key_id INTEGER NOT NULL,
  detail BLOB NOT NULL,
  PRIMARY KEY (slot, seq)
) STRICT, WITHOUT ROWID;

-- Keys whose end is decided: unreadable from the commit on, taken out of keys.db after it.
CREATE TABLE key_to_destroy (
  id INTEGER PRIMARY KEY
) STRICT;
