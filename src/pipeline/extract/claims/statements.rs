//! Statements: what is claimed without a sum: things, training, agreements.

use super::super::clauses;
use super::super::cue::Cue;
use super::super::gates;
use super::super::givers;
use super::super::lexicon::{Lexicon, Who, is_coalition};
use super::super::modality;
use super::super::reading::Reading;
use super::super::spot::Hit;
use super::super::things::{self, Thing};
use super::partners::nameless;
use super::{Claim, DEEP, LEAD, Scene, Teller};
use crate::domain::{Kind, MentionClass, Span, Stage};

/// How many words may stand between giver and verb, and between verb and thing.
const GIVER_REACH: usize = 7;
const THING_REACH: usize = 8;

/// How many words may stand between training and those who are trained.
const LESSON_REACH: usize = 6;

impl Teller<'_> {
    /// A statement that names no sum: what it says is given, made or agreed.
    pub(super) fn without_sum(&mut self, scene: &Scene<'_>, statement: Span) {
        let Scene { reading, .. } = *scene;
        let things = things::things(reading, statement, self.lexicon);
        if reading.has(statement, Cue::Contains) && !things.is_empty() && self.attach(scene, &things::as_items(reading, &things)) {
            return;
        }
        if let Some(like) = self.like_the_last(scene, statement, &things) {
            self.claims.push(like);
            return;
        }
        let special = things::special_kind(reading, statement, self.lexicon);
        let told = special.is_some() || !things.is_empty() || reading.has(statement, Cue::Aid);
        let says = told || self.pays_into(reading, statement);
        let listed = || things.first().map(Thing::span).filter(|_| self.is_entry_of(scene, &things));
        let trigger = trigger(scene, statement, special).or_else(listed);
        let Some(trigger) = trigger.filter(|_| says && self.is_about_arms(scene, special)) else {
            return;
        };
        if gates::of_clause(scene, statement, self.lexicon).is_some() {
            return;
        }
        let partner = self
            .partner(scene, statement, special, trigger)
            .or_else(|| self.host(scene, statement, special))
            .or_else(|| nameless(scene, statement, special, trigger));
        let (donors, named) = match partner {
            Some(partner) => (partner.actors.clone(), Some(partner.span)),
            None => self.donors(scene, statement, trigger.start.max(statement.start)),
        };
        if !told && (named.is_none() || donors.is_empty()) {
            return;
        }
        if scene.depth > LEAD && special == Some(Kind::FrameworkAgreement) && self.are_pools(&donors) {
            return;
        }
        let backed = !donors.is_empty() && self.is_backed(scene, statement, special, named);
        if named.is_none() && !backed || scene.is_recap() && !self.claims.is_empty() {
            self.retell(scene, statement, trigger, &things);
            if self.goes_on(scene) && self.claims.last().is_some_and(|last| last.class.0 != MentionClass::CumulativeTotal) {
                self.attach(scene, &things::as_items(reading, &things));
            }
            return;
        }
        let alone = || special.is_some() && agrees(scene, statement) || scene.is_entry() || self.stands_alone(scene, trigger);
        if scene.depth > LEAD && !alone() {
            return;
        }
        let told_of = match special {
            None | Some(Kind::UaProductionFinancing) => scene.is_entry() || acts_on(scene, statement, named, self.lexicon),
            Some(Kind::Training) => self.teaches(reading, statement),
            Some(_) => true,
        };
        let Some(payers) = self.payers(scene, statement, donors).filter(|_| told_of) else {
            return;
        };
        self.claims.push(self.claim(scene, statement, trigger.start, payers, named));
    }

    /// Whether a sentence is a line of a list that counts what its giver gives, among lines that were told: "Latvia: 30 armoured vehicles".
    fn is_entry_of(&self, scene: &Scene<'_>, things: &[Thing<'_>]) -> bool {
        scene.is_entry() && things.iter().any(Thing::is_counted) && self.goes_on(scene)
    }

    /// What a giver whose verb is left out gives: told as the claim before it in the sentence is.
    fn like_the_last(&self, scene: &Scene<'_>, statement: Span, things: &[Thing<'_>]) -> Option<Claim> {
        let Scene { reading, sentence, .. } = *scene;
        let last = self.claims.last().filter(|last| last.field == scene.field && last.sentence == sentence && last.amount.is_none())?;
        if !clauses::is_gapped(reading, sentence, statement) {
            return None;
        }
        let giver = scene.groups.iter().find(|group| group.span.start == statement.start && !group.weak)?;
        let kind = things::plain_kind(reading, statement, things, self.lexicon);
        let items = things::as_items(reading, things);
        Some(Claim { donors: giver.actors.clone(), named: Some(giver.span), items, kind, ..last.clone() })
    }

    /// Whether a statement names a scheme that is paid into, and no coalition that is joined.
    fn pays_into(&self, reading: &Reading, statement: Span) -> bool {
        let mut schemes = things::schemes(reading, statement, self.lexicon);
        schemes.any(|scheme| !is_coalition(&scheme.id) && !scheme.venue)
    }

    /// Whether a statement that names no giver still has one: it tells of training, seals what was told, goes on about the country or
    /// we, or counts more things of a giver just named.
    fn is_backed(&self, scene: &Scene<'_>, statement: Span, special: Option<Kind>, named: Option<Span>) -> bool {
        let Scene { reading, sentence, .. } = *scene;
        let taught = || reading.who_in(statement).iter().any(|hit| self.lexicon.is_ukraine(hit.tag)) || self.told();
        let trains = || special == Some(Kind::Training) && scene.depth <= LEAD && (named.is_some() || !self.assumed) && taught();
        let seals = || special.is_some() && scene.depth <= DEEP && agrees(scene, statement) && self.told();
        let goes_on = || special.is_some_and(is_partnership) && self.tells_of_partners(scene);
        let opens = |span: Span| reading.distance(sentence.start, span.start) <= 1;
        let own = || reading.first(statement, Cue::Back).filter(|span| !is_anothers(reading, *span));
        let back = || own().is_some_and(|span| !self.assumed || opens(span));
        let gives = || modality::nearest_giving(reading, statement, statement.start).is_some();
        let counts = || things::things(reading, statement, self.lexicon).iter().any(Thing::is_counted);
        trains() || seals() || goes_on() || back() || gives() && counts() && self.tells_of(scene)
    }

    /// Whether the last claim was told in the sentence before.
    fn goes_on(&self, scene: &Scene<'_>) -> bool {
        self.claims.last().is_some_and(|last| scene.is_next_to(last))
    }

    /// Whether training is for Ukraine's people: they are named near it, or a thing or programme of theirs is.
    fn teaches(&self, reading: &Reading, sentence: Span) -> bool {
        let lessons = || reading.cues_in(sentence).iter().filter(|hit| hit.tag == Cue::Training).map(|hit| hit.span);
        let near = |at: Span| lessons().any(|lesson| reading.distance(lesson.end.min(at.end), lesson.start.max(at.start)) <= LESSON_REACH);
        let people = reading.who_in(sentence).iter().filter(|hit| self.lexicon.is_ukraine(hit.tag) || self.lexicon.is_for_ukraine(hit.tag));
        people.into_iter().any(|hit| near(hit.span)) || self.told() || lessons().next().is_none()
    }

    /// Whether an earlier statement of the same sentence named a giver.
    fn tells_of(&self, scene: &Scene<'_>) -> bool {
        let last = self.claims.last();
        last.is_some_and(|last| last.field == scene.field && last.sentence == scene.sentence && last.named.is_some())
    }

    /// Whether the last claim, told in this sentence or the one before, is a partnership that is news.
    pub(super) fn tells_of_partners(&self, scene: &Scene<'_>) -> bool {
        self.goes_on(scene) && self.claims.last().is_some_and(|last| last.class.0.is_news() && is_partnership(last.kind))
    }

    /// Whether a claim without a sum, far down in the text, still says by itself who gives what to whom.
    fn stands_alone(&self, scene: &Scene<'_>, trigger: Span) -> bool {
        let receiver = scene.reading.who_in(scene.sentence).iter().any(|hit| self.lexicon.is_ukraine(hit.tag));
        let near = scene
            .groups
            .iter()
            .any(|group| !group.weak && group.span.end <= trigger.start && scene.reading.distance(group.span.end, trigger.start) <= 5);
        receiver && near && !scene.reading.has(scene.sentence, Cue::Past) && !scene.reading.has(scene.sentence, Cue::Month)
    }
}

