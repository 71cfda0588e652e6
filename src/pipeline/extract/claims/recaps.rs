//! Recaps: what a sentence adds to the pledge told before it: a decision still due, a signature, a programme, more things.

use super::super::cue::Cue;
use super::super::modality;
use super::super::things::{self, Thing};
use super::{Claim, Scene, Teller};
use crate::domain::{Field, Item, Kind, MentionClass, Scope, Span, Stage};

/// How many sentences "the money" reaches back over.
const RECAP_REACH: usize = 3;

/// How many sentences open a text that tells the title again.
const RETOLD: usize = 2;

impl Teller<'_> {
    /// "The council decided to donate a Patriot": what a sentence without a giver says again of the thing that the title or the sentence
    /// before promised makes that firmer, or an older promise that moved on.
    pub(super) fn retell(&mut self, scene: &Scene<'_>, statement: Span, trigger: Span, things: &[Thing<'_>]) {
        let Scene { reading, sentence, field, depth, .. } = *scene;
        let stage = modality::stage(reading, statement, sentence, trigger.start);
        let (class, words) = modality::class(reading, statement, trigger.start);
        let titled = |claim: &Claim| claim.field == Field::Title && field == Field::Text && depth < RETOLD;
        let near = |claim: &Claim| titled(claim) || claim.field == field && claim.sentence == scene.before;
        let names = |claim: &Claim| claim.items.iter().any(|own| things.iter().any(|thing| thing.name() == own.name));
        let told = |claim: &&mut Claim| claim.class.0 == MentionClass::NewPledge && near(claim) && names(claim);
        let Some(last) = self.claims.iter_mut().rev().find(told) else { return };
        match class {
            MentionClass::Update => last.class = (class, words),
            MentionClass::NewPledge if last.stage.0 == Stage::Announced && is_firm(stage.0) => last.stage = stage,
            _ => {}
        }
    }

    /// A decision that the next sentence says is still due makes what the sentence before told uncertain; where that was a share of what
    /// a giver was told to give, all of it.
    pub(super) fn heed_pending(&mut self, scene: &Scene<'_>) {
        let Some(pending) = scene.reading.first(scene.sentence, Cue::Pending) else { return };
        let Some(last) = self.claims.last().filter(|last| last.field == scene.field) else { return };
        let (told, share, donors) = (last.sentence, last.named.is_none() && last.sentence == scene.before, last.donors.clone());
        let due =
            |claim: &Claim| claim.sentence == scene.before || scene.is_recap() && claim.sentence == told || share && claim.donors == donors;
        for claim in self.claims.iter_mut().filter(|claim| claim.field == scene.field && claim.stage.0 <= Stage::Announced) {
            if due(claim) {
                claim.stage = (Stage::Considered, Some(pending));
            }
        }
    }

    /// "The agreement was signed on Thursday", by nobody named: the partnership told just before is agreed. So is any gift that the giver's
    /// own government or parliament is said to have decided on.
    pub(super) fn heed_seal(&mut self, scene: &Scene<'_>) {
        let Scene { reading, sentence, .. } = *scene;
        let stage = modality::stage(reading, sentence, sentence, sentence.start);
        let bare = reading.what_in(sentence).is_empty() && reading.sums_in(sentence).is_empty();
        let news = modality::class(reading, sentence, sentence.start).0 == MentionClass::NewPledge;
        if stage.0 != Stage::Agreed || !bare || !news {
            return;
        }
        let told = |claim: &&mut Claim| claim.field == scene.field && claim.sentence == scene.before;
        let Some(last) = self.claims.last_mut().filter(told) else { return };
        let partners = matches!(last.kind, Kind::JointProduction | Kind::FrameworkAgreement);
        let announced = last.class.0 == MentionClass::NewPledge && last.stage.0 == Stage::Announced;
        let office = reading.has(sentence, Cue::Office2) && !reading.has(sentence, Cue::Framework) && !reading.has(sentence, Cue::Aid);
        let silent = |own: bool| scene.groups.iter().all(|group| group.weak || own && group.actors == last.donors);
        if announced && (partners && silent(false) || office && silent(true)) {
            last.stage = stage;
        }
    }

    /// Gives the programmes of a sentence that claims nothing itself to the claim just before it.
    pub(super) fn carry_programmes(&mut self, scene: &Scene<'_>) {
        let list = things::programmes(scene.reading, scene.sentence, self.lexicon);
        let reach = if scene.is_recap() { RECAP_REACH } else { 1 };
        let Some(last) = self.claims.last_mut() else { return };
        if last.field == scene.field && last.depth + reach >= scene.depth && last.programmes.is_empty() && list.len() == 1 {
            last.programmes = list;
        }
    }

    /// Adds the things of a sentence such as "It includes …" to the package told just before.
    pub(super) fn attach(&mut self, scene: &Scene<'_>, items: &[Item]) -> bool {
        let Some(last) = self.claims.iter_mut().rev().find(|claim| {
            claim.field == scene.field && (claim.amount.is_some() || claim.sentence == scene.sentence) || claim.kind == Kind::Package
        }) else {
            return false;
        };
        let army = |item: &Item| !self.lexicon.is_civil_name(&item.name);
        if last.scope == Scope::Civil && items.iter().any(army) {
            last.scope = Scope::Military;
        }
        for item in items {
            if !last.items.iter().any(|own| own.name == item.name) {
                last.items.push(item.clone());
            }
        }
        true
    }
}

/// Whether a stage is one that title and text may tell of the same promise: agreed or ordered, and not handed over, which another was.
fn is_firm(stage: Stage) -> bool {
    matches!(stage, Stage::Agreed | Stage::Contracted)
}
