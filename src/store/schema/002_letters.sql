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