/// Kinds that partners do together, one beside the other.
fn is_partnership(kind: Kind) -> bool {
    matches!(kind, Kind::JointProduction | Kind::FrameworkAgreement | Kind::OfficeOpened | Kind::Sustainment)
}

/// Whether words that go back to a giver are said of someone named beside them ("the Ukrainian ministry").
fn is_anothers(reading: &Reading, back: Span) -> bool {
    let before = reading.who_in(Span::new(0, back.start)).last();
    before.is_some_and(|hit| reading.distance(hit.span.end, back.start) == 0)
}

/// The words by which a statement claims: a word of giving, else of the future, of agreeing or making together, of an older promise.
fn trigger(scene: &Scene<'_>, statement: Span, special: Option<Kind>) -> Option<Span> {
    let Scene { reading, .. } = *scene;
    let seals = |hit: &&Hit<Cue>| gates::is_special(hit.tag) || hit.tag == Cue::Training;
    let sealed = || special.and_then(|_| reading.cues_in(statement).iter().find(seals)).map(|hit| hit.span);
    modality::nearest_giving(reading, statement, statement.start)
        .map(|(_, span)| span)
        .or_else(|| reading.first(statement, Cue::Future))
        .or_else(sealed)
        .or_else(|| reading.first(statement, Cue::Update))
        .or_else(|| reading.first(statement, Cue::Aid).filter(|_| scene.is_entry()))
}

