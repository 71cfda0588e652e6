//! Makers that no list holds: a state's adjective, a word for a maker, and a name behind it ("the Dutch start-up Polderwing").

use super::cue::Cue;
use super::givers::is_giving;
use super::lexicon::{Lexicon, Who};
use super::reading::Reading;
use super::spot::Hit;
use crate::domain::{Actor, Span};

/// How many words may stand between a state's adjective and the word for a maker: "Estonian unmanned systems manufacturer".
const ORIGIN_REACH: usize = 3;

/// How many words may stand between a state's name and the word for a maker before one that the lexicon holds.
const TITLE_REACH: usize = 5;

/// How many words may stand between "the" and the word for a maker named before: "the drone".
const BACK_REACH: usize = 2;

/// How many names back a maker is looked for that is only called "the company".
const NAMES_BACK: usize = 40;

/// How many words a maker's name has at most.
const NAME_WORDS: usize = 3;

/// The name behind the word for a maker that a state's name or adjective leads to, up to the next name of the lexicon.
pub(super) fn unlisted(reading: &Reading, sentence: Span, origin: &Hit<Who>, next: Option<&Hit<Who>>) -> Option<Span> {
    let end = next.map_or(sentence.end, |next| next.span.start);
    let maker = reading.cues_in(Span::new(origin.span.end, end)).iter().find(|cue| cue.tag == Cue::Maker)?.span;
    let stated = matches!(origin.tag, Who::Demonym(_) | Who::Name(_)) && reading.distance(origin.span.end, maker.start) <= ORIGIN_REACH;
    let bare = !reading.text(Span::new(origin.span.end, maker.start)).contains([',', '\'', '’']);
    name(reading, Span::new(maker.end, end)).filter(|_| stated && bare)
}

/// Whether what stands between a state and a maker's name only says what it is: "'s largest arms company, ", " aerospace giant ".
pub(super) fn leads_to_one(reading: &Reading, gap: Span) -> bool {
    let cues = reading.cues_in(gap);
    let Some(maker) = cues.iter().find(|cue| cue.tag == Cue::Maker).map(|cue| cue.span) else { return false };
    let acts = |cue: &Hit<Cue>| is_giving(cue.tag) || matches!(cue.tag, Cue::And | Cue::Clause | Cue::Future);
    let plain = !cues.iter().any(acts) && !reading.text(Span::new(gap.start, maker.end)).contains(',');
    let near = reading.distance(gap.start, maker.start) <= TITLE_REACH;
    plain && near && reading.distance(maker.end, gap.end) == 0
}

/// Who is meant by a word for makers of a state, behind its name ("the Swedish group", "Britain's biggest arms maker"): the one of that
/// state named last before; an empty list where none is known, and `None` where no such word stands there.
pub(super) fn meant(reading: &Reading, sentence: Span, origin: &Hit<Who>, lexicon: &Lexicon) -> Option<(Vec<Actor>, Span)> {
    let (Who::Demonym(state) | Who::Name(state)) = origin.tag else { return None };
    let behind = Span::new(origin.span.end, sentence.end);
    let maker = reading.first(behind, Cue::Maker).filter(|maker| leads_to_one(reading, Span::new(origin.span.end, maker.end)))?;
    let state = &lexicon.actors.get(state as usize)?.id;
    let of_state = |hit: &&Hit<Who>| lexicon.company(hit.tag).is_some_and(|company| !company.ukrainian && company.country == *state);
    let last = reading.who_in(Span::new(0, sentence.start)).iter().rev().take(NAMES_BACK).find(of_state);
    let actors = last.and_then(|hit| lexicon.company(hit.tag)).map(|company| Actor(company.name.clone()));
    Some((actors.into_iter().collect(), Span::new(origin.span.start, maker.end)))
}

/// The maker named last before, where a sentence goes on about it: "The company", "The drone manufacturer".
pub(super) fn named_before(reading: &Reading, sentence: Span, lexicon: &Lexicon) -> Option<(Actor, Span)> {
    let article = reading.first(sentence, Cue::Article).filter(|the| reading.distance(sentence.start, the.start) == 0)?;
    let maker = reading.first(sentence, Cue::Maker).filter(|maker| reading.distance(article.end, maker.start) <= BACK_REACH)?;
    let span = Span::new(article.start, maker.end);
    let last = reading.who_in(Span::new(0, sentence.start)).iter().rev().take(NAMES_BACK).find_map(|hit| lexicon.company(hit.tag))?;
    (reading.who_in(span).is_empty() && !last.ukrainian).then(|| (Actor(last.name.clone()), span))
}

/// The run of capitalised words that a span opens with, one blank apart; none where a word of it is a cue.
fn name(reading: &Reading, span: Span) -> Option<Span> {
    let words = reading.words.within(span);
    let mut end = span.start;
    let next = |word: &Span| {
        let joined = reading.text(Span::new(end, word.start)) == " ";
        let capital = reading.text(*word).starts_with(char::is_uppercase) && reading.cues_in(*word).is_empty();
        let goes_on = joined && capital;
        end = if goes_on { word.end } else { end };
        goes_on
    };
    let run: Vec<Span> = reading.words.list[words].iter().map(|word| word.span).take(NAME_WORDS).take_while(next).collect();
    Some(Span::new(run.first()?.start, run.last()?.end))
}
