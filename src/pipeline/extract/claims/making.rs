//! Making a claim: who gives, under which programme, and how firm it is.

use super::super::clauses;
use super::super::cue::Cue;
use super::super::givers::{self, Group};
use super::super::lexicon::Lexicon;
use super::super::modality;
use super::super::ordinal;
use super::super::reading::Reading;
use super::super::things;
use super::{Claim, Scene, Teller};
use crate::domain::{Actor, Currency, Programme, Scope, Span, Stage};

/// Up to which number states are counted; above, it is a year.
const STATES: u64 = 200;

/// How many words may stand between givers without a name and their word of giving.
const PARTNERS_REACH: usize = 3;

/// How many words may stand between "new" and the package.
const NEW_REACH: usize = 2;

/// From which sum, in any currency, what was given is no single consignment.
const CONSIGNMENT: u64 = 1_000_000_000;

impl Teller<'_> {
    pub(super) fn claim(&self, scene: &Scene<'_>, clause: Span, at: usize, donors: Vec<Actor>, named: Option<Span>) -> Claim {
        let Scene { reading, sentence, field, .. } = *scene;
        let things = things::things(reading, clause, self.lexicon);
        let kind = things::special_kind(reading, clause, self.lexicon)
            .unwrap_or_else(|| things::plain_kind(reading, clause, &things, self.lexicon));
        let civil = self.lends_to_states(&donors).then_some(Scope::Civil);
        let statement = clauses::around(reading, clause, at);
        Claim {
            field,
            sentence,
            depth: scene.depth,
            class: self.class(scene, clause, at, &donors),
            donors,
            named,
            amount: None,
            sum: None,
            glosses: Vec::new(),
            kind,
            items: things::as_items(reading, &things),
            stage: modality::stage(reading, statement, sentence, at),
            programmes: self.programmes(scene, clause),
            scope: civil.unwrap_or_else(|| things::scope(reading, clause, self.lexicon)),
            ordinal: ordinal::of(reading, sentence),
            part: false,
            given: is_given(reading, statement, at, self.lexicon),
            fresh: has_new_package(reading, statement),
            guessed: false,
            told: 1,
        }
    }

    pub(super) fn donors(&self, scene: &Scene<'_>, clause: Span, at: usize) -> (Vec<Actor>, Option<Span>) {
        if let Some(many) = many_states(scene, clause, at).or_else(|| partners(scene, clause, at)) {
            return (Vec::new(), Some(many));
        }
        let own = |group: &&Group| !scene.is_recap() || clause.contains(group.span) || group.span.start < at;
        match givers::giver(scene.reading, &scene.groups, clause, at).filter(own) {
            Some(group) => (group.actors.clone(), Some(group.span)),
            None => (self.focus.clone(), None),
        }
    }

    pub(super) fn currency(&self, actor: &Actor) -> Option<Currency> {
        self.lexicon.actor(&actor.0)?.currency.as_deref().and_then(|code| Currency::parse(code).ok())
    }

    /// The programmes of a clause; where it names none, those of the whole sentence, if it tells of no other sum.
    fn programmes(&self, scene: &Scene<'_>, clause: Span) -> Vec<Programme> {
        let Scene { reading, sentence, .. } = *scene;
        let own = things::programmes(reading, clause, self.lexicon);
        let alone = reading.sums_in(sentence).filter(|at| reading.sums[*at].gloss_of.is_none()).count() <= 1;
        if own.is_empty() && alone && scene.joints.is_empty() { things::programmes(reading, sentence, self.lexicon) } else { own }
    }

    /// Whether only lenders to states give.
    fn lends_to_states(&self, donors: &[Actor]) -> bool {
        !donors.is_empty() && donors.iter().all(|actor| self.lexicon.roles.civil_givers.contains(&actor.0))
    }
}

