//! Puts digits, number words and scale words together: `1,3 Milliarden`, `two hundred and five`, `dos mil millones`, `half a billion`.

use super::{Numeral, Value};
use crate::pipeline::extract::money::lexer::Reader;
use crate::pipeline::extract::money::vocabulary::Meaning;

/// A number as the text builds it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Quantity {
    pub(crate) value: Value,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The index of the first token behind it.
    pub(crate) next: usize,
    /// The power of ten of its last scale word; 0 without one.
    pub(crate) power: u8,
    /// What its scale words multiply by; 1 without one.
    pub(crate) factor: u64,
    /// Whether it is a bare number that reads like a year.
    pub(crate) is_year: bool,
    /// Whether it is but an article.
    pub(crate) is_article: bool,
}

impl Quantity {
    /// All quantities of a text, in order; none begins inside another.
    pub fn all<'r>(reader: &'r Reader<'_>) -> impl Iterator<Item = Quantity> + 'r {
        let mut at = 0;
        std::iter::from_fn(move || {
            let found = (at..reader.tokens.len()).find_map(|start| Quantity::read(reader, start))?;
            at = found.next;
            Some(found)
        })
    }

    /// The number that begins at a token; `None` where none does, or where it is malformed or too large.
    pub(crate) fn read(reader: &Reader<'_>, at: usize) -> Option<Quantity> {
        let mut sum = Building { decimal_mark: reader.tables.decimal_mark, ..Building::default() };
        let mut next = at;
        while let Some(meaning) = reader.meaning(next) {
            let scales = matches!(meaning, Meaning::Scale { .. });
            let follows = next == at || if scales && next > at { reader.joined_by_of(next) } else { reader.joined(next) };
            let taken = if !follows {
                0
            } else if matches!(meaning, Meaning::Joint) {
                sum.take_joint(reader, next)
            } else {
                usize::from(sum.push(meaning, false).is_some())
            };
            if taken == 0 {
                break;
            }
            next += taken;
        }
        let last = reader.tokens.get(next.checked_sub(1)?).filter(|_| next > at)?;
        let value = sum.value()?;
        let is_year = next == at + 1 && sum.digits.is_some_and(|numeral| numeral.is_year());
        Some(Quantity {
            value,
            start: reader.tokens[at].start,
            end: last.end,
            next,
            power: sum.power,
            factor: sum.factor.max(1),
            is_year,
            is_article: sum.is_article,
        })
    }
}

/// A number while it is read. `total` holds what scale words have closed, `current` what still may be scaled.
#[derive(Default)]
struct Building {
    decimal_mark: u8,
    total: Option<Value>,
    current: Option<Value>,
    digits: Option<Numeral>,
    used_digits: bool,
    power: u8,
    factor: u64,
    is_article: bool,
}

impl Building {
    /// Takes one more part; `None` where it does not belong to this number.
    fn push(&mut self, meaning: Meaning, reversed: bool) -> Option<()> {
        let empty = self.total.is_none() && self.current.is_none() && self.digits.is_none();
        match meaning {
            Meaning::Digits(numeral) if empty => {
                numeral.plain()?;
                self.digits = Some(numeral);
                self.used_digits = true;
            }
            Meaning::Article if empty => {
                self.current = Some(Value::whole(1));
                self.is_article = true;
            }
            Meaning::Article => (self.current == Some(Value::HALF)).then_some(())?,
            Meaning::Number(value) => self.number(value, reversed)?,
            Meaning::Times(factor) => self.times(factor)?,
            Meaning::HalfMore => self.half_more()?,
            Meaning::Scale { power, alone } if !empty || alone => self.scale(power)?,
            _ => return None,
        }
        self.is_article &= meaning == Meaning::Article;
        Some(())
    }

    /// Takes "and" with the number word behind it; returns how many tokens that is.
    fn take_joint(&mut self, reader: &Reader<'_>, at: usize) -> usize {
        let open = !self.used_digits && self.power <= 3 && (self.current.is_some() || self.total.is_some());
        let next =
            reader.meaning(at + 1).filter(|next| open && reader.joined(at + 1) && matches!(next, Meaning::Number(_) | Meaning::Times(_)));
        let taken = next.and_then(|next| self.push(next, true));
        if taken.is_some() { 2 } else { 0 }
    }

    fn number(&mut self, value: Value, reversed: bool) -> Option<()> {
        if self.used_digits {
            return None;
        }
        let current = if self.is_article { None } else { self.current };
        self.current = match (current.and_then(|current| current.exact()), value.exact()) {
            (None, _) if current.is_none() => Some(value),
            (Some(before), Some(added)) if fits(before, added, reversed) => Some(Value::whole(before.checked_add(added)?)),
            _ => return None,
        };
        Some(())
    }

    fn times(&mut self, factor: u64) -> Option<()> {
        let base = self.take_current(0).unwrap_or(Value::whole(1));
        (base < Value::whole(1000)).then_some(())?;
        self.current = Some(base.times(factor)?);
        Some(())
    }

    fn half_more(&mut self) -> Option<()> {
        if self.current.is_none() && self.digits.is_none() && self.power > 0 {
            let half = Value::whole(10_u64.checked_pow(u32::from(self.power))?).halved();
            self.total = Some(self.total?.plus(half)?);
        } else {
            self.current = Some(self.take_current(0)?.plus(Value::HALF)?);
        }
        Some(())
    }

    fn scale(&mut self, power: u8) -> Option<()> {
        let factor = 10_u64.checked_pow(u32::from(power))?;
        let multiplies = self.power < power;
        if self.total.is_some() && !multiplies && self.current.is_none() {
            return None;
        }
        let low = self.take_current(power);
        let repeats = self.total.is_some() && multiplies && low.is_none();
        self.factor = if repeats { self.factor.checked_mul(factor)? } else { factor };
        self.total = Some(match self.total {
            Some(total) if multiplies => total.plus(low.unwrap_or(Value::ZERO))?.times(factor)?,
            Some(total) => total.plus(low?.times(factor)?)?,
            None => low.unwrap_or(Value::whole(1)).times(factor)?,
        });
        self.power = power;
        Some(())
    }

    /// Takes what has not been scaled yet.
    fn take_current(&mut self, power: u8) -> Option<Value> {
        let digits =
            self.digits.take().and_then(|numeral| if power == 0 { numeral.plain() } else { numeral.scaled(power, self.decimal_mark) });
        self.current.take().or(digits)
    }

    fn value(&self) -> Option<Value> {
        let digits = match self.digits {
            Some(numeral) => Some(numeral.plain()?),
            None => None,
        };
        let open = self.current.or(digits);
        match (self.total, open) {
            (Some(total), Some(open)) => total.plus(open),
            (total, open) => total.or(open),
        }
    }
}

/// Whether a number word may follow another: `twenty` `five`, `hundred` `five`, `soixante` `douze`, and reversed `fünf` und `zwanzig`.
fn fits(before: u64, added: u64, reversed: bool) -> bool {
    let place = 10_u64.checked_pow(added.max(1).ilog10() + 1).unwrap_or(u64::MAX);
    let tens = before % 100;
    let in_order = before > 0 && before.is_multiple_of(place);
    let vigesimal = (10..20).contains(&added) && (tens == 60 || tens == 80);
    let swapped = reversed && (1..10).contains(&tens) && (20..100).contains(&added) && added.is_multiple_of(10);
    in_order || vigesimal || swapped
}
