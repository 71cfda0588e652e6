//! Givers: which of the actors in a sentence pay, give, make or sign.

use super::cue::Cue;
use super::lexicon::{Lexicon, Who};
use super::reading::Reading;
use super::spot::Hit;
use crate::domain::{Actor, Span};
use chrono::NaiveDate;

/// How many words may stand between two givers of one list.
const LIST_GAP: usize = 3;
/// How many words may stand between a giver and the word of giving.
const VERB_REACH: usize = 5;
/// The same for the alliance, which is mostly only the place where others speak.
const ALLIANCE_REACH: usize = 2;
/// The same for a name listed behind a place, which would rather be a place too.
const LIST_REACH: usize = 3;
/// How many states a name stands for at most and is still a giver beside a summit's or members' name; the G7 is a larger circle.
const CIRCLE: usize = 4;
/// How many words of an office may stand between "by" and a name.
const BY_REACH: usize = 3;
/// How many words may stand between an adjective of a state and the office or thing that it belongs to.
const STATE_REACH: usize = 2;
/// How long an article between a preposition and a name may be, in bytes.
const ARTICLE: usize = 4;

/// Marks that part a name from the words beside it.
const PAUSES: [char; 8] = [',', ';', ':', '(', '"', '–', '—', '\n'];

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
    /// Whether the name only says whose the things were or who made them: who sent them, where no one else is and they have come.
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
        if hit.span.start < taken || hits.get(at + 1).is_some_and(|next| describes(reading, hit, next)) {
            continue;
        }
        let actors = identities(hit.tag, lexicon, day);
        if actors.is_empty() {
            continue;
        }
        taken = hit.span.end;
        let scenery =
            is_scenery(reading, sentence, hit, &actors) || stands_by(reading, sentence, hit) || !is_of_state(reading, sentence, hit);
        let next = Group {
            actors,
            span: hit.span,
            by: preceded(reading, sentence, hit.span, Cue::By),
            leads: preceded(reading, sentence, hit.span, Cue::Led),
            weak: weak(reading, sentence, hit) || scenery || groups.last().is_some_and(|last| is_place_too(reading, sentence, last, hit)),
            sends: makes(reading, hit) || is_origin(reading, sentence, hit.span),
            scheme: matches!(hit.tag, Who::Programme(_)),
            pools: lexicon.pools(hit.tag) && !preceded(reading, sentence, hit.span, Cue::Place),
        };
        match groups.last_mut() {
            Some(last) if last.weak == next.weak && listed(reading, last.span, next.span) => last.join(next),
            _ => groups.push(next),
        }
    }
    groups
}

