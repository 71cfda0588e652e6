//! Words: the runs of letters and digits of a text, with their lower-case forms side by side.

use crate::domain::Span;

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
}

impl Words {
    /// Cuts a text into words.
    pub fn of(text: &str) -> Words {
        let mut words = Words { list: Vec::with_capacity(text.len() / 6), low: String::with_capacity(text.len()) };
        let mut start = None;
        for (at, c) in text.char_indices() {
            match (c.is_alphanumeric(), start) {
                (true, None) => start = Some(at),
                (false, Some(from)) => {
                    words.push(text, Span::new(from, at));
                    start = None;
                }
                _ => {}
            }
        }
        if let Some(from) = start {
            words.push(text, Span::new(from, text.len()));
        }
        words
    }

    /// The lower-case form of the word at a place; empty past the end.
    pub fn low(&self, at: usize) -> &str {
        self.list.get(at).map_or("", |word| word.low.of(&self.low))
    }

    /// The places of the words that begin within a span.
    pub fn within(&self, span: Span) -> std::ops::Range<usize> {
        let first = self.list.partition_point(|word| word.span.start < span.start);
        let last = self.list.partition_point(|word| word.span.start < span.end);
        first..last
    }

    fn push(&mut self, text: &str, span: Span) {
        let start = self.low.len();
        for c in span.of(text).chars() {
            self.low.extend(c.to_lowercase());
        }
        self.list.push(Word { span, low: Span::new(start, self.low.len()) });
    }
}
