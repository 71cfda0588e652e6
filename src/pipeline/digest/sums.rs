//! Sums in print: as the source states them, and in euros.

use crate::domain::{Money, Stretch};

/// A space that no line is broken at.
pub const NBSP: char = '\u{a0}';

/// A sum with its bounds, never rounded: `€1.6 bn`, `more than $500 m`, `DKK 1.2 bn – DKK 1.5 bn`.
pub fn money(money: &Money) -> String {
    let print = |units| format!("{}{}", sign(money.currency().code()), figure(units));
    between(money.min(), money.max(), print)
}

/// Euros rounded to three figures: `€214 m`, `more than €1.2 bn`, `up to €3 bn`, `€1 bn – €2 bn`.
pub fn euros(stretch: Stretch) -> String {
    let low = (stretch.low > 0 || stretch.high == Some(0)).then_some(stretch.low);
    between(low, stretch.high, |units| format!("€{}", figure(three_figures(units))))
}

fn between(low: Option<u64>, high: Option<u64>, print: impl Fn(u64) -> String) -> String {
    match (low, high) {
        (Some(low), Some(high)) if low == high => print(low),
        (Some(low), Some(high)) => format!("{}{NBSP}– {}", print(low), print(high)),
        (Some(low), None) => format!("more than {}", print(low)),
        (None, Some(high)) => format!("up to {}", print(high)),
        (None, None) => "an unknown sum".to_owned(),
    }
}

const SIGNS: [(&str, &str); 3] = [("EUR", "€"), ("USD", "$"), ("GBP", "£")];

fn sign(code: &str) -> String {
    let known = SIGNS.iter().find(|(known, _)| *known == code);
    known.map_or_else(|| format!("{code}{NBSP}"), |(_, sign)| (*sign).to_owned())
}

/// A sum as the ledger prints it in a change, with the signs that the rest of the letter uses.
pub fn with_signs(printed: &str) -> String {
    SIGNS.iter().fold(printed.to_owned(), |text, (code, sign)| text.replace(&format!("{code} "), sign))
}

/// Whole units with `bn` or `m` where three decimals tell all, else every digit.
fn figure(units: u64) -> String {
    match units {
        1_000_000_000.. if units.is_multiple_of(1_000_000) => format!("{}{NBSP}bn", thousandths(units / 1_000_000)),
        1_000_000.. if units.is_multiple_of(1_000) => format!("{}{NBSP}m", thousandths(units / 1_000)),
        _ => grouped(units),
    }
}

/// `1600` thousandths as `1.6`.
fn thousandths(n: u64) -> String {
    let decimals = format!("{:03}", n % 1000);
    match decimals.trim_end_matches('0') {
        "" => grouped(n / 1000),
        some => format!("{}.{some}", grouped(n / 1000)),
    }
}

/// `1234567` as `1,234,567`.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn three_figures(n: u64) -> u64 {
    let unit = 10_u64.pow(n.checked_ilog10().unwrap_or(0).saturating_sub(2));
    (n.saturating_add(unit / 2) / unit).saturating_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Currency;

    #[test]
    fn sums_are_printed_exactly() {
        let dkk = Currency::parse("DKK").unwrap_or(Currency::EUR);
        let rows = [
            (Money::exact(Currency::EUR, 214_000_000), "€214 m"),
            (Money::exact(dkk, 1_600_000_000), "DKK 1.6 bn"),
            (Money::exact(Currency::EUR, 12_345_678), "€12,345,678"),
            (Money::exact(Currency::EUR, 1_234_567_000), "€1,234.567 m"),
            (Money::exact(Currency::EUR, 950), "€950"),
            (Money::at_least(Currency::EUR, 1_005_000_000), "more than €1.005 bn"),
            (Money::at_most(Currency::EUR, 90_000_000_000), "up to €90 bn"),
        ];
        for (sum, printed) in rows {
            assert_eq!(money(&sum).replace(NBSP, " "), printed);
        }
    }

    #[test]
    fn euros_are_rounded_and_keep_their_bounds() {
        let rows = [
            ((214_487_201, Some(214_487_201)), "€214 m"),
            ((999_600_000, Some(999_600_000)), "€1 bn"),
            ((1_234_567_890, None), "more than €1.23 bn"),
            ((0, Some(3_000_000_000)), "up to €3 bn"),
            ((1_000_000, Some(2_000_000)), "€1 m – €2 m"),
            ((0, Some(0)), "€0"),
            ((1_555, Some(1_555)), "€1,560"),
        ];
        for ((low, high), printed) in rows {
            assert_eq!(euros(Stretch { low, high }).replace(NBSP, " "), printed);
        }
    }
}
