//! Makers that no list holds: a state's adjective, a word for a maker, and a name behind it ("the Dutch start-up Polderwing").

use super::cue::Cue;
use super::lexicon::Who;
use super::reading::Reading;
use super::spot::Hit;
use crate::domain::Span;

/// How many words may stand between a state's adjective and the word for a maker: "Estonian unmanned systems manufacturer".
const ORIGIN_REACH: usize = 3;

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
