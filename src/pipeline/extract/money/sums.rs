//! The grammar: a currency and a quantity in either order, alone or as the ends of a range.

use super::lexer::Reader;
use super::vocabulary::Meaning;
use super::{Stated, Sum, context};
use crate::domain::{Currency, Span};
use crate::pipeline::extract::numbers::{Quantity, Value};

/// Nobody pledges more than a quadrillion of anything: a larger figure is a fault of the text.
const LARGEST: u64 = 1_000_000_000_000_000;

/// A currency as named, and the token behind its name.
#[derive(Clone, Debug)]
struct Named {
    candidates: Vec<Currency>,
    sign: bool,
    start: usize,
    end: usize,
    next: usize,
}

/// One end of a range, or a whole sum.
#[derive(Clone, Debug)]
struct Side {
    quantity: Quantity,
    before: Option<Named>,
    after: Option<Named>,
}

/// All sums, and scaled numbers without a currency, without bounds from the words around them.
pub(super) fn read(reader: &Reader<'_>) -> Vec<Sum> {
    let mut sums = Vec::new();
    let mut at = 0;
    while at < reader.tokens.len() {
        match Side::read(reader, at) {
            Some(side) => at = push(reader, side, &mut sums),
            None => at += 1,
        }
    }
    sums
}

/// Adds the sum that begins with this side; returns the token behind it.
fn push(reader: &Reader<'_>, low: Side, sums: &mut Vec<Sum>) -> usize {
    if let Some(high) = low.other_end(reader) {
        let next = high.next();
        if let Some(sum) = range(&low, &high) {
            sums.push(sum);
            return next;
        }
    }
    let next = low.next();
    sums.extend(low.sum());
    next
}

fn range(low: &Side, high: &Side) -> Option<Sum> {
    let currency = high.currency().or_else(|| low.currency()).map_or(Stated::Elided, |named| stated(named.candidates));
    let scaled = low.quantity.power > 0 || high.quantity.power > 0;
    let lower = low.scaled_like(high)?.rounded()?;
    let upper = high.quantity.value.rounded().filter(|&units| units <= LARGEST)?;
    let holds = lower < upper && (scaled || currency != Stated::Elided) && !(low.quantity.is_year && low.currency().is_none());
    holds.then_some(Sum {
        span: Span::new(low.start(), high.end()),
        min: Some(lower),
        max: Some(upper),
        currency,
        gloss_of: None,
        per: None,
    })
}

fn stated(candidates: Vec<Currency>) -> Stated {
    match candidates.as_slice() {
        [only] => Stated::Known(*only),
        _ => Stated::Ambiguous(candidates),
    }
}

impl Side {
    fn read(reader: &Reader<'_>, at: usize) -> Option<Side> {
        let before = Named::read(reader, at).filter(|named| reader.joined(named.next));
        let first = before.as_ref().map_or(at, |named| named.next);
        let quantity = Quantity::read(reader, first).filter(|quantity| !quantity.is_article && !is_attribute(reader, first, quantity))?;
        let binds_left = |named: &Named| !named.binds_right(reader, &quantity, before.is_some());
        let after =
            Some(quantity.next).filter(|&next| reader.joined_by_of(next)).and_then(|next| Named::read(reader, next)).filter(binds_left);
        Some(Side { quantity, before, after }.settled().with_late_scale(reader))
    }

    /// Where both sides name a currency, keeps a sign before the number over a word behind it only if they agree.
    fn settled(mut self) -> Side {
        if let (Some(before), Some(after)) = (&self.before, &self.after) {
            let common = after.candidates.iter().copied().filter(|own| before.candidates.contains(own)).collect::<Vec<_>>();
            if !common.is_empty() {
                self.before = Some(Named { candidates: common, ..before.clone() });
            } else if before.sign {
                self.after = None;
            } else {
                self.before = None;
            }
        }
        self
    }

    /// `125 USD million`: the scale behind the currency.
    fn with_late_scale(mut self, reader: &Reader<'_>) -> Side {
        let Some(after) = self.after.as_mut().filter(|_| self.quantity.power == 0) else { return self };
        let Some(Meaning::Scale { power, .. }) = reader.meaning(after.next).filter(|_| reader.joined(after.next)) else { return self };
        let scaled = 10_u64.checked_pow(u32::from(power)).and_then(|factor| Some((factor, self.quantity.value.times(factor)?)));
        if let Some((factor, value)) = scaled {
            self.quantity = Quantity { value, power, factor, ..self.quantity };
            after.end = reader.tokens[after.next].end;
            after.next += 1;
        }
        self
    }

