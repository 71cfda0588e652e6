//! Corrections by hand: carried out on a [`Desk`], each a change of a pledge's life that names its author.
//!
//! A correction teaches by itself: reports that come later follow it, because merging asks the book for a pledge's
//! [heir](crate::domain::Book::heir) and [ruling](crate::domain::Book::ruling).

mod contradiction;
mod order;

pub use contradiction::Contradiction;
pub use order::{FIELDS, Order, OrderError};

use super::fx::Rates;
use super::merge::hand::{settle, value_of};
use super::merge::{is_within, keys, life};
use crate::domain::{ChangeKind, Closed, Correction, Desk, Pledge, PledgeId, Ruling, Setting};

/// Why an order was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum CorrectError<E> {
    /// It makes no sense; nothing happened.
    #[error(transparent)]
    Refused(#[from] Contradiction),
    /// The book could not be read or written.
    #[error("{0}")]
    Book(E),
}

/// Who corrects, and with which rates sums become euros.
#[derive(Clone, Copy, Debug)]
pub struct Hand<'a> {
    /// The name that stands beside each change.
    pub author: &'a str,
    /// The rates.
    pub rates: &'a Rates,
}

type Done<T, D> = Result<T, CorrectError<<D as crate::domain::Book>::Error>>;

/// Carries an order out. Gives the pledge to look at now: the survivor of a merge, what was split off, else the one corrected.
///
/// # Errors
/// When the order contradicts the ledger, or the book fails; then drop the book without committing it.
pub fn carry_out<D: Desk>(desk: &mut D, order: &Order, hand: Hand<'_>) -> Done<PledgeId, D> {
    match order {
        Order::Merge { into, other } => merge(desk, (*into, *other), hand),
        Order::Split { pledge, report } => split(desk, *pledge, *report, hand),
        Order::Reject { pledge, because } => reject(desk, *pledge, because.trim(), hand),
        Order::Restore { pledge } => restore(desk, *pledge, hand),
        Order::Set { pledge, setting } => set(desk, *pledge, setting, hand),
        Order::Release { pledge, field } => release(desk, *pledge, field, hand),
    }
}

/// A pledge that can be corrected, with what was decided about it before.
fn open<D: Desk>(desk: &mut D, id: PledgeId) -> Done<(Pledge, Ruling), D> {
    let pledge = desk.pledge(id).map_err(CorrectError::Book)?.ok_or(Contradiction::Unknown(id))?;
    let ruling = desk.ruling(id).map_err(CorrectError::Book)?;
    match ruling.closed {
        None => Ok((pledge, ruling)),
        Some(Closed::Rejected) => Err(Contradiction::Rejected(id).into()),
        Some(Closed::Vacant) => Err(Contradiction::Vacant(id).into()),
        Some(Closed::MergedInto(_)) => {
            let survivor = desk.heir(&pledge).map_err(CorrectError::Book)?.id;
            Err(Contradiction::Gone { pledge: id, survivor }.into())
        }
    }
}

fn merge<D: Desk>(desk: &mut D, pair: (PledgeId, PledgeId), hand: Hand<'_>) -> Done<PledgeId, D> {
    let (into, other) = pair;
    if into == other {
        return Err(Contradiction::Itself(into).into());
    }
    let (survivor, ruling) = open(desk, into)?;
    let (gone, _) = open(desk, other)?;
    for (part, whole) in [(&survivor, &gone), (&gone, &survivor)] {
        if is_within(desk, part, whole.id).map_err(CorrectError::Book)? {
            return Err(Contradiction::Kin { part: part.id, whole: whole.id }.into());
        }
    }
    let mut work = || -> Result<PledgeId, D::Error> {
        for numbered in desk.numbered(other)? {
            desk.move_report(numbered.id, into, &format!("merged by hand from {other}"))?;
        }
        desk.close(other, Some(Closed::MergedInto(into)))?;
        desk.note(other, &[by(hand, Correction::MergedInto { survivor: into })])?;
        desk.note(into, &[by(hand, Correction::Absorbed { other })])?;
        let linked = Pledge { part_of: survivor.part_of.or(gone.part_of), ..survivor.clone() };
        regrow(desk, &linked, &ruling.fixed, hand.rates)?;
        relink(desk, other, Some(into), hand)?;
        Ok(into)
    };
    work().map_err(CorrectError::Book)
}

fn split<D: Desk>(desk: &mut D, id: PledgeId, report: i64, hand: Hand<'_>) -> Done<PledgeId, D> {
    let (pledge, ruling) = open(desk, id)?;
    let reports = desk.numbered(id).map_err(CorrectError::Book)?;
    let Some(own) = reports.iter().find(|numbered| numbered.id == report) else {
        let known = reports.iter().map(|numbered| numbered.id.to_string()).collect::<Vec<_>>().join(", ");
        return Err(Contradiction::NotItsReport { pledge: id, report, known }.into());
    };
    if reports.len() == 1 {
        return Err(Contradiction::OnlyReport { pledge: id, report }.into());
    }
    let part_of = pledge.part_of.filter(|_| own.report.mention.part_of.is_some());
    let mut work = || -> Result<PledgeId, D::Error> {
        let into = desk.found(Pledge { part_of, ..life::begin(&own.report, hand.rates) })?;
        desk.move_report(report, into, &format!("split off by hand from {id}"))?;
        desk.file_keys(into, &own.report, &keys::filed(&own.report, hand.rates))?;
        desk.note(into, &[ChangeKind::Added, by(hand, Correction::SplitFrom { pledge: id })])?;
        desk.note(id, &[by(hand, Correction::SplitOff { into })])?;
        regrow(desk, &pledge, &ruling.fixed, hand.rates)?;
        Ok(into)
    };
    work().map_err(CorrectError::Book)
}

