-- keys.db: data keys, wrapped by the tenant key. Ids are never used twice.
CREATE TABLE data_key (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  wrapped BLOB NOT NULL
) STRICT;