/// "the German arms maker Rheinmetall", "the Latvian-British drone coalition": the adjective only says where they are from.
fn describes(reading: &Reading, hit: &Hit<Who>, next: &Hit<Who>) -> bool {
    let gap = Span::new(hit.span.end, next.span.start);
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

/// Who a name stands for as a giver; nobody for receivers, enemies and names out of their time.
fn identities(who: Who, lexicon: &Lexicon, day: Option<NaiveDate>) -> Vec<Actor> {
    let id = match who {
        Who::Name(at) | Who::Demonym(at) | Who::Capital(at) => lexicon.actors.get(at as usize).map(|actor| actor.id.clone()),
        Who::Holder(at) => lexicon.holders.get(at as usize).filter(|holder| holder.serves(day)).map(|holder| holder.actor.clone()),
        Who::Company(at) => lexicon.companies.get(at as usize).filter(|company| !company.ukrainian).map(|company| company.name.clone()),
        Who::Programme(at) => lexicon.programmes.get(at as usize).and_then(|programme| programme.actor.clone()),
    };
    let Some(id) = id.filter(|id| !lexicon.roles.never_gives.contains(id)) else { return Vec::new() };
    let members = lexicon.actor(&id).map(|actor| actor.members.as_slice()).unwrap_or_default();
    if members.is_empty() { vec![Actor(id)] } else { members.iter().cloned().map(Actor).collect() }
}

/// Whether a name is only a place, a receiver, or says where a thing was made.
fn weak(reading: &Reading, sentence: Span, hit: &Hit<Who>) -> bool {
    let programme = matches!(hit.tag, Who::Programme(_));
    let seller = matches!(hit.tag, Who::Company(_)) && preceded(reading, sentence, hit.span, Cue::By);
    makes(reading, hit)
        || programme
        || seller
        || is_origin(reading, sentence, hit.span)
        || led_or_made(reading, hit.span)
        || preceded(reading, sentence, hit.span, Cue::Place) && !seats(reading, sentence, hit)
}

/// "German tanks": a name right before a thing.
fn makes(reading: &Reading, hit: &Hit<Who>) -> bool {
    matches!(hit.tag, Who::Demonym(_) | Who::Name(_)) && reading.what_in(Span::new(hit.span.end, hit.span.end + 3)).len() == 1
}

/// "the government in Lisbon": a capital that says whose office acts.
fn seats(reading: &Reading, sentence: Span, hit: &Hit<Who>) -> bool {
    let before = reading.cues_in(Span::new(sentence.start, hit.span.start));
    let office = before.iter().rev().find(|cue| cue.tag != Cue::Place).filter(|cue| matches!(cue.tag, Cue::Office2 | Cue::Back));
    let named = |office: Span| {
        let last = reading.who_in(Span::new(sentence.start, office.start)).last();
        last.is_some_and(|name| reading.distance(name.span.end, office.start) <= STATE_REACH)
    };
    let beside = |office: &&Hit<Cue>| reading.distance(office.span.end, hit.span.start) <= 1 && !named(office.span);
    matches!(hit.tag, Who::Capital(_)) && office.filter(beside).is_some()
}

/// "stationed in Britain, Germany and Belgium": a name in a list whose first is a place, unless the place opens the sentence ("In London,
/// Denmark …") or the name acts.
fn is_place_too(reading: &Reading, sentence: Span, last: &Group, hit: &Hit<Who>) -> bool {
    let opens = || reading.distance(sentence.start, last.span.start) <= STATE_REACH;
    let place = || preceded(reading, sentence, last.span, Cue::Place);
    last.weak
        && !last.scheme
        && listed(reading, last.span, hit.span)
        && place()
        && !opens()
        && !acts(reading, hit.span, hit.span.end, LIST_REACH)
}

/// An alliance that is only the setting ("NATO allies", "EU states", "at NATO"), or a name inside a thing's name ("US arms").
fn is_scenery(reading: &Reading, sentence: Span, hit: &Hit<Who>, actors: &[Actor]) -> bool {
    let inside = reading.what_in(sentence).iter().any(|thing| thing.span.contains(hit.span));
    let alliance = matches!(actors, [Actor(id)] if id == "NATO" || id == "EU") || actors.len() > CIRCLE;
    let end = (hit.span.end + 40).min(reading.normal.text.len());
    let end = (end..reading.normal.text.len()).find(|at| reading.normal.text.is_char_boundary(*at)).unwrap_or(reading.normal.text.len());
    let setting = || {
        reading
            .cues_in(Span::new(hit.span.end, end))
            .iter()
            .any(|cue| cue.tag == Cue::Attribute && reading.distance(hit.span.end, cue.span.start) <= 1)
    };
    let programme = || {
        reading
            .who_in(Span::new(hit.span.end, end))
            .first()
            .is_some_and(|next| matches!(next.tag, Who::Programme(_)) && reading.distance(hit.span.end, next.span.start) == 0)
    };
    let member = || {
        let before = reading.cues_in(Span::new(sentence.start, hit.span.start));
        let mut near = before.iter().rev().skip_while(|cue| matches!(cue.tag, Cue::Article | Cue::By | Cue::Place));
        near.next().is_some_and(|cue| cue.tag == Cue::Attribute && reading.distance(cue.span.end, hit.span.start) <= 2)
    };
    let signs = || reading.has(sentence, Cue::Framework);
    let idle = || matches!(actors, [Actor(id)] if id == "NATO") && !acts(reading, hit.span, hit.span.end, ALLIANCE_REACH) && !signs();
    let union = || matches!(actors, [Actor(id)] if id == "EU") && acts(reading, hit.span, hit.span.end, LIST_REACH);
    inside || alliance && ((setting() || member()) && !union() || programme() || idle())
}

/// "the British newspaper", "an American veteran", "the embassy of Qatar": someone of that state, not the state.
fn stands_by(reading: &Reading, sentence: Span, hit: &Hit<Who>) -> bool {
    let plain =
        |gap: Span| reading.cues_in(gap).is_empty() && reading.distance(gap.start, gap.end) <= 1 && !reading.text(gap).contains(PAUSES);
    let bystander = |cue: &&Hit<Cue>| cue.tag == Cue::Bystander;
    let ahead = || reading.cues_in(Span::new(hit.span.end, sentence.end)).iter().take(2).find(bystander);
    let behind = || reading.cues_in(Span::new(sentence.start, hit.span.start)).iter().rev().take(2).find(bystander);
    matches!(hit.tag, Who::Name(_) | Who::Demonym(_))
        && (ahead().is_some_and(|cue| plain(Span::new(hit.span.end, cue.span.start)))
            || behind().is_some_and(|cue| plain(Span::new(cue.span.end, hit.span.start))))
}

/// Whether an adjective of a state leads to its office, its aid, a name or an act: "the Danish government", "German tanks", "the French
/// will send". Any other noun ("American heroes") is someone of that state.
fn is_of_state(reading: &Reading, sentence: Span, hit: &Hit<Who>) -> bool {
    let behind = Span::new(hit.span.end, sentence.end);
    let acts = |cue: Cue| is_giving(cue) || matches!(cue, Cue::Future | Cue::Hedge | Cue::Negation | Cue::And);
    let belongs = |cue: Cue| matches!(cue, Cue::Office2 | Cue::Back | Cue::Aid | Cue::Attribute | Cue::Training);
    let act = reading.cues_in(behind).iter().find(|cue| acts(cue.tag)).map_or(sentence.end, |cue| cue.span.start);
    let near = |at: usize| at >= hit.span.end && at <= act && reading.distance(hit.span.end, at) <= STATE_REACH;
    let before = reading.cues_in(Span::new(sentence.start, hit.span.start)).last();
    !matches!(hit.tag, Who::Demonym(_))
        || reading.distance(hit.span.end, act) == 0
        || before.is_some_and(|cue| belongs(cue.tag) && reading.distance(cue.span.end, hit.span.start) <= STATE_REACH)
        || reading.cues_in(behind).iter().take_while(|cue| near(cue.span.start)).any(|cue| belongs(cue.tag))
        || reading.what_in(behind).first().is_some_and(|thing| near(thing.span.start))
        || reading.who_in(behind).first().is_some_and(|who| near(who.span.start))
        || reading.sums_in(behind).next().is_some_and(|at| near(reading.sums[at].span.start))
}

/// "UK-led", "US-made": the name is only an attribute.
fn led_or_made(reading: &Reading, span: Span) -> bool {
    let tail = &reading.normal.text[span.end..];
    ["-led", "-made", "-built", "-produced", "-designed", "-supplied", "-donated", "-provided", "-geführt", "-ledet"]
        .iter()
        .any(|end| tail.starts_with(end))
}

/// "from United States stocks", "aus amerikanischen Beständen": the name only says where the things come from.
fn is_origin(reading: &Reading, sentence: Span, span: Span) -> bool {
    let behind = reading.cues_in(Span::new(span.end, sentence.end)).iter().take(2);
    let before = reading.cues_in(Span::new(sentence.start, span.start)).iter().rev().take(2);
    let after = behind.clone().any(|hit| hit.tag == Cue::Origin && reading.distance(span.end, hit.span.start) == 0);
    after || before.clone().any(|hit| hit.tag == Cue::Origin && reading.distance(hit.span.end, span.start) == 0)
}

fn preceded(reading: &Reading, sentence: Span, span: Span, cue: Cue) -> bool {
    let before = reading.cues_in(Span::new(sentence.start, span.start));
    before
        .iter()
        .rev()
        .take(4)
        .any(|hit| hit.tag == cue && hit.span.end <= span.start && reaches(reading, cue, Span::new(hit.span.end, span.start)))
}

/// Whether a preposition governs a name across what stands between them.
fn reaches(reading: &Reading, cue: Cue, gap: Span) -> bool {
    let words = reading.words.within(gap).len();
    let near = match cue {
        Cue::By => words <= BY_REACH,
        _ => words == 0 || words == 1 && gap.end - gap.start <= ARTICLE + 2,
    };
    near && !crosses(reading, gap.start, gap.end)
}

fn crosses(reading: &Reading, from: usize, to: usize) -> bool {
    reading.text(Span::new(from, to)).contains([',', ';', ':', '('])
}

/// Whether two names stand in one list: nothing between them but commas, "and" and offices.
fn listed(reading: &Reading, last: Span, next: Span) -> bool {
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
    let pools = || groups.iter().find(|group| group.pools && acts(reading, group.span, at, VERB_REACH));
    // "The first Dutch F-16s have arrived": whose they were gave them.
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
fn acts(reading: &Reading, name: Span, at: usize, reach: usize) -> bool {
    let end = at.max(name.end + 60).min(reading.normal.text.len());
    let near = reading.cues_in(Span::new(name.end, end));
    near.iter().take(6).any(|hit| is_giving(hit.tag) && reading.distance(name.end, hit.span.start) <= reach)
}

/// The group that a sentence is about: the first that a word of giving follows, however late the language puts it.
pub fn subject<'a>(reading: &Reading, sentence: Span, groups: &'a [Group]) -> Option<&'a Group> {
    let acts = |group: &Group| reading.cues_in(Span::new(group.span.end, sentence.end)).iter().any(|hit| is_giving(hit.tag));
    groups.iter().find(|group| !group.weak && acts(group))
}

/// Whether a cue is a word of giving.
pub fn is_giving(cue: Cue) -> bool {
    matches!(cue, Cue::Announced | Cue::Considered | Cue::Agreed | Cue::Contracted | Cue::Delivered)
}
