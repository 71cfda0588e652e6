-- Where a letter's subscriber stood before it was composed: from there its news is told anew when it is taken back. NULL in the letters
-- of the first schema and in those that tell no news; such letters are never taken back.
ALTER TABLE outbox ADD COLUMN after_change INTEGER;
ALTER TABLE outbox ADD COLUMN covered_from INTEGER;

-- The letters stand beside their fates, so that a change of state does not write a whole letter anew.
CREATE TABLE letter (
    id   INTEGER PRIMARY KEY REFERENCES outbox (id),
    text TEXT NOT NULL
) STRICT;
INSERT INTO letter (id, text) SELECT id, letter FROM outbox;
ALTER TABLE outbox DROP COLUMN letter;

-- Whether a letter's parts were let go: what is left is who got it, under which id, about what.
ALTER TABLE outbox ADD COLUMN trimmed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX outbox_untrimmed ON outbox (touched_at) WHERE trimmed = 0;

-- Whether a person let it pass the fuse.
ALTER TABLE outbox ADD COLUMN released INTEGER NOT NULL DEFAULT 0;
