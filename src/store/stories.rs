//! What became of an address: when it was listed, how it was read and judged, and what was filed of it.

use super::entries::EntryId;
use super::identity::link_key;
use super::recording::ArticleId;
use super::sources::source_id;
use super::values::{from_json, from_name, instant, number};
use super::{Fault, Store, StoreError};
use crate::domain::{EntryOutcome, Mention, PledgeId, Refusal, Relevance, SourceId};
use chrono::{DateTime, Utc};
use flate2::read::DeflateDecoder;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::io::Read as _;

/// A claim of an article, with where it was filed.
#[derive(Clone, PartialEq, Debug)]
pub struct FiledMention {
    /// The claim.
    pub mention: Mention,
    /// The pledge it reports, and why it was filed there; `None` for claims that are no news.
    pub filed: Option<(PledgeId, String)>,
}

/// What was read under an address.
#[derive(Clone, PartialEq, Debug)]
pub struct ArticleStory {
    /// Its number.
    pub id: ArticleId,
    /// The headline.
    pub title: String,
    /// When it was read.
    pub read_at: DateTime<Utc>,
    /// Whether it concerned us, and why.
    pub relevance: Relevance,
    /// What it claims.
    pub mentions: Vec<FiledMention>,
    /// The sums that were not taken.
    pub refusals: Vec<Refusal>,
}

/// What became of an entry.
#[derive(Clone, PartialEq, Debug)]
pub struct EntryStory {
    /// Its number.
    pub id: EntryId,
    /// The source that listed it.
    pub source: SourceId,
    /// As it was listed.
    pub title: String,
    /// The address listed.
    pub link: Option<String>,
    /// When it was first seen.
    pub first_seen: DateTime<Utc>,
    /// What became of it.
    pub outcome: EntryOutcome,
    /// How often reading it failed.
    pub attempts: u32,
    /// When it is tried again; `None` once it is settled.
    pub retry_at: Option<DateTime<Utc>>,
    /// What went wrong the last time.
    pub error: Option<String>,
    /// Why it was skipped, where it was.
    pub skipped: Option<Relevance>,
    /// What was read; `None` where nothing was.
    pub article: Option<ArticleStory>,
}

impl Store {
    /// Everything known about an address, however its scheme, `www.` or tracking are written.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn explain_url(&self, url: &str) -> Result<Vec<EntryStory>, StoreError> {
        let Some(key) = link_key(url) else { return Ok(Vec::new()) };
        self.read(|connection| {
            entry_stories(connection, "WHERE link_key = ?1 OR article IN (SELECT id FROM article WHERE link_key = ?1) ORDER BY id", [&key])
        })
    }

    /// The newest entries that did not become news, oldest of them first, with the reasons.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn rejected(&self, limit: usize) -> Result<Vec<EntryStory>, StoreError> {
        self.read(|connection| {
            let filter = "WHERE outcome IN ('skipped', 'irrelevant', 'failed') ORDER BY id DESC LIMIT ?1";
            let mut stories = entry_stories(connection, filter, [number(limit)])?;
            stories.reverse();
            Ok(stories)
        })
    }

    /// The text of an article; `None` where it is unknown or retention has taken it.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn article_text(&self, id: ArticleId) -> Result<Option<String>, StoreError> {
        self.read(|connection| {
            let body: Option<Option<Vec<u8>>> =
                connection.query_row("SELECT body FROM article WHERE id = ?1", [id.0], |row| row.get(0)).optional()?;
            body.flatten().map(|deflated| inflate(&deflated)).transpose()
        })
    }
}

pub(super) fn inflate(deflated: &[u8]) -> Result<String, Fault> {
    let mut text = String::new();
    DeflateDecoder::new(deflated).read_to_string(&mut text).map_err(|e| Fault::record("article's text", e))?;
    Ok(text)
}

fn entry_stories(connection: &Connection, filter: &str, values: impl rusqlite::Params) -> Result<Vec<EntryStory>, Fault> {
    let sql =
        format!("SELECT id, source, title, link, first_seen, outcome, attempts, retry_at, error, relevance, article FROM entry {filter}");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(values, |row| Ok(entry_story(connection, row)))?;
    rows.map(|row| row?).collect()
}

fn entry_story(connection: &Connection, row: &Row<'_>) -> Result<EntryStory, Fault> {
    let skipped: Option<String> = row.get(9)?;
    let article: Option<i64> = row.get(10)?;
    Ok(EntryStory {
        id: EntryId(row.get(0)?),
        source: source_id(row.get(1)?)?,
        title: row.get(2)?,
        link: row.get(3)?,
        first_seen: instant(row.get(4)?),
        outcome: from_name("outcome", &row.get::<_, String>(5)?)?,
        attempts: row.get(6)?,
        retry_at: row.get::<_, Option<i64>>(7)?.map(instant),
        error: row.get(8)?,
        skipped: skipped.map(|text| from_json("verdict", &text)).transpose()?,
        article: article.map(|id| article_story(connection, ArticleId(id))).transpose()?,
    })
}

fn article_story(connection: &Connection, id: ArticleId) -> Result<ArticleStory, Fault> {
    let mut statement = connection.prepare_cached("SELECT title, read_at, relevance, refusals FROM told WHERE id = ?1")?;
    let mut rows = statement.query([id.0])?;
    let row = rows.next()?.ok_or_else(|| Fault::unknown("article", id.0))?;
    Ok(ArticleStory {
        id,
        title: row.get(0)?,
        read_at: instant(row.get(1)?),
        relevance: from_json("verdict", &row.get::<_, String>(2)?)?,
        refusals: from_json("refusal", &row.get::<_, String>(3)?)?,
        mentions: mentions(connection, id)?,
    })
}

fn mentions(connection: &Connection, article: ArticleId) -> Result<Vec<FiledMention>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT m.record, r.pledge, r.because FROM mention m LEFT JOIN report r ON r.mention = m.id WHERE m.article = ?1 AND m.lost_at IS NULL ORDER BY m.position",
    )?;
    let rows = statement.query_map(params![article.0], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)))?;
    rows.map(|row| {
        let (record, pledge, because): (String, Option<i64>, Option<String>) = row?;
        let filed = pledge.map(PledgeId).zip(because);
        Ok(FiledMention { mention: from_json("mention", &record)?, filed })
    })
    .collect()
}