/// Whether a statement says that something was given, and neither that it is new nor what single things or which package it was.
fn is_given(reading: &Reading, statement: Span, at: usize, lexicon: &Lexicon) -> bool {
    let has = |cue: Cue| reading.has(statement, cue);
    let gave = || has(Cue::Given) || modality::stage(reading, statement, statement, at).0 == Stage::Delivered;
    let apart = [Cue::Paid, Cue::Fresh, Cue::Future, Cue::Hedge, Cue::Condition];
    let none = || !apart.into_iter().any(has) && ordinal::of(reading, statement).is_none();
    gave() && none() && is_aid_as_such(reading, statement, lexicon)
}

/// Whether a statement speaks of aid or of things, but neither of single ones nor of how many, unless they cost more than a consignment.
fn is_aid_as_such(reading: &Reading, statement: Span, lexicon: &Lexicon) -> bool {
    let things = things::things(reading, statement, lexicon);
    let large = || reading.sums_in(statement).any(|at| reading.sums[at].min.or(reading.sums[at].max) >= Some(CONSIGNMENT));
    let single = || things.iter().any(|thing| thing.is_counted() || thing.is_specific()) && !large();
    (reading.has(statement, Cue::Aid) || !things.is_empty()) && !single()
}

/// Whether "new" stands before a package: "a new military aid package".
fn has_new_package(reading: &Reading, statement: Span) -> bool {
    let packs = reading.cues_in(statement).iter().filter(|hit| hit.tag == Cue::Pack).map(|hit| hit.span);
    let new = |pack: Span| {
        let before = reading.cues_in(Span::new(statement.start, pack.start)).iter().filter(|hit| hit.tag == Cue::Fresh);
        before.into_iter().any(|hit| reading.distance(hit.span.end, pack.start) <= NEW_REACH)
    };
    packs.into_iter().any(new)
}

/// "about 20 countries will buy": givers that are counted and not named, before whom nobody stands.
fn many_states(scene: &Scene<'_>, clause: Span, at: usize) -> Option<Span> {
    let Scene { reading, .. } = *scene;
    let states = reading.cues_in(clause).iter().filter(|hit| hit.tag == Cue::Attribute && hit.span.end <= at).map(|hit| hit.span);
    let counted = |states: &Span| {
        let count = reading.counts_in(Span::new(clause.start, states.start)).last();
        count.is_some_and(|count| reading.distance(count.span.end, states.start) <= 1 && count.value < STATES)
    };
    let act = |states: &Span| {
        let verb = reading.cues_in(Span::new(states.end, clause.end)).iter().find(|hit| givers::is_giving(hit.tag));
        verb.is_some_and(|hit| reading.distance(states.end, hit.span.start) <= 2)
    };
    let many = states.filter(counted).find(act)?;
    scene.groups.iter().all(|group| group.weak || group.span.start >= many.end).then_some(many)
}

/// "the partners announced": givers without a name that stand before a word of giving, and no named giver between or with one of its own.
fn partners(scene: &Scene<'_>, clause: Span, at: usize) -> Option<Span> {
    let Scene { reading, sentence, .. } = *scene;
    let gives = |within: Span| reading.cues_in(within).iter().find(|hit| givers::is_giving(hit.tag) || hit.tag == Cue::Future);
    let silent = |names: Span, group: &Group| {
        let gap = Span::new(group.span.end.min(names.start), names.start);
        group.weak || group.span.end <= names.start && !reading.has(gap, Cue::And) && gives(gap).is_none()
    };
    let acts = |names: &Span| {
        let verb = gives(Span::new(names.end, clause.end.max(names.end)))?;
        let near = reading.distance(names.end, verb.span.start) <= PARTNERS_REACH && verb.span.start <= at;
        let named = scene.groups.iter().any(|group| group.span.start < verb.span.start && !silent(*names, group));
        (near && !named).then_some(())
    };
    let names = reading.cues_in(Span::new(sentence.start, at.max(sentence.start))).iter().filter(|hit| hit.tag == Cue::Partners);
    names.map(|hit| hit.span).find(|names| acts(names).is_some())
}
