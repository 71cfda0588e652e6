-- The words of an entry lie beside it, and only while it waits to be read: rows that shrink leave holes that nothing fills again.
CREATE TABLE entry_words (
    entry   INTEGER PRIMARY KEY REFERENCES entry (id),
    summary TEXT NOT NULL,
    content TEXT NOT NULL
) STRICT;
INSERT INTO entry_words (entry, summary, content) SELECT id, summary, content FROM entry WHERE retry_at IS NOT NULL;
DROP INDEX entry_with_words;
ALTER TABLE entry DROP COLUMN summary;
ALTER TABLE entry DROP COLUMN content;
CREATE TRIGGER entry_settled AFTER UPDATE OF retry_at ON entry WHEN NEW.retry_at IS NULL
BEGIN DELETE FROM entry_words WHERE entry = NEW.id; END;

-- The entry an article was read for. What both have in common stands with the entry alone: an article's `url` and `link_key` are NULL
-- and its `title` is empty where they are the entry's.
ALTER TABLE article ADD COLUMN entry INTEGER REFERENCES entry (id);
UPDATE article SET entry = (SELECT min(id) FROM entry WHERE entry.article = article.id);
UPDATE article SET url = NULL, link_key = NULL WHERE url = (SELECT link FROM entry WHERE entry.id = article.entry);
UPDATE article SET title = '' WHERE title = (SELECT title FROM entry WHERE entry.id = article.entry);
ALTER TABLE article DROP COLUMN body_hash;

-- Articles with the address and the headline they were read under.
CREATE VIEW told AS
SELECT a.id, coalesce(a.url, e.link) AS url, coalesce(nullif(a.title, ''), e.title, '') AS title, a.lang, a.published, a.author, a.body, a.read_at,
       a.relevance, a.refusals, e.source
FROM article a LEFT JOIN entry e ON e.id = a.entry;
