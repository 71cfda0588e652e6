//! Statements: what is claimed without a sum: things, training, agreements, and what goes on about the pledge just told.

use super::super::clauses;
use super::super::cue::Cue;
use super::super::gates;
use super::super::givers::{self, Group};
use super::super::lexicon::{Lexicon, Who, is_coalition};
use super::super::modality;
use super::super::reading::Reading;
use super::super::spot::Hit;
use super::super::things::{self, Thing};
use super::{Claim, DEEP, LEAD, Scene, Teller};
use crate::domain::{Actor, Field, Item, Kind, MentionClass, Scope, Span, Stage};

/// How many sentences "the money" reaches back over.
const RECAP_REACH: usize = 3;

/// How many sentences open a text that tells the title again.
const RETOLD: usize = 2;

/// How many words may stand between giver and verb, and between verb and thing.
const GIVER_REACH: usize = 7;
const THING_REACH: usize = 8;

/// How many words may stand between a word of agreeing and the partner.
const PARTNER_REACH: usize = 8;

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
        let Some(trigger) = trigger(scene, statement, special).filter(|_| says && self.is_about_arms(scene, special)) else {
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
        if scene.depth > LEAD && !(special.is_some() && agrees(scene, statement)) && !self.stands_alone(scene, trigger) {
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

    /// "The council decided to donate a Patriot": what a sentence without a giver says again of the thing that the title or the sentence
    /// before promised makes that firmer, or an older promise that moved on.
    fn retell(&mut self, scene: &Scene<'_>, statement: Span, trigger: Span, things: &[Thing<'_>]) {
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

    /// With whom Ukraine signs: where Ukraine acts and nobody else does, the name behind "with" is the partner (GUIDE, rule 16).
    fn partner<'s>(&self, scene: &'s Scene<'_>, statement: Span, special: Option<Kind>, trigger: Span) -> Option<&'s Group> {
        let Scene { reading, .. } = *scene;
        let ours = |who: Who| self.lexicon.is_ukraine(who) || self.lexicon.is_ukrainian_maker(who);
        let partners = matches!(special, Some(Kind::FrameworkAgreement | Kind::JointProduction)) || reading.has(statement, Cue::Framework);
        let seals = partners && agrees(scene, statement);
        let first = reading.who_in(statement).first().filter(|hit| ours(hit.tag) || hit.span.start >= trigger.end);
        let alone = || scene.groups.iter().all(|group| group.weak || !statement.contains(group.span));
        let alliance = |group: &Group| {
            let next = reading.cues_in(Span::new(group.span.end, statement.end.max(group.span.end))).first();
            next.is_some_and(|cue| cue.tag == Cue::Attribute && reading.distance(group.span.end, cue.span.start) == 0)
        };
        let behind = |group: &&Group| {
            group.weak && !group.scheme && statement.contains(group.span) && group.span.start >= trigger.end && !alliance(group)
        };
        first.filter(|_| seals && alone())?;
        scene.groups.iter().find(behind).filter(|group| reading.distance(trigger.end, group.span.start) <= PARTNER_REACH)
    }

    /// Where Ukraine or a maker of its own will make arms: the state whose office speaks of it too, or that a title names (GUIDE, rule 16).
    fn host<'s>(&self, scene: &'s Scene<'_>, statement: Span, special: Option<Kind>) -> Option<&'s Group> {
        let Scene { reading, field, .. } = *scene;
        let made = reading.first(statement, Cue::Coproduction).filter(|_| special == Some(Kind::JointProduction))?;
        let ours = |who: Who| self.lexicon.is_ukraine(who) || self.lexicon.is_ukrainian_maker(who);
        reading.who_in(statement).first().filter(|hit| ours(hit.tag) && hit.span.start <= made.start)?;
        let alone = scene.groups.iter().all(|group| group.weak || !statement.contains(group.span));
        let behind = |group: &&Group| alone && group.weak && statement.contains(group.span) && group.span.start >= made.end;
        let host = scene.groups.iter().find(behind).filter(|group| reading.distance(made.end, group.span.start) <= PARTNER_REACH)?;
        let states = host.actors.iter().all(|actor| self.lexicon.actor(&actor.0).is_some_and(|entry| entry.kind == "state"));
        (states && (field == Field::Title || givers::speaks(reading, &host.actors, self.lexicon, self.day))).then_some(host)
    }

    /// Whether only coalitions stand as givers: that one was founded is told again in every report about it.
    fn are_pools(&self, donors: &[Actor]) -> bool {
        !donors.is_empty() && donors.iter().all(|actor| is_coalition(&actor.0))
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
        self.claims.last().is_some_and(|last| last.field == scene.field && last.sentence.end >= scene.before.start)
    }

    /// Whether a partnership is about arms: Ukraine, a thing, a maker or the army's needs are named beside it.
    fn is_about_arms(&self, scene: &Scene<'_>, kind: Option<Kind>) -> bool {
        let Scene { reading, sentence, .. } = *scene;
        let thing = || !reading.what_in(sentence).is_empty();
        let maker = || reading.who_in(sentence).iter().any(|hit| matches!(hit.tag, Who::Company(_) | Who::Programme(_)));
        match kind {
            Some(Kind::FrameworkAgreement) => thing() || maker() || gates::is_tied(reading, sentence, self.lexicon),
            Some(Kind::JointProduction) => thing() || maker() || self.names_arms(reading, sentence) || self.tells_of_partners(scene),
            _ => true,
        }
    }

    /// Whether the words of a partnership themselves speak of arms: "joint defence production".
    fn names_arms(&self, reading: &Reading, sentence: Span) -> bool {
        let made = reading.cues_in(sentence).iter().filter(|hit| hit.tag == Cue::Coproduction);
        made.into_iter().any(|hit| self.lexicon.is_military(reading.text(hit.span)))
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
    fn tells_of_partners(&self, scene: &Scene<'_>) -> bool {
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

/// Makers of a state that nobody names, where they are the only ones who make something together: "two Lithuanian companies".
fn nameless<'s>(scene: &'s Scene<'_>, statement: Span, special: Option<Kind>, trigger: Span) -> Option<&'s Group> {
    let alone = scene.groups.iter().all(|group| group.weak || !statement.contains(group.span));
    let makers = |group: &&Group| group.actors.is_empty() && statement.contains(group.span) && group.span.end <= trigger.start;
    scene.groups.iter().find(makers).filter(|_| alone && special == Some(Kind::JointProduction))
}

/// Kinds that partners do together, one beside the other.
fn is_partnership(kind: Kind) -> bool {
    matches!(kind, Kind::JointProduction | Kind::FrameworkAgreement | Kind::OfficeOpened | Kind::Sustainment)
}

/// Whether a stage is one that title and text may tell of the same promise: agreed or ordered, and not handed over, which another was.
fn is_firm(stage: Stage) -> bool {
    matches!(stage, Stage::Agreed | Stage::Contracted)
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
fn agrees(scene: &Scene<'_>, statement: Span) -> bool {
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
