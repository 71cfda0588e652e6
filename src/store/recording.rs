//! Commit 2 of the walk: an article with its verdict, mentions, evidence, pledges and changes, all in one transaction.

use super::corrections::{heir_of, ruling_of};
use super::identity::link_key;
use super::ledger::{pledge_of, reports_of};
use super::news::spaced;
use super::values::{day_number, day_text, json, millis, name, number, sketch_bytes, whole};
use super::{EntryId, Fault, Store, StoreError};
use crate::domain::{
    Actor, Article, Book, ChangeKind, EntryOutcome, Extraction, Filing, Key, Mention, Pledge, PledgeId, Programme, Relevance, Report,
    Ruling,
};
use chrono::{DateTime, NaiveDate, Utc};
use flate2::{Compression, write::DeflateEncoder};
use rusqlite::{Connection, OptionalExtension as _, Transaction, TransactionBehavior, params};
use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::PathBuf;

/// How many pledges are compared under one key and to one side of the day: more would be noise.
const NEIGHBOURS: i64 = 12;

/// An article's number in the ledger.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ArticleId(pub i64);

/// What reading an entry gave.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// Its article.
    pub article: &'a Article,
    /// Whether it concerns us, and why.
    pub relevance: &'a Relevance,
    /// What it claims.
    pub extraction: &'a Extraction,
}

/// An open transaction for one article. Dropped without [`commit`](Recording::commit), nothing happened.
///
/// It is a [`Book`]: merging asks it for candidates and files its decisions in it, under the article begun last.
#[derive(Debug)]
pub struct Recording<'a> {
    pub(super) transaction: Transaction<'a>,
    pub(super) article: Option<ArticleId>,
    pub(super) now: DateTime<Utc>,
    pub(super) path: PathBuf,
    quiet: bool,
}

impl Store {
    /// Begins commit 2. The writer's lock is held until the recording is committed or dropped: decide nothing slow meanwhile.
    ///
    /// # Errors
    /// When the lock cannot be had.
    pub fn begin_recording(&mut self, now: DateTime<Utc>) -> Result<Recording<'_>, StoreError> {
        let path = self.path.clone();
        let begun = self.connection.transaction_with_behavior(TransactionBehavior::Immediate);
        match begun {
            Ok(transaction) => Ok(Recording { transaction, article: None, now, path, quiet: false }),
            Err(error) => Err(Fault::from(error).at(&path)),
        }
    }
}

