//! Givers: which of the actors in a sentence pay, give, make or sign.

use super::cue::Cue;
use super::lexicon::{Lexicon, Who};
use super::makers;
use super::reading::Reading;
use super::spot::Hit;
use super::standing::{STATE_REACH, is_of_state, is_origin, is_place_too, is_scenery, makes, preceded, sells, stands_by, weak};
use crate::domain::{Actor, Span};
use chrono::NaiveDate;

/// How many words may stand between two givers of one list.
const LIST_GAP: usize = 3;
/// How many words may stand between a giver and the word of giving.
const VERB_REACH: usize = 5;
/// How many words may stand between a thing and where it comes from: "from", an article, an adjective.
const FROM_REACH: usize = 3;
/// The same for a name listed behind a place, which would rather be a place too.
pub(super) const LIST_REACH: usize = 3;

/// Givers named together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// Who they are, in the order of the text.
    pub actors: Vec<Actor>,
    /// From the first name to the last.
    pub span: Span,
    /// Whether "by" or "from" stands before them.
    pub by: bool,
    /// Whether they only lead what others join: givers where no one else is.
    pub leads: bool,
    /// Whether they stand in a place or a receiver's role, or as a thing's make: givers only where no one else is.
    pub weak: bool,
    /// Whether the name only says whose the things were, who made or who pooled them: who sent them, where no one else is and they have
    /// come.
    pub sends: bool,
    /// Whether it is a scheme or coalition and none of its members.
    pub scheme: bool,
    /// Whether it is a coalition or initiative that gives what its members put in.
    pub pools: bool,
}

/// The groups of possible givers in a sentence.
pub fn groups(reading: &Reading, sentence: Span, lexicon: &Lexicon, day: Option<NaiveDate>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let hits = reading.who_in(sentence);
    let mut taken = sentence.start;
    for (at, hit) in hits.iter().enumerate() {
        let home = at.checked_sub(1).is_some_and(|last| is_seat(reading, &hits[last], hit));
        if hit.span.start < taken || home || hits.get(at + 1).is_some_and(|next| describes(reading, hit, next)) {
            continue;
        }
        let actors = identities(hit.tag, lexicon, day);
        if actors.is_empty() {
            continue;
        }
        let maker = makers::unlisted(reading, sentence, hit, hits.get(at + 1));
        taken = maker.map_or(hit.span.end, |name| name.end);
        if let Some(name) = maker {
            let name_of = vec![Actor(reading.text(name).to_owned())];
            groups.push(Group::of_maker(reading, sentence, Span::new(hit.span.start, name.end), name_of));
            continue;
        }
        if let Some((makers, span)) = makers::meant(reading, sentence, hit, lexicon) {
            taken = span.end;
            groups.push(Group::of_maker(reading, sentence, span, makers));
            continue;
        }
        let scenery =
            is_scenery(reading, sentence, hit, &actors) || stands_by(reading, sentence, hit) || !is_of_state(reading, sentence, hit);
        let sold = sells(reading, sentence, hit.span) && !lexicon.is_ukraine(hits[0].tag);
        let beside_place = groups.last().is_some_and(|last| is_place_too(reading, sentence, last, hit));
        let heads = is_to_lead(reading, sentence, hit.span);
        let next = Group {
            actors,
            span: hit.span,
            by: preceded(reading, sentence, hit.span, Cue::By),
            leads: heads || preceded(reading, sentence, hit.span, Cue::Led),
            weak: scenery || sold || !heads && (weak(reading, sentence, hit, lexicon) || beside_place),
            sends: makes(reading, hit)
                || is_origin(reading, sentence, hit.span)
                || lexicon.pools(hit.tag)
                || comes_from(reading, sentence, hit.span),
            scheme: matches!(hit.tag, Who::Programme(_)),
            pools: lexicon.pools(hit.tag) && !preceded(reading, sentence, hit.span, Cue::Place),
        };
        match groups.last_mut() {
            Some(last) if last.weak == next.weak && !last.actors.is_empty() && listed(reading, last.span, next.span) => last.join(next),
            _ => groups.push(next),
        }
    }
    if groups.iter().all(|group| group.weak) {
        let one = makers::named_before(reading, sentence, lexicon);
        groups.extend(one.map(|(maker, span)| Group::of_maker(reading, sentence, span, vec![maker])));
    }
    groups
}

/// "Saab of Sweden": one word that joins nothing leads from a maker to the state it is from.
fn is_seat(reading: &Reading, maker: &Hit<Who>, state: &Hit<Who>) -> bool {
    let gap = Span::new(maker.span.end.min(state.span.start), state.span.start);
    let bare = reading.text(gap).chars().all(|c| c.is_alphabetic() || c == ' ') && reading.cues_in(gap).is_empty();
    matches!((maker.tag, state.tag), (Who::Company(_), Who::Name(_))) && bare && reading.words.within(gap).len() == 1
}

