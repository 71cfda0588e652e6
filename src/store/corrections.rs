//! Corrections by hand: read back out of each pledge's changes, and written through a [`Recording`] that begins no article.

use super::ledger::{parts_of, pledge_of, reports_of};
use super::recording::write_pledge;
use super::values::from_json;
use super::{Fault, Recording, StoreError};
use crate::domain::{ChangeKind, Closed, Correction, Desk, Key, Numbered, Pledge, PledgeId, Report, Ruling};
use rusqlite::{Connection, OptionalExtension, params};

/// What holds for a pledge apart from its reports; nothing for one that is not in the ledger.
pub(super) fn ruling_of(connection: &Connection, id: PledgeId) -> Result<Ruling, Fault> {
    let mut statement = connection.prepare_cached("SELECT kind FROM change WHERE pledge = ?1 AND report IS NULL ORDER BY id")?;
    let rows = statement.query_map([id.0], |row| row.get::<_, String>(0))?;
    let changes = rows.map(|row| from_json("change", &row?)).collect::<Result<Vec<ChangeKind>, Fault>>()?;
    let corrections: Vec<&Correction> = changes.iter().filter_map(correction).collect();
    Ok(Ruling { closed: closed(connection, id)?, fixed: Ruling::fixed_by(corrections) })
}

fn correction(change: &ChangeKind) -> Option<&Correction> {
    match change {
        ChangeKind::Corrected { what, .. } => Some(what),
        _ => None,
    }
}

fn closed(connection: &Connection, id: PledgeId) -> Result<Option<Closed>, Fault> {
    let mut statement = connection.prepare_cached("SELECT closed, heir FROM pledge WHERE id = ?1")?;
    let found: Option<(Option<String>, Option<i64>)> = statement.query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    match found {
        Some((Some(how), heir)) => Ok(match (how.as_str(), heir) {
            ("rejected", _) => Some(Closed::Rejected),
            ("merged", Some(heir)) => Some(Closed::MergedInto(PledgeId(heir))),
            _ => Some(Closed::Vacant),
        }),
        Some((None, _)) | None => Ok(None),
    }
}

/// The pledge that takes the reports of another, through all its mergers. A merger goes to an open pledge, so they never circle.
pub(super) fn heir_of(connection: &Connection, candidate: &Pledge) -> Result<Pledge, Fault> {
    let mut heir = candidate.clone();
    while let Some(Closed::MergedInto(next)) = closed(connection, heir.id)? {
        heir = pledge_of(connection, next)?;
    }
    Ok(heir)
}

impl Recording<'_> {
    pub(super) fn tell<T>(&self, result: Result<T, Fault>) -> Result<T, StoreError> {
        result.map_err(|fault| fault.at(&self.path))
    }

    pub(super) fn pledge_if_known(&self, id: PledgeId) -> Result<Option<Pledge>, Fault> {
        match pledge_of(&self.transaction, id) {
            Ok(pledge) => Ok(Some(pledge)),
            Err(Fault::Unknown { .. }) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    fn update(&self, sql: &str, values: impl rusqlite::Params) -> Result<(), Fault> {
        self.transaction.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }
}

impl Desk for Recording<'_> {
    fn parts(&mut self, whole: PledgeId) -> Result<Vec<Pledge>, StoreError> {
        let parts = || parts_of(&self.transaction, whole)?.into_iter().map(|id| pledge_of(&self.transaction, id)).collect();
        self.tell(parts())
    }

    fn numbered(&mut self, pledge: PledgeId) -> Result<Vec<Numbered>, StoreError> {
        let filed = self.tell(reports_of(&self.transaction, pledge))?;
        Ok(filed.into_iter().map(|filed| Numbered { id: filed.id, report: filed.report }).collect())
    }

    fn found(&mut self, pledge: Pledge) -> Result<PledgeId, StoreError> {
        self.tell(self.insert_pledge(pledge))
    }

    fn move_report(&mut self, report: i64, to: PledgeId, because: &str) -> Result<(), StoreError> {
        let sql = "UPDATE report SET pledge = ?2, because = ?3, by_hand = 1 WHERE id = ?1";
        self.tell(self.update(sql, params![report, to.0, because]))
    }

    fn file_keys(&mut self, pledge: PledgeId, report: &Report, keys: &[Key]) -> Result<(), StoreError> {
        self.tell(self.add_keys(pledge, report, keys))
    }

    fn rewrite(&mut self, pledge: &Pledge) -> Result<(), StoreError> {
        self.tell(write_pledge(&self.transaction, pledge))
    }

    fn close(&mut self, pledge: PledgeId, how: Option<Closed>) -> Result<(), StoreError> {
        let (name, heir) = match how {
            None => (None, None),
            Some(Closed::Rejected) => (Some("rejected"), None),
            Some(Closed::MergedInto(heir)) => (Some("merged"), Some(heir.0)),
            Some(Closed::Vacant) => (Some("vacant"), None),
        };
        self.tell(self.update("UPDATE pledge SET closed = ?2, heir = ?3 WHERE id = ?1", params![pledge.0, name, heir]))
    }

    fn note(&mut self, pledge: PledgeId, changes: &[ChangeKind]) -> Result<(), StoreError> {
        self.tell(self.file_changes(pledge, changes, None))
    }
}
