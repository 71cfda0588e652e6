-- Of the entries that lead to one address, those that were read are found without a look at the others: `article > 0`.
DROP INDEX entry_by_link;
CREATE INDEX entry_by_link ON entry (link_key, article) WHERE link_key IS NOT NULL;