/// "with Latvia to lead": whoever leads what others join, where the word for it stands right behind the name.
fn is_to_lead(reading: &Reading, sentence: Span, name: Span) -> bool {
    let behind = Span::new(name.end, sentence.end);
    let Some(lead) = reading.first(behind, Cue::Led).filter(|lead| reading.distance(name.end, lead.start) == 0) else { return false };
    let led = reading.who_in(Span::new(lead.end, sentence.end)).first();
    led.is_none_or(|led| reading.distance(lead.end, led.span.start) > 1)
}

/// "the German arms maker Rheinmetall", "the Latvian-British drone coalition": the adjective only says where they are from.
fn describes(reading: &Reading, hit: &Hit<Who>, next: &Hit<Who>) -> bool {
    let gap = Span::new(hit.span.end, next.span.start);
    if matches!((hit.tag, next.tag), (Who::Name(_) | Who::Demonym(_), Who::Company(_))) && makers::leads_to_one(reading, gap) {
        return true;
    }
    let owner = reading.text(gap).starts_with(['\'', '’']);
    let reach = match (hit.tag, next.tag) {
        (Who::Name(_), Who::Company(_)) if owner => 4,
        (Who::Demonym(_), Who::Company(_)) => 4,
        (Who::Demonym(_), Who::Programme(_)) => 1,
        _ => return false,
    };
    reading.words.within(gap).len() <= reach && !reading.text(gap).contains(',')
}

impl Group {
    /// A maker that no list holds, or that only its state and a word for it name; what is signed "with" it makes it a partner, as it does
    /// with others.
    fn of_maker(reading: &Reading, sentence: Span, span: Span, actors: Vec<Actor>) -> Group {
        Group {
            weak: actors.is_empty() || preceded(reading, sentence, span, Cue::Place),
            actors,
            span,
            by: preceded(reading, sentence, span, Cue::By),
            leads: false,
            sends: false,
            scheme: false,
            pools: false,
        }
    }

    /// Adds who is named next in the list. A scheme beside its payers is no giver of its own.
    fn join(&mut self, other: Group) {
        self.span.end = other.span.end;
        if other.scheme && !self.scheme {
            return;
        }
        if self.scheme && !other.scheme {
            self.actors.clear();
            self.scheme = false;
        }
        for actor in other.actors {
            if !self.actors.contains(&actor) {
                self.actors.push(actor);
            }
        }
    }
}

/// "20 vehicles from Lithuania": a name behind things that come from there.
fn comes_from(reading: &Reading, sentence: Span, name: Span) -> bool {
    let thing = reading.what_in(Span::new(sentence.start, name.start)).last();
    thing.is_some_and(|thing| reading.distance(thing.span.end, name.start) <= FROM_REACH) && preceded(reading, sentence, name, Cue::From)
}

/// Who a name stands for as a giver; nobody for receivers, enemies and names out of their time.
fn identities(who: Who, lexicon: &Lexicon, day: Option<NaiveDate>) -> Vec<Actor> {
    let id: Option<&str> = match who {
        Who::Name(at) | Who::Demonym(at) | Who::Capital(at) => lexicon.actors.get(at as usize).map(|actor| actor.id.as_str()),
        Who::Holder(at) => lexicon.holders.get(at as usize).filter(|holder| holder.serves(day)).map(|holder| holder.actor.as_str()),
        Who::Company(at) => lexicon.companies.get(at as usize).filter(|company| !company.ukrainian).map(|company| company.name.as_str()),
        Who::Programme(at) => lexicon.programmes.get(at as usize).and_then(|programme| programme.actor.as_deref()),
    };
    let Some(id) = id.filter(|id| !lexicon.roles.never_gives.contains(*id)) else { return Vec::new() };
    let members = lexicon.actor(id).map(|actor| actor.members.as_slice()).unwrap_or_default();
    if members.is_empty() { vec![Actor(id.to_owned())] } else { members.iter().cloned().map(Actor).collect() }
}

/// Whether two names stand in one list: nothing between them but commas, "and" and offices.
pub(super) fn listed(reading: &Reading, last: Span, next: Span) -> bool {
    let gap = Span::new(last.end, next.start);
    let text = reading.text(gap);
    let words = reading.words.within(gap);
    if text.contains([';', ':', '\n', '"']) || words.len() > LIST_GAP + 2 {
        return false;
    }
    let cues = reading.cues_in(gap);
    if cues.iter().any(|hit| is_giving(hit.tag)) {
        return false;
    }
    let known =
        cues.iter().filter(|hit| matches!(hit.tag, Cue::And | Cue::Article | Cue::Office2)).map(|hit| reading.words.within(hit.span).len());
    words.len() <= known.sum::<usize>() + usize::from(!text.contains(','))
}

