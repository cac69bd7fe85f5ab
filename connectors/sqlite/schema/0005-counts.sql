-- Which queue of people an item stands in (bridge/ports/item_rows.h, StaffQueue), and how many items
-- and media stand where: kept by the transactions that move them.
DROP INDEX item_dead_letter;
ALTER TABLE item RENAME COLUMN dead_letter TO staff_queue;
UPDATE item SET staff_queue = 1 WHERE progress = 'filed' AND EXISTS (SELECT 1 FROM medium
  WHERE medium.ordinal = item.ordinal AND medium.progress IN ('failed', 'held'));
UPDATE item SET staff_queue = 2 WHERE progress = 'held' AND reason IN ('patient-unresolved',
  'number-moved', 'number-changed', 'patient-deceased', 'patient-inactive', 'staff-number',
  'directory-unreachable', 'directory-refused', 'conflicting-copy', 'unparsable',
  'kind-not-documented');
CREATE INDEX item_in_queue ON item (tenant, staff_queue) WHERE staff_queue <> 0;
CREATE INDEX item_for_staff ON item (tenant) WHERE patient <> '' OR staff_queue = 2;
CREATE INDEX item_for_staff_ended ON item (tenant, progress)
  WHERE (patient <> '' OR staff_queue = 2) AND progress IN ('noted', 'dropped');
CREATE INDEX item_deadline ON item (tenant, reason, progress, deadline)
  WHERE deadline IS NOT NULL AND reason <> '';
DROP INDEX medium_progress;

-- `what`: item or medium, whose channel, kind and day of arrival are its item's. `day`: since
-- 1970-01-01, UTC. `slot`: the writer slot that counted, so that writers do not wait for each
-- other; a row may be below zero, the sum over the slots is the number.
CREATE TABLE state_count (
  tenant TEXT NOT NULL,
  slot INTEGER NOT NULL,
  what TEXT NOT NULL,
  day INTEGER NOT NULL,
  channel TEXT NOT NULL,
  kind TEXT NOT NULL,
  progress TEXT NOT NULL,
  reason TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (tenant, slot, what, day, channel, kind, progress, reason)
) STRICT, WITHOUT ROWID;
INSERT INTO state_count (tenant, slot, what, day, channel, kind, progress, reason, number)
  SELECT tenant, 0, 'item', received / 86400000, channel, kind, progress, reason, COUNT(*)
  FROM item GROUP BY tenant, received / 86400000, channel, kind, progress, reason;
INSERT INTO state_count (tenant, slot, what, day, channel, kind, progress, reason, number)
  SELECT i.tenant, 0, 'medium', i.received / 86400000, i.channel, i.kind, m.progress, m.reason,
    COUNT(*)
  FROM medium m JOIN item i ON i.ordinal = m.ordinal
  GROUP BY i.tenant, i.received / 86400000, i.channel, i.kind, m.progress, m.reason;

-- An entry is found again by the item or resource that it speaks of, too; no patient stands there.
INSERT INTO audit_about (tenant, pseudonym, seq, slot)
  SELECT tenant, record ->> '$.what', seq, slot FROM audit_link
  WHERE record ->> '$.what' LIKE '________-____-____-____-____________'
    OR (record ->> '$.what' LIKE '%/%' AND record ->> '$.what' NOT LIKE 'Patient/%');
