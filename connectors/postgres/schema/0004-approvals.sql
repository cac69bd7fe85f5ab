-- Steps that want two people. What is asked, by whom and how it ended rests sealed in `content`;
-- the other columns only find the row again.
CREATE TABLE approval (
  tenant TEXT NOT NULL,
  id BYTEA NOT NULL,
  is_open BIGINT NOT NULL,
  asked BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  key_id BIGINT NOT NULL,
  content BYTEA NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX approval_open ON approval (tenant, expires) WHERE is_open = 1;
