-- What signs the links of letters: made once, at random.
CREATE TABLE signature (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    secret BLOB NOT NULL
) STRICT;

-- Readers who left by the link of a letter. The configuration cannot bring them back, only a person's word.
CREATE TABLE left_reader (
    subscriber TEXT PRIMARY KEY,
    at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The fuse counts letters to readers before each one, from the index alone.
DROP INDEX outbox_by_state;
CREATE INDEX outbox_by_state ON outbox (state, touched_at, subscriber);

-- Whether the server refused a letter for good; a letter taken out by hand, or of a reader who left, was not refused.
ALTER TABLE outbox ADD COLUMN refused INTEGER NOT NULL DEFAULT 0;
CREATE INDEX outbox_refused ON outbox (subscriber, touched_at) WHERE refused;

-- What is amiss and was told to the operator; a row goes when it was told that it is over.
CREATE TABLE alarm (
    trouble TEXT PRIMARY KEY,
    since   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
