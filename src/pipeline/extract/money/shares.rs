//! Shares: bare numbers of a list that take scale and currency from the whole before them: "817 millones, 615 para armas, 100 por PURL".

use super::Sum;
use super::lexer::Reader;
use crate::domain::Span;
use crate::pipeline::extract::numbers::{Quantity, Value};

/// A share is at least this part of the whole; smaller numbers count things or days.
const SMALLEST: u64 = 100;

/// How far behind the whole, in bytes, its shares are looked for.
const REACH: usize = 200;

/// A sum with a scale word, as its shares see it.
struct Whole {
    sum: Sum,
    factor: u64,
    end: usize,
}

/// Adds the shares of each sum, in the order of the text.
pub(super) fn add(reader: &Reader<'_>, sums: &mut Vec<Sum>) {
    let mut whole: Option<Whole> = None;
    let mut found = Vec::new();
    for quantity in Quantity::all(reader) {
        let own = around(sums, &quantity);
        whole = match (own, whole) {
            (Some(own), None) if quantity.power >= 6 => Some(Whole { sum: own.clone(), factor: quantity.factor, end: own.span.end }),
            (None, Some(known)) => {
                found.extend(share(reader, &known, &quantity));
                Some(known)
            }
            (_, known) => known,
        }
        .filter(|known| goes_on(reader, known.end, quantity.end));
    }
    sums.extend(found);
    sums.sort_by_key(|sum| sum.span.start);
}

/// The sum that a number is part of; sums stand in the order of the text.
fn around<'a>(sums: &'a [Sum], quantity: &Quantity) -> Option<&'a Sum> {
    let begun = sums.partition_point(|sum| sum.span.start <= quantity.start);
    sums[..begun].last().filter(|sum| quantity.end <= sum.span.end)
}

/// Whether a large number leads to a share of it: "817 millones, 615 para".
pub(super) fn follow(reader: &Reader<'_>, end: usize) -> bool {
    let Some(rest) = reader.text[end..].strip_prefix([',', ':']) else { return false };
    let number = rest.trim_start_matches(' ');
    let word = number.trim_start_matches(|c: char| c.is_ascii_digit());
    word.len() < number.len() && shares(reader, word)
}

/// A bare number behind the whole that says what part of it goes where.
fn share(reader: &Reader<'_>, whole: &Whole, quantity: &Quantity) -> Option<Sum> {
    let plain = quantity.power == 0 && !quantity.is_year && quantity.value >= Value::whole(2);
    let units = quantity.value.times(whole.factor)?.rounded()?;
    let all = whole.sum.min.or(whole.sum.max)?;
    let part = units < all && units.checked_mul(SMALLEST)? >= all;
    let named = plain && part && shares(reader, &reader.text[quantity.end..]) && listed(reader, quantity.start);
    let span = Span::new(quantity.start, quantity.end);
    named.then(|| Sum { span, min: Some(units), max: Some(units), currency: whole.sum.currency.clone(), gloss_of: None, per: None })
}

/// Whether the word that follows says where a share goes ("for", "through", "are").
fn shares(reader: &Reader<'_>, rest: &str) -> bool {
    let word = rest.strip_prefix(' ').and_then(|rest| rest.split(|c: char| !c.is_alphabetic()).next()).unwrap_or_default();
    reader.tables.shares.contains(&word.to_lowercase())
}

/// Whether a number stands behind a mark, "and", or a word for "for" or "of": where a list names its next share.
fn listed(reader: &Reader<'_>, start: usize) -> bool {
    let before = reader.text[..start].trim_end_matches(' ');
    let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
    before.ends_with([',', ':', '(', ';']) || reader.tables.and.contains(&word) || reader.tables.shares.contains(&word)
}

/// Whether a place still belongs to the list of the whole: the same sentence, not far on.
fn goes_on(reader: &Reader<'_>, from: usize, to: usize) -> bool {
    let Some(gap) = reader.text.get(from.min(to)..to) else { return false };
    gap.len() <= REACH && !gap.contains('\n') && !gap.contains(". ") && !gap.contains(['!', '?'])
}
