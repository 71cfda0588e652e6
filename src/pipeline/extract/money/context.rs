//! The words around a sum: "more than", "up to", "between", "a month".

use super::Sum;
use super::lexer::Reader;
use super::vocabulary::Phrase;

/// How far back and on the words around a sum are read, in bytes.
const REACH: usize = 80;
/// How many words may bind a sum.
const MOST_WORDS: usize = 5;

enum Bound {
    About,
    More,
    UpTo,
}

/// Gives a sum the bounds and the period that the words around it state. Words before `floor` belong to the sum before.
pub(super) fn bind(reader: &Reader<'_>, floor: usize, sum: &mut Sum) {
    let after = words_after(reader.text, sum.span.end);
    let tables = reader.tables;
    sum.per = tables.per.iter().find(|(_, phrase)| begins(&after, phrase)).map(|(period, _)| *period);
    if sum.min != sum.max {
        return;
    }
    let plus = reader.text[sum.span.end..].starts_with('+');
    if plus || tables.more_after.iter().any(|phrase| begins(&after, phrase)) {
        sum.max = None;
        return;
    }
    match bound_before(reader, floor, sum.span.start) {
        Some(Bound::More) => sum.max = None,
        Some(Bound::UpTo) => sum.min = None,
        Some(Bound::About) | None => {}
    }
}

/// Whether one of the phrases stands right before a place, or before a word such as "about" there.
pub(super) fn follows(reader: &Reader<'_>, place: usize, phrases: &[Phrase]) -> bool {
    let words = words_before(reader.text, 0, place);
    phrases.iter().any(|phrase| ends(&words, phrase))
}

fn bound_before(reader: &Reader<'_>, floor: usize, start: usize) -> Option<Bound> {
    let mut words = words_before(reader.text, floor, start);
    while let Some((bound, length)) = last_bound(reader, &words) {
        words.truncate(words.len().saturating_sub(length));
        let rises = || words.iter().any(|word| reader.tables.rise.iter().any(|stem| ends(&[word], stem)));
        match bound {
            Bound::About => {}
            Bound::UpTo if length == 1 && rises() => return None,
            found => return Some(found),
        }
    }
    None
}

/// The longest phrase of bounds that the words end with.
fn last_bound(reader: &Reader<'_>, words: &[&str]) -> Option<(Bound, usize)> {
    let longest = |phrases: &[Phrase]| phrases.iter().filter(|phrase| ends(words, phrase)).map(Vec::len).max();
    let tables = reader.tables;
    let found = [(Bound::About, longest(&tables.about)), (Bound::More, longest(&tables.more)), (Bound::UpTo, longest(&tables.up_to))];
    found.into_iter().filter_map(|(bound, length)| Some((bound, length?))).max_by_key(|(_, length)| *length)
}

fn ends(words: &[&str], phrase: &Phrase) -> bool {
    words.len() >= phrase.len() && words[words.len() - phrase.len()..].iter().zip(phrase).all(|(word, pattern)| pattern.matches(word))
}

fn begins(words: &[&str], phrase: &Phrase) -> bool {
    words.len() >= phrase.len() && words.iter().zip(phrase).all(|(word, pattern)| pattern.matches(word))
}

/// The last words before a place, back to the nearest line break or mark.
fn words_before(text: &str, floor: usize, place: usize) -> Vec<&str> {
    let from = border(text, place.saturating_sub(REACH).max(floor));
    let clause = text[from..place].rsplit(['\n', ',', ';', ':', '(', '"', '!', '?']).next().unwrap_or_default();
    let mut words = clause.split([' ', '\'']).filter(|word| !word.is_empty()).rev().take(MOST_WORDS).collect::<Vec<_>>();
    words.reverse();
    words
}

/// The first words after a place, up to the nearest line break or mark.
fn words_after(text: &str, place: usize) -> Vec<&str> {
    let to = border(text, (place + REACH).min(text.len()));
    let clause = text[place..to].split(['\n', ',', ';', ':', '(', ')', '"', '!', '?', '.']).next().unwrap_or_default();
    clause.split([' ', '-']).filter(|word| !word.is_empty()).take(MOST_WORDS).collect()
}

/// The nearest character border at or before a byte.
pub(super) fn border(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default()
}
