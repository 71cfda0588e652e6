//! Money as a text states it: a currency with a lower bound, an upper bound, or both.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An ISO 4217 currency code: three upper-case ASCII letters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

/// A text that is no currency code.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("\"{0}\" is no currency code: write the three letters of ISO 4217, such as EUR")]
pub struct CurrencyError(String);

impl Currency {
    /// The euro, in which the ledger compares all sums.
    pub const EUR: Currency = Currency(*b"EUR");

    /// Reads a code such as `DKK`.
    ///
    /// # Errors
    /// When the text is not three upper-case ASCII letters.
    pub fn parse(code: &str) -> Result<Self, CurrencyError> {
        match code.as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_uppercase) => Ok(Currency([a, b, c])),
            _ => Err(CurrencyError(code.to_owned())),
        }
    }

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl TryFrom<String> for Currency {
    type Error = CurrencyError;
    fn try_from(code: String) -> Result<Self, CurrencyError> {
        Currency::parse(&code)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.code().to_owned()
    }
}

/// A sum in whole units of its currency (euros, not cents), with the bounds the text gives it (GUIDE, "Fields", `amount`).
///
/// "€5m" and "about €5m" have both bounds equal, "more than €5m" has no upper bound, "up to €5m" no lower one.
/// At least one bound is there, and the lower never exceeds the upper.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "RawMoney")]
pub struct Money {
    currency: Currency,
    min: Option<u64>,
    max: Option<u64>,
}

#[derive(Deserialize)]
struct RawMoney {
    currency: Currency,
    min: Option<u64>,
    max: Option<u64>,
}

impl TryFrom<RawMoney> for Money {
    type Error = String;
    fn try_from(raw: RawMoney) -> Result<Self, String> {
        Money::bounded(raw.currency, raw.min, raw.max)
            .ok_or_else(|| format!("money needs a bound, the lower first: min {:?}, max {:?}", raw.min, raw.max))
    }
}

impl Money {
    /// A sum from its bounds; `None` where both are missing or the lower exceeds the upper.
    pub fn bounded(currency: Currency, min: Option<u64>, max: Option<u64>) -> Option<Self> {
        match (min, max) {
            (None, None) => None,
            (Some(low), Some(high)) if low > high => None,
            _ => Some(Money { currency, min, max }),
        }
    }

    /// Exactly, or about, this much.
    pub fn exact(currency: Currency, units: u64) -> Self {
        Money { currency, min: Some(units), max: Some(units) }
    }

    /// More than, or at least, this much.
    pub fn at_least(currency: Currency, units: u64) -> Self {
        Money { currency, min: Some(units), max: None }
    }

    /// Up to this much.
    pub fn at_most(currency: Currency, units: u64) -> Self {
        Money { currency, min: None, max: Some(units) }
    }

    /// The currency of both bounds.
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// The lower bound in whole units; `None` after "up to".
    pub fn min(&self) -> Option<u64> {
        self.min
    }

    /// The upper bound in whole units; `None` after "more than".
    pub fn max(&self) -> Option<u64> {
        self.max
    }

    /// The one figure that stands for the sum: the lower bound, else the upper.
    pub fn principal(&self) -> u64 {
        self.min.or(self.max).unwrap_or_default()
    }

    /// The same bounds in another currency.
    pub fn with_currency(self, currency: Currency) -> Self {
        Money { currency, ..self }
    }
}

/// As people write it: `DKK 2.6 bn`, `EUR 40 m–50 m`, `more than EUR 1.3 bn`, `up to USD 250 m`. No digit is lost.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let currency = self.currency;
        match (self.min, self.max) {
            (Some(low), Some(high)) if low != high => write!(f, "{currency} {}–{}", figure(low), figure(high)),
            (Some(low), None) => write!(f, "more than {currency} {}", figure(low)),
            (None, Some(high)) => write!(f, "up to {currency} {}", figure(high)),
            _ => write!(f, "{currency} {}", figure(self.principal())),
        }
    }
}

/// Whole units as people write them: in billions or millions with up to three decimals where that loses nothing, else in groups of
/// three digits.
pub fn figure(units: u64) -> String {
    for (scale, name) in [(1_000_000_000, "bn"), (1_000_000, "m")] {
        if units >= scale && units.is_multiple_of(scale / 1000) {
            let thousandths = format!("{:03}", units % scale / (scale / 1000));
            let decimals = thousandths.trim_end_matches('0');
            let point = if decimals.is_empty() { "" } else { "." };
            return format!("{}{point}{decimals} {name}", units / scale);
        }
    }
    grouped(units)
}

/// Digits in groups of three, apart by a space (ISO 80000-1 §7.3.1).
fn grouped(units: u64) -> String {
    let digits = units.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_as_people_do() {
        let eur = Currency::EUR;
        let rows = [
            (Money::exact(eur, 2_600_000_000), "EUR 2.6 bn"),
            (Money::exact(eur, 340_000), "EUR 340 000"),
            (Money::exact(eur, 1_234_567), "EUR 1 234 567"),
            (Money::exact(eur, 1_250_000), "EUR 1.25 m"),
            (Money::exact(eur, 0), "EUR 0"),
            (Money::at_least(eur, 1_300_000_000), "more than EUR 1.3 bn"),
            (Money::at_most(eur, 250_000_000), "up to EUR 250 m"),
        ];
        for (money, text) in rows {
            assert_eq!(money.to_string(), text);
        }
        assert_eq!(
            Money::bounded(eur, Some(40_000_000), Some(50_000_000)).map(|money| money.to_string()).as_deref(),
            Some("EUR 40 m–50 m")
        );
    }

    #[test]
    fn bounds_are_checked() {
        let rows = [(Some(1), Some(2), true), (Some(2), Some(1), false), (None, None, false), (None, Some(1), true), (Some(1), None, true)];
        for (min, max, valid) in rows {
            assert_eq!(Money::bounded(Currency::EUR, min, max).is_some(), valid, "{min:?} {max:?}");
        }
    }

    #[test]
    fn a_currency_is_three_capitals() {
        for (code, valid) in [("EUR", true), ("eur", false), ("EURO", false), ("", false), ("€", false)] {
            assert_eq!(Currency::parse(code).is_ok(), valid, "{code}");
        }
    }
}
