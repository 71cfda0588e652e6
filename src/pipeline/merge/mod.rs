//! Is it news? Reports are merged into pledges by their facts, never by their wording, and across languages.
//!
//! | step | file |
//! |---|---|
//! | under which keys a claim is filed and looked up | [`keys`] |
//! | whether a report and a pledge are one promise, and why | [`mod@compare`] |
//! | what a pledge is once a report joins it, and what changed | [`life`] |
//! | what a person fixed | [`hand`] |
//! | whether one text is a copy of another | [`copies`] |
//! | an article's mentions as reports | [`reports`](fn@reports) |
//! | a book of pledges in memory | [`memory`] |
//!
//! [`file()`] drives them over one article, against any [`Book`].

pub mod compare;
pub mod copies;
pub(super) mod facts;
pub mod hand;
pub mod keys;
pub mod life;
pub mod memory;
mod reports;

pub use compare::{Likeness, compare};
pub use memory::Memory;
pub use reports::reports;

use super::fx::Rates;
use crate::domain::{Book, ChangeKind, Closed, Filing, MentionClass, Pledge, PledgeId, Report};
use std::cmp::Reverse;
use std::collections::HashSet;

/// Files one article's reports, given in the order of its mentions. Gives each mention's pledge, and `None` for those that are no
/// news. Two mentions of one article are never one pledge: the text told them apart.
///
/// # Errors
/// When the book cannot be read or written.
pub fn file<B: Book>(book: &mut B, reports: &[Report], rates: &Rates) -> Result<Vec<Option<PledgeId>>, B::Error> {
    file_rest(book, reports, vec![None; reports.len()], rates)
}

/// Files those of one article's reports that are not filed yet, beside those that are; see [`file`](fn@file).
///
/// # Errors
/// When the book cannot be read or written.
pub fn file_rest<B: Book>(
    book: &mut B,
    reports: &[Report],
    mut filed: Vec<Option<Pledge>>,
    rates: &Rates,
) -> Result<Vec<Option<PledgeId>>, B::Error> {
    let mut candidates = Vec::new();
    for (report, filed) in reports.iter().zip(&filed) {
        candidates.push(if filed.is_some() { Vec::new() } else { look_up(book, report, rates)? });
    }
    let known = assign(reports, &candidates, filed.iter().flatten().map(|pledge| pledge.id).collect(), rates);
    for position in wholes_first(reports) {
        let (Some(report), Some(known), Some(None)) = (reports.get(position), known.get(position), filed.get(position)) else { continue };
        let whole = counted(book, report.mention.part_of.and_then(|whole| filed.get(whole)?.clone()))?;
        let pledge = match known {
            _ if !report.mention.class.is_news() => known.as_ref().map(|known| book.heir(known.pledge)).transpose()?,
            Some(known) => Some(amend(book, Claim { position, report, whole: whole.as_ref(), rates }, known)?),
            None => Some(enter(book, Claim { position, report, whole: whole.as_ref(), rates })?),
        };
        if let Some(place) = filed.get_mut(position) {
            *place = pledge;
        }
    }
    let news = filed.into_iter().zip(reports).map(|(pledge, report)| pledge.filter(|_| report.mention.class.is_news()));
    Ok(news.map(|pledge| pledge.map(|pledge| pledge.id)).collect())
}

/// A pledge that a report belongs to.
struct Known<'a> {
    pledge: &'a Pledge,
    because: String,
}

/// One report on its way.
#[derive(Clone, Copy)]
struct Claim<'a> {
    position: usize,
    report: &'a Report,
    whole: Option<&'a Pledge>,
    rates: &'a Rates,
}

/// The pledges a report may belong to. Totals, wishes and denials belong to none; history may name the whole of new parts.
fn look_up<B: Book>(book: &mut B, report: &Report, rates: &Rates) -> Result<Vec<Pledge>, B::Error> {
    let class = report.mention.class;
    if !class.is_news() && class != MentionClass::Background {
        return Ok(Vec::new());
    }
    book.candidates(&keys::asked(report, rates), report.day)
}

