//! Is it news? Reports are merged into pledges by their facts, never by their wording, and across languages.
//!
//! | step | file |
//! |---|---|
//! | under which keys a claim is filed and looked up | [`keys`] |
//! | whether a report and a pledge are one promise, and why | [`compare`] |
//! | what a pledge is once a report joins it, and what changed | [`life`] |
//! | a book of pledges in memory | [`memory`] |
//!
//! [`file`] drives them over one article, against any [`Book`].

pub mod compare;
mod facts;
pub mod keys;
pub mod life;
pub mod memory;

pub use compare::{Likeness, compare};
pub use memory::Memory;

use super::fx::Rates;
use crate::domain::{Book, Filing, Pledge, PledgeId, Report};
use std::collections::HashSet;

/// What a report is to the pledges known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Decision {
    /// None of them.
    New,
    /// One of them again.
    Same {
        /// Which.
        pledge: PledgeId,
        /// Why, as a phrase.
        because: String,
    },
}

/// Files one article's reports, given in the order of its mentions; wholes go before their parts. Gives each mention's pledge, and
/// `None` for those that are no news. Two mentions of one article are never one pledge: the text told them apart.
///
/// # Errors
/// When the book cannot be read or written.
pub fn file<B: Book>(book: &mut B, reports: &[Report], rates: &Rates) -> Result<Vec<Option<PledgeId>>, B::Error> {
    let mut filed: Vec<Option<Pledge>> = vec![None; reports.len()];
    let mut used = HashSet::new();
    for position in wholes_first(reports) {
        let Some(report) = reports.get(position) else { continue };
        let whole = report.mention.part_of.and_then(|whole| filed.get(whole)?.clone());
        let pledge = if report.mention.class.is_news() {
            Some(file_one(book, Claim { position, report, whole: whole.as_ref(), rates }, &used)?)
        } else if has_parts(reports, position) {
            recall(book, report, rates)?
        } else {
            None
        };
        used.extend(pledge.iter().filter(|_| report.mention.class.is_news()).map(|pledge| pledge.id));
        if let Some(place) = filed.get_mut(position) {
            *place = pledge;
        }
    }
    let news = filed.into_iter().zip(reports).map(|(pledge, report)| pledge.filter(|_| report.mention.class.is_news()));
    Ok(news.map(|pledge| pledge.map(|pledge| pledge.id)).collect())
}

/// Which pledge a report belongs to, of some candidates: the likeliest, then the nearest in time, then the oldest.
pub fn decide(report: &Report, candidates: &[Pledge], rates: &Rates) -> Decision {
    let likely = candidates.iter().filter_map(|pledge| Some((pledge, compare(report, pledge, candidates, rates)?)));
    let best = likely.max_by_key(|(pledge, likeness)| (likeness.strength, std::cmp::Reverse((likeness.days_apart, pledge.id))));
    match best {
        Some((pledge, likeness)) => Decision::Same { pledge: likeness.instead.unwrap_or(pledge.id), because: likeness.because },
        None => Decision::New,
    }
}

/// One report on its way.
#[derive(Clone, Copy)]
struct Claim<'a> {
    position: usize,
    report: &'a Report,
    whole: Option<&'a Pledge>,
    rates: &'a Rates,
}

fn file_one<B: Book>(book: &mut B, claim: Claim<'_>, used: &HashSet<PledgeId>) -> Result<Pledge, B::Error> {
    let Claim { position, report, whole, rates } = claim;
    let mut candidates = book.candidates(&keys::asked(report, rates), report.day)?;
    candidates.retain(|pledge| !used.contains(&pledge.id));
    let keys = keys::filed(report, rates);
    if let Decision::Same { pledge, because } = decide(report, &candidates, rates)
        && let Some(known) = candidates.iter().find(|candidate| candidate.id == pledge)
    {
        let mut reports = book.reports(known.id)?;
        reports.push(report.clone());
        let grown = linked(life::grow(known, &reports, rates), whole);
        let changes = life::changes(known, &grown, report);
        book.amend(&grown, &changes, Filing { position, report, keys: &keys, because: &because })?;
        return Ok(grown);
    }
    let pledge = linked(life::begin(report, rates), whole);
    let id = book.enter(pledge.clone(), Filing { position, report, keys: &keys, because: "first report" })?;
    Ok(Pledge { id, ..pledge })
}

/// Links a part to its whole, unless it is linked already, is the whole of that whole, or outweighs it.
fn linked(part: Pledge, whole: Option<&Pledge>) -> Pledge {
    let fits = |whole: &&Pledge| {
        whole.id != part.id && whole.part_of != Some(part.id) && part.eur.zip(whole.eur).is_none_or(|(part, whole)| part <= whole)
    };
    let part_of = part.part_of.or(whole.filter(fits).map(|whole| whole.id));
    Pledge { part_of, ..part }
}

/// The pledge that a claim told as history refers to, so that its new parts can be linked to it.
fn recall<B: Book>(book: &mut B, report: &Report, rates: &Rates) -> Result<Option<Pledge>, B::Error> {
    let candidates = book.candidates(&keys::asked(report, rates), report.day)?;
    match decide(report, &candidates, rates) {
        Decision::Same { pledge, .. } => Ok(candidates.into_iter().find(|candidate| candidate.id == pledge)),
        Decision::New => Ok(None),
    }
}

fn has_parts(reports: &[Report], position: usize) -> bool {
    reports.iter().any(|report| report.mention.part_of == Some(position))
}

fn wholes_first(reports: &[Report]) -> Vec<usize> {
    let (parts, wholes): (Vec<usize>, Vec<usize>) =
        (0..reports.len()).partition(|&i| reports.get(i).is_some_and(|report| report.mention.part_of.is_some()));
    wholes.into_iter().chain(parts).collect()
}
