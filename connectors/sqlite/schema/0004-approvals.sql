-- Steps that want two people. What is asked, by whom and how it ended rests sealed in `content`;
-- the other columns only find the row again.
CREATE TABLE approval (
  tenant TEXT NOT NULL,
  id BLOB NOT NULL,
  is_open INTEGER NOT NULL,
  asked INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  key_id INTEGER NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (tenant, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX approval_open ON approval (tenant, expires) WHERE is_open = 1;
