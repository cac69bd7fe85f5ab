-- One life for every message: an item, its filings with their parts, its media and its jobs each
-- have rows of their own. Sealed columns are as in 0001. Words are those of
-- bridge/flow/{progress,reason}.h.

-- How many of its items were split off, how often that failed, whether it was given up for now.
ALTER TABLE delivery ADD COLUMN split INTEGER NOT NULL DEFAULT 0;
ALTER TABLE delivery ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE delivery ADD COLUMN parked INTEGER NOT NULL DEFAULT 0;
CREATE INDEX delivery_by_data_key ON delivery (key_id);
CREATE INDEX delivery_leased ON delivery (lease_owner) WHERE lease_owner IS NOT NULL;
CREATE INDEX delivery_parked ON delivery (tenant) WHERE parked <> 0;
CREATE INDEX conversation_leased ON conversation (lease_owner) WHERE lease_owner IS NOT NULL;

-- `mac` of a link and of a filing covers what it says of whom: connectors/sql/row_macs.h.
ALTER TABLE patient_link ADD COLUMN without_number INTEGER NOT NULL DEFAULT 0;
-- What a person chose in 0.1.0 was not compared with the number: it holds until today's answer is asked
-- for by a person again.
UPDATE patient_link SET without_number = 1 WHERE confirmed_by NOT LIKE 'rule:%';
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

-- `state` and `state_reason` are the item's own; `progress` to `dead_letter` is what lists say of
-- it, written with each step. `fingerprint` is an HMAC of what the provider said.
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
  provider_id BLOB,
  refers_to BLOB,
  key_id INTEGER,
  content BLOB
) STRICT;

-- `parts`: each resource of it in the order of sending, as JSON [part, type, identity, reference,
-- version, state].
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
  parts TEXT NOT NULL DEFAULT '[]',
  mac BLOB,
  PRIMARY KEY (ordinal, number)
) STRICT, WITHOUT ROWID;

-- The bytes of a filing that are about to leave. `bound` 0: sealed as 0002 did it, for its item
-- alone.
CREATE TABLE payload (
  ordinal INTEGER NOT NULL,
  number INTEGER NOT NULL,
  tenant TEXT NOT NULL,
  conversation BLOB NOT NULL,
  bound INTEGER NOT NULL DEFAULT 1,
  body BLOB NOT NULL,
  PRIMARY KEY (ordinal, number)
) STRICT, WITHOUT ROWID;

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

