//! How much new money each donor promised in the window.
//!
//! A pledge counts once. What is part of another pledge is inside that one's sum; civil aid, withdrawn pledges and those only
//! under consideration are not counted. A joint sum stays with all its donors together, and a range stays a range.

use crate::domain::{Actor, DigestLine, Pledge, Scope, Stage, Stretch};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// One donor's, or one group's, new money.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Total {
    /// Who gives.
    pub donors: Vec<Actor>,
    /// How much.
    pub euros: Stretch,
    /// In how many pledges.
    pub pledges: usize,
}

/// The new money of a window.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Totals {
    /// By donor, largest first.
    pub rows: Vec<Total>,
    /// All rows together.
    pub all: Stretch,
    /// How many pledges have no sum in euros.
    pub without_sum: usize,
    /// How many were left out as parts, civil, withdrawn or only considered.
    pub left_out: usize,
}

/// Adds up the new pledges of a letter.
pub fn totals(pledges: &[DigestLine]) -> Totals {
    let counted: Vec<_> = pledges.iter().map(|line| &line.pledge).filter(|pledge| counts(pledge)).collect();
    let with_sum: Vec<_> = counted.iter().filter_map(|pledge| Some((*pledge, Stretch::from(pledge.eur?)))).collect();
    let mut by_donors: BTreeMap<&[Actor], (Stretch, usize)> = BTreeMap::new();
    for (pledge, euros) in &with_sum {
        let (sum, number) = by_donors.entry(&pledge.donors).or_insert((Stretch::ZERO, 0));
        (*sum, *number) = (sum.plus(*euros), *number + 1);
    }
    let row = |(donors, (euros, pledges)): (&[Actor], _)| Total { donors: donors.to_vec(), euros, pledges };
    let mut rows: Vec<_> = by_donors.into_iter().map(row).collect();
    rows.sort_by_key(|row| Reverse(row.euros.reach()));
    Totals {
        all: with_sum.iter().fold(Stretch::ZERO, |sum, (_, euros)| sum.plus(*euros)),
        without_sum: counted.len() - with_sum.len(),
        left_out: pledges.len() - counted.len(),
        rows,
    }
}

fn counts(pledge: &Pledge) -> bool {
    pledge.part_of.is_none() && pledge.scope != Scope::Civil && !matches!(pledge.stage, Stage::Considered | Stage::Withdrawn)
}
