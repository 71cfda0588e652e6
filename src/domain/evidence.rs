//! Evidence: the exact words of an article that carry a claim.

use super::Article;
use serde::{Deserialize, Serialize};

/// A half-open range of UTF-8 byte offsets, on character borders of the text it belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// The range from `start` up to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Span { start, end }
    }

    /// Whether every byte of `other` lies in this range.
    pub fn contains(&self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The words of `text` in this range; empty where the range is not one of `text`.
    pub fn of<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// Which text of an article a span belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// `Article::title`.
    Title,
    /// `Article::text`.
    Text,
}

/// A quotation with its place. It can only be cut out of an article, so the quote always equals its span.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Evidence {
    field: Field,
    span: Span,
    quote: String,
}

impl Evidence {
    /// Cuts a span out of an article; `None` where the span is empty or does not fit the text.
    pub fn cut(article: &Article, field: Field, span: Span) -> Option<Self> {
        let quote = span.of(article.field(field));
        (!quote.is_empty()).then(|| Evidence { field, span, quote: quote.to_owned() })
    }

    /// Which text the span belongs to.
    pub fn field(&self) -> Field {
        self.field
    }

    /// Where the quote stands.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Exactly the bytes of the span.
    pub fn quote(&self) -> &str {
        &self.quote
    }
}
