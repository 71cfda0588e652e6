-- What a list of pledges is filtered by stands in the index that it is read along; a pledge itself is read only once it passes.
DROP INDEX pledge_by_day;
CREATE INDEX pledge_by_day ON pledge (last_day, id, kind, stage, eur) WHERE closed IS NULL;

-- The words of all entries by the entry's number: its headline, and the whole text where its article concerned us. They stay when
-- retention takes the text. Whoever writes them parts them with spaces (`spaced`), and nothing else parts them here: so each word of a
-- question is one word of the index, which need not know where in a text a word stands and takes half the room.
CREATE VIRTUAL TABLE article_words USING fts5 (
    words, content = '', contentless_delete = 1, detail = none, tokenize = 'unicode61 remove_diacritics 2 categories ''L* M* N* P* S* C*''');
INSERT INTO article_words (rowid, words)
SELECT e.id, spaced(iif(a.relevant, e.title || ' ' || a.title || ' ' || coalesce(inflated(a.body), ''), e.title))
FROM entry e LEFT JOIN article a ON a.entry = e.id;

-- What monitors and `sources` count, they count along narrow indexes, not through the records.
CREATE INDEX mention_by_class ON mention (class) WHERE lost_at IS NULL;
CREATE INDEX entry_by_outcome ON entry (outcome);
DROP INDEX entry_by_reading;
DROP INDEX entry_by_article;
CREATE INDEX entry_by_article ON entry (article, source) WHERE article IS NOT NULL;
CREATE INDEX report_by_mention ON report (mention, pledge);
