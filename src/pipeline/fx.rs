//! Euros: sums of any currency at the European Central Bank's mean rate of the month they were promised in.
//!
//! Whole-number arithmetic throughout; rate and month stay beside the value, so that each figure can be checked.

use crate::domain::{Currency, Money};
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, HashMap};
use std::fmt;

/// The rates shipped with the program.
pub const SHIPPED: &str = include_str!("../../config/fx/ecb_monthly.csv");

/// Six decimals: one more than the bank prints.
const SCALE: u64 = 1_000_000;

/// A calendar month, printed as `2025-09`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Month {
    year: i32,
    month: u32,
}

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        Month { year: day.year(), month: day.month() }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// Units of a currency for one euro, in millionths; printed as a decimal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Rate(u64);

impl Rate {
    /// Reads `7.46` or `1.1336`; `None` for anything that is no positive decimal, or has more than six decimals.
    fn parse(text: &str) -> Option<Self> {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        if fraction.len() > 6 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let millionths: u64 = format!("{fraction:0<6}").parse().ok()?;
        let rate = whole.parse::<u64>().ok()?.checked_mul(SCALE)?.checked_add(millionths)?;
        (rate > 0).then_some(Rate(rate))
    }

    /// Euros for so many units, rounded to the nearest.
    fn euros(self, units: u64) -> Option<u64> {
        let (units, rate) = (u128::from(units), u128::from(self.0));
        u64::try_from((units * u128::from(SCALE) + rate / 2) / rate).ok()
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimal = format!("{}.{:06}", self.0 / SCALE, self.0 % SCALE);
        f.write_str(decimal.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// A sum in euros, with how it came about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Converted {
    /// Whole euros, of the sum's principal figure.
    pub euros: u64,
    /// Units of its currency for one euro.
    pub rate: Rate,
    /// The month whose mean the rate is.
    pub month: Month,
    /// Whether that is the month asked for; `false` where the table does not reach so far, or no day is known.
    pub in_its_month: bool,
}

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
    pub fn eur(&self, money: &Money, day: Option<NaiveDate>) -> Option<Converted> {
        let asked = day.map(Month::of);
        let (month, rate) = self.rate(money.currency(), asked)?;
        Some(Converted { euros: rate.euros(money.principal())?, rate, month, in_its_month: asked == Some(month) })
    }

    fn rate(&self, currency: Currency, asked: Option<Month>) -> Option<(Month, Rate)> {
        if currency == Currency::EUR {
            return asked.or_else(|| self.newest()).map(|month| (month, Rate(SCALE)));
        }
        let months = self.0.get(&currency)?;
        let found = match asked {
            Some(month) => months.range(..=month).next_back().or_else(|| months.first_key_value()),
            None => months.last_key_value(),
        };
        found.map(|(month, rate)| (*month, *rate))
    }

    fn newest(&self) -> Option<Month> {
        self.0.values().filter_map(|months| months.last_key_value()).map(|(month, _)| *month).max()
    }

    fn read_line(&mut self, currencies: &[Currency], line: &str) -> Result<(), String> {
        let mut cells = line.split(',').map(str::trim);
        let month = cells.next().and_then(|text| format!("{text}-01").parse().ok()).map(Month::of);
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

    fn check(rates: &Rates, code: &str, units: u64, day: Option<&str>, expected: Option<(u64, &str, &str, bool)>) {
        let money = Money::exact(Currency::parse(code).unwrap(), units);
        let found = rates.eur(&money, day.map(|d| d.parse().unwrap()));
        let found = found.map(|c| (c.euros, c.rate.to_string(), c.month.to_string(), c.in_its_month));
        assert_eq!(found, expected.map(|(e, r, m, i)| (e, r.to_owned(), m.to_owned(), i)), "{code} {units} {day:?}");
    }

    #[test]
    fn sums_become_euros() {
        let rates = Rates::parse(TABLE).unwrap();
        check(&rates, "DKK", 750, Some("2025-09-26"), Some((100, "7.5", "2025-09", true)));
        check(&rates, "DKK", 740, Some("2025-08-01"), Some((100, "7.4", "2025-08", true)));
        check(&rates, "DKK", 750, Some("2026-01-01"), Some((100, "7.5", "2025-09", false)));
        check(&rates, "DKK", 740, Some("2020-01-01"), Some((100, "7.4", "2025-08", false)));
        check(&rates, "DKK", 750, None, Some((100, "7.5", "2025-09", false)));
        check(&rates, "HRK", 750, Some("2025-09-26"), Some((100, "7.5", "2025-08", false)));
        check(&rates, "EUR", 5, Some("2031-02-03"), Some((5, "1", "2031-02", true)));
        check(&rates, "DKK", 11, Some("2025-09-26"), Some((1, "7.5", "2025-09", true)));
        check(&rates, "DKK", 12, Some("2025-09-26"), Some((2, "7.5", "2025-09", true)));
        check(&rates, "DKK", u64::MAX, Some("2025-09-26"), Some((2_459_565_876_494_606_882, "7.5", "2025-09", true)));
        check(&rates, "UAH", 5, Some("2025-09-26"), None);
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
        assert!(euros.in_its_month && (1_000_000..2_000_000_000).contains(&euros.euros), "{code}: {euros:?}");
    }
}
