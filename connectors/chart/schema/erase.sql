-- Everything of the patient that stands in `gone`: what lies under their key, and what has a key of its
-- own and belongs to any of it. Says what it took away in `gone` (resources), `gone_version` and
-- `gone_key`.
INSERT OR IGNORE INTO gone (name)
WITH RECURSIVE found (name) AS (
  SELECT name FROM gone
  UNION
  SELECT r.type || '/' || r.id FROM found f JOIN data_key k ON k.owner = f.name JOIN content c ON c.key = k.id
    JOIN resource r ON r.pid = c.pid AND r.version = c.number
  UNION
  SELECT b.owner FROM found f JOIN belongs b ON b.whose = f.name JOIN data_key k ON k.owner = b.owner
)
SELECT name FROM found;

UPDATE gone SET pid = (SELECT r.pid FROM resource r WHERE r.type = substr(name, 1, instr(name, '/') - 1)
  AND r.id = substr(name, instr(name, '/') + 1));
INSERT INTO gone_key SELECT k.id FROM gone g JOIN data_key k ON k.owner = g.name;
INSERT INTO gone_version SELECT object FROM content
  WHERE key IN (SELECT id FROM gone_key) OR pid IN (SELECT pid FROM gone);

DELETE FROM content WHERE key IN (SELECT id FROM gone_key) OR pid IN (SELECT pid FROM gone);
DELETE FROM keys.key WHERE pid IN (SELECT pid FROM gone);
DELETE FROM keys.span WHERE pid IN (SELECT pid FROM gone);
DELETE FROM keys.resource WHERE pid IN (SELECT pid FROM gone);
DELETE FROM keys.data_key WHERE id IN (SELECT id FROM gone_key);
DELETE FROM keys.belongs WHERE whose IN (SELECT name FROM gone) OR owner IN (SELECT name FROM gone);
