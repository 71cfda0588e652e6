//! Finding what sources listed: by the words of headlines and of the articles that concerned us, and what became of each.

use super::entries::EntryId;
use super::search::{beginnings, words};
use super::sources::source_id;
use super::values::{from_name, instant, millis, number};
use super::{Fault, Store, StoreError};
use crate::domain::{EntryOutcome, PledgeId, SourceId};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};
use serde::Serialize;
use unicode_normalization::UnicodeNormalization as _;

/// Which entries to find; what is `None` lets everything through. Those listed last come first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NewsQuery {
    /// Words, each of four letters or more the beginning of a word: all in the headline, or in the article where it was relevant.
    pub text: Option<String>,
    /// The source that listed it.
    pub source: Option<SourceId>,
    /// What became of it.
    pub outcome: Option<EntryOutcome>,
    /// First seen on this day or later.
    pub since: Option<NaiveDate>,
    /// Only those that come after this one in the list.
    pub after: Option<EntryId>,
    /// At most so many; `None` lists all.
    pub limit: Option<usize>,
}

/// An entry that was found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct NewsItem {
    /// Its number.
    pub id: EntryId,
    /// The source that listed it.
    pub source: SourceId,
    /// The headline.
    pub title: String,
    /// The address; `None` where none was listed.
    pub link: Option<String>,
    /// When it was first seen.
    pub first_seen: DateTime<Utc>,
    /// What became of it.
    pub outcome: EntryOutcome,
    /// The pledges its article reports.
    pub pledges: Vec<PledgeId>,
}

impl Store {
    /// The entries that pass a query.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn news(&self, query: &NewsQuery) -> Result<Vec<NewsItem>, StoreError> {
        self.read(|connection| {
            let words = query.text.as_deref().map(|text| beginnings(&spaced(text)).unwrap_or_else(|| NOTHING.to_owned()));
            let Some(from) = query.since.map_or(Ok(Some(0)), |day| first_since(connection, day))? else { return Ok(Vec::new()) };
            let mut statement = connection.prepare_cached(if words.is_some() { WITH_WORDS } else { ALL })?;
            let rows = statement.query_map(
                named_params! {
                    ":words": words, ":source": query.source.as_ref().map(SourceId::as_str), ":from": from,
                    ":outcome": query.outcome.map(EntryOutcome::as_str),
                    ":before": query.after.map_or(i64::MAX, |id| id.0), ":limit": query.limit.map_or(-1, number),
                },
                |row| Ok(item(connection, row)),
            )?;
            rows.map(|row| row?).collect()
        })
    }
}

/// Words as the index takes them: in their composed form, with a space between them.
pub(super) fn spaced(text: &str) -> String {
    let composed: String = text.nfc().collect();
    words(&composed).collect::<Vec<_>>().join(" ")
}

/// A query of FTS5 that no entry passes.
const NOTHING: &str = "\"\"";

/// Entries come into the ledger in the order of their numbers, and the index of words keeps that order: a page of any list is read
/// from its end, however long the list.
const WITH_WORDS: &str = "
    SELECT e.id, e.source, e.title, e.link, e.first_seen, e.outcome, e.article
    FROM article_words w CROSS JOIN entry e ON e.id = w.rowid
    WHERE article_words MATCH :words AND w.rowid < :before AND w.rowid >= :from
    AND (:source IS NULL OR e.source = :source) AND (:outcome IS NULL OR e.outcome = :outcome)
    ORDER BY w.rowid DESC LIMIT :limit";

const ALL: &str = "
    SELECT e.id, e.source, e.title, e.link, e.first_seen, e.outcome, e.article FROM entry e
    WHERE :words IS NULL AND e.id < :before AND e.id >= :from
    AND (:source IS NULL OR e.source = :source) AND (:outcome IS NULL OR e.outcome = :outcome)
    ORDER BY e.id DESC LIMIT :limit";

/// The first entry seen on a day or later.
fn first_since(connection: &Connection, day: NaiveDate) -> Result<Option<i64>, Fault> {
    let begin = millis(day.and_time(NaiveTime::MIN).and_utc());
    let sql = "SELECT id FROM entry WHERE first_seen >= ?1 ORDER BY first_seen, id LIMIT 1";
    Ok(connection.query_row(sql, [begin], |row| row.get(0)).optional()?)
}

fn item(connection: &Connection, row: &Row<'_>) -> Result<NewsItem, Fault> {
    let article: Option<i64> = row.get(6)?;
    Ok(NewsItem {
        id: EntryId(row.get(0)?),
        source: source_id(row.get(1)?)?,
        title: row.get(2)?,
        link: row.get(3)?,
        first_seen: instant(row.get(4)?),
        outcome: from_name("outcome", &row.get::<_, String>(5)?)?,
        pledges: article.map(|id| reported(connection, id)).transpose()?.unwrap_or_default(),
    })
}

fn reported(connection: &Connection, article: i64) -> Result<Vec<PledgeId>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT r.pledge FROM mention m JOIN report r ON r.mention = m.id WHERE m.article = ?1 AND r.pledge IS NOT NULL ORDER BY 1",
    )?;
    Ok(statement.query_map([article], |row| row.get(0).map(PledgeId))?.collect::<Result<_, _>>()?)
}
