//! The words around a sum: "more than", "up to", "between", "a month".

use super::Sum;
use super::lexer::Reader;
use super::phrases::Phrases;
use super::words::Spelt;

/// How far back and on the words around a sum are read, in bytes.
const REACH: usize = 80;
/// How many words may bind a sum.
const MOST_WORDS: usize = 5;

/// What words before a sum make of it; where as many words say two, the last here stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bound {
    About,
    More,
    UpTo,
}

/// Gives a sum the bounds and the period that the words around it state. Words before `floor` belong to the sum before.
pub(super) fn bind(reader: &Reader<'_>, floor: usize, sum: &mut Sum) {
    let clause = clause_after(reader.text, sum.span.end);
    let low = clause.to_lowercase();
    let after = spelt(clause, &low, [' ', '-']).take(MOST_WORDS).collect::<Vec<_>>();
    let tables = reader.tables;
    sum.per = tables.per.beginning(&after).min();
    if sum.min != sum.max {
        return;
    }
    let plus = reader.text[sum.span.end..].starts_with('+');
    if plus || tables.more_after.beginning(&after).next().is_some() {
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
pub(super) fn follows(reader: &Reader<'_>, place: usize, phrases: &Phrases<()>) -> bool {
    let clause = clause_before(reader.text, 0, place);
    let low = clause.to_lowercase();
    let words = last_words(clause, &low);
    phrases.ending(&words).next().is_some()
}

fn bound_before(reader: &Reader<'_>, floor: usize, start: usize) -> Option<Bound> {
    let clause = clause_before(reader.text, floor, start);
    let low = clause.to_lowercase();
    let mut words = last_words(clause, &low);
    let longest = |words: &[Spelt<'_>]| reader.tables.bounds.ending(words).max_by_key(|(bound, length)| (*length, *bound));
    while let Some((bound, length)) = longest(&words) {
        words.truncate(words.len().saturating_sub(length));
        let rises = || words.iter().any(|word| reader.tables.rise.ending(&[*word]).next().is_some());
        match bound {
            Bound::About => {}
            Bound::UpTo if length == 1 && rises() => return None,
            found => return Some(found),
        }
    }
    None
}

/// The words before a place, back to the nearest line break or mark.
fn clause_before(text: &str, floor: usize, place: usize) -> &str {
    let from = border(text, place.saturating_sub(REACH).max(floor));
    text[from..place].rsplit(['\n', ',', ';', ':', '(', '"', '!', '?']).next().unwrap_or_default()
}

/// The words after a place, up to the nearest line break or mark.
fn clause_after(text: &str, place: usize) -> &str {
    let to = border(text, (place + REACH).min(text.len()));
    text[place..to].split(['\n', ',', ';', ':', '(', ')', '"', '!', '?', '.']).next().unwrap_or_default()
}

/// The last words of a clause.
fn last_words<'a>(clause: &'a str, low: &'a str) -> Vec<Spelt<'a>> {
    let mut words = spelt(clause, low, [' ', '\'']).collect::<Vec<_>>();
    words.drain(..words.len().saturating_sub(MOST_WORDS));
    words
}

/// The words of a clause between some marks.
fn spelt<'a>(clause: &'a str, low: &'a str, marks: [char; 2]) -> impl Iterator<Item = Spelt<'a>> {
    let words = clause.split(marks).zip(low.split(marks));
    words.filter(|(written, _)| !written.is_empty()).map(|(written, low)| Spelt { written, low })
}

/// The nearest character border at or before a byte.
pub(super) fn border(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default()
}