impl Recording<'_> {
    /// Files what reading an entry gave and settles the entry, with all that lead to the same address of the same publisher.
    /// `None` when the entry was settled meanwhile: drop the recording, there is nothing to do.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub fn article(&mut self, entry: EntryId, reading: Reading<'_>) -> Result<Option<ArticleId>, StoreError> {
        self.article = self.file_article(entry, reading).map_err(|fault| fault.at(&self.path))?;
        Ok(self.article)
    }

    /// The pledge that entered the ledger last; `None` in an empty one.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn newest_pledge(&self) -> Result<Option<PledgeId>, StoreError> {
        self.newest().map_err(|fault| fault.at(&self.path))
    }

    /// The same, but letters pass over all that is changed.
    #[must_use]
    pub fn quietly(self) -> Self {
        Recording { quiet: true, ..self }
    }

    /// Makes all of it durable.
    ///
    /// # Errors
    /// When the ledger cannot be written; then nothing happened.
    pub fn commit(self) -> Result<(), StoreError> {
        self.transaction.commit().map_err(|error| Fault::from(error).at(&self.path))
    }

    fn file_article(&self, entry: EntryId, reading: Reading<'_>) -> Result<Option<ArticleId>, Fault> {
        let Some(id) = self.insert_article(entry, reading)? else { return Ok(None) };
        for (position, mention) in reading.extraction.mentions.iter().enumerate() {
            self.insert_mention(id, position, mention)?;
        }
        self.settle(entry, id, reading.relevance)?;
        self.index(id, reading)?;
        Ok(Some(id))
    }

    /// Lets an article that concerns us be found by its whole text; others are found by the headline they were listed under.
    pub(super) fn index(&self, article: ArticleId, reading: Reading<'_>) -> Result<(), Fault> {
        if !reading.relevance.relevant {
            return Ok(());
        }
        let heading = "SELECT e.id, e.title FROM article a JOIN entry e ON e.id = a.entry WHERE a.id = ?1";
        let mut statement = self.transaction.prepare_cached(heading)?;
        let listed: Option<(i64, String)> = statement.query_row([article.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        if let Some((entry, title)) = listed {
            let words = spaced(&format!("{title} {} {}", reading.article.title, reading.article.text));
            let mut statement = self.transaction.prepare_cached("REPLACE INTO article_words (rowid, words) VALUES (?1, ?2)")?;
            statement.execute(params![entry, words])?;
        }
        Ok(())
    }

    /// Writes an article for an entry that waits; `None` where it waits no more. What the entry says already is not written again.
    fn insert_article(&self, entry: EntryId, reading: Reading<'_>) -> Result<Option<ArticleId>, Fault> {
        let article = reading.article;
        let mut statement = self.transaction.prepare_cached(
            "INSERT INTO article (entry, url, link_key, title, lang, published, author, body, relevant, relevance, refusals, day, read_at)
             SELECT id, nullif(?2, link), iif(?2 = link, NULL, ?3), coalesce(nullif(?4, title), ''), ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13
             FROM entry WHERE id = ?1 AND retry_at IS NOT NULL",
        )?;
        let written = statement.execute(params![
            entry.0,
            article.url,
            article.url.as_deref().and_then(link_key),
            article.title,
            article.lang.code(),
            day_text(article.published),
            article.author,
            deflated(&article.text)?,
            reading.relevance.relevant,
            json("verdict", reading.relevance)?,
            json("refusal", &reading.extraction.refusals)?,
            day_text(reading.extraction.day),
            millis(self.now),
        ])?;
        Ok((written == 1).then(|| ArticleId(self.transaction.last_insert_rowid())))
    }

    pub(super) fn insert_mention(&self, article: ArticleId, position: usize, mention: &Mention) -> Result<(), Fault> {
        let mut statement =
            self.transaction.prepare_cached("INSERT INTO mention (article, position, class, record) VALUES (?1, ?2, ?3, ?4)")?;
        statement.execute(params![article.0, number(position), mention.class.as_str(), json("mention", mention)?])?;
        Ok(())
    }

    fn settle(&self, entry: EntryId, article: ArticleId, relevance: &Relevance) -> Result<(), Fault> {
        let outcome = if relevance.relevant { EntryOutcome::Read } else { EntryOutcome::Irrelevant };
        self.transaction.execute(
            "UPDATE entry SET outcome = ?2, article = ?3, retry_at = NULL, error = NULL
             WHERE id = ?1 OR (retry_at IS NOT NULL
                 AND link_key = (SELECT link_key FROM entry WHERE id = ?1)
                 AND source IN (SELECT id FROM source WHERE publisher = (SELECT s.publisher FROM entry e JOIN source s ON s.id = e.source WHERE e.id = ?1)))",
            params![entry.0, name("outcome", &outcome)?, article.0],
        )?;
        Ok(())
    }

    fn file_report(&self, pledge: PledgeId, filing: Filing<'_>) -> Result<i64, Fault> {
        let article = self.article.ok_or_else(|| Fault::unknown("article", "of this recording"))?;
        let report = filing.report;
        let mut statement = self.transaction.prepare_cached(
            "INSERT INTO report (mention, pledge, outlet, publisher, standing, day, because, sketch)
             SELECT id, ?3, ?4, ?5, ?6, ?7, ?8, ?9 FROM mention WHERE article = ?1 AND position = ?2 AND lost_at IS NULL",
        )?;
        let filed = statement.execute(params![
            article.0,
            number(filing.position),
            pledge.0,
            report.outlet,
            report.publisher,
            name("standing", &report.standing)?,
            day_text(report.day),
            filing.because,
            report.sketch.as_ref().map(sketch_bytes),
        ])?;
        if filed == 0 {
            return Err(Fault::unknown("mention", filing.position));
        }
        let id = self.transaction.last_insert_rowid();
        self.transaction
            .prepare_cached("INSERT INTO report_words (rowid, words) VALUES (?1, ?2)")?
            .execute(params![id, searchable(report)])?;
        self.add_keys(pledge, filing.report, filing.keys)?;
        Ok(id)
    }

    pub(super) fn add_keys(&self, pledge: PledgeId, report: &Report, keys: &[Key]) -> Result<(), Fault> {
        let mut statement = self.transaction.prepare_cached("INSERT OR IGNORE INTO pledge_key (key, day, pledge) VALUES (?1, ?2, ?3)")?;
        for key in keys {
            statement.execute(params![key.text, day_number(report.day), pledge.0])?;
        }
        Ok(())
    }

    pub(super) fn file_changes(&self, pledge: PledgeId, changes: &[ChangeKind], report: Option<i64>) -> Result<(), Fault> {
        let sql = "INSERT INTO change (pledge, at, kind, report, quiet) VALUES (?1, ?2, ?3, ?4, ?5)";
        let mut statement = self.transaction.prepare_cached(sql)?;
        for change in changes {
            statement.execute(params![pledge.0, millis(self.now), json("change", change)?, report, self.quiet])?;
        }
        Ok(())
    }

    fn newest(&self) -> Result<Option<PledgeId>, Fault> {
        let last: Option<i64> = self.transaction.query_row("SELECT max(id) FROM pledge", [], |row| row.get(0))?;
        Ok(last.map(PledgeId))
    }

    fn file_new(&self, pledge: Pledge, filing: Filing<'_>) -> Result<PledgeId, Fault> {
        let id = self.insert_pledge(pledge)?;
        let report = self.file_report(id, filing)?;
        self.file_changes(id, &[ChangeKind::Added], Some(report))?;
        Ok(id)
    }

    pub(super) fn insert_pledge(&self, mut pledge: Pledge) -> Result<PledgeId, Fault> {
        pledge.id = PledgeId(self.newest()?.map_or(1, |newest| newest.0 + 1));
        self.transaction
            .prepare_cached("INSERT INTO pledge (id, kind, stage, last_day, record) VALUES (?1, '', '', '', '')")?
            .execute([pledge.id.0])?;
        write_pledge(&self.transaction, &pledge)?;
        Ok(pledge.id)
    }

    fn file_amendment(&self, pledge: &Pledge, changes: &[ChangeKind], filing: Filing<'_>) -> Result<(), Fault> {
        write_pledge(&self.transaction, pledge)?;
        self.transaction.execute("UPDATE pledge SET closed = NULL WHERE id = ?1 AND closed = 'vacant'", [pledge.id.0])?;
        let report = self.file_report(pledge.id, filing)?;
        self.file_changes(pledge.id, changes, Some(report))
    }

    fn near(&self, key: &Key, day: Option<NaiveDate>, found: &mut BTreeSet<i64>) -> Result<(), Fault> {
        let centre = day_number(day);
        let reach = if day.is_some() { i64::from(key.reach) } else { i64::MAX / 2 };
        let (first, last) = (centre.saturating_sub(reach).max(1), centre.saturating_add(reach));
        let before = "SELECT pledge FROM pledge_key WHERE key = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day DESC LIMIT ?4";
        let after = "SELECT pledge FROM pledge_key WHERE key = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day LIMIT ?4";
        let newest_known = if day.is_some() { centre } else { i64::MAX / 2 };
        for (sql, from, until) in [(before, first, newest_known), (after, centre + 1, last), (before, 0, 0)] {
            let mut statement = self.transaction.prepare_cached(sql)?;
            let rows = statement.query_map(params![key.text, from, until, NEIGHBOURS], |row| row.get(0))?;
            for pledge in rows {
                found.insert(pledge?);
            }
        }
        Ok(())
    }
}

impl Book for Recording<'_> {
    type Error = StoreError;

    fn candidates(&mut self, keys: &[Key], day: Option<NaiveDate>) -> Result<Vec<Pledge>, StoreError> {
        let gather = || -> Result<Vec<Pledge>, Fault> {
            let mut found = BTreeSet::new();
            for key in keys {
                self.near(key, day, &mut found)?;
            }
            found.into_iter().map(|id| pledge_of(&self.transaction, PledgeId(id))).collect()
        };
        gather().map_err(|fault| fault.at(&self.path))
    }

    fn pledge(&mut self, id: PledgeId) -> Result<Option<Pledge>, StoreError> {
        self.tell(self.pledge_if_known(id))
    }

    fn reports(&mut self, pledge: PledgeId) -> Result<Vec<Report>, StoreError> {
        let filed = self.tell(reports_of(&self.transaction, pledge))?;
        Ok(filed.into_iter().map(|filed| filed.report).collect())
    }

    fn enter(&mut self, pledge: Pledge, filing: Filing<'_>) -> Result<PledgeId, StoreError> {
        self.file_new(pledge, filing).map_err(|fault| fault.at(&self.path))
    }

    fn amend(&mut self, pledge: &Pledge, changes: &[ChangeKind], filing: Filing<'_>) -> Result<(), StoreError> {
        self.file_amendment(pledge, changes, filing).map_err(|fault| fault.at(&self.path))
    }

    fn heir(&mut self, candidate: &Pledge) -> Result<Pledge, StoreError> {
        heir_of(&self.transaction, candidate).map_err(|fault| fault.at(&self.path))
    }

    fn ruling(&mut self, pledge: PledgeId) -> Result<Ruling, StoreError> {
        ruling_of(&self.transaction, pledge).map_err(|fault| fault.at(&self.path))
    }
}

