-- Where a letter's subscriber stood before it was composed: from there its news is told anew when it is taken back. NULL in the letters
-- of the first schema and in those that tell no news; such letters are never taken back.
ALTER TABLE outbox ADD COLUMN after_change INTEGER;
ALTER TABLE outbox ADD COLUMN covered_from INTEGER;

-- Whether a person let it pass the fuse.
ALTER TABLE outbox ADD COLUMN released INTEGER NOT NULL DEFAULT 0;