    /// The upper end, where a dash, "to" or, after "between", "and" leads to one.
    fn other_end(&self, reader: &Reader<'_>) -> Option<Side> {
        // "and" is a token of its own where number words are joined by it.
        let next = self.next() + usize::from(reader.meaning(self.next()) == Some(Meaning::Joint));
        let gap = reader.text.get(self.end()..reader.tokens.get(next)?.start).filter(|gap| gap.len() <= 12 && !gap.contains('\n'))?;
        let link = gap.trim().to_lowercase();
        let leads = reader.tables.to.contains(&link)
            || reader.tables.and.contains(&link) && context::follows(reader, self.start(), &reader.tables.between);
        let rises = self.currency().is_some()
            && !matches!(link.as_str(), "-" | "–" | "—")
            && context::follows(reader, self.start(), &reader.tables.from);
        if !leads || rises {
            return None;
        }
        Side::read(reader, next)
    }

    fn scaled_like(&self, high: &Side) -> Option<Value> {
        let inherits = self.quantity.power == 0 && high.quantity.power > 0 && self.quantity.value < high.quantity.value;
        let small = self.quantity.value < Value::whole(1000);
        let factor = if inherits && small { high.quantity.factor } else { 1 };
        self.quantity.value.times(factor)
    }

    fn currency(&self) -> Option<Named> {
        self.before.clone().or_else(|| self.after.clone())
    }

    fn sum(&self) -> Option<Sum> {
        let named = self.currency();
        let units =
            self.quantity.value.rounded().filter(|&units| units <= LARGEST).filter(|_| named.is_some() || self.quantity.power >= 6)?;
        let currency = named.map_or(Stated::Elided, |named| stated(named.candidates));
        Some(Sum { span: Span::new(self.start(), self.end()), min: Some(units), max: Some(units), currency, gloss_of: None, per: None })
    }

    fn start(&self) -> usize {
        self.before.as_ref().map_or(self.quantity.start, |named| named.start)
    }

    fn end(&self) -> usize {
        self.after.as_ref().map_or(self.quantity.end, |named| named.end)
    }

    fn next(&self) -> usize {
        self.after.as_ref().map_or(self.quantity.next, |named| named.next)
    }
}

/// Whether this is the `a million-dollar` of an idea, which is no sum.
fn is_attribute(reader: &Reader<'_>, first: usize, quantity: &Quantity) -> bool {
    let one_scale = reader.meaning(first) == Some(Meaning::Article) && quantity.next == first + 2;
    one_scale && reader.gap(quantity.next) == Some("-")
}

impl Named {
    /// The currency named from a token on, with an adjective on either side.
    fn read(reader: &Reader<'_>, at: usize) -> Option<Named> {
        let adjective = Named::adjective(reader, at);
        let noun = at + usize::from(adjective.is_some());
        let Some(Meaning::Currency { set, sign }) = reader.meaning(noun).filter(|_| adjective.is_none() || reader.joined(noun)) else {
            return None;
        };
        let late = if adjective.is_none() && reader.joined(noun + 1) { Named::adjective(reader, noun + 1) } else { None };
        let candidates = &reader.tables.sets[usize::from(set)];
        let told = adjective.or(late).filter(|currency| candidates.contains(currency));
        let last = noun + usize::from(late.is_some() && told.is_some());
        Some(Named {
            candidates: told.map_or_else(|| candidates.clone(), |currency| vec![currency]),
            sign,
            start: reader.tokens[if told.is_some() { at } else { noun }].start,
            end: reader.tokens[last].end,
            next: last + 1,
        })
    }

    fn adjective(reader: &Reader<'_>, at: usize) -> Option<Currency> {
        match reader.meaning(at) {
            Some(Meaning::Adjective(currency)) => Some(currency),
            _ => None,
        }
    }

    /// Whether the currency belongs to the number behind it: `in 2024 $500m`, `2025 EUR 3 million`.
    fn binds_right(&self, reader: &Reader<'_>, left: &Quantity, left_is_named: bool) -> bool {
        let number_follows = matches!(reader.meaning(self.next), Some(Meaning::Digits(_))) && reader.joined(self.next);
        let glued_left = left.end == self.start;
        let glued_right = reader.gap(self.next) == Some("");
        self.sign && number_follows && !glued_left && (glued_right || left.is_year || left_is_named)
    }
}