/// Writes a pledge's record and the columns it is searched by.
pub(super) fn write_pledge(connection: &Connection, pledge: &Pledge) -> Result<(), Fault> {
    let id = pledge.id.0;
    let mut statement = connection
        .prepare_cached("UPDATE pledge SET kind = ?2, stage = ?3, eur = ?4, part_of = ?5, last_day = ?6, record = ?7 WHERE id = ?1")?;
    statement.execute(params![
        id,
        pledge.kind.as_str(),
        pledge.stage.as_str(),
        whole(pledge.eur.map(|euros| euros.units())),
        pledge.part_of.map(|whole| whole.0),
        day_text(pledge.last_day).unwrap_or_default(),
        json("pledge", pledge)?,
    ])?;
    relate(connection, id, ("pledge_donor", "donor"), pledge.donors.iter().map(|Actor(donor)| donor))?;
    relate(connection, id, ("pledge_programme", "programme"), pledge.programmes.iter().map(|Programme(programme)| programme))
}

/// Makes a side table hold exactly these values for a pledge.
fn relate<'a>(connection: &Connection, pledge: i64, place: (&str, &str), values: impl Iterator<Item = &'a String>) -> Result<(), Fault> {
    let (table, column) = place;
    connection.prepare_cached(&format!("DELETE FROM {table} WHERE pledge = ?1"))?.execute([pledge])?;
    let mut insert = connection.prepare_cached(&format!("INSERT OR IGNORE INTO {table} ({column}, pledge) VALUES (?1, ?2)"))?;
    for value in values {
        insert.execute(params![value, pledge])?;
    }
    Ok(())
}

/// The words a report is found by.
fn searchable(report: &Report) -> String {
    let mention = &report.mention;
    let donors = mention.donors.iter().map(|Actor(donor)| donor.as_str());
    let programmes = mention.programmes.iter().map(|Programme(programme)| programme.as_str());
    let items = mention.items.iter().flat_map(|item| [item.name.as_str(), item.as_written.as_str()]);
    let texts = [report.title.as_str(), report.outlet.as_str(), mention.kind.as_str(), mention.evidence.quote()];
    texts.into_iter().chain(donors).chain(programmes).chain(items).collect::<Vec<_>>().join("\n")
}

fn deflated(text: &str) -> Result<Vec<u8>, Fault> {
    let failed = |source| Fault::Io { doing: "cannot compress an article", source };
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).map_err(failed)?;
    encoder.finish().map_err(failed)
}
