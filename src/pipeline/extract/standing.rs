//! Standing: names in a sentence that are only a place, a receiver, scenery or someone of a state, and no giver.

use super::cue::Cue;
use super::givers::{Group, LIST_REACH, acts, is_giving, listed};
use super::lexicon::{Lexicon, Who};
use super::reading::Reading;
use super::spot::Hit;
use crate::domain::{Actor, Span};

/// How many words may stand between the alliance, which is mostly only the place where others speak, and the word of giving.
const ALLIANCE_REACH: usize = 2;
/// How many states a name stands for at most and is still a giver beside a summit's or members' name; the G7 is a larger circle.
const CIRCLE: usize = 4;
/// How many words of an office may stand between "by" and a name.
const BY_REACH: usize = 3;
/// How many words may stand between an adjective of a state and the office or thing that it belongs to.
pub(super) const STATE_REACH: usize = 2;
/// How long an article between a preposition and a name may be, in bytes.
const ARTICLE: usize = 4;

/// Marks that part a name from the words beside it.
const PAUSES: [char; 8] = [',', ';', ':', '(', '"', '–', '—', '\n'];

/// Whether a name is only a place, a receiver, or says where a thing was made.
pub(super) fn weak(reading: &Reading, sentence: Span, hit: &Hit<Who>, lexicon: &Lexicon) -> bool {
    let programme = matches!(hit.tag, Who::Programme(_));
    let seller = matches!(hit.tag, Who::Company(_)) && preceded(reading, sentence, hit.span, Cue::By);
    makes(reading, hit)
        || programme
        || seller
        || is_origin(reading, sentence, hit.span)
        || led_or_made(reading, hit.span, lexicon)
        || preceded(reading, sentence, hit.span, Cue::Place) && !seats(reading, sentence, hit)
}

/// "procures equipment from the United States": the nearest word of giving before "from" is one of buying, and what is bought stands
/// between.
pub(super) fn sells(reading: &Reading, sentence: Span, name: Span) -> bool {
    let before = reading.cues_in(Span::new(sentence.start, name.start));
    let Some(verb) = before.iter().rev().find(|cue| is_giving(cue.tag)).map(|cue| cue.span) else { return false };
    let bought = Span::new(verb.end, name.start.max(verb.end));
    let buys = before.iter().any(|cue| cue.tag == Cue::Buys && cue.span == verb);
    preceded(reading, sentence, name, Cue::By) && buys && (!reading.what_in(bought).is_empty() || reading.has(bought, Cue::Aid))
}

/// "German tanks": a name right before a thing.
pub(super) fn makes(reading: &Reading, hit: &Hit<Who>) -> bool {
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
pub(super) fn is_place_too(reading: &Reading, sentence: Span, last: &Group, hit: &Hit<Who>) -> bool {
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
pub(super) fn is_scenery(reading: &Reading, sentence: Span, hit: &Hit<Who>, actors: &[Actor]) -> bool {
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
pub(super) fn stands_by(reading: &Reading, sentence: Span, hit: &Hit<Who>) -> bool {
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
pub(super) fn is_of_state(reading: &Reading, sentence: Span, hit: &Hit<Who>) -> bool {
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
fn led_or_made(reading: &Reading, span: Span, lexicon: &Lexicon) -> bool {
    let tail = reading.normal.text[span.end..].strip_prefix('-');
    tail.is_some_and(|tail| lexicon.roles.attribute_endings.iter().any(|end| tail.starts_with(end)))
}

/// "from United States stocks", "aus amerikanischen Beständen": the name only says where the things come from.
pub(super) fn is_origin(reading: &Reading, sentence: Span, span: Span) -> bool {
    let behind = reading.cues_in(Span::new(span.end, sentence.end)).iter().take(2);
    let before = reading.cues_in(Span::new(sentence.start, span.start)).iter().rev().take(2);
    let after = behind.clone().any(|hit| hit.tag == Cue::Origin && reading.distance(span.end, hit.span.start) == 0);
    after || before.clone().any(|hit| hit.tag == Cue::Origin && reading.distance(hit.span.end, span.start) == 0)
}

pub(super) fn preceded(reading: &Reading, sentence: Span, span: Span, cue: Cue) -> bool {
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
