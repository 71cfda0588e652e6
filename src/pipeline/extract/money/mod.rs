//! Sums of money in prose, in fifteen languages: `€1.5bn`, `понад 2 млрд крон`, `two to three billion euros`.
//!
//! One pass keeps the words that matter ([`lexer`]), the grammar joins them ([`mod@sums`]), then the words around a sum give it bounds and a
//! period ([`context`]) and its neighbours tell glosses and elided currencies ([`neighbours`]). What is malformed or too large is no sum.

mod context;
pub(super) mod lexer;
mod neighbours;
mod phrases;
mod shares;
mod sums;
pub(super) mod vocabulary;
mod words;

pub use vocabulary::{Vocabulary, VocabularyError};

use crate::domain::{Currency, Lang, Money, Span};

/// What a text says about the currency of a sum.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stated {
    /// Exactly this one.
    Known(Currency),
    /// One of several that share the word or sign (`$`, `kroner`), the likeliest in the text's language first. Never empty.
    Ambiguous(Vec<Currency>),
    /// Nothing: the neighbours or the donor must tell.
    Elided,
}

/// How often a sum is paid, or what for each; where words say two, the first here stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Period {
    /// Every month.
    Month,
    /// Every year.
    Year,
    /// Every week.
    Week,
    /// Every day.
    Day,
    /// For each piece.
    Unit,
}

/// A sum of money with its place in the normalised text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sum {
    /// The bytes of number and currency; words such as "more than" stand outside.
    pub span: Span,
    /// Lower bound in whole units of the currency; `None` after "up to".
    pub min: Option<u64>,
    /// Upper bound in whole units; `None` after "more than".
    pub max: Option<u64>,
    /// The currency as far as the text tells.
    pub currency: Stated,
    /// The index of the sum that this one restates in another currency, as in `€500m ($578m)`; `None` for a sum of its own.
    pub gloss_of: Option<usize>,
    /// The period or piece it is paid for; `None` for a plain sum.
    pub per: Option<Period>,
}

impl Sum {
    /// The sum as money: an ambiguous currency becomes the donor's where that is among the candidates, else the likeliest;
    /// an elided one is the donor's. `None` where an elided currency has no donor to take it from.
    pub fn money(&self, donor: Option<Currency>) -> Option<Money> {
        let currency = match &self.currency {
            Stated::Known(currency) => *currency,
            Stated::Ambiguous(candidates) => donor.filter(|own| candidates.contains(own)).or_else(|| candidates.first().copied())?,
            Stated::Elided => donor?,
        };
        Money::bounded(currency, self.min, self.max)
    }
}

/// All sums of a normalised text in order, glosses after what they restate. Runs in time linear in the text.
pub fn find(text: &str, lang: Lang, vocabulary: &Vocabulary) -> Vec<Sum> {
    sums(&lexer::Reader::new(text, vocabulary.tables(lang)))
}

/// Sums without some of them; what a gloss restates is kept right, and goes with it.
pub(super) fn without(sums: Vec<Sum>, drop: impl Fn(&Sum) -> bool) -> Vec<Sum> {
    let mut places = vec![None; sums.len()];
    let mut kept: Vec<Sum> = Vec::with_capacity(sums.len());
    for (at, sum) in sums.into_iter().enumerate() {
        let original = sum.gloss_of.map(|original| places.get(original).copied().flatten());
        if drop(&sum) || original == Some(None) {
            continue;
        }
        places[at] = Some(kept.len());
        kept.push(Sum { gloss_of: original.flatten(), ..sum });
    }
    kept
}

/// All sums of a text whose tokens are read.
pub(super) fn sums(reader: &lexer::Reader<'_>) -> Vec<Sum> {
    let mut sums = sums::read(reader);
    for at in 0..sums.len() {
        let floor = at.checked_sub(1).map_or(0, |before| sums[before].span.end);
        context::bind(reader, floor, &mut sums[at]);
    }
    neighbours::drop_strangers(reader, &mut sums);
    shares::add(reader, &mut sums);
    neighbours::mark_glosses(reader, &mut sums);
    sums
}