/// Whether an office-holder of one of some states, or an office beside its name, stands in a text.
pub fn speaks(reading: &Reading, actors: &[Actor], lexicon: &Lexicon, day: Option<NaiveDate>) -> bool {
    let office = |hit: &Hit<Who>| {
        let behind = Span::new(hit.span.end, reading.normal.text.len());
        let next = reading.cues_in(behind).first();
        next.is_some_and(|cue| cue.tag == Cue::Office2 && reading.distance(hit.span.end, cue.span.start) <= STATE_REACH)
    };
    let theirs = |hit: &Hit<Who>| identities(hit.tag, lexicon, day).iter().any(|actor| actors.contains(actor));
    reading.who.iter().any(|hit| (matches!(hit.tag, Who::Holder(_)) || office(hit)) && theirs(hit))
}

/// The group that gives what stands at a place.
pub fn giver<'a>(reading: &Reading, groups: &'a [Group], clause: Span, at: usize) -> Option<&'a Group> {
    let score = |group: &Group| -> i32 {
        let mut score = if group.weak { -6 } else { 0 };
        score += if group.by { 5 } else { 0 };
        score -= if group.leads { 8 } else { 0 };
        score += if clause.contains(group.span) { 4 } else { 0 };
        score += if group.span.end <= at { 3 } else { 0 };
        score += if acts(reading, group.span, at, VERB_REACH) { 3 } else { 0 };
        score - i32::try_from(reading.distance(group.span.start, at)).unwrap_or(i32::MAX).min(60) / 12
    };
    let gathers = |group: &&Group| group.pools && (group.by || acts(reading, group.span, at, VERB_REACH));
    let pools = || groups.iter().find(gathers);
    // "… by Latvia; ten members of the IT coalition signed": in a statement of its own, where no one else stands.
    let alone = groups.iter().all(|group| group.weak || !clause.contains(group.span));
    let opens = |pool: &&Group| clause.contains(pool.span) && !gives(reading, Span::new(clause.start, pool.span.start));
    if let Some(pool) = groups.iter().filter(gathers).find(opens).filter(|_| alone) {
        return Some(pool);
    }
    // "Thanks to the Czech initiative, shells will arrive", however much a minister says so.
    let paid = groups.iter().any(|group| group.by && !group.weak);
    if let Some(pool) = groups.iter().find(|group| group.pools && group.by && !paid && group.span.end <= at && clause.contains(group.span))
    {
        return Some(pool);
    }
    // "The first Dutch F-16s have arrived", "the first shells of the Czech initiative": whose they were gave them.
    let arrived = |group: &Group| {
        let verb = reading.cues_in(Span::new(group.span.end, clause.end.max(group.span.end))).iter().find(|hit| is_giving(hit.tag));
        verb.is_some_and(|verb| verb.tag == Cue::Delivered)
    };
    let sender = || groups.iter().find(|group| group.sends && clause.contains(group.span) && arrived(group));
    // The first of equals: subjects stand first.
    let scored = groups.iter().map(|group| (score(group), group)).filter(|(_, group)| !group.weak);
    scored.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, group)| group).or_else(pools).or_else(sender)
}

/// Whether a word of giving follows a name within some words.
pub(super) fn acts(reading: &Reading, name: Span, at: usize, reach: usize) -> bool {
    let end = at.max(name.end + 60).min(reading.normal.text.len());
    let near = reading.cues_in(Span::new(name.end, end));
    near.iter().take(6).any(|hit| is_giving(hit.tag) && reading.distance(name.end, hit.span.start) <= reach)
}

/// The group that a sentence is about: the first that a word of giving follows, however late the language puts it.
pub fn subject<'a>(reading: &Reading, sentence: Span, groups: &'a [Group]) -> Option<&'a Group> {
    let acts = |group: &Group| reading.cues_in(Span::new(group.span.end, sentence.end)).iter().any(|hit| is_giving(hit.tag));
    groups.iter().find(|group| !group.weak && acts(group))
}

/// Whether a word of giving stands in a span.
fn gives(reading: &Reading, span: Span) -> bool {
    reading.cues_in(span).iter().any(|hit| is_giving(hit.tag))
}

/// Whether a cue is a word of giving.
pub fn is_giving(cue: Cue) -> bool {
    matches!(cue, Cue::Announced | Cue::Reports | Cue::Considered | Cue::Agreed | Cue::Contracted | Cue::Delivered)
}
