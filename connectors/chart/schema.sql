-- The embedded chart. Bodies and chunks are sealed (AES-256-GCM), keys are HMACs; types, ids,
-- version numbers and times are plain, because order and ranges need them.
CREATE TABLE chart_key (id INTEGER PRIMARY KEY, wrapped BLOB NOT NULL) STRICT;

CREATE TABLE resource (
  pid INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  UNIQUE (type, id)
) STRICT;
CREATE INDEX resource_by_type ON resource (type, pid);

CREATE TABLE version (
  pid INTEGER NOT NULL,
  number INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  created INTEGER NOT NULL,
  blob INTEGER,
  body BLOB NOT NULL,
  PRIMARY KEY (pid, number)
) STRICT;
CREATE INDEX version_by_blob ON version (blob) WHERE blob IS NOT NULL;

CREATE TABLE key (pid INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (hash, pid)) STRICT, WITHOUT ROWID;
CREATE INDEX key_by_resource ON key (pid);

CREATE TABLE span (
  pid INTEGER NOT NULL,
  parameter TEXT NOT NULL,
  low INTEGER NOT NULL,
  high INTEGER NOT NULL,
  PRIMARY KEY (pid, parameter, low, high)
) STRICT, WITHOUT ROWID;

CREATE TABLE blob (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  size INTEGER NOT NULL,
  digest TEXT NOT NULL,
  started INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;

CREATE TABLE chunk (blob INTEGER NOT NULL, number INTEGER NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (blob, number)) STRICT;