fn reject<D: Desk>(desk: &mut D, id: PledgeId, because: &str, hand: Hand<'_>) -> Done<PledgeId, D> {
    open(desk, id)?;
    if because.is_empty() {
        return Err(Contradiction::NoReason.into());
    }
    let mut work = || -> Result<PledgeId, D::Error> {
        desk.close(id, Some(Closed::Rejected))?;
        desk.note(id, &[by(hand, Correction::Rejected { because: because.to_owned() })])?;
        relink(desk, id, None, hand)?;
        Ok(id)
    };
    work().map_err(CorrectError::Book)
}

/// A pledge that lost its last report while it was rejected is restored to what it would be: vacant.
fn restore<D: Desk>(desk: &mut D, id: PledgeId, hand: Hand<'_>) -> Done<PledgeId, D> {
    let pledge = match open(desk, id) {
        Err(CorrectError::Refused(Contradiction::Rejected(_))) => desk.pledge(id).map_err(CorrectError::Book)?,
        Err(other) => return Err(other),
        Ok(_) => None,
    };
    let pledge = pledge.ok_or(Contradiction::NotRejected(id))?;
    let mut work = || -> Result<PledgeId, D::Error> {
        let vacant = desk.reports(id)?.is_empty();
        desk.close(id, vacant.then_some(Closed::Vacant))?;
        desk.note(id, &[by(hand, Correction::Restored)])?;
        if !vacant {
            let fixed = desk.ruling(id)?.fixed;
            regrow(desk, &pledge, &fixed, hand.rates)?;
        }
        Ok(id)
    };
    work().map_err(CorrectError::Book)
}

fn set<D: Desk>(desk: &mut D, id: PledgeId, setting: &Setting, hand: Hand<'_>) -> Done<PledgeId, D> {
    let (pledge, ruling) = open(desk, id)?;
    if ruling.fixed.contains(setting) {
        return Err(Contradiction::SetAlready { pledge: id, field: setting.field(), value: setting.value() }.into());
    }
    if let Setting::PartOf(Some(whole)) = setting {
        may_be_part(desk, id, *whole)?;
    }
    let was = value_of(&pledge, setting).value();
    let corrected = settle(pledge, std::slice::from_ref(setting), hand.rates);
    desk.rewrite(&corrected).map_err(CorrectError::Book)?;
    desk.note(id, &[by(hand, Correction::Set { was, setting: setting.clone() })]).map_err(CorrectError::Book)?;
    Ok(id)
}

fn release<D: Desk>(desk: &mut D, id: PledgeId, field: &str, hand: Hand<'_>) -> Done<PledgeId, D> {
    let (pledge, mut ruling) = open(desk, id)?;
    if !ruling.fixed.iter().any(|setting| setting.field() == field) {
        return Err(Contradiction::NotSet { pledge: id, field: field.to_owned() }.into());
    }
    ruling.fixed.retain(|setting| setting.field() != field);
    desk.note(id, &[by(hand, Correction::Released { field: field.to_owned() })]).map_err(CorrectError::Book)?;
    regrow(desk, &pledge, &ruling.fixed, hand.rates).map_err(CorrectError::Book)?;
    Ok(id)
}

fn may_be_part<D: Desk>(desk: &mut D, part: PledgeId, whole: PledgeId) -> Done<(), D> {
    if part == whole {
        return Err(Contradiction::PartOfItself(part).into());
    }
    let (whole, _) = open(desk, whole)?;
    if is_within(desk, &whole, part).map_err(CorrectError::Book)? {
        return Err(Contradiction::Circle { part, whole: whole.id }.into());
    }
    Ok(())
}

/// Writes a pledge as its reports now make it, and notes what that changed.
pub(super) fn regrow<D: Desk>(desk: &mut D, known: &Pledge, fixed: &[Setting], rates: &Rates) -> Result<Pledge, D::Error> {
    let grown = settle(life::grow(known, &desk.reports(known.id)?, rates), fixed, rates);
    desk.rewrite(&grown)?;
    desk.note(known.id, &life::differences(known, &grown))?;
    Ok(grown)
}

/// Gives the parts of a pledge that is gone another whole, or none.
pub(super) fn relink<D: Desk>(desk: &mut D, gone: PledgeId, whole: Option<PledgeId>, hand: Hand<'_>) -> Result<(), D::Error> {
    for part in desk.parts(gone)? {
        desk.rewrite(&Pledge { part_of: whole, ..part.clone() })?;
        desk.note(part.id, &[by(hand, Correction::Relinked { whole })])?;
    }
    Ok(())
}

pub(super) fn by(hand: Hand<'_>, what: Correction) -> ChangeKind {
    ChangeKind::Corrected { author: hand.author.to_owned(), what }
}
