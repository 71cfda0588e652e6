//! Words: the runs of letters and digits of a text, with their lower-case forms side by side.

use crate::domain::Span;

/// The length of a stretch of text, in bytes, whose words are told at once.
const STRETCH: usize = 8;

/// One word: where it stands in the text, and where its lower-case form stands in [`Words::low`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Word {
    /// Bytes of the text.
    pub span: Span,
    low: Span,
}

/// All words of a text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Words {
    /// The words in order.
    pub list: Vec<Word>,
    low: String,
    /// How many words begin before each stretch of the text, as far as the last word's.
    before: Vec<u32>,
}

impl Words {
    /// Cuts a text into words.
    pub fn of(text: &str) -> Words {
        let mut words = Words {
            list: Vec::with_capacity(text.len() / 6),
            low: String::with_capacity(text.len()),
            before: Vec::with_capacity(text.len() / STRETCH + 1),
        };
        let mut start = None;
        for (at, c) in text.char_indices() {
            if is_of_word(c) {
                start = start.or(Some((at, words.low.len())));
                words.push_low(c);
            } else if let Some(from) = start.take() {
                words.close(from, at);
            }
        }
        if let Some(from) = start {
            words.close(from, text.len());
        }
        words
    }

    /// The lower-case form of the word at a place; empty past the end.
    pub fn low(&self, at: usize) -> &str {
        self.list.get(at).map_or("", |word| word.low.of(&self.low))
    }

    /// The places of the words that begin within a span.
    pub fn within(&self, span: Span) -> std::ops::Range<usize> {
        self.before(span.start)..self.before(span.end)
    }

    /// How many words begin before a byte.
    fn before(&self, at: usize) -> usize {
        let Some(first) = self.before.get(at / STRETCH).map(|count| *count as usize) else { return self.list.len() };
        first + self.list[first..].iter().take_while(|word| word.span.start < at).count()
    }

    fn push_low(&mut self, c: char) {
        match c {
            'a'..='z' | '0'..='9' | 'а'..='џ' => self.low.push(c),
            'A'..='Z' => self.low.push(c.to_ascii_lowercase()),
            other => self.low.extend(other.to_lowercase()),
        }
    }

    fn close(&mut self, (start, low): (usize, usize), end: usize) {
        self.before.resize(start / STRETCH + 1, self.list.len() as u32);
        self.list.push(Word { span: Span::new(start, end), low: Span::new(low, self.low.len()) });
    }
}

/// Whether a character is a letter or digit; the commonest are told without asking Unicode tables.
fn is_of_word(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '0'..='9' | 'Ѐ'..='ҁ') || !c.is_ascii() && c.is_alphanumeric()
}
