-- How often items came to each state: `what` arrival, under the same day, channel and kind; only ever
-- added to. What stood in a state before came to it once.
INSERT INTO state_count (tenant, slot, what, day, channel, kind, progress, reason, number)
  SELECT tenant, 0, 'arrival', received / 86400000, channel, kind, 'parsed', '', COUNT(*)
  FROM item GROUP BY tenant, received / 86400000, channel, kind;
INSERT INTO state_count (tenant, slot, what, day, channel, kind, progress, reason, number)
  SELECT tenant, 0, 'arrival', received / 86400000, channel, kind, progress, '', COUNT(*)
  FROM item WHERE progress <> 'parsed' GROUP BY tenant, received / 86400000, channel, kind, progress;

-- Requests that a caller named (bridge/ports/named_requests.h), for a day. `name`, `caller` and
-- `fingerprint` are HMACs; `status` 0: not answered yet; the answer rests under a key of its own.
CREATE TABLE named_request (
  tenant TEXT NOT NULL,
  name BYTEA NOT NULL,
  caller BYTEA NOT NULL,
  fingerprint BYTEA NOT NULL,
  begun BIGINT NOT NULL,
  status BIGINT NOT NULL,
  key_id BIGINT,
  answer BYTEA,
  PRIMARY KEY (tenant, name)
);
CREATE INDEX named_request_of_caller ON named_request (tenant, caller);
CREATE INDEX named_request_begun ON named_request (tenant, begun);
CREATE INDEX named_request_by_data_key ON named_request (key_id) WHERE key_id IS NOT NULL;
