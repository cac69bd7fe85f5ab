-- One life for every message: an item, its filings with their parts, its media and its jobs each have
-- rows of their own. Sealed columns are as in 0001. Words are those of bridge/flow/{progress,reason}.h.

-- How many of its items were split off, how often that failed, whether it was given up for now.
ALTER TABLE delivery ADD COLUMN split BIGINT NOT NULL DEFAULT 0;
ALTER TABLE delivery ADD COLUMN failures BIGINT NOT NULL DEFAULT 0;
ALTER TABLE delivery ADD COLUMN parked BIGINT NOT NULL DEFAULT 0;
CREATE INDEX delivery_by_data_key ON delivery (key_id);
CREATE INDEX delivery_leased ON delivery (lease_owner) WHERE lease_owner IS NOT NULL;
CREATE INDEX delivery_parked ON delivery (tenant) WHERE parked <> 0;
CREATE INDEX conversation_leased ON conversation (lease_owner) WHERE lease_owner IS NOT NULL;

-- `mac` of a link and of a filing covers what it says of whom: connectors/sql/row_macs.h.
ALTER TABLE patient_link ADD COLUMN without_number BIGINT NOT NULL DEFAULT 0;
ALTER TABLE patient_link ADD COLUMN mac BYTEA;

-- `state` and `state_reason` are the item's own; `progress` to `dead_letter` is what lists say of it,
-- written with each step. `former_fingerprint` is that of the placeholder whose place it took.
ALTER TABLE item ADD COLUMN version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE item ADD COLUMN state TEXT NOT NULL DEFAULT '';
ALTER TABLE item ADD COLUMN state_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE item ADD COLUMN matched_by TEXT NOT NULL DEFAULT '';
ALTER TABLE item ADD COLUMN dead_letter BIGINT NOT NULL DEFAULT 0;
ALTER TABLE item ADD COLUMN conflicting_copy BIGINT NOT NULL DEFAULT 0;
ALTER TABLE item ADD COLUMN fingerprint BYTEA;
ALTER TABLE item ADD COLUMN former_fingerprint BYTEA;

CREATE TABLE filing (
  ordinal BIGINT NOT NULL,
  number BIGINT NOT NULL,
  tenant TEXT NOT NULL,
  conversation BYTEA NOT NULL,
  patient TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  attempts BIGINT NOT NULL DEFAULT 0,
  first_tried BIGINT,
  maybe_sent BIGINT NOT NULL DEFAULT 0,
  also_asked TEXT NOT NULL DEFAULT '',
  basis TEXT NOT NULL DEFAULT '',
  mac BYTEA,
  PRIMARY KEY (ordinal, number)
);

-- `position` is the order of sending.
CREATE TABLE filing_part (
  ordinal BIGINT NOT NULL,
  number BIGINT NOT NULL,
  position BIGINT NOT NULL,
  tenant TEXT NOT NULL,
  conversation BYTEA NOT NULL,
  part TEXT NOT NULL,
  type TEXT NOT NULL,
  identity TEXT NOT NULL DEFAULT '',
  reference TEXT NOT NULL DEFAULT '',
  version TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  PRIMARY KEY (ordinal, number, position)
);

-- The bytes of a filing that are about to leave. `bound` 0: sealed as 0002 did it, for its item alone.
CREATE TABLE payload (
  ordinal BIGINT NOT NULL,
  number BIGINT NOT NULL,
  tenant TEXT NOT NULL,
  conversation BYTEA NOT NULL,
  bound BIGINT NOT NULL DEFAULT 1,
  body BYTEA NOT NULL,
  PRIMARY KEY (ordinal, number)
);

CREATE TABLE medium (
  ordinal BIGINT NOT NULL,
  number BIGINT NOT NULL,
  tenant TEXT NOT NULL,
  conversation BYTEA NOT NULL,
  progress TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '',
  attempts BIGINT NOT NULL DEFAULT 0,
  deadline BIGINT,
  maybe_sent BIGINT NOT NULL DEFAULT 0,
  released BIGINT NOT NULL DEFAULT 0,
  object TEXT NOT NULL DEFAULT '',
  key_id BIGINT NOT NULL DEFAULT 0,
  content_type TEXT NOT NULL DEFAULT '',
  size BIGINT NOT NULL DEFAULT 0,
  sha1 TEXT NOT NULL DEFAULT '',
  sha256 TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (ordinal, number)
);

-- `line` is where the item's conversation queues. `due` NULL: parked. Only fetches are leased by
-- themselves.
CREATE TABLE job (
  ordinal BIGINT NOT NULL,
  kind TEXT NOT NULL,
  number BIGINT NOT NULL,
  tenant TEXT NOT NULL,
  line BYTEA NOT NULL,
  turn TEXT NOT NULL,
  due BIGINT,
  attempts BIGINT NOT NULL DEFAULT 0,
  urgent BIGINT NOT NULL DEFAULT 0,
  lease_owner TEXT,
  lease_until BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (ordinal, kind, number)
);

-- Data keys that nothing named at the last sweep, and since which one.
CREATE TABLE unnamed_key (
  id BIGINT PRIMARY KEY,
  tenant TEXT NOT NULL,
  since BIGINT NOT NULL,
  seen BIGINT NOT NULL
);
CREATE TABLE sweep (
  tenant TEXT PRIMARY KEY,
  begun BIGINT NOT NULL
);

-- What a program must do once after a migration, because SQL cannot: here, the MACs.
CREATE TABLE once_done (
  tenant TEXT NOT NULL,
  what TEXT NOT NULL,
  PRIMARY KEY (tenant, what)
);

CREATE INDEX item_dead_letter ON item (tenant, ordinal) WHERE dead_letter <> 0;
-- What still moves by itself.
DROP INDEX item_under_way;
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
