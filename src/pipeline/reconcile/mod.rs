//! Reconciling: the ledger beside a list that others keep. What both have, what only one has, and where their figures differ.
//!
//! Rules are those of merging: one donor, ten days, 3 % in one currency or 8 % in euros.

mod listed;

pub use listed::{Doubts, Listed, NoColumn, packages};

use super::fx::Rates;
use super::merge::facts::{days_outside, per_mille};
use crate::domain::{Actor, Pledge, PledgeId, Scope, Stage, figure};
use chrono::NaiveDate;
use std::collections::HashSet;
use std::fmt::Write as _;

/// Two lists date one announcement this many days apart, at most.
const REACH: u64 = 10;

/// Sums of one currency this close, in thousandths, are one sum.
const SAME_CURRENCY: u64 = 30;

/// Sums of two currencies this close in euros, in thousandths, are one sum.
const CONVERTED: u64 = 80;

/// What comparing found for one row.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Verdict {
    /// In both, with one figure.
    Both,
    /// The same donor in the same days, but another figure, or a figure on one side alone.
    OtherFigure,
    /// Only in the ledger.
    OnlyHere,
    /// Only in the list.
    OnlyThere,
}

impl Verdict {
    /// As it is printed.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Both => "both",
            Verdict::OtherFigure => "other figure",
            Verdict::OnlyHere => "only here",
            Verdict::OnlyThere => "only there",
        }
    }
}

/// One row of the comparison.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// What was found.
    pub verdict: Verdict,
    /// The donor; a joint pledge's first.
    pub donor: Actor,
    /// The announcement's day: the list's, else the ledger's.
    pub day: Option<NaiveDate>,
    /// The pledge; `None` for [`Verdict::OnlyThere`].
    pub here: Option<PledgeId>,
    /// The list's id; `None` for [`Verdict::OnlyHere`].
    pub there: Option<String>,
    /// The sum in the ledger, as printed; empty where there is none.
    pub sum_here: String,
    /// The sum in the list, as printed; empty where there is none.
    pub sum_there: String,
    /// The difference in euros, ledger less list; `None` where one is unknown.
    pub difference_eur: Option<i128>,
}

/// A pledge and a package that may be one, with how far they are apart.
struct Pair {
    here: usize,
    there: usize,
    /// Whether their sums agree.
    agree: bool,
    days: u64,
    per_mille: u64,
}

/// Compares pledges with a list. Only what such a list holds is looked at: military aid that states or the EU give. Each pledge and
/// each package is used once, the nearest pairs first; a part is matched but not missed, for its whole stands for it.
pub fn reconcile(pledges: &[Pledge], list: &[Listed], rates: &Rates) -> Vec<Row> {
    let here: Vec<&Pledge> = pledges.iter().filter(|pledge| is_comparable(pledge)).collect();
    let mut pairs: Vec<Pair> = Vec::new();
    for (i, pledge) in here.iter().enumerate() {
        pairs.extend(list.iter().enumerate().filter_map(|(j, listed)| pair((i, pledge), (j, listed), rates)));
    }
    pairs.sort_by_key(|pair| (!pair.agree, pair.days, pair.per_mille, pair.here, pair.there));
    let (mut used_here, mut used_there) = (HashSet::new(), HashSet::new());
    let mut rows = Vec::new();
    for found in pairs {
        if used_here.contains(&found.here) || used_there.contains(&found.there) {
            continue;
        }
        used_here.insert(found.here);
        used_there.insert(found.there);
        let verdict = if found.agree { Verdict::Both } else { Verdict::OtherFigure };
        rows.push(row(verdict, here.get(found.here).copied(), list.get(found.there), rates));
    }
    let left_here = here.iter().enumerate().filter(|(i, pledge)| !used_here.contains(i) && pledge.part_of.is_none());
    rows.extend(left_here.map(|(_, pledge)| row(Verdict::OnlyHere, Some(pledge), None, rates)));
    let left_there = list.iter().enumerate().filter(|(j, _)| !used_there.contains(j));
    rows.extend(left_there.map(|(_, listed)| row(Verdict::OnlyThere, None, Some(listed), rates)));
    rows.sort_by(|a, b| (a.verdict, &a.donor, a.day, a.here, &a.there).cmp(&(b.verdict, &b.donor, b.day, b.here, &b.there)));
    rows
}

