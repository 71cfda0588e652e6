//! Words: the runs of letters and digits of a text, with their lower-case forms side by side.

use super::places::{Places, Stands};
use crate::domain::Span;

/// One word: where it stands in the text, and where its lower-case form stands in [`Words::low`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Word {
    /// Bytes of the text.
    pub span: Span,
    low: Span,
}

impl Stands for Word {
    fn span(&self) -> Span {
        self.span
    }
}

/// All words of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Words {
    /// The words in order.
    pub list: Places<Word>,
    low: String,
}

impl Words {
    /// Cuts a text into words.
    pub fn of(text: &str) -> Words {
        let mut list = Vec::with_capacity(text.len() / 6);
        let mut low = String::with_capacity(text.len());
        let mut end = 0;
        while let Some(gap) = text[end..].find(is_of_word) {
            let start = end + gap;
            end = text[start..].find(|c| !is_of_word(c)).map_or(text.len(), |length| start + length);
            let from = low.len();
            push_low(&mut low, &text[start..end]);
            list.push(Word { span: Span::new(start, end), low: Span::new(from, low.len()) });
        }
        Words { list: Places::of(list), low }
    }

    /// The lower-case form of the word at a place; empty past the end.
    pub fn low(&self, at: usize) -> &str {
        self.list.get(at).map_or("", |word| word.low.of(&self.low))
    }

    /// The places of the words that begin within a span.
    pub fn within(&self, span: Span) -> std::ops::Range<usize> {
        self.list.within(span)
    }
}

/// Adds the lower-case form of a word.
fn push_low(low: &mut String, word: &str) {
    if word.is_ascii() {
        let from = low.len();
        low.push_str(word);
        low[from..].make_ascii_lowercase();
    } else {
        word.chars().for_each(|c| push_letter(low, c));
    }
}

/// Adds the lower-case form of a letter; the commonest are told without asking Unicode tables.
fn push_letter(low: &mut String, c: char) {
    match c {
        'a'..='z' | '0'..='9' | 'а'..='џ' => low.push(c),
        'A'..='Z' => low.push(c.to_ascii_lowercase()),
        other => low.extend(other.to_lowercase()),
    }
}

/// Whether a character is a letter or digit; the commonest are told without asking Unicode tables.
fn is_of_word(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '0'..='9' | 'Ѐ'..='ҁ') || !c.is_ascii() && c.is_alphanumeric()
}
