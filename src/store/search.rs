//! Finding: pledges by filter and by word, and what became of an address.

use super::entries::EntryId;
use super::identity::link_key;
use super::ledger::pledge_of;
use super::recording::ArticleId;
use super::sources::source_id;
use super::values::{from_json, from_name, instant, number, whole};
use super::{Fault, Store, StoreError};
use crate::domain::{EntryOutcome, Kind, Mention, Pledge, PledgeId, Refusal, Relevance, SourceId, Stage};
use chrono::{DateTime, NaiveDate, Utc};
use flate2::read::DeflateDecoder;
use rusqlite::{Connection, OptionalExtension, Row, named_params, params};
use std::collections::HashSet;
use std::io::Read as _;

/// Which pledges to find; what is `None` lets everything through. The newest are listed first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PledgeQuery {
    /// One of its donors, by code or id.
    pub donor: Option<String>,
    /// What is given.
    pub kind: Option<Kind>,
    /// Its stage.
    pub stage: Option<Stage>,
    /// One of its programmes, by id.
    pub programme: Option<String>,
    /// Reported on this day or later; a pledge without a day does not pass.
    pub since: Option<NaiveDate>,
    /// At least this many euros; a pledge without a sum does not pass.
    pub min_eur: Option<u64>,
    /// Words, each the beginning of a word in one report's title, quote, outlet, donors, items or programmes.
    pub text: Option<String>,
    /// Only those that come after this one in the list.
    pub after: Option<PledgeId>,
    /// At most so many; `None` lists all.
    pub limit: Option<usize>,
}

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
    /// The pledges that pass a query and still count.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn pledges(&self, query: &PledgeQuery) -> Result<Vec<Pledge>, StoreError> {
        let mut found = Vec::new();
        self.each_pledge(query, |pledge| found.push(pledge))?;
        Ok(found)
    }

    /// Shows the pledges that pass a query and still count, one after the other: there may be more than memory should hold.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn each_pledge(&self, query: &PledgeQuery, mut show: impl FnMut(Pledge)) -> Result<(), StoreError> {
        self.read(|connection| {
            let hits = Hits::of(connection, query.text.as_deref())?;
            let mut statement = connection.prepare_cached(PASSING)?;
            let mut rows = statement.query(named_params! {
                ":donor": query.donor, ":programme": query.programme, ":kind": query.kind.map(Kind::as_str),
                ":stage": query.stage.map(Stage::as_str), ":since": query.since.map(|day| day.to_string()),
                ":min_eur": whole(query.min_eur), ":after": query.after.map(|id| id.0),
            })?;
            let mut left = query.limit.unwrap_or(usize::MAX);
            while left > 0
                && let Some(row) = rows.next()?
            {
                let id = PledgeId(row.get(0)?);
                if hits.tell(connection, id)? {
                    show(pledge_of(connection, id)?);
                    left -= 1;
                }
            }
            Ok(())
        })
    }

    /// The pledges that have parts and still count.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn wholes(&self) -> Result<Vec<Pledge>, StoreError> {
        self.read(|connection| {
            let parted = "SELECT part_of FROM pledge WHERE part_of IS NOT NULL AND closed IS NULL";
            let sql = format!("SELECT record FROM pledge WHERE closed IS NULL AND id IN ({parted}) ORDER BY id");
            let mut statement = connection.prepare_cached(&sql)?;
            let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
            rows.map(|record| from_json("pledge", &record?)).collect()
        })
    }

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

/// Which pledges pass all but the words, newest first. All it looks at stands in one index and two small tables, each asked once:
/// walking all of a ledger of a million articles takes less time than opening it.
const PASSING: &str = "
    SELECT id FROM pledge WHERE closed IS NULL
    AND (:donor IS NULL OR id IN (SELECT pledge FROM pledge_donor WHERE donor = :donor))
    AND (:programme IS NULL OR id IN (SELECT pledge FROM pledge_programme WHERE programme = :programme))
    AND (:kind IS NULL OR kind = :kind) AND (:stage IS NULL OR stage = :stage)
    AND (:since IS NULL OR last_day >= :since) AND (:min_eur IS NULL OR eur >= :min_eur)
    AND (:after IS NULL OR (last_day, id) < (SELECT last_day, id FROM pledge WHERE id = :after))
    ORDER BY last_day DESC, id DESC";

/// What has the words asked for.
enum Hits {
    /// No word was asked for.
    All,
    /// These pledges, found from their reports.
    Pledges(HashSet<PledgeId>),
    /// These reports, in order: so many that it is cheaper to look at the reports of each pledge that is shown.
    Reports(Vec<i64>),
}

/// Beyond so many reports their pledges are not looked up beforehand.
const MANY: usize = 10_000;

impl Hits {
    /// A text that has no word finds nothing.
    fn of(connection: &Connection, text: Option<&str>) -> Result<Hits, Fault> {
        let Some(text) = text else { return Ok(Hits::All) };
        let reports = match beginnings(text) {
            Some(words) => reports_with(connection, &words)?,
            None => Vec::new(),
        };
        if reports.len() > MANY { Ok(Hits::Reports(reports)) } else { Ok(Hits::Pledges(pledges_of(connection, &reports)?)) }
    }

    fn tell(&self, connection: &Connection, id: PledgeId) -> Result<bool, Fault> {
        match self {
            Hits::All => Ok(true),
            Hits::Pledges(pledges) => Ok(pledges.contains(&id)),
            Hits::Reports(reports) => {
                let mut statement = connection.prepare_cached("SELECT id FROM report WHERE pledge = ?1")?;
                let mut own = statement.query_map([id.0], |row| row.get::<_, i64>(0))?;
                own.try_fold(false, |told, report| Ok(told || reports.binary_search(&report?).is_ok()))
            }
        }
    }
}

/// The reports with words, in order.
fn reports_with(connection: &Connection, words: &str) -> Result<Vec<i64>, Fault> {
    let mut statement = connection.prepare_cached("SELECT rowid FROM report_words WHERE report_words MATCH ?1 ORDER BY rowid")?;
    Ok(statement.query_map([words], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

fn pledges_of(connection: &Connection, reports: &[i64]) -> Result<HashSet<PledgeId>, Fault> {
    let mut statement = connection.prepare_cached("SELECT pledge FROM report WHERE id = ?1 AND pledge IS NOT NULL")?;
    let found = reports.iter().filter_map(|id| statement.query_row([id], |row| row.get(0).map(PledgeId)).optional().transpose());
    Ok(found.collect::<Result<_, _>>()?)
}

/// So many letters are the beginning of a word.
const BEGINNING: usize = 3;

/// A query in FTS5's own grammar that asks for words beginning as these do; nothing a reader types is taken for an operator.
/// Shorter ones are asked for as they are: "us" is a donor, not the beginning of "used". `None` where there is no word.
pub(super) fn beginnings(text: &str) -> Option<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let terms: Vec<String> =
        words.map(|word| if word.chars().count() < BEGINNING { format!("\"{word}\"") } else { format!("\"{word}\"*") }).collect();
    (!terms.is_empty()).then(|| terms.join(" "))
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
