//! Datelines: "KYIV, 3 May (Agency) — " before a text's first sentence; no words of the report.

use super::cue::Cue;
use super::givers::is_giving;
use super::lexicon::Who;
use super::reading::Reading;
use crate::domain::Span;

/// How far into a sentence a dateline reaches at most, in letters.
const REACH: usize = 60;

/// How many words a dateline has at most.
const WORDS: usize = 9;

/// The first sentence without its dateline.
pub(super) fn skip(reading: &Reading, sentence: Span) -> Span {
    let words = reading.text(sentence);
    let head: usize = words.char_indices().take(REACH).map(|(at, c)| at + c.len_utf8()).last().unwrap_or(0);
    let marks = ["/. ", " — ", " – ", " -- ", " - ", "). ", ".- ", ": "];
    let mark = marks.iter().filter_map(|mark| words[..head].find(mark).map(|at| at + mark.len())).min();
    match mark.map(|end| Span::new(sentence.start, sentence.start + end)) {
        Some(line) if is_dateline(reading, line) => Span::new(line.end, sentence.end),
        _ => sentence,
    }
}

/// Whether a head is a place with an agency, a day or capitals, and says nothing else.
fn is_dateline(reading: &Reading, head: Span) -> bool {
    let text = reading.text(head);
    let capital = text.split([' ', ',', '.', '/', ':']).next().is_some_and(is_capitalised);
    let dated = text.contains('(') || text.contains('/') || text.chars().any(|c| c.is_ascii_digit());
    let tells = reading.cues_in(head).iter().any(|hit| is_giving(hit.tag) || hit.tag == Cue::Aid) || !reading.sums_in(head).is_empty();
    let speaker = text.trim_end().ends_with(':') && !(capital && reading.who_in(head).iter().all(|hit| matches!(hit.tag, Who::Capital(_))));
    (capital || dated) && !tells && !speaker && reading.words.within(head).len() <= WORDS
}

fn is_capitalised(word: &str) -> bool {
    word.chars().count() > 2 && word.chars().all(|c| c.is_uppercase() || c == '-')
}