/// Whether the first word of giving in a statement is one of agreeing.
pub(super) fn agrees(scene: &Scene<'_>, statement: Span) -> bool {
    modality::nearest_giving(scene.reading, statement, statement.start).is_some_and(|(stage, _)| stage == Stage::Agreed)
}

/// Whether "and" joins a statement to the one before it.
fn opens_with_and(reading: &Reading, statement: Span) -> bool {
    let opens = |cue: Cue| reading.first(statement, cue).filter(|span| reading.distance(statement.start, span.start) == 0);
    // "with" joins givers, and no statements.
    opens(Cue::And).is_some() && opens(Cue::Place).is_none()
}

/// Whether the giver, a word of giving and a thing or aid stand close together; a verb that ends its clause is close to all of it.
fn acts_on(scene: &Scene<'_>, statement: Span, named: Option<Span>, lexicon: &Lexicon) -> bool {
    let Scene { reading, .. } = *scene;
    let near = |a: Span, b: Span, reach: usize| {
        if a.start < b.start { reading.distance(a.end, b.start) <= reach } else { reading.distance(b.end, a.start) <= reach }
    };
    let aid = reading.cues_in(statement).iter().filter(|hit| hit.tag == Cue::Aid).map(|hit| hit.span);
    let schemes = reading.who_in(statement).iter().filter(|hit| matches!(hit.tag, Who::Programme(_))).map(|hit| hit.span);
    let things: Vec<Span> = things::given(reading, statement).map(|hit| hit.span).chain(aid).chain(schemes).collect();
    let gives = reading.cues_in(statement).iter().filter(|hit| givers::is_giving(hit.tag) || hit.tag == Cue::Update).map(|hit| hit.span);
    // "his country": more than one word, so that "we" of any speaker is none.
    let stands = |hit: &Hit<Cue>| hit.tag == Cue::Back && reading.words.within(hit.span).len() > 1;
    let country: Vec<Span> = reading.cues_in(statement).iter().filter(|hit| stands(hit)).map(|hit| hit.span).collect();
    // "will raise its aid and send tanks": the second verb has the giver of the first.
    let carried = |giver: Span| giver.end <= statement.start && opens_with_and(reading, statement);
    let last = lexicon.puts_verb_last(reading.lang);
    let closes = |giver: Span, verb: Span| last && giver.end <= verb.start && reading.distance(verb.end, statement.end) == 0;
    let acts = |giver: Span, verb: Span| {
        carried(giver) || near(giver, verb, GIVER_REACH) || closes(giver, verb) || country.iter().any(|country| near(*country, verb, 1))
    };
    gives.into_iter().any(|verb| named.is_none_or(|giver| acts(giver, verb)) && things.iter().any(|thing| near(verb, *thing, THING_REACH)))
}
