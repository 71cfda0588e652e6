//! Payers: who pays for what others sell, make or pass on.

use super::super::cue::Cue;
use super::super::givers::{self, Group};
use super::super::reading::Reading;
use super::super::things;
use super::{Claim, Scene, Teller};
use crate::domain::{Actor, Kind, Span};

/// How many sentences, the sale's own first, the buyer is looked for in, and how many words from the word of paying.
const BUYER_REACH: usize = 4;
const BUYER_GAP: usize = 4;

/// How many words may stand between the word of paying and those who pay for what a coalition gives: "paid for by".
const PAYER_GAP: usize = 2;

impl Teller<'_> {
    /// Gives the pledge just told to those who are said to pay for it, where a coalition or maker was named, or they themselves with
    /// others: "The drones are paid for by Sweden", "The money comes from Denmark, Sweden and Iceland".
    pub(super) fn heed_payers(&mut self, scene: &Scene<'_>) {
        let looks_back = [Cue::Cumulative, Cue::Past].into_iter().any(|cue| scene.reading.has(scene.sentence, cue));
        let Some(payers) = self.paying(scene).filter(|_| !looks_back).map(|group| group.actors.clone()) else { return };
        let joint = |donors: &[Actor]| payers.len() > donors.len() && donors.iter().all(|actor| payers.contains(actor));
        let near = |claim: &&Claim| scene.is_next_to(claim) && claim.donors != payers;
        let known = self.claims.iter().rev().find(near).map(|claim| claim.donors.clone());
        let Some(donors) = known.filter(|donors| !self.are_states(donors) || joint(donors)) else { return };
        for claim in self.claims.iter_mut().filter(|claim| claim.donors == donors && claim.class.0.is_news()) {
            claim.donors.clone_from(&payers);
        }
    }

    /// The states that a sentence says pay, behind a word of giving and "by", or behind "from" where it goes on about the money.
    fn paying<'s>(&self, scene: &'s Scene<'_>) -> Option<&'s Group> {
        let states = |group: &&Group| !group.weak && self.are_states(&group.actors);
        let pays = |group: &&Group| pays(scene.reading, scene.sentence, group, PAYER_GAP) || group.by && scene.is_recap();
        scene.groups.iter().filter(states).find(pays)
    }

    fn are_states(&self, actors: &[Actor]) -> bool {
        let is_state = |actor: &Actor| self.lexicon.actor(&actor.0).is_some_and(|entry| entry.kind == "state");
        !actors.is_empty() && actors.iter().all(is_state)
    }

    /// Who gives once sales are seen through: where companies only sell, the buyer that the sentences behind name (GUIDE, rule 12),
    /// nobody where they say that it stays unnamed, and `None` where they say nothing of it.
    pub(super) fn payers(&self, scene: &Scene<'_>, clause: Span, donors: Vec<Actor>) -> Option<Vec<Actor>> {
        let donors = self.without_sellers(scene, clause, donors);
        if !self.is_sale(scene, clause, &donors) {
            return Some(donors);
        }
        hides_payer(scene).then(Vec::new).or_else(|| self.buyer(scene))
    }

    /// The givers without the makers beside a state, which pays for what they sell or keep up.
    fn without_sellers(&self, scene: &Scene<'_>, clause: Span, donors: Vec<Actor>) -> Vec<Actor> {
        let states: Vec<Actor> = donors.iter().filter(|actor| self.are_states(std::slice::from_ref(*actor))).cloned().collect();
        let special = things::special_kind(scene.reading, clause, self.lexicon);
        let sold = special.is_none_or(|kind| kind == Kind::Sustainment);
        if sold && !states.is_empty() { states } else { donors }
    }

    /// The state by which a sale is ordered or paid, said in the same sentence or soon behind it.
    fn buyer(&self, scene: &Scene<'_>) -> Option<Vec<Actor>> {
        let Scene { reading, .. } = *scene;
        soon_behind(scene).find_map(|sentence| {
            let groups = givers::groups(reading, *sentence, self.lexicon, self.day);
            let pays = |group: &Group| !group.weak && pays(reading, *sentence, group, BUYER_GAP);
            groups.into_iter().find(|group| pays(group) && !self.are_companies(&group.actors)).map(|group| group.actors)
        })
    }

    /// Whether all are makers: no state, body or coalition has their name.
    fn are_companies(&self, actors: &[Actor]) -> bool {
        let is_maker = |actor: &Actor| self.lexicon.actor(&actor.0).is_none() && self.lexicon.programme(&actor.0).is_none();
        !actors.is_empty() && actors.iter().all(is_maker)
    }

    /// Whether only companies stand as givers of things; upkeep that they sign an agreement on is a partnership.
    fn is_sale(&self, scene: &Scene<'_>, clause: Span, donors: &[Actor]) -> bool {
        let sells = |kind: Kind| kind == Kind::Sustainment && !scene.reading.has(clause, Cue::Framework);
        self.are_companies(donors) && things::special_kind(scene.reading, clause, self.lexicon).is_none_or(sells)
    }
}

/// Whether a word of giving and "by" lead to a group: "paid for by Norway", but not "signed by".
fn pays(reading: &Reading, sentence: Span, group: &Group, reach: usize) -> bool {
    let before = reading.cues_in(Span::new(sentence.start, group.span.start));
    let verb = before.iter().rev().find(|hit| givers::is_giving(hit.tag)).filter(|hit| hit.tag != Cue::Agreed);
    group.by && verb.is_some_and(|hit| reading.distance(hit.span.end, group.span.start) <= reach)
}

/// Whether a sentence or one soon behind it says that someone unnamed pays ("financed by a member state").
fn hides_payer(scene: &Scene<'_>) -> bool {
    soon_behind(scene).any(|sentence| scene.reading.has(*sentence, Cue::Undisclosed))
}

/// A sentence and those soon behind it.
fn soon_behind<'s>(scene: &Scene<'s>) -> impl Iterator<Item = &'s Span> {
    let sentences = &scene.reading.sentences;
    let first = sentences.partition_point(|next| next.end <= scene.sentence.start);
    sentences.iter().skip(first).take(BUYER_REACH)
}
