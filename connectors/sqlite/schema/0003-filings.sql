-- One life for every message: an item, its filings with their parts, its media and its jobs each have
-- rows of their own. Sealed columns are as in 0001. Words are those of bridge/flow/{progress,reason}.h.

-- How many of its items were split off, how often that failed, whether it was given up for now.
ALTER TABLE delivery ADD COLUMN split INTEGER NOT NULL DEFAULT 0;
ALTER TABLE delivery ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE delivery ADD COLUMN parked INTEGER NOT NULL DEFAULT 0;
DROP INDEX delivery_waiting;
CREATE INDEX delivery_waiting ON delivery (tenant, key_id);
CREATE INDEX delivery_leased ON delivery (lease_owner) WHERE lease_owner IS NOT NULL;
CREATE INDEX delivery_parked ON delivery (tenant) WHERE parked <> 0;
CREATE INDEX conversation_leased ON conversation (lease_owner) WHERE lease_owner IS NOT NULL;

-- `mac` of a link and of a filing covers what it says of whom: connectors/sql/row_macs.h.
ALTER TABLE patient_link ADD COLUMN without_number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE patient_link ADD COLUMN mac BLOB;

DROP INDEX item_by_key;
DROP INDEX item_by_provider_id;
DROP INDEX item_under_way;
DROP INDEX item_waiting;
DROP INDEX item_progress;
DROP INDEX item_by_conversation;
DROP INDEX item_by_kind;
DROP INDEX item_by_received;
DROP INDEX item_by_reason;
DROP INDEX item_by_patient;
ALTER TABLE item RENAME TO item_0002;

-- `state` and `state_reason` are the item's own; `progress` to `dead_letter` is what lists say of it,
-- written with each step. `former_fingerprint` is that of the placeholder whose place it took.
CREATE TABLE item (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant TEXT NOT NULL,
  item_key BLOB NOT NULL,
  conversation BLOB NOT NULL,
  channel TEXT NOT NULL,
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  direction TEXT NOT NULL,
  received INTEGER NOT NULL,
  sent INTEGER,
  version INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL,
  state_reason TEXT NOT NULL,
  deadline INTEGER,
  patient TEXT NOT NULL DEFAULT '',
  matched_by TEXT NOT NULL DEFAULT '',
  progress TEXT NOT NULL,
  reason TEXT NOT NULL,
  filing INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  dead_letter INTEGER NOT NULL DEFAULT 0,
  media_count INTEGER NOT NULL DEFAULT 0,
  placeholder INTEGER NOT NULL,
  conflicting_copy INTEGER NOT NULL DEFAULT 0,
  fingerprint BLOB,
  former_fingerprint BLOB,
  provider_id BLOB,
  refers_to BLOB,
  key_id INTEGER,
  content BLOB
) STRICT;

CREATE TABLE filing (
  ordinal INTEGER NOT NULL,
  number INTEGER NOT NULL,
  tenant TEXT NOT NULL,
  conversation BLOB NOT NULL,
  patient TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  attempts INTEGER NOT NULL DEFAULT 0,
  first_tried INTEGER,
  maybe_sent INTEGER NOT NULL DEFAULT 0,
  also_asked TEXT NOT NULL DEFAULT '',
  basis TEXT NOT NULL DEFAULT '',
  mac BLOB,
  PRIMARY KEY (ordinal, number)
) STRICT, WITHOUT ROWID;

-- `position` is the order of sending.
CREATE TABLE filing_part (
  ordinal INTEGER NOT NULL,
  number INTEGER NOT NULL,
  position INTEGER NOT NULL,
  tenant TEXT NOT NULL,
  conversation BLOB NOT NULL,
  part TEXT NOT NULL,
  type TEXT NOT NULL,
  identity TEXT NOT NULL DEFAULT '',
  reference TEXT NOT NULL DEFAULT '',
  version TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  PRIMARY KEY (ordinal, number, position)
) STRICT, WITHOUT ROWID;

-- The bytes of a filing that are about to leave. `bound` 0: sealed as 0002 did it, for its item alone.
CREATE TABLE payload (
  ordinal INTEGER NOT NULL,
  number INTEGER NOT NULL,
  tenant TEXT NOT NULL,
  conversation BLOB NOT NULL,
  bound INTEGER NOT NULL DEFAULT 1,
  body BLOB NOT NULL,
  PRIMARY KEY (ordinal, number)
) STRICT;

