//! A book of pledges in memory: what `extract --jsonl` merges its input in, and what the rules are tested against.

use crate::domain::{Book, Change, ChangeKind, Filing, Key, Pledge, PledgeId, Report};
use chrono::{DateTime, NaiveDate};
use std::collections::{BTreeSet, HashMap};
use std::convert::Infallible;

/// One pledge with its life.
#[derive(Clone, PartialEq, Debug)]
pub struct Record {
    /// As it stands.
    pub pledge: Pledge,
    /// Who reported it, in the order they came.
    pub reports: Vec<Report>,
    /// What happened to it. Memory knows no hour: all is told as of the beginning of the report's day, or of 1970.
    pub changes: Vec<Change>,
    /// Why each report belongs to it, in the order of the reports.
    pub because: Vec<String>,
}

/// A book that is gone with the process.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Memory {
    records: Vec<Record>,
    keys: HashMap<String, BTreeSet<(Option<NaiveDate>, usize)>>,
    last_change: i64,
}

impl Memory {
    /// Every pledge with its life, in the order they came.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    fn place(&self, pledge: PledgeId) -> Option<usize> {
        usize::try_from(pledge.0).ok()?.checked_sub(1).filter(|place| *place < self.records.len())
    }

    fn note(&mut self, place: usize, changes: &[ChangeKind], filing: Filing<'_>) {
        let at = filing.report.day.and_then(|day| day.and_hms_opt(0, 0, 0)).map_or(DateTime::UNIX_EPOCH, |at| at.and_utc());
        let Some(record) = self.records.get_mut(place) else { return };
        record.reports.push(filing.report.clone());
        record.because.push(filing.because.to_owned());
        for kind in changes {
            self.last_change += 1;
            record.changes.push(Change { id: self.last_change, pledge: record.pledge.id, at, kind: kind.clone() });
        }
        for key in filing.keys {
            self.keys.entry(key.text.clone()).or_default().insert((filing.report.day, place));
        }
    }
}

impl Book for Memory {
    type Error = Infallible;

    fn candidates(&mut self, keys: &[Key], day: Option<NaiveDate>) -> Result<Vec<Pledge>, Infallible> {
        let mut found = BTreeSet::new();
        for key in keys {
            let filed = self.keys.get(&key.text).into_iter().flatten();
            found.extend(filed.filter(|(filed, _)| within(*filed, day, key.reach)).map(|(_, place)| *place));
        }
        Ok(found.into_iter().filter_map(|place| self.records.get(place)).map(|record| record.pledge.clone()).collect())
    }

    fn pledge(&mut self, id: PledgeId) -> Result<Option<Pledge>, Infallible> {
        Ok(self.place(id).and_then(|place| self.records.get(place)).map(|record| record.pledge.clone()))
    }

    fn reports(&mut self, pledge: PledgeId) -> Result<Vec<Report>, Infallible> {
        Ok(self.place(pledge).and_then(|place| self.records.get(place)).map(|record| record.reports.clone()).unwrap_or_default())
    }

    fn enter(&mut self, pledge: Pledge, filing: Filing<'_>) -> Result<PledgeId, Infallible> {
        let place = self.records.len();
        let id = PledgeId(i64::try_from(place + 1).unwrap_or(i64::MAX));
        self.records.push(Record { pledge: Pledge { id, ..pledge }, reports: Vec::new(), changes: Vec::new(), because: Vec::new() });
        self.note(place, &[ChangeKind::Added], filing);
        Ok(id)
    }

    fn amend(&mut self, pledge: &Pledge, changes: &[ChangeKind], filing: Filing<'_>) -> Result<(), Infallible> {
        if let Some(place) = self.place(pledge.id) {
            if let Some(record) = self.records.get_mut(place) {
                record.pledge = pledge.clone();
            }
            self.note(place, changes, filing);
        }
        Ok(())
    }
}

fn within(a: Option<NaiveDate>, b: Option<NaiveDate>, reach: u32) -> bool {
    super::facts::days_apart(a, b).is_none_or(|days| days <= u64::from(reach))
}
