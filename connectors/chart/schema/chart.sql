-- chart.db: versions of resources, sealed (AES-256-GCM), and nothing that names or finds them. `key` is
-- a row of data_key in the key store, `object` a file of the chart's vault.
CREATE TABLE content (
  pid INTEGER NOT NULL,
  number INTEGER NOT NULL,
  key INTEGER NOT NULL,
  object TEXT,
  body BLOB NOT NULL,
  PRIMARY KEY (pid, number)
) STRICT;
CREATE INDEX content_by_key ON content (key);
CREATE INDEX content_by_object ON content (object) WHERE object IS NOT NULL;

-- Which chart this is, and how many groups were committed: both files say the same. `keys`: the last key
-- that the key store is known to have on the disk.
CREATE TABLE state (chart TEXT NOT NULL, commits INTEGER NOT NULL, keys INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO state (chart, commits) VALUES (lower(hex(randomblob(16))), 0);
