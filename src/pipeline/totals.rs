//! Totals: what pledges add up to in euros, by donor, kind, programme or month.
//!
//! Nothing is counted twice: a pledge is in one row alone (a joint promise in the row of all its donors together), and what is part
//! of a counted pledge is inside that one's sum. Civil aid, withdrawn pledges and those only under consideration are not counted. A
//! range stays a range.

use crate::domain::{Actor, MeanRate, Month, Pledge, PledgeId, Programme, Scope, Stage, Stretch};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// By what pledges are added up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    /// Who gives; several donors of one promise are one row.
    Donor,
    /// What is given.
    Kind,
    /// Under which programmes; several of one promise are one row.
    Programme,
    /// When it was first told.
    Month,
}

impl By {
    /// Every value, by the name it is typed and printed with.
    pub const NAMES: [(&str, By); 4] = [("donor", By::Donor), ("kind", By::Kind), ("programme", By::Programme), ("month", By::Month)];

    /// The value of a name; `None` for any other text.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, by)| *by)
    }

    /// The row a pledge belongs to; empty where what is asked for is not known of it.
    fn row(self, pledge: &Pledge) -> Vec<String> {
        match self {
            By::Donor => pledge.donors.iter().map(|Actor(id)| id.clone()).collect(),
            By::Kind => vec![pledge.kind.to_string()],
            By::Programme => pledge.programmes.iter().map(|Programme(id)| id.clone()).collect(),
            By::Month => pledge.first_day.map(|day| Month::of(day).to_string()).into_iter().collect(),
        }
    }
}

/// The rates that sums of other currencies were reckoned by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct RatesUsed {
    /// The earliest month among them.
    pub first: Month,
    /// The latest.
    pub last: Month,
    /// How many pledges were reckoned by the rate of another month than their own.
    pub stand_ins: usize,
}

impl RatesUsed {
    fn with(known: Option<Self>, mean: MeanRate) -> Self {
        let stand_ins = known.map_or(0, |known| known.stand_ins) + usize::from(!mean.in_its_month);
        let (first, last) = known.map_or((mean.month, mean.month), |known| (known.first.min(mean.month), known.last.max(mean.month)));
        RatesUsed { first, last, stand_ins }
    }
}

/// Pledges added up.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Sum {
    /// How much.
    pub euros: Stretch,
    /// In how many pledges.
    pub pledges: usize,
    /// By which rates; `None` where all sums were told in euros.
    pub rates: Option<RatesUsed>,
}

impl Sum {
    const NOTHING: Sum = Sum { euros: Stretch::ZERO, pledges: 0, rates: None };

    fn add(&mut self, euros: &crate::domain::Euros) {
        self.euros = self.euros.plus((*euros).into());
        self.pledges += 1;
        self.rates = euros.by.map(|mean| RatesUsed::with(self.rates, mean)).or(self.rates);
    }
}

/// One row.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Row {
    /// Whose, or of what; empty where that is not known.
    pub of: Vec<String>,
    /// What it adds up to.
    #[serde(flatten)]
    pub sum: Sum,
}

/// What pledges add up to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Totals {
    /// The rows, largest first; months in their order.
    pub rows: Vec<Row>,
    /// All rows together.
    pub all: Sum,
    /// How many counted pledges have no sum in euros.
    pub without_sum: usize,
    /// How many were left out: inside another's sum, civil, withdrawn or only considered.
    pub left_out: usize,
}

/// A sum that grows pledge by pledge.
#[derive(Clone, Debug)]
pub struct Tally {
    by: By,
    rows: BTreeMap<Vec<String>, Sum>,
    all: Sum,
    without_sum: usize,
    left_out: usize,
}

impl Tally {
    /// Nothing added up yet.
    pub fn new(by: By) -> Self {
        Tally { by, rows: BTreeMap::new(), all: Sum::NOTHING, without_sum: 0, left_out: 0 }
    }

    /// Adds a pledge; `inside` where its sum is inside another's that is counted.
    pub fn add(&mut self, pledge: &Pledge, inside: bool) {
        match pledge.eur {
            _ if inside || !counts(pledge) => self.left_out += 1,
            None => self.without_sum += 1,
            Some(euros) => {
                self.rows.entry(self.by.row(pledge)).or_insert(Sum::NOTHING).add(&euros);
                self.all.add(&euros);
            }
        }
    }

    /// What was added up.
    pub fn totals(self) -> Totals {
        let mut rows: Vec<Row> = self.rows.into_iter().map(|(of, sum)| Row { of, sum }).collect();
        if self.by != By::Month {
            rows.sort_by_key(|row| Reverse(row.sum.euros.reach()));
        }
        Totals { rows, all: self.all, without_sum: self.without_sum, left_out: self.left_out }
    }
}

/// Whether a pledge's sum is money promised to Ukraine's defence.
fn counts(pledge: &Pledge) -> bool {
    pledge.scope != Scope::Civil && !matches!(pledge.stage, Stage::Considered | Stage::Withdrawn)
}

/// The pledges that have parts: by them it is told whose sum is inside another's.
#[derive(Clone, Debug, Default)]
pub struct Wholes(HashMap<PledgeId, Whole>);

#[derive(Clone, Copy, Debug)]
struct Whole {
    part_of: Option<PledgeId>,
    counted: bool,
}

impl Wholes {
    /// Of these pledges; `added` tells which of them are added up themselves.
    pub fn new<'a>(pledges: impl IntoIterator<Item = &'a Pledge>, added: impl Fn(PledgeId) -> bool) -> Self {
        let whole =
            |pledge: &Pledge| Whole { part_of: pledge.part_of, counted: added(pledge.id) && counts(pledge) && pledge.eur.is_some() };
        Wholes(pledges.into_iter().map(|pledge| (pledge.id, whole(pledge))).collect())
    }

    /// Whether a pledge is part of one, at whatever remove, whose sum is counted. Of pledges that are parts of each other in a circle,
    /// which no ledger should hold, the first is taken for the whole.
    pub fn contain(&self, pledge: &Pledge) -> bool {
        let mut above = Vec::new();
        let mut next = pledge.part_of;
        while let Some(id) = next.filter(|id| !above.contains(id)) {
            above.push(id);
            if id == pledge.id {
                return above.iter().any(|other| *other < id);
            }
            next = self.0.get(&id).and_then(|whole| whole.part_of);
        }
        above.iter().any(|id| self.0.get(id).is_some_and(|whole| whole.counted))
    }
}
