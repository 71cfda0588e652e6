//! Reading anew: an article's claims, read by better rules, take the place of those that stand, and pledges follow.
//!
//! Claims that say what they said before stay where they are filed. Others are taken out and filed as if they were new, save those
//! that a person filed where they are. A pledge keeps its number wherever one of its reports comes back to it.

mod difference;
mod pairing;

pub use difference::{Difference, differences};

use super::correct::{Hand, by, regrow, relink};
use super::merge::{compare, file_rest, is_within, keys, life};
use crate::domain::{Closed, Correction, Mention, Pledge, PledgeId, Report, Shelf, StandingClaim};
use pairing::{pair, same_facts};
use std::collections::{BTreeMap, BTreeSet};

/// What a new reading of one article told otherwise.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Reread {
    /// Claims that were not read before.
    pub gained: Vec<Mention>,
    /// Claims that are not read any more.
    pub lost: Vec<Mention>,
    /// Claims read otherwise: as they were, and as they are.
    pub changed: Vec<(Mention, Mention)>,
}

/// The old and the new reading of an article, claim by claim.
struct Readings<'a> {
    old: Vec<StandingClaim>,
    new: &'a [Report],
    /// For each new claim the old one it is.
    pairs: Vec<Option<usize>>,
    /// The same, where the old one's report goes on.
    kept: Vec<Option<usize>>,
}

/// Puts a new reading of the shelf's article, given as reports in the order of the text, in the place of the old one.
///
/// # Errors
/// When the book cannot be read or written.
pub fn reread<S: Shelf>(shelf: &mut S, reports: &[Report], hand: Hand<'_>) -> Result<Reread, S::Error> {
    let readings = Readings::compare(shelf, reports)?;
    let before = touched(shelf, &readings)?;
    let mentions: Vec<Mention> = reports.iter().map(|report| report.mention.clone()).collect();
    shelf.relist(&mentions, &readings.kept)?;
    let reshaped = reshape(shelf, &readings, hand)?;
    let mut filed = Vec::new();
    for kept in &readings.kept {
        let pledge = kept.and_then(|old| readings.old.get(old)).and_then(|old| old.pledge);
        filed.push(pledge.map(|id| shelf.pledge(id)).transpose()?.flatten());
    }
    let filed = file_rest(shelf, reports, filed, hand.rates)?;
    readings.follow_wholes(shelf, &filed)?;
    let joined = filed.into_iter().flatten();
    for id in before.keys().copied().chain(joined).collect::<BTreeSet<_>>() {
        let Some(now) = shelf.pledge(id)? else { continue };
        let snapshot = before.get(&id).filter(|_| reshaped.contains(&id));
        let known = snapshot.map_or(now.clone(), |snapshot| Pledge { part_of: now.part_of, ..snapshot.clone() });
        settle_down(shelf, &known, hand)?;
    }
    Ok(readings.told())
}

impl<'a> Readings<'a> {
    fn compare<S: Shelf>(shelf: &mut S, new: &'a [Report]) -> Result<Self, S::Error> {
        let old = shelf.standing()?;
        let pairs = pair(
            &old.iter().map(|claim| &claim.mention).collect::<Vec<_>>(),
            &new.iter().map(|report| &report.mention).collect::<Vec<_>>(),
        );
        let mut kept = Vec::new();
        for (report, old_place) in new.iter().zip(&pairs) {
            let claim = old_place.and_then(|place| old.get(place));
            let stays = claim.map(|claim| stays(shelf, claim, &report.mention)).transpose()?.unwrap_or_default();
            kept.push(old_place.filter(|_| stays));
        }
        Ok(Readings { old, new, pairs, kept })
    }

    /// The pairs whose facts differ.
    fn changed(&self) -> impl Iterator<Item = (&StandingClaim, &Report)> {
        let pairs = self.pairs.iter().zip(self.new).filter_map(|(old, report)| Some((self.old.get((*old)?)?, report)));
        pairs.filter(|(old, report)| !same_facts(&old.mention, &report.mention))
    }

    /// Links the parts that stay to the pledge their whole is filed under now.
    fn follow_wholes<S: Shelf>(&self, shelf: &mut S, filed: &[Option<PledgeId>]) -> Result<(), S::Error> {
        let old_pledge = |new: usize| self.old.get(self.pairs.get(new).copied().flatten()?)?.pledge;
        for (place, report) in self.new.iter().enumerate() {
            let Some(whole) = report.mention.part_of else { continue };
            let (Some(Some(part)), Some(Some(now))) = (filed.get(place), filed.get(whole)) else { continue };
            let Some(pledge) = shelf.pledge(*part)? else { continue };
            let Some(whole_now) = shelf.pledge(*now)? else { continue };
            let follows = pledge.part_of.is_some() && pledge.part_of == old_pledge(whole) && pledge.part_of != Some(*now);
            if follows && !is_within(shelf, &whole_now, *part)? {
                shelf.rewrite(&Pledge { part_of: Some(*now), ..pledge })?;
            }
        }
        Ok(())
    }