/// Gives each report its pledge, the likeliest pairs first, so that no report takes the pledge that another fits better. History
/// takes none away.
fn assign<'a>(reports: &[Report], candidates: &'a [Vec<Pledge>], mut taken: HashSet<PledgeId>, rates: &Rates) -> Vec<Option<Known<'a>>> {
    let mut pairs = Vec::new();
    for (position, (report, candidates)) in reports.iter().zip(candidates).enumerate() {
        for likeness in candidates.iter().filter_map(|pledge| compare(report, pledge, candidates, rates)) {
            pairs.push((position, likeness));
        }
    }
    pairs.sort_by_key(|(position, likeness)| (Reverse(likeness.strength), likeness.days_apart, likeness.pledge, *position));
    let mut known: Vec<Option<Known<'_>>> = reports.iter().map(|_| None).collect();
    for (position, likeness) in pairs {
        let news = reports.get(position).is_some_and(|report| report.mention.class.is_news());
        let pledge = candidates.get(position).and_then(|found| found.iter().find(|pledge| pledge.id == likeness.pledge));
        let (Some(place), Some(pledge)) = (known.get_mut(position), pledge) else { continue };
        if place.is_none() && !(news && taken.contains(&pledge.id)) {
            taken.extend(news.then_some(pledge.id));
            *place = Some(Known { pledge, because: likeness.because });
        }
    }
    known
}

fn amend<B: Book>(book: &mut B, claim: Claim<'_>, known: &Known<'_>) -> Result<Pledge, B::Error> {
    let Claim { position, report, whole, rates } = claim;
    let pledge = book.heir(known.pledge)?;
    let ruling = book.ruling(pledge.id)?;
    let mut reports = book.reports(pledge.id)?;
    reports.push(report.clone());
    let grown = hand::settle(linked(book, life::grow(&pledge, &reports, rates), whole)?, &ruling.fixed, rates);
    let changes = match ruling.closed {
        Some(Closed::Rejected) => Vec::new(),
        Some(Closed::Vacant) => vec![ChangeKind::Added],
        Some(Closed::MergedInto(_)) | None => life::changes(&pledge, &grown, report),
    };
    let keys = keys::filed(report, rates);
    book.amend(&grown, &changes, Filing { position, report, keys: &keys, because: &known.because })?;
    Ok(grown)
}

fn enter<B: Book>(book: &mut B, claim: Claim<'_>) -> Result<Pledge, B::Error> {
    let Claim { position, report, whole, rates } = claim;
    let pledge = linked(book, life::begin(report, rates), whole)?;
    let keys = keys::filed(report, rates);
    let id = book.enter(pledge.clone(), Filing { position, report, keys: &keys, because: "first report" })?;
    Ok(Pledge { id, ..pledge })
}

/// A whole that parts may be linked to: not one that was rejected.
fn counted<B: Book>(book: &mut B, whole: Option<Pledge>) -> Result<Option<Pledge>, B::Error> {
    let Some(whole) = whole else { return Ok(None) };
    Ok(book.ruling(whole.id)?.closed.is_none().then_some(whole))
}

/// Links a part to its whole, unless it is linked already, contains that whole, or outweighs it.
fn linked<B: Book>(book: &mut B, part: Pledge, whole: Option<&Pledge>) -> Result<Pledge, B::Error> {
    let Some(whole) = whole.filter(|_| part.part_of.is_none()) else { return Ok(part) };
    let outweighs = part.eur.zip(whole.eur).is_some_and(|(part, whole)| part.units() > whole.units());
    let fits = !outweighs && !is_within(book, whole, part.id)?;
    Ok(Pledge { part_of: fits.then_some(whole.id), ..part })
}

/// Whether a pledge is another one, or a part of it at whatever remove.
///
/// # Errors
/// When the book cannot be read.
pub fn is_within<B: Book>(book: &mut B, pledge: &Pledge, whole: PledgeId) -> Result<bool, B::Error> {
    let mut seen = HashSet::new();
    let mut at = Some((pledge.id, pledge.part_of));
    while let Some((id, above)) = at {
        if id == whole {
            return Ok(true);
        }
        let next = if seen.insert(id) { above } else { None };
        at = next.map(|id| book.pledge(id)).transpose()?.flatten().map(|pledge| (pledge.id, pledge.part_of));
    }
    Ok(false)
}

fn wholes_first(reports: &[Report]) -> Vec<usize> {
    let (parts, wholes): (Vec<usize>, Vec<usize>) =
        (0..reports.len()).partition(|&i| reports.get(i).is_some_and(|report| report.mention.part_of.is_some()));
    wholes.into_iter().chain(parts).collect()
}
