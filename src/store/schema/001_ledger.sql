-- Instants are milliseconds since 1970 (UTC); days are ISO 8601 texts. Records that only this program reads are JSON beside the
-- columns that are searched.

CREATE TABLE source (
    id            TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    url           TEXT NOT NULL,
    publisher     TEXT NOT NULL,
    retired_at    INTEGER,              -- when it left the configuration; its history stays
    etag          TEXT,
    last_modified TEXT,
    next_due      INTEGER NOT NULL,
    last_poll     INTEGER,
    last_success  INTEGER,              -- last answer that could be read, "unchanged" included
    last_full     INTEGER,              -- last answer with a document
    failures      REAL NOT NULL DEFAULT 0,
    failing_since INTEGER,
    last_error    TEXT,
    moved_to      TEXT,                 -- where permanent redirects lead
    moved_since   INTEGER,              -- when that was first seen, and last
    moved_seen    INTEGER,
    moved_times   INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- One row for each poll: what coverage is counted from.
CREATE TABLE poll (
    source TEXT NOT NULL REFERENCES source (id),
    at     INTEGER NOT NULL,
    result TEXT NOT NULL CHECK (result IN ('read', 'gap', 'unchanged', 'failed')),
    fresh  INTEGER NOT NULL DEFAULT 0,
    error  TEXT,
    PRIMARY KEY (source, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX poll_by_time ON poll (at);

-- What the pages of a source usually yield, to notice when they no longer do.
CREATE TABLE page_baseline (
    source   TEXT PRIMARY KEY REFERENCES source (id),
    baseline TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE article (
    id        INTEGER PRIMARY KEY,
    url       TEXT,
    link_key  INTEGER,                  -- the hash of the address as it is compared
    title     TEXT NOT NULL,
    lang      TEXT NOT NULL,
    published TEXT,
    author    TEXT,
    body      BLOB,                     -- the text, deflated; NULL after retention
    body_hash BLOB NOT NULL,            -- SHA-256 of the text
    relevant  INTEGER NOT NULL,
    relevance TEXT NOT NULL,
    refusals  TEXT NOT NULL,
    day       TEXT,                     -- the day the text speaks on
    read_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX article_by_time ON article (read_at);
CREATE INDEX article_with_body ON article (read_at) WHERE body IS NOT NULL;
CREATE INDEX article_by_link ON article (link_key) WHERE link_key IS NOT NULL;

CREATE TABLE entry (
    id         INTEGER PRIMARY KEY,
    source     TEXT NOT NULL REFERENCES source (id),
    identity   TEXT NOT NULL,
    title      TEXT NOT NULL,
    link       TEXT,
    link_key   INTEGER,                 -- as that of its article
    published  INTEGER,
    summary    TEXT NOT NULL,           -- emptied once read, as the content is: the article says more
    content    TEXT NOT NULL,
    outcome    TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    dated      INTEGER NOT NULL,        -- published, else first seen
    attempts   INTEGER NOT NULL DEFAULT 0,
    retry_at   INTEGER,                 -- when it is to be read; NULL once settled
    error      TEXT,
    relevance  TEXT,
    article    INTEGER REFERENCES article (id)
) STRICT;
CREATE INDEX entry_by_link ON entry (link_key) WHERE link_key IS NOT NULL;
CREATE INDEX entry_by_day ON entry (source, dated, outcome);
CREATE INDEX entry_by_time ON entry (first_seen);
CREATE INDEX entry_waiting ON entry (retry_at) WHERE retry_at IS NOT NULL;
CREATE INDEX entry_with_words ON entry (first_seen) WHERE retry_at IS NULL AND (summary <> '' OR content <> '');
CREATE INDEX entry_by_article ON entry (article) WHERE article IS NOT NULL;
CREATE INDEX entry_by_reading ON entry (source, article) WHERE article IS NOT NULL;

-- Every name an entry was ever seen under at its source, so that a changed guid is not news; names are hashes.
CREATE TABLE alias (
    name  INTEGER PRIMARY KEY,
    entry INTEGER REFERENCES entry (id) -- NULL once it named two entries
) STRICT;

CREATE TABLE pledge (
    id           INTEGER PRIMARY KEY,
    kind         TEXT NOT NULL,
    stage        TEXT NOT NULL,
    eur          INTEGER,
    part_of      INTEGER REFERENCES pledge (id),
    last_day     TEXT NOT NULL,         -- empty where no report has a day
    record       TEXT NOT NULL,
    closed       TEXT CHECK (closed IN ('rejected', 'merged', 'vacant')), -- why it no longer counts; NULL while it does
    heir         INTEGER REFERENCES pledge (id) -- the one it was merged into
) STRICT;
CREATE INDEX pledge_by_day ON pledge (last_day, id);
CREATE INDEX pledge_by_whole ON pledge (part_of) WHERE part_of IS NOT NULL;

CREATE TABLE pledge_donor (
    donor  TEXT NOT NULL,
    pledge INTEGER NOT NULL REFERENCES pledge (id),
    PRIMARY KEY (donor, pledge)
) STRICT, WITHOUT ROWID;
CREATE INDEX donor_by_pledge ON pledge_donor (pledge);

CREATE TABLE pledge_programme (
    programme TEXT NOT NULL,
    pledge    INTEGER NOT NULL REFERENCES pledge (id),
    PRIMARY KEY (programme, pledge)
) STRICT, WITHOUT ROWID;
CREATE INDEX programme_by_pledge ON pledge_programme (pledge);

-- Where merging looks. `day` counts days from the first of January of the year 1; 0 where the day is not known.
CREATE TABLE pledge_key (
    key    TEXT NOT NULL,
    day    INTEGER NOT NULL,
    pledge INTEGER NOT NULL REFERENCES pledge (id),
    PRIMARY KEY (key, day, pledge)
) STRICT, WITHOUT ROWID;
CREATE INDEX key_by_pledge ON pledge_key (pledge);

CREATE TABLE mention (
    id       INTEGER PRIMARY KEY,
    article  INTEGER NOT NULL REFERENCES article (id),
    position INTEGER NOT NULL,
    class    TEXT NOT NULL,
    record   TEXT NOT NULL,
    lost_at  INTEGER                    -- when its article was read anew without it; NULL while it stands
) STRICT;
CREATE UNIQUE INDEX mention_by_place ON mention (article, position) WHERE lost_at IS NULL;
CREATE INDEX mention_by_article ON mention (article);

-- A mention that is in the ledger, with the circumstances of its article.
CREATE TABLE report (
    id        INTEGER PRIMARY KEY,
    mention   INTEGER NOT NULL UNIQUE REFERENCES mention (id),
    pledge    INTEGER REFERENCES pledge (id), -- NULL once its mention is lost
    outlet    TEXT NOT NULL,
    publisher TEXT NOT NULL,
    standing  TEXT NOT NULL,
    day       TEXT,
    sketch    BLOB,                     -- of the article's text, by which copies are known; NULL for one too short
    because   TEXT NOT NULL,
    by_hand   INTEGER NOT NULL DEFAULT 0 -- whether a person filed it here
) STRICT;
CREATE INDEX report_by_pledge ON report (pledge);

-- The life of each pledge: only ever added to.
CREATE TABLE change (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    pledge INTEGER NOT NULL REFERENCES pledge (id),
    at     INTEGER NOT NULL,
    kind   TEXT NOT NULL,
    report INTEGER REFERENCES report (id), -- NULL for a correction
    quiet  INTEGER NOT NULL DEFAULT 0   -- whether letters pass over it
) STRICT;
CREATE INDEX change_by_pledge ON change (pledge);
CREATE INDEX change_by_time ON change (at);
CREATE TRIGGER change_stays BEFORE UPDATE ON change BEGIN SELECT RAISE(ABORT, 'changes are only ever added'); END;
CREATE TRIGGER change_remains BEFORE DELETE ON change BEGIN SELECT RAISE(ABORT, 'changes are only ever added'); END;

CREATE VIRTUAL TABLE report_words USING fts5 (words, content = '', tokenize = 'unicode61 remove_diacritics 2');

CREATE TABLE subscriber (
    name          TEXT PRIMARY KEY,
    last_change   INTEGER NOT NULL,     -- the last change told
    covered_until INTEGER NOT NULL,     -- the end of the last window told
    next_due      INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
    id           INTEGER PRIMARY KEY,
    subscriber   TEXT NOT NULL,
    period       TEXT NOT NULL,
    letter       TEXT NOT NULL,
    state        TEXT NOT NULL,
    attempts     INTEGER NOT NULL DEFAULT 0,
    queued_at    INTEGER NOT NULL,
    next_try     INTEGER,               -- NULL once settled
    touched_at   INTEGER NOT NULL,      -- when the state last changed
    reply        TEXT,
    error        TEXT,
    up_to_change INTEGER NOT NULL       -- how far its subscriber was told with it
) STRICT;
CREATE UNIQUE INDEX outbox_by_period ON outbox (subscriber, period);
CREATE INDEX outbox_by_state ON outbox (state, touched_at);

-- The letters each pledge was told in, so that its updates are answers in the first one's thread.
CREATE TABLE letter_pledge (
    subscriber TEXT NOT NULL,
    pledge     INTEGER NOT NULL REFERENCES pledge (id),
    letter     INTEGER NOT NULL REFERENCES outbox (id),
    PRIMARY KEY (subscriber, pledge, letter)
) STRICT, WITHOUT ROWID;
CREATE INDEX letter_by_pledge ON letter_pledge (pledge);
CREATE INDEX pledge_by_letter ON letter_pledge (letter);

-- When the last cycle ended: what the health check asks.
CREATE TABLE heartbeat (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    at  INTEGER NOT NULL
) STRICT;
