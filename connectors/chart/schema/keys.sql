-- chart-keys.db, attached as `keys`: data keys, wrapped by the tenant key, and what resources are found
-- by. The second part is made anew from chart.db whenever it is not of the same state.
-- `owner`: "Patient/1", the resource itself where it is no one patient's, "" for the clinic's own.
CREATE TABLE keys.data_key (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  owner TEXT NOT NULL UNIQUE,
  wrapped BLOB NOT NULL
) STRICT;
-- What has a key of its own and goes when `whose` goes.
CREATE TABLE keys.belongs (
  whose TEXT NOT NULL,
  owner TEXT NOT NULL,
  PRIMARY KEY (whose, owner)
) STRICT, WITHOUT ROWID;
CREATE TABLE keys.state (chart TEXT NOT NULL, commits INTEGER NOT NULL, rules TEXT NOT NULL) STRICT;
-- Only an empty chart may get a new key store.
INSERT INTO keys.state SELECT chart, commits, '' FROM main.state WHERE NOT EXISTS (SELECT 1 FROM content);

CREATE TABLE keys.resource (
  pid INTEGER PRIMARY KEY AUTOINCREMENT,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  UNIQUE (type, id)
) STRICT;
CREATE INDEX keys.resource_by_type ON resource (type, pid);
CREATE TABLE keys.key (pid INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (hash, pid)) STRICT, WITHOUT ROWID;
CREATE INDEX keys.key_by_resource ON key (pid);
CREATE TABLE keys.span (
  pid INTEGER NOT NULL,
  parameter TEXT NOT NULL,
  low INTEGER NOT NULL,
  high INTEGER NOT NULL,
  PRIMARY KEY (pid, parameter, low, high)
) STRICT, WITHOUT ROWID;