    fn told(&self) -> Reread {
        let unpaired = |place: &usize| !self.pairs.contains(&Some(*place));
        Reread {
            gained: self.pairs.iter().zip(self.new).filter(|(old, _)| old.is_none()).map(|(_, report)| report.mention.clone()).collect(),
            lost: self.old.iter().enumerate().filter(|(i, _)| unpaired(i)).map(|(_, claim)| claim.mention.clone()).collect(),
            changed: self.changed().map(|(old, report)| (old.mention.clone(), report.mention.clone())).collect(),
        }
    }
}

/// Whether a claim read anew goes on being the report it was: where it says the same, and where a person filed or judged it.
fn stays<S: Shelf>(shelf: &mut S, old: &StandingClaim, new: &Mention) -> Result<bool, S::Error> {
    match old.pledge {
        None => Ok(!new.class.is_news()),
        Some(_) if !new.class.is_news() => Ok(false),
        Some(_) if old.by_hand || same_facts(&old.mention, new) => Ok(true),
        Some(pledge) => Ok(shelf.ruling(pledge)?.closed == Some(Closed::Rejected)),
    }
}

/// The pledges that lose a report or whose reports are read otherwise, as they stand.
fn touched<S: Shelf>(shelf: &mut S, readings: &Readings<'_>) -> Result<BTreeMap<PledgeId, Pledge>, S::Error> {
    let mut before = BTreeMap::new();
    for (place, old) in readings.old.iter().enumerate() {
        let new = readings.kept.iter().position(|kept| *kept == Some(place)).and_then(|new| readings.new.get(new));
        let as_it_was = new.is_some_and(|report| report.mention == old.mention);
        if let (Some(id), false) = (old.pledge, as_it_was)
            && let Some(pledge) = shelf.pledge(id)?
        {
            before.insert(id, pledge);
        }
    }
    Ok(before)
}

/// Gives each pledge that lost its only report the facts of that report as it is read now, so that merging finds it again; not
/// where these facts are those of another pledge, and its own no more.
fn reshape<S: Shelf>(shelf: &mut S, readings: &Readings<'_>, hand: Hand<'_>) -> Result<BTreeSet<PledgeId>, S::Error> {
    let mut reshaped = BTreeSet::new();
    for (old, report) in readings.changed() {
        let Some(id) = old.pledge.filter(|_| report.mention.class.is_news()) else { continue };
        let Some(known) = shelf.pledge(id)? else { continue };
        if shelf.reports(id)?.is_empty() && !is_of_another(shelf, &known, report, hand)? && reshaped.insert(id) {
            shelf.rewrite(&Pledge { id, part_of: known.part_of, ..life::begin(report, hand.rates) })?;
            shelf.file_keys(id, report, &keys::filed(report, hand.rates))?;
        }
    }
    Ok(reshaped)
}

fn is_of_another<S: Shelf>(shelf: &mut S, known: &Pledge, report: &Report, hand: Hand<'_>) -> Result<bool, S::Error> {
    let candidates = shelf.candidates(&keys::asked(report, hand.rates), report.day)?;
    let fits = |pledge: &Pledge| compare(report, pledge, &candidates, hand.rates).is_some();
    Ok(!fits(known) && candidates.iter().any(|candidate| candidate.id != known.id && fits(candidate)))
}

/// Writes a pledge as its reports now make it; one that has none left counts no more.
fn settle_down<S: Shelf>(shelf: &mut S, known: &Pledge, hand: Hand<'_>) -> Result<(), S::Error> {
    let ruling = shelf.ruling(known.id)?;
    match (shelf.reports(known.id)?.is_empty(), ruling.closed) {
        (true, None) => {
            shelf.rewrite(known)?;
            shelf.close(known.id, Some(Closed::Vacant))?;
            shelf.note(known.id, &[by(hand, Correction::Vacated)])?;
            relink(shelf, known.id, None, hand)
        }
        (false, None) => regrow(shelf, known, &ruling.fixed, hand.rates).map(drop),
        (_, Some(_)) => Ok(()),
    }
}
