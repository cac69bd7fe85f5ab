-- How often items came to each state: `what` arrival, under the same day, channel and kind; only ever
-- added to. What stood in a state before came to it once.
INSERT INTO state_count (tenant, slot, what, day, channel, kind, progress, reason, number)
  SELECT tenant, 0, 'arrival', received / 86400000, channel, kind, 'parsed', '', COUNT(*)
  FROM item GROUP BY tenant, received / 86400000, channel, kind;
INSERT INTO state_count (tenant, slot, what, day, channel, kind, progress, reason, number)
  SELECT tenant, 0, 'arrival', received / 86400000, channel, kind, progress, '', COUNT(*)
  FROM item WHERE progress <> 'parsed' GROUP BY tenant, received / 86400000, channel, kind, progress;