CREATE TABLE medium (
  ordinal INTEGER NOT NULL,
  number INTEGER NOT NULL,
  tenant TEXT NOT NULL,
  conversation BLOB NOT NULL,
  progress TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  attempts INTEGER NOT NULL DEFAULT 0,
  deadline INTEGER,
  maybe_sent INTEGER NOT NULL DEFAULT 0,
  released INTEGER NOT NULL DEFAULT 0,
  object TEXT NOT NULL DEFAULT '',
  key_id INTEGER NOT NULL DEFAULT 0,
  content_type TEXT NOT NULL DEFAULT '',
  size INTEGER NOT NULL DEFAULT 0,
  sha1 TEXT NOT NULL DEFAULT '',
  sha256 TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (ordinal, number)
) STRICT, WITHOUT ROWID;

-- `line` is where the item's conversation queues. `due` NULL: parked. Only fetches are leased by
-- themselves.
CREATE TABLE job (
  ordinal INTEGER NOT NULL,
  kind TEXT NOT NULL,
  number INTEGER NOT NULL,
  tenant TEXT NOT NULL,
  line BLOB NOT NULL,
  turn TEXT NOT NULL,
  due INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  urgent INTEGER NOT NULL DEFAULT 0,
  lease_owner TEXT,
  lease_until INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (ordinal, kind, number)
) STRICT, WITHOUT ROWID;

-- Data keys that nothing named at the last sweep, and since which one.
CREATE TABLE unnamed_key (
  id INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  since INTEGER NOT NULL,
  seen INTEGER NOT NULL
) STRICT;
CREATE TABLE sweep (
  tenant TEXT PRIMARY KEY,
  begun INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What a program must do once after a migration, because SQL cannot: here, the MACs.
CREATE TABLE once_done (
  tenant TEXT NOT NULL,
  what TEXT NOT NULL,
  PRIMARY KEY (tenant, what)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX item_by_key ON item (item_key);
CREATE INDEX item_by_provider_id ON item (provider_id) WHERE provider_id IS NOT NULL;
CREATE INDEX item_progress ON item (tenant, progress);
CREATE INDEX item_by_conversation ON item (conversation);
CREATE INDEX item_by_kind ON item (tenant, kind);
CREATE INDEX item_by_received ON item (tenant, received);
CREATE INDEX item_by_reason ON item (tenant, reason) WHERE reason <> '';
CREATE INDEX item_by_patient ON item (tenant, patient) WHERE patient <> '';
CREATE INDEX item_dead_letter ON item (tenant) WHERE dead_letter <> 0;
-- What still moves by itself.
CREATE INDEX item_under_way ON item (tenant, received)
  WHERE progress IN ('parsed', 'matched', 'permitted', 'mapped');
CREATE INDEX item_by_data_key ON item (key_id) WHERE key_id IS NOT NULL;
CREATE INDEX medium_by_object ON medium (object) WHERE object <> '';
CREATE INDEX medium_by_data_key ON medium (key_id) WHERE key_id <> 0;
CREATE INDEX medium_progress ON medium (tenant, progress, reason);
CREATE INDEX audit_subject_by_data_key ON audit_subject (key_id);
CREATE INDEX audit_detail_by_data_key ON audit_detail (key_id);

-- Who is next in a line, and in all of them. Fetches stand apart.
CREATE INDEX job_in_order ON job (line, ordinal, due)
  WHERE turn = 'in-order' AND kind <> 'fetch' AND due IS NOT NULL;
CREATE INDEX job_along ON job (line, ordinal)
  WHERE turn = 'along' AND kind <> 'fetch' AND due IS NOT NULL;
CREATE INDEX job_waiting ON job (line, due)
  WHERE turn <> 'in-order' AND kind <> 'fetch' AND due IS NOT NULL;
CREATE INDEX job_parked ON job (line, kind) WHERE due IS NULL;
CREATE INDEX job_without_ehr ON job (tenant, due)
  WHERE due IS NOT NULL AND kind <> 'fetch' AND (urgent <> 0 OR kind IN ('expire', 'forget'));
CREATE INDEX job_fetch ON job (tenant, due, ordinal) WHERE kind = 'fetch' AND due IS NOT NULL;
CREATE INDEX job_leased ON job (lease_owner) WHERE lease_owner IS NOT NULL;
