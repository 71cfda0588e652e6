//! Euros: sums of any currency at the European Central Bank's mean rate of the month they were promised in.
//!
//! Whole-number arithmetic throughout; rate and month stay beside the value, so that each figure can be checked.

use crate::domain::{Currency, Euros, MeanRate, Money, Month, Rate};
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};

/// The rates shipped with the program.
pub const SHIPPED: &str = include_str!("../../config/fx/ecb_monthly.csv");

/// A line of the table that cannot be read.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("line {line} of the rates: {fault}; write a month such as 2025-09, then a rate or nothing for each currency of the header")]
pub struct RatesError {
    line: usize,
    fault: String,
}

/// Monthly rates, by currency.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Rates(HashMap<Currency, BTreeMap<Month, Rate>>);

impl Rates {
    /// Reads the table: a header of `month` and currency codes, then a line a month; lines that begin with `#` are comments.
    ///
    /// # Errors
    /// When a line does not fit, with its number.
    pub fn parse(csv: &str) -> Result<Self, RatesError> {
        let mut lines = csv.lines().enumerate().map(|(i, line)| (i + 1, line.trim())).filter(|(_, l)| !l.is_empty() && !l.starts_with('#'));
        let Some((at, header)) = lines.next() else { return Ok(Rates::default()) };
        let currencies = header.split(',').skip(1).map(|code| Currency::parse(code.trim()).map_err(|e| fault(at, e)));
        let currencies: Vec<Currency> = currencies.collect::<Result<_, _>>()?;
        let mut rates = Rates::default();
        for (at, line) in lines {
            rates.read_line(&currencies, line).map_err(|detail| fault(at, detail))?;
        }
        Ok(rates)
    }

    /// A sum in euros on a day; `None` for a currency the table does not know. Outside the table, and without a day, the nearest
    /// month (the newest, without a day) stands in and says so.
    pub fn eur(&self, money: &Money, day: Option<NaiveDate>) -> Option<Euros> {
        if money.currency() == Currency::EUR {
            return Some(Euros { sum: *money, by: None });
        }
        let mean = self.mean(money.currency(), day.map(Month::of))?;
        let euros = |units: u64| mean.rate.euros(units);
        let (min, max) = (money.min().map(euros), money.max().map(euros));
        if [min, max].contains(&Some(None)) {
            return None;
        }
        Some(Euros { sum: Money::bounded(Currency::EUR, min.flatten(), max.flatten())?, by: Some(mean) })
    }

    fn mean(&self, currency: Currency, asked: Option<Month>) -> Option<MeanRate> {
        let months = self.0.get(&currency)?;
        let (month, rate) = match asked {
            Some(month) => months.range(..=month).next_back().or_else(|| months.first_key_value()),
            None => months.last_key_value(),
        }?;
        Some(MeanRate { rate: *rate, month: *month, in_its_month: asked == Some(*month) })
    }

    fn read_line(&mut self, currencies: &[Currency], line: &str) -> Result<(), String> {
        let mut cells = line.split(',').map(str::trim);
        let month = cells.next().and_then(Month::parse);
        let month = month.ok_or_else(|| format!("\"{line}\" does not begin with a month"))?;
        for (currency, cell) in currencies.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            let rate = Rate::parse(cell).ok_or_else(|| format!("\"{cell}\" is no rate of {currency}"))?;
            self.0.entry(*currency).or_default().insert(month, rate);
        }
        Ok(())
    }
}

fn fault(line: usize, fault: impl ToString) -> RatesError {
    RatesError { line, fault: fault.to_string() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const TABLE: &str = "# a comment\nmonth,DKK,HRK\n2025-08,7.4,7.5\n2025-09,7.5,\n";

    fn check(rates: &Rates, sum: &str, day: Option<&str>, expected: &str) {
        let (code, units) = sum.split_once(' ').unwrap();
        let bounds = |text: &str| text.parse::<u64>().ok();
        let (min, max) = units.split_once('-').map_or((bounds(units), bounds(units)), |(low, high)| (bounds(low), bounds(high)));
        let money = Money::bounded(Currency::parse(code).unwrap(), min, max).unwrap();
        let found = rates.eur(&money, day.map(|d| d.parse().unwrap()));
        assert_eq!(found.map_or_else(|| "none".to_owned(), |euros| euros.to_string()), expected, "{sum} {day:?}");
    }

    #[test]
    fn sums_become_euros_and_keep_their_bounds() {
        let rates = Rates::parse(TABLE).unwrap();
        let rows = [
            ("DKK 750", Some("2025-09-26"), "EUR 100 (at 7.5 of 2025-09)"),
            ("DKK 740", Some("2025-08-01"), "EUR 100 (at 7.4 of 2025-08)"),
            ("DKK 750-1500", Some("2025-09-26"), "EUR 100–200 (at 7.5 of 2025-09)"),
            ("DKK 750-", Some("2025-09-26"), "more than EUR 100 (at 7.5 of 2025-09)"),
            ("DKK -750", Some("2025-09-26"), "up to EUR 100 (at 7.5 of 2025-09)"),
            ("DKK 750", Some("2026-01-01"), "EUR 100 (at 7.5 of 2025-09, the nearest month known)"),
            ("DKK 740", Some("2020-01-01"), "EUR 100 (at 7.4 of 2025-08, the nearest month known)"),
            ("DKK 750", None, "EUR 100 (at 7.5 of 2025-09, the nearest month known)"),
            ("HRK 750", Some("2025-09-26"), "EUR 100 (at 7.5 of 2025-08, the nearest month known)"),
            ("EUR 5", Some("2031-02-03"), "EUR 5"),
            ("DKK 11", Some("2025-09-26"), "EUR 1 (at 7.5 of 2025-09)"),
            ("DKK 12", Some("2025-09-26"), "EUR 2 (at 7.5 of 2025-09)"),
            ("DKK 18446744073709551615", Some("2025-09-26"), "EUR 2 459 565 876 494 606 882 (at 7.5 of 2025-09)"),
            ("UAH 5", Some("2025-09-26"), "none"),
        ];
        for (sum, day, expected) in rows {
            check(&rates, sum, day, expected);
        }
    }

    #[test]
    fn faults_name_their_line() {
        let rows = [
            ("month,dkk\n", "line 1 "),
            ("month,DKK\n2025-13,7\n", "line 2 "),
            ("month,DKK\n# x\n2025-12,7,5\n2025-11,seven\n", "line 4 "),
            ("month,DKK\n2025-12,0\n", "line 2 "),
            ("month,DKK\n2025-12,1.2345678\n", "line 2 "),
        ];
        for (csv, place) in rows {
            let error = Rates::parse(csv).unwrap_err().to_string();
            assert!(error.starts_with(place), "{csv}: {error}");
        }
    }

    #[test]
    fn the_shipped_table_is_sound() {
        let rates = Rates::parse(SHIPPED).unwrap();
        for code in ["USD", "GBP", "DKK", "SEK", "NOK", "CZK", "PLN", "CAD", "AUD", "JPY"] {
            check_sane(&rates, code);
        }
    }

    fn check_sane(rates: &Rates, code: &str) {
        let million = Money::exact(Currency::parse(code).unwrap(), 1_000_000_000);
        let euros = rates.eur(&million, Some("2024-06-15".parse().unwrap())).unwrap();
        assert!(euros.by.is_some_and(|mean| mean.in_its_month), "{code}: {euros:?}");
        assert!((1_000_000..2_000_000_000).contains(&euros.units()), "{code}: {euros:?}");
    }
}
