//! Ordinals: the serial number of a package ("27th package", "46. donacja", "27-й пакет",
//! "package XXVII", "sesto pacchetto"), the best key to merge on.

use super::cue::Cue;
use super::reading::Reading;
use crate::domain::Span;

/// The longest series so far is under a hundred; years and quantities are above.
const LAST: u32 = 99;

/// How many words before the noun the number may stand ("27th military aid package").
const REACH: usize = 3;

/// How many words before "since the war began" it may stand; an ending set off by a hyphen is one ("al 23-lea").
const SINCE_REACH: usize = 2;

/// The serial number of the package that a sentence names; `None` where it has none.
pub fn of(reading: &Reading, sentence: Span) -> Option<u32> {
    let nouns = || reading.cues_in(sentence).iter().filter(|hit| hit.tag == Cue::Aid).map(|hit| reading.words.within(hit.span));
    let since =
        || reading.cues_in(sentence).iter().filter(|hit| hit.tag == Cue::Cumulative).find_map(|hit| up_to(reading, sentence, hit.span));
    nouns()
        .find_map(|noun| before(reading, sentence, noun.start, REACH).or_else(|| roman(reading, noun.end)))
        .or_else(|| nouns().next().and_then(|_| since()))
}

/// The number right before words of a time that reaches back: "a package, the tenth since the war began".
pub fn up_to(reading: &Reading, sentence: Span, since: Span) -> Option<u32> {
    before(reading, sentence, reading.words.within(since).start, SINCE_REACH)
}

fn before(reading: &Reading, sentence: Span, noun: usize, reach: usize) -> Option<u32> {
    let first = reading.words.within(sentence).start.max(noun.saturating_sub(reach));
    (first..noun).rev().find_map(|at| in_digits(reading, sentence, at).or_else(|| in_words(reading, at)))
}

fn in_digits(reading: &Reading, sentence: Span, at: usize) -> Option<u32> {
    let word = reading.words.list.get(at)?;
    let digits = reading.words.low(at).trim_end_matches(char::is_alphabetic);
    let marked = digits.len() < reading.words.low(at).len() || reading.normal.text[word.span.end..].starts_with(['.', '-', ':']);
    let units = digits.parse().ok().filter(|number| (1..=LAST).contains(number));
    let in_sum = reading.sums_in(sentence).any(|sum| reading.sums[sum].span.contains(word.span));
    units.filter(|_| marked && !in_sum)
}

fn in_words(reading: &Reading, at: usize) -> Option<u32> {
    let word = reading.words.list.get(at)?.span;
    let next = reading.ranks.partition_point(|hit| hit.span.end < word.end);
    reading.ranks.get(next).filter(|hit| hit.span.contains(word)).map(|hit| hit.tag)
}

fn roman(reading: &Reading, at: usize) -> Option<u32> {
    let word = reading.words.list.get(at)?.span.of(&reading.normal.text);
    let value = |c| {
        Some(match c {
            'I' => 1,
            'V' => 5,
            'X' => 10,
            'L' => 50,
            _ => return None,
        })
    };
    let values: Vec<u32> = word.chars().map(value).collect::<Option<_>>()?;
    let signed = values
        .iter()
        .enumerate()
        .map(|(at, own)| if values.get(at + 1).is_some_and(|next| next > own) { -i64::from(*own) } else { i64::from(*own) });
    u32::try_from(signed.sum::<i64>()).ok().filter(|number| (2..=LAST).contains(number))
}
