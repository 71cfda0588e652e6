//! Euros: what a sum of any currency is worth, and by which rate that was reckoned.

use super::{Currency, Money};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A calendar month, printed as `2025-09`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month(NaiveDate);

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        Month(day.with_day(1).unwrap_or(day))
    }

    /// Reads `2025-09`; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        format!("{text}-01").parse().ok().map(Month)
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        self.0
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m"))
    }
}

impl From<Month> for String {
    fn from(month: Month) -> String {
        month.to_string()
    }
}

impl TryFrom<String> for Month {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Month::parse(&text).ok_or_else(|| format!("\"{text}\" is no month: write one such as 2025-09"))
    }
}

/// Units of a currency for one euro, in millionths; printed as a decimal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rate(u64);

impl Rate {
    /// Six decimals: one more than the European Central Bank prints.
    const SCALE: u64 = 1_000_000;

    /// Reads `7.46` or `1.1336`; `None` for anything that is no positive decimal, or has more than six decimals.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        if fraction.len() > 6 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let millionths: u64 = format!("{fraction:0<6}").parse().ok()?;
        let rate = whole.parse::<u64>().ok()?.checked_mul(Self::SCALE)?.checked_add(millionths)?;
        (rate > 0).then_some(Rate(rate))
    }

    /// Whole euros for so many units, rounded to the nearest; `None` where they are more than can be counted.
    pub fn euros(self, units: u64) -> Option<u64> {
        let (units, rate) = (u128::from(units), u128::from(self.0));
        u64::try_from((units * u128::from(Self::SCALE) + rate / 2) / rate).ok()
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimal = format!("{}.{:06}", self.0 / Self::SCALE, self.0 % Self::SCALE);
        f.write_str(decimal.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl From<Rate> for String {
    fn from(rate: Rate) -> String {
        rate.to_string()
    }
}

impl TryFrom<String> for Rate {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Rate::parse(&text).ok_or_else(|| format!("\"{text}\" is no rate: write a positive decimal such as 7.46"))
    }
}

/// A currency's mean rate over a month. Printed as `7.46 of 2025-09`, or `7.46 of 2026-07, the nearest month known`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct MeanRate {
    /// Units of the currency for one euro.
    pub rate: Rate,
    /// The month whose mean it is.
    pub month: Month,
    /// Whether the sum was told in that month; `false` where the table does not reach so far, or the day is not known.
    pub in_its_month: bool,
}

impl fmt::Display for MeanRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}{}", self.rate, self.month, if self.in_its_month { "" } else { ", the nearest month known" })
    }
}

/// A sum in euros, with how it came about. Printed as `EUR 214 487 201 (at 7.46 of 2025-09)`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Euros {
    /// The sum in whole euros, with the bounds of the one it was reckoned from.
    pub sum: Money,
    /// The rate it was reckoned by; `None` where its source speaks of euros.
    pub by: Option<MeanRate>,
}

impl Euros {
    /// The one figure that stands for the sum, as [`Money::principal`].
    pub fn units(&self) -> u64 {
        self.sum.principal()
    }
}

/// Euros added up, with their bounds kept.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Stretch {
    /// The least it can be.
    pub low: u64,
    /// The most it can be; `None` where a sum in it sets no limit.
    pub high: Option<u64>,
}

impl Stretch {
    /// Nothing.
    pub const ZERO: Stretch = Stretch { low: 0, high: Some(0) };

    /// Both ends added up; a sum with an open end is open.
    #[must_use]
    pub fn plus(self, other: Stretch) -> Self {
        let high = self.high.zip(other.high).map(|(a, b)| a.saturating_add(b));
        Stretch { low: self.low.saturating_add(other.low), high }
    }

    /// The far end; the near one where it is open.
    pub fn reach(self) -> u64 {
        self.high.unwrap_or(self.low)
    }
}

/// As [`Money`] is printed.
impl fmt::Display for Stretch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let low = (self.low > 0 || self.high == Some(0)).then_some(self.low);
        match Money::bounded(Currency::EUR, low, self.high) {
            Some(money) => money.fmt(f),
            None => f.write_str("an unknown sum"),
        }
    }
}

impl From<Euros> for Stretch {
    fn from(euros: Euros) -> Self {
        Stretch { low: euros.sum.min().unwrap_or_default(), high: euros.sum.max() }
    }
}

impl fmt::Display for Euros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.sum)?;
        self.by.map_or(Ok(()), |rate| write!(f, " (at {rate})"))
    }
}
