//! Numbers of things: in digits and in words, with their place and value.

mod numeral;
mod quantity;
mod value;

pub use numeral::Numeral;
pub(crate) use quantity::Quantity;
pub use value::Value;

use super::money::Vocabulary;
use super::money::lexer::Reader;
use crate::domain::{Lang, Span};

/// How many of something a text names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Count {
    /// The number's bytes in the normalised text.
    pub span: Span,
    /// The whole number it says.
    pub value: u64,
}

/// All whole numbers of a normalised text in order. Sums of money, years and dates are among them: the caller knows what each one counts.
/// Digits of names (`F-16`), percentages and numbers with decimals are not.
pub fn find(text: &str, lang: Lang, vocabulary: &Vocabulary) -> Vec<Count> {
    counts(&Reader::new(text, vocabulary.tables(lang)))
}

/// All whole numbers of a text whose tokens are read.
pub(super) fn counts(reader: &Reader<'_>) -> Vec<Count> {
    let is_share = |quantity: &Quantity| reader.text[quantity.end..].trim_start_matches(' ').starts_with('%');
    let count = |quantity: Quantity| {
        let value = quantity.value.exact().filter(|_| !is_share(&quantity) && !quantity.is_article)?;
        Some(Count { span: Span::new(quantity.start, quantity.end), value })
    };
    Quantity::all(reader).filter_map(count).collect()
}
