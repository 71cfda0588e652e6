//! Pledges, their reports and changes, read back: for digests and for one pledge's whole story.

use super::corrections::ruling_of;
use super::recording::ArticleId;
use super::values::{day, from_json, from_name, instant, sketch};
use super::{Fault, Store, StoreError};
use crate::domain::{Change, ChangeKind, Closed, DigestLine, Lang, Pledge, PledgeId, Report, Ruling};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row};
use std::collections::BTreeMap;

/// A report with its place in the ledger.
#[derive(Clone, PartialEq, Debug)]
pub struct FiledReport {
    /// Its number; changes name it as their evidence.
    pub id: i64,
    /// The article it stands in.
    pub article: ArticleId,
    /// Why it was filed under its pledge, as a phrase.
    pub because: String,
    /// The report itself.
    pub report: Report,
}

/// A change with its evidence.
#[derive(Clone, PartialEq, Debug)]
pub struct FiledChange {
    /// The change itself.
    pub change: Change,
    /// The number of the report that brought it; `None` for a correction.
    pub report: Option<i64>,
}

/// One pledge's whole story.
#[derive(Clone, PartialEq, Debug)]
pub struct PledgeStory {
    /// As it stands now.
    pub pledge: Pledge,
    /// All that happened to it, oldest first.
    pub changes: Vec<FiledChange>,
    /// Who reported it, in the order they came.
    pub reports: Vec<FiledReport>,
    /// The pledges that are parts of it.
    pub parts: Vec<PledgeId>,
    /// What was decided about it by hand, and whether it still counts.
    pub ruling: Ruling,
}

impl Store {
    /// The number of the newest change; 0 in an empty ledger.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn latest_change_id(&self) -> Result<i64, StoreError> {
        self.read(|connection| Ok(connection.query_row("SELECT coalesce(max(id), 0) FROM change", [], |row| row.get(0))?))
    }

    /// When a change was made; `None` for a number that is not in the ledger.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn change_time(&self, id: i64) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.read(|connection| {
            Ok(connection.query_row("SELECT at FROM change WHERE id = ?1", [id], |row| row.get(0).map(instant)).optional()?)
        })
    }

    /// The pledges that changed after one change and up to another, in the order of their first change, each with these changes
    /// and all its reports, weightiest first. Quiet changes are passed over, and so is what was closed before it was told: a pledge
    /// merged into another, left without reports, or rejected in the same window it was added in.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn lines(&self, after: i64, up_to: i64) -> Result<Vec<DigestLine>, StoreError> {
        self.read(|connection| {
            let mut by_pledge: BTreeMap<PledgeId, Vec<Change>> = BTreeMap::new();
            let sql = "SELECT id, pledge, at, kind, report FROM change WHERE id > ?1 AND id <= ?2 AND quiet = 0 ORDER BY id";
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map([after, up_to], |row| Ok(change(row)))?;
            for row in rows {
                let change = row??.change;
                by_pledge.entry(change.pledge).or_default().push(change);
            }
            let mut lines = Vec::new();
            for (id, changes) in by_pledge {
                if is_told(&changes, ruling_of(connection, id)?.closed) {
                    lines.push(line(connection, id, changes)?);
                }
            }
            lines.sort_by_key(|line| line.changes.first().map(|change| change.id));
            Ok(lines)
        })
    }

    /// One pledge's whole story; `None` for a number that is not in the ledger.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn pledge(&self, id: PledgeId) -> Result<Option<PledgeStory>, StoreError> {
        self.read(|connection| {
            let there: bool = connection.query_row("SELECT EXISTS (SELECT 1 FROM pledge WHERE id = ?1)", [id.0], |row| row.get(0))?;
            if !there {
                return Ok(None);
            }
            Ok(Some(PledgeStory {
                pledge: pledge_of(connection, id)?,
                changes: changes_of(connection, id)?,
                reports: reports_of(connection, id)?,
                parts: parts_of(connection, id)?,
                ruling: ruling_of(connection, id)?,
            }))
        })
    }
}