/// The rows as a table with a heading, columns apart by tabs.
pub fn table(rows: &[Row]) -> String {
    let mut text = String::from("verdict\tdonor\tday\there\tthere\tsum here\tsum there\tdifference in EUR\n");
    for row in rows {
        let day = row.day.map(|day| day.to_string()).unwrap_or_default();
        let here = row.here.map(|id| id.to_string()).unwrap_or_default();
        let there = row.there.as_deref().unwrap_or_default();
        let difference = row.difference_eur.map(signed).unwrap_or_default();
        let (verdict, donor) = (row.verdict.as_str(), &row.donor);
        let _ = writeln!(text, "{verdict}\t{donor}\t{day}\t{here}\t{there}\t{}\t{}\t{difference}", row.sum_here, row.sum_there);
    }
    text
}

fn signed(euros: i128) -> String {
    let size = figure(u64::try_from(euros.unsigned_abs()).unwrap_or(u64::MAX));
    match euros {
        0 => size,
        1.. => format!("+{size}"),
        _ => format!("−{size}"),
    }
}

fn is_comparable(pledge: &Pledge) -> bool {
    let states = pledge.donors.iter().all(|Actor(id)| id.len() == 2 && id.bytes().all(|b| b.is_ascii_uppercase()));
    !pledge.donors.is_empty() && states && pledge.scope != Scope::Civil && pledge.stage != Stage::Withdrawn
}

fn pair(here: (usize, &Pledge), there: (usize, &Listed), rates: &Rates) -> Option<Pair> {
    let ((here, pledge), (there, listed)) = (here, there);
    let days = days_outside(listed.day, pledge.first_day, pledge.last_day).filter(|days| *days <= REACH)?;
    if !pledge.donors.contains(&listed.donor) {
        return None;
    }
    let apart = apart(pledge, listed, rates);
    let agree = match apart {
        Some((per_mille, one_currency)) => per_mille <= if one_currency { SAME_CURRENCY } else { CONVERTED },
        None => pledge.amount.is_none() && listed.amount.is_none(),
    };
    Some(Pair { here, there, agree, days, per_mille: apart.map_or(1000, |(per_mille, _)| per_mille) })
}

/// How far the sums are apart, in thousandths, and whether they are of one currency; `None` where one is unknown.
fn apart(pledge: &Pledge, listed: &Listed, rates: &Rates) -> Option<(u64, bool)> {
    let (ours, theirs) = (pledge.amount?, listed.amount?);
    if ours.currency() == theirs.currency() {
        return Some((per_mille(ours.principal(), theirs.principal())?, true));
    }
    Some((per_mille(pledge.eur?.units(), rates.eur(&theirs, listed.day)?.units())?, false))
}

fn row(verdict: Verdict, pledge: Option<&Pledge>, listed: Option<&Listed>, rates: &Rates) -> Row {
    let donor = listed.map(|listed| &listed.donor).or(pledge.and_then(|pledge| pledge.donors.first()));
    let ours = pledge.and_then(|pledge| pledge.eur).map(|euros| euros.units());
    let theirs = listed.and_then(|listed| rates.eur(&listed.amount?, listed.day)).map(|euros| euros.units());
    Row {
        verdict,
        donor: donor.cloned().unwrap_or(Actor(String::new())),
        day: listed.and_then(|listed| listed.day).or(pledge.and_then(|pledge| pledge.first_day)),
        here: pledge.map(|pledge| pledge.id),
        there: listed.map(|listed| listed.id.clone()),
        sum_here: pledge.and_then(|pledge| pledge.amount).map(|sum| sum.to_string()).unwrap_or_default(),
        sum_there: listed.and_then(|listed| listed.amount).map(|sum| sum.to_string()).unwrap_or_default(),
        difference_eur: ours.zip(theirs).map(|(ours, theirs)| i128::from(ours) - i128::from(theirs)),
    }
}
