-- A list that no longer reached back to what was known, and how far the entries between were read since.
CREATE TABLE gap (
    id       INTEGER PRIMARY KEY,
    source   TEXT NOT NULL REFERENCES source (id),
    at       INTEGER NOT NULL,          -- when it was seen
    since    INTEGER NOT NULL,          -- the newest date known by then
    next     TEXT,                      -- the older page to ask for; NULL where none is left
    archive  TEXT,                      -- the longer list to ask where the older pages end; NULL once asked
    asked    INTEGER NOT NULL DEFAULT 0,
    retry_at INTEGER,                   -- when to ask; NULL once settled
    entries  INTEGER NOT NULL DEFAULT 0, -- found since
    closed   INTEGER NOT NULL DEFAULT 0, -- whether what is known was reached
    why      TEXT                       -- why it was given up
) STRICT;
CREATE INDEX gap_by_source ON gap (source, at);
CREATE INDEX gap_open ON gap (retry_at) WHERE retry_at IS NOT NULL;
INSERT INTO gap (source, at, since, why) SELECT source, at, at, 'the source was not asked for older entries' FROM poll WHERE result = 'gap';