fn is_told(changes: &[Change], closed: Option<Closed>) -> bool {
    match closed {
        None => true,
        Some(Closed::Rejected) => !changes.iter().any(|change| change.kind == ChangeKind::Added),
        Some(Closed::MergedInto(_) | Closed::Vacant) => false,
    }
}

fn line(connection: &Connection, id: PledgeId, changes: Vec<Change>) -> Result<DigestLine, Fault> {
    let mut reports: Vec<Report> = reports_of(connection, id)?.into_iter().map(|filed| filed.report).collect();
    reports.sort_by(|a, b| b.standing.cmp(&a.standing).then(b.mention.confidence.total_cmp(&a.mention.confidence)));
    Ok(DigestLine { pledge: pledge_of(connection, id)?, changes, reports })
}

/// One pledge as it stands.
pub(super) fn pledge_of(connection: &Connection, id: PledgeId) -> Result<Pledge, Fault> {
    let mut statement = connection.prepare_cached("SELECT record FROM pledge WHERE id = ?1")?;
    let record: Option<String> = statement.query_row([id.0], |row| row.get(0)).optional()?;
    from_json("pledge", &record.ok_or_else(|| Fault::unknown("pledge", id))?)
}

/// One pledge's reports, in the order they came.
pub(super) fn reports_of(connection: &Connection, id: PledgeId) -> Result<Vec<FiledReport>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT r.id, m.article, r.because, m.record, a.url, a.title, r.outlet, r.publisher, r.standing, a.lang, r.day, r.sketch
         FROM report r JOIN mention m ON m.id = r.mention JOIN told a ON a.id = m.article WHERE r.pledge = ?1 ORDER BY m.article, r.id",
    )?;
    let rows = statement.query_map([id.0], |row| Ok(filed_report(row)))?;
    rows.map(|row| row?).collect()
}

fn filed_report(row: &Row<'_>) -> Result<FiledReport, Fault> {
    let report = Report {
        mention: from_json("mention", &row.get::<_, String>(3)?)?,
        url: row.get(4)?,
        title: row.get(5)?,
        outlet: row.get(6)?,
        publisher: row.get(7)?,
        standing: from_name("standing", &row.get::<_, String>(8)?)?,
        lang: lang(&row.get::<_, String>(9)?)?,
        day: day(row.get(10)?),
        sketch: row.get::<_, Option<Vec<u8>>>(11)?.as_deref().and_then(sketch),
    };
    Ok(FiledReport { id: row.get(0)?, article: ArticleId(row.get(1)?), because: row.get(2)?, report })
}

/// A language as the ledger wrote it.
pub(super) fn lang(code: &str) -> Result<Lang, Fault> {
    Lang::parse(code).map_err(|e| Fault::record("language", e))
}

fn changes_of(connection: &Connection, id: PledgeId) -> Result<Vec<FiledChange>, Fault> {
    let mut statement = connection.prepare_cached("SELECT id, pledge, at, kind, report FROM change WHERE pledge = ?1 ORDER BY id")?;
    let rows = statement.query_map([id.0], |row| Ok(change(row)))?;
    rows.map(|row| row?).collect()
}

fn change(row: &Row<'_>) -> Result<FiledChange, Fault> {
    let kind = from_json("change", &row.get::<_, String>(3)?)?;
    let change = Change { id: row.get(0)?, pledge: PledgeId(row.get(1)?), at: instant(row.get(2)?), kind };
    Ok(FiledChange { change, report: row.get(4)? })
}

pub(super) fn parts_of(connection: &Connection, id: PledgeId) -> Result<Vec<PledgeId>, Fault> {
    let mut statement = connection.prepare_cached("SELECT id FROM pledge WHERE part_of = ?1 AND closed IS NULL ORDER BY id")?;
    let rows = statement.query_map([id.0], |row| row.get(0).map(PledgeId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
