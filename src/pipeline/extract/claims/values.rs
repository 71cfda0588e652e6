//! Values: sums that are what the pledge told just before is worth, or a part of it.

use super::super::cue::Cue;
use super::super::things;
use super::{Claim, Scene, Teller};
use crate::domain::{Money, Span};

/// How many words a line of a list has at most.
const LIST_LINE: usize = 16;

impl Teller<'_> {
    /// "Guns are part of the package too, worth 4 billion": a sum of the package that the thing just told belongs to, with more of it.
    pub(super) fn is_included(&mut self, scene: &Scene<'_>, amount: Money) -> bool {
        let Scene { reading, sentence, .. } = *scene;
        let includes = reading.has(sentence, Cue::Contains) && reading.has(sentence, Cue::Aid);
        let included = includes && self.values(scene, amount);
        included && self.attach(scene, &things::items(reading, sentence, self.lexicon))
    }

    /// Takes a sentence's only sum for the value of the promise told just before, which has none yet.
    pub(super) fn values(&mut self, scene: &Scene<'_>, amount: Money) -> bool {
        let sums = scene.reading.sums_in(scene.sentence).filter(|at| scene.reading.sums[*at].gloss_of.is_none()).count();
        let fits = |claim: &&mut Claim| {
            let told = scene.is_next_to(claim) && claim.class.0.is_news() && !claim.part;
            told && claim.amount.is_none() && (scene.is_recap() || !claim.items.is_empty())
        };
        let alone = sums == 1 && (!scene.reading.has(scene.sentence, Cue::Cumulative) || self.sums_up(scene, scene.sentence));
        let Some(claim) = self.claims.last_mut().filter(fits).filter(|_| alone) else { return false };
        claim.amount = Some(amount);
        claim.sum = None;
        true
    }

    /// Gives a bare sum to the package told just before: as its value, or as one of its parts where things stand beside it.
    pub(super) fn belongs(&mut self, scene: &Scene<'_>, clause: Span, sum: Span, amount: Money) -> bool {
        let Some(last) = self.claims.iter().rposition(|claim| claim.field == scene.field && claim.class.0.is_news() && !claim.part) else {
            return false;
        };
        if self.values(scene, amount) {
            return true;
        }
        let alone = scene.reading.sums_in(scene.sentence).len() == 1;
        let next_door = scene.is_next_to(&self.claims[last]);
        let line = scene.reading.words.within(scene.sentence).len() <= LIST_LINE;
        let listed = line || !alone || next_door;
        let whole = self.claims[last].clone();
        let mut part = self.claim(scene, clause, sum.start, whole.donors, None);
        let tells = !part.items.is_empty() || things::special_kind(scene.reading, clause, self.lexicon).is_some() || scene.is_listed();
        if !listed || !tells || !part.class.0.is_news() {
            return false;
        }
        part.stage = whole.stage;
        part.amount = Some(amount);
        part.sum = Some(sum);
        part.part = true;
        self.claims.push(part);
        true
    }
}
