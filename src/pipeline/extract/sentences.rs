//! Sentences: line breaks and bullets end them, full stops do so unless an abbreviation, an initial or an ordinal number owns the dot.

use super::hash::WordSet;
use crate::domain::{Lang, Span};
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a dot may belong to, by language. One TOML table a language (`[en]`), and `[any]` for all.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Abbreviations(BTreeMap<String, Dots>);

/// The dots of one language. Words are written in lower case, without their last dot.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Dots {
    /// Never end a sentence: titles, units before a noun (`gen`, `mio`).
    #[serde(default)]
    never: WordSet,
    /// End one only before a word that begins sentences (`u.s`).
    #[serde(default)]
    rarely: WordSet,
    /// Words that begin sentences, in lower case.
    #[serde(default)]
    starters: WordSet,
    /// Whether a dot after a short number makes it an ordinal (`15. November`).
    #[serde(default)]
    ordinals: bool,
}

impl Abbreviations {
    /// Reads the table of `abbreviations.toml`.
    ///
    /// # Errors
    /// When the text is no such TOML; the error names the place.
    pub fn parse(toml: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(toml)
    }

    /// The dots of a language, and those of all.
    fn of(&self, lang: Lang) -> Vec<&Dots> {
        [lang.code(), "any"].iter().filter_map(|key| self.0.get(*key)).collect()
    }
}

/// The sentences of a normalised text in order, without the space around them. Text between them is white space or bullets.
pub fn split(text: &str, lang: Lang, abbreviations: &Abbreviations) -> Vec<Span> {
    let dots = abbreviations.of(lang);
    let mut spans = Vec::new();
    let mut start = 0;
    let mut searched = 0;
    while let Some(mark) = next_mark(text, searched) {
        searched = after_marks(text, mark);
        if let Some(end) = border(text, start, mark, searched, &dots) {
            spans.extend(trimmed(text, start, end));
            start = searched;
        }
    }
    spans.extend(trimmed(text, start, text.len()));
    spans
}

/// The next mark that may end a sentence; of all bytes but the first of some signs ('…', bullets) it is told at once.
fn next_mark(text: &str, from: usize) -> Option<usize> {
    let may_end = |byte: &u8| matches!(byte, b'.' | b'!' | b'?' | b'\n' | 0xe2);
    let mut places = text.as_bytes()[from..].iter().enumerate().filter(|(_, byte)| may_end(byte)).map(|(at, _)| from + at);
    places.find(|at| text[*at..].starts_with(|c| matches!(c, '.' | '!' | '?' | '…') || is_break(c)))
}

/// Whether a character ends a sentence whatever stands around it.
fn is_break(c: char) -> bool {
    matches!(c, '\n' | '•' | '▪' | '●' | '◦')
}

/// The end of a run of closing marks: `."`, `?!)`.
fn after_marks(text: &str, mark: usize) -> usize {
    let mut chars = text[mark..].chars();
    let first = chars.next();
    let breaks = first.is_some_and(is_break);
    let more = chars.take_while(|c| !breaks && matches!(c, '.' | '!' | '?' | '…' | '"' | '\'' | ')' | ']'));
    mark + first.map_or(0, char::len_utf8) + more.map(char::len_utf8).sum::<usize>()
}

/// Where the sentence ends, if it does at the mark.
fn border(text: &str, start: usize, mark: usize, after: usize, dots: &[&Dots]) -> Option<usize> {
    match text[mark..].chars().next()? {
        c if is_break(c) => return Some(mark),
        _ if !text[after..].starts_with(char::is_whitespace) => return None,
        _ => {}
    }
    let next = text[after..].trim_start_matches([' ', '"', '\'', '(', '[', '-', '–', '—', '\t']);
    let starts_low = next.chars().next().is_some_and(char::is_lowercase);
    let dot_alone = after == mark + 1 && text.as_bytes()[mark] == b'.';
    let owned = dot_alone && owns_dot(&text[start..mark], next, dots);
    (!starts_low && !owned).then_some(after)
}

/// Whether the dot after `before` belongs to its last word.
fn owns_dot(before: &str, next: &str, dots: &[&Dots]) -> bool {
    let word = before.rsplit([' ', '\t', '(', '[', '"', '\'', '/']).next().unwrap_or_default();
    let key = word.to_lowercase();
    if word.is_empty() || dots.iter().any(|dots| dots.never.contains(key.trim_start_matches(|c: char| c.is_ascii_digit()))) {
        return !word.is_empty();
    }
    if word.bytes().all(|b| b.is_ascii_digit()) {
        let numbers_a_list = before.trim() == word;
        return numbers_a_list || word.len() <= 2 && dots.iter().any(|dots| dots.ordinals) && !starts_sentence(next, dots);
    }
    let initials = word.split(['.', '-']).all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic));
    let rarely = dots.iter().any(|dots| dots.rarely.contains(&key)) || initials;
    rarely && !starts_sentence(next, dots)
}

fn starts_sentence(next: &str, dots: &[&Dots]) -> bool {
    let word = next.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
    dots.iter().any(|dots| dots.starters.contains(&word))
}

fn trimmed(text: &str, start: usize, end: usize) -> Option<Span> {
    let words = text.get(start..end)?;
    let inner = words.trim();
    let offset = start + (words.len() - words.trim_start().len());
    (!inner.is_empty()).then(|| Span::new(offset, offset + inner.len()))
}