-- What version 0.1.0 left, brought over. First its reasons in the words of bridge/flow/reason.h.
CREATE TABLE reason_0003 (
  word TEXT PRIMARY KEY,
  said TEXT NOT NULL,
  of_item INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO reason_0003 (word, said)
  SELECT word, CASE
    WHEN word = '' OR word IN (
      'unknown-channel', 'foreign-signature', 'unparsable', 'kind-not-documented',
      'group-message', 'conflicting-copy', 'stored-item-unreadable', 'patient-unresolved',
      'number-moved', 'number-changed', 'patient-deceased', 'patient-inactive', 'staff-number',
      'directory-unreachable', 'directory-refused', 'permitted-by-consent',
      'permitted-by-implicit-policy', 'no-consent', 'consent-pending', 'consent-expired',
      'consent-not-yet-valid', 'consent-revoked', 'consent-rejected', 'denied-by-consent',
      'no-matching-provision', 'purpose-label-conflict', 'consent-unreachable',
      'consent-invalid', 'unverified', 'guardian-lapsed', 'unresolved-criteria',
      'request-incomplete', 'second-person-wanted', 'delivered-after-change', 'hold-expired',
      'rejected-by-staff', 'dropped-by-staff', 'erased', 'retracted', 'superseded',
      'ehr-unreachable', 'ehr-throttled', 'ehr-unauthorized', 'ehr-forbidden', 'ehr-conflict',
      'ehr-ambiguous', 'ehr-not-offered', 'ehr-not-found', 'ehr-too-large', 'ehr-refused',
      'ehr-in-doubt', 'ehr-corrupt', 'mapping-refused', 'delivery-failed', 'unavailable',
      'expired', 'type-refused', 'too-large', 'corrupt', 'infected', 'suspicious',
      'scan-pending', 'media-unreachable', 'media-unauthorized', 'media-forbidden', 'vault-full',
      'other')
      THEN word
    WHEN word LIKE 'mapping-%' THEN 'mapping-refused'
    WHEN word IN ('directory-throttled', 'directory-unauthorized', 'directory-in-doubt',
      'directory-full', 'directory-busy', 'directory-conflict') THEN 'directory-unreachable'
    WHEN word LIKE 'directory-%' THEN 'directory-refused'
    WHEN word LIKE 'consent-%' THEN 'consent-unreachable'
    WHEN word IN ('ehr-full', 'ehr-busy') THEN 'ehr-unreachable'
    WHEN word = 'media-full' THEN 'vault-full'
    WHEN word LIKE 'media-%' THEN 'media-unreachable'
    WHEN word = 'provider-unavailable' THEN 'unavailable'
    ELSE 'other' END
  FROM (SELECT reason AS word FROM item_0002 UNION SELECT reason FROM media) AS words;
-- These say something of the item itself, not of a filing.
UPDATE reason_0003 SET of_item = 1
  WHERE said IN ('unknown-channel', 'foreign-signature', 'unparsable', 'kind-not-documented',
    'group-message', 'stored-item-unreadable', 'patient-unresolved', 'staff-number',
    'directory-unreachable', 'directory-refused');

-- Where each item and its newest filing stand now. What has a payload, or had an attempt, may have
-- left: nobody knows.
CREATE TABLE move_0003 (
  ordinal INTEGER PRIMARY KEY,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  filing_state TEXT,
  maybe_sent INTEGER NOT NULL
) STRICT;
INSERT INTO move_0003 (ordinal, state, reason, filing_state, maybe_sent)
  SELECT i.ordinal, CASE
      WHEN i.progress IN ('matched', 'permitted', 'mapped', 'filed') THEN 'matched'
      WHEN i.progress = 'received' THEN 'parsed'
      WHEN i.progress IN ('held', 'failed') AND i.patient <> '' AND r.of_item = 0
        THEN 'matched'
      ELSE i.progress END,
    CASE WHEN i.progress = 'dropped' AND r.said = 'other' THEN 'dropped-by-staff' ELSE r.said END,
    CASE
      WHEN i.progress = 'noted' OR i.patient = '' THEN NULL
      WHEN i.progress IN ('matched', 'permitted') THEN 'planned'
      WHEN i.progress = 'mapped' THEN 'sent'
      WHEN i.progress IN ('filed', 'failed', 'dropped') THEN i.progress
      WHEN i.progress = 'held' AND r.of_item = 0 THEN 'held'
      WHEN o.ordinal IS NOT NULL THEN 'failed'
      ELSE NULL END,
    CASE
      WHEN i.progress IN ('filed', 'noted', 'dropped') THEN 0
      WHEN i.progress = 'mapped' OR o.ordinal IS NOT NULL THEN 1
      WHEN i.progress IN ('held', 'failed') AND i.attempts > 0 THEN 1
      ELSE 0 END
  FROM item_0002 i JOIN reason_0003 r ON r.word = i.reason
  LEFT JOIN outbox o ON o.ordinal = i.ordinal;

INSERT INTO filing (ordinal, number, tenant, conversation, patient, state, reason, attempts,
    first_tried, maybe_sent)
  SELECT i.ordinal, i.filing, i.tenant, i.conversation, i.patient, m.filing_state,
    CASE WHEN m.state = 'matched' OR i.progress IN ('dropped', 'failed') THEN m.reason ELSE '' END,
    i.attempts, CASE WHEN m.maybe_sent = 1 AND i.attempts > 0 THEN i.received END, m.maybe_sent
  FROM item_0002 i JOIN move_0003 m ON m.ordinal = i.ordinal WHERE m.filing_state IS NOT NULL;
-- An undo that was under way: the former filing, for a patient whom nobody wrote down.
INSERT INTO filing (ordinal, number, tenant, conversation, patient, state)
  SELECT ordinal, filing - 1, tenant, conversation, '', 'retracting'
  FROM item_0002 WHERE resources <> '' AND progress <> 'filed' AND filing > 0;

-- Resources in the order of 0.1.0: thread, Binary, DocumentReference, message, Provenance; then
-- what came later.
CREATE TABLE part_0003 (
  ordinal INTEGER NOT NULL,
  number INTEGER NOT NULL,
  position INTEGER NOT NULL,
  part TEXT NOT NULL,
  type TEXT NOT NULL,
  reference TEXT NOT NULL,
  PRIMARY KEY (ordinal, number, position)
) STRICT;
INSERT INTO part_0003 (ordinal, number, position, part, type, reference)
  SELECT t.ordinal, t.number, t.position, CASE t.type
      WHEN 'Communication' THEN
        CASE WHEN t.nth = 1 AND t.of_type > 1 THEN 'thread' ELSE 'message' END
      WHEN 'DocumentReference' THEN 'media:' || t.medium
      WHEN 'Binary' THEN 'binary:' || t.medium
      WHEN 'Provenance'
        THEN CASE WHEN t.nth = 1 THEN 'provenance' ELSE 'provenance/media:' || t.medium END
      ELSE 'message' END,
    t.type, t.reference
  FROM (SELECT l.*,
      ROW_NUMBER() OVER (PARTITION BY l.ordinal, l.type ORDER BY l.position) AS nth,
      COUNT(*) OVER (PARTITION BY l.ordinal, l.type) AS of_type,
      COALESCE((SELECT MIN(number) FROM media WHERE media.ordinal = l.ordinal), 0) AS medium
    FROM (SELECT i.ordinal,
        CASE WHEN i.progress = 'filed' OR i.filing = 0 THEN i.filing ELSE i.filing - 1 END
          AS number,
        one.value AS reference, one.key AS position,
        substr(one.value, 1, instr(one.value, '/') - 1) AS type
      FROM item_0002 i, json_each('[' || replace(json_quote(i.resources), '\n', '","') || ']')
        AS one
      WHERE i.resources <> '' AND one.value <> '') AS l) AS t;

UPDATE filing SET parts = (SELECT json_group_array(json_array(part, type, '', reference, '',
      'confirmed')) FROM (SELECT * FROM part_0003 p WHERE p.ordinal = filing.ordinal AND
      p.number = filing.number ORDER BY p.position) AS sorted);
DROP TABLE part_0003;

INSERT INTO payload (ordinal, number, tenant, conversation, bound, body)
  SELECT o.ordinal, i.filing, o.tenant, o.conversation, 0, o.bundle
  FROM outbox o JOIN item_0002 i ON i.ordinal = o.ordinal;
-- A file of a message that is filed may be on its way there by itself.
INSERT INTO medium (ordinal, number, tenant, conversation, progress, reason, attempts, maybe_sent,
    object, key_id, content_type, size, sha1, sha256)
  SELECT m.ordinal, m.number, m.tenant, m.conversation, m.progress, r.said, m.attempts,
    CASE WHEN m.progress = 'stored' AND i.progress = 'filed' THEN 1 ELSE 0 END, m.object, m.key_id,
    m.content_type, m.size, m.sha1, m.sha256
  FROM media m JOIN reason_0003 r ON r.word = m.reason JOIN item_0002 i ON i.ordinal = m.ordinal;

-- What is still to do. A hold for a consent or a patient is asked again when somebody wakes it.
INSERT INTO job (ordinal, kind, number, tenant, line, turn, due, attempts)
  SELECT i.ordinal, 'match', 0, i.tenant, c.line, 'in-order',
    CASE WHEN i.progress = 'held' THEN NULL ELSE COALESCE(i.due, i.received) END, i.attempts
  FROM item_0002 i JOIN move_0003 m ON m.ordinal = i.ordinal
  JOIN conversation c ON c.id = i.conversation
  WHERE m.state = 'parsed' OR (m.state = 'held' AND m.reason = 'patient-unresolved');
INSERT INTO job (ordinal, kind, number, tenant, line, turn, due, attempts)
  SELECT i.ordinal, 'decide', 0, i.tenant, c.line,
    CASE WHEN i.progress = 'held' AND m.reason = 'consent-unreachable' THEN 'along'
      ELSE 'in-order' END,
    CASE WHEN i.progress = 'held' AND m.reason <> 'consent-unreachable' THEN NULL
      ELSE COALESCE(i.due, i.received) END, i.attempts
  FROM item_0002 i JOIN move_0003 m ON m.ordinal = i.ordinal
  JOIN conversation c ON c.id = i.conversation
  WHERE m.state = 'matched' AND m.filing_state IN ('planned', 'held');
INSERT INTO job (ordinal, kind, number, tenant, line, turn, due, attempts)
  SELECT i.ordinal, 'push', i.filing, i.tenant, c.line, 'in-order', COALESCE(i.due, i.received),
    i.attempts
  FROM item_0002 i JOIN conversation c ON c.id = i.conversation WHERE i.progress = 'mapped';
INSERT INTO job (ordinal, kind, number, tenant, line, turn, due)
  SELECT i.ordinal, 'expire', 0, i.tenant, c.line, 'any-time', i.deadline
  FROM item_0002 i
  JOIN conversation c ON c.id = i.conversation
  WHERE i.progress IN ('held', 'failed') AND i.deadline IS NOT NULL;
INSERT INTO job (ordinal, kind, number, tenant, line, turn, due)
  SELECT f.ordinal, 'retract', f.number, f.tenant, c.line, 'any-time', i.received
  FROM filing f JOIN item_0002 i ON i.ordinal = f.ordinal
  JOIN conversation c ON c.id = f.conversation
  WHERE f.state = 'retracting';
INSERT INTO job (ordinal, kind, number, tenant, line, turn, due, attempts)
  SELECT i.ordinal, CASE m.progress WHEN 'stored' THEN 'push-medium' WHEN 'pending' THEN 'fetch'
      ELSE 'forget' END,
    m.number, i.tenant, c.line, 'any-time',
    CASE m.progress WHEN 'pending' THEN m.due ELSE COALESCE(i.due, i.received) END, m.attempts
  FROM media m JOIN item_0002 i ON i.ordinal = m.ordinal
  JOIN conversation c ON c.id = i.conversation
  WHERE (m.progress = 'stored' AND i.progress = 'filed')
    OR (m.progress = 'pending' AND i.progress NOT IN ('dropped', 'noted'))
    OR (m.progress = 'dropped' AND m.object <> '');

INSERT INTO item (ordinal, tenant, item_key, conversation, channel, kind, source, direction,
    received, sent, state, state_reason, deadline, patient, matched_by, progress, reason, filing,
    attempts, dead_letter, media_count, placeholder, provider_id, refers_to, key_id, content)
  SELECT i.ordinal, i.tenant, i.item_key, i.conversation, i.channel, i.kind, i.source, i.direction,
    i.received, i.sent, m.state,
    CASE WHEN m.state = 'matched' THEN '' ELSE m.reason END, i.deadline,
    i.patient, CASE WHEN i.patient = '' THEN ''
      WHEN EXISTS (SELECT 1 FROM patient_link l WHERE l.conversation = i.conversation AND
        l.patient = i.patient AND l.confirmed_by NOT LIKE 'rule:%') THEN 'person'
      ELSE 'rule' END,
    CASE WHEN m.state <> 'matched' THEN m.state
      WHEN m.filing_state = 'planned' THEN 'matched'
      WHEN m.filing_state = 'sent' THEN 'mapped'
      ELSE m.filing_state END,
    m.reason, COALESCE((SELECT MAX(f.number) FROM filing f WHERE f.ordinal = i.ordinal), 0),
    i.attempts,
    CASE WHEN m.state = 'failed' OR (m.state = 'matched' AND m.filing_state = 'failed')
      OR (m.state = 'matched' AND m.filing_state = 'filed' AND EXISTS (SELECT 1 FROM media
        WHERE media.ordinal = i.ordinal AND media.progress = 'failed')) THEN 1 ELSE 0 END,
    i.media_count, i.placeholder, i.provider_id, i.refers_to, i.key_id, i.content
  FROM item_0002 i JOIN move_0003 m ON m.ordinal = i.ordinal;
DELETE FROM sqlite_sequence WHERE name = 'item';
INSERT INTO sqlite_sequence (name, seq)
  SELECT 'item', seq FROM sqlite_sequence WHERE name = 'item_0002';
DROP TABLE item_0002;
DROP TABLE outbox;
DROP TABLE media;
DROP TABLE move_0003;
DROP TABLE reason_0003;

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
CREATE INDEX job_of_line_without_ehr ON job (line, ordinal)
  WHERE due IS NOT NULL AND kind <> 'fetch' AND (urgent <> 0 OR kind IN ('expire', 'forget'));
CREATE INDEX job_fetch ON job (tenant, due, ordinal) WHERE kind = 'fetch' AND due IS NOT NULL;
CREATE INDEX job_leased ON job (lease_owner) WHERE lease_owner IS NOT NULL;

-- Nobody works while a store is migrated.
UPDATE delivery SET lease_owner = NULL, lease_until = 0 WHERE lease_owner IS NOT NULL;
UPDATE conversation SET lease_owner = NULL, lease_until = 0, next_due = (SELECT MIN(due) FROM (
    SELECT due FROM (SELECT due FROM job WHERE line = conversation.id AND turn = 'in-order' AND
        kind <> 'fetch' AND due IS NOT NULL ORDER BY ordinal, due LIMIT 1) AS first
    UNION ALL
    SELECT MIN(due) FROM job WHERE line = conversation.id AND turn <> 'in-order' AND
      kind <> 'fetch' AND due IS NOT NULL AND ordinal <= COALESCE((SELECT MIN(ordinal) FROM job
        WHERE line = conversation.id AND turn = 'in-order' AND kind <> 'fetch' AND
          due IS NOT NULL), 9223372036854775807)) AS either);
