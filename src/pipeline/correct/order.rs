//! Orders: what a person asks to have corrected, and how it is typed.

use crate::domain::{Actor, Currency, Kind, Money, PledgeId, Programme, Scope, Setting, Stage};

/// One correction asked for.
#[derive(Clone, PartialEq, Debug)]
pub enum Order {
    /// Both are one promise; the first survives.
    Merge {
        /// The pledge that takes the reports.
        into: PledgeId,
        /// The pledge that goes.
        other: PledgeId,
    },
    /// One report is of a promise of its own.
    Split {
        /// The pledge it is filed under.
        pledge: PledgeId,
        /// The report's number, as `explain` prints it.
        report: i64,
    },
    /// It is no pledge.
    Reject {
        /// Which.
        pledge: PledgeId,
        /// Why.
        because: String,
    },
    /// It is a pledge after all.
    Restore {
        /// Which.
        pledge: PledgeId,
    },
    /// A field is known better than its reports tell.
    Set {
        /// Of which pledge.
        pledge: PledgeId,
        /// The field with its value.
        setting: Setting,
    },
    /// A field set by hand is left to the reports again.
    Release {
        /// Of which pledge.
        pledge: PledgeId,
        /// The field's name.
        field: String,
    },
}

/// Why an assignment cannot be read.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum OrderError {
    /// No `=`.
    #[error("\"{0}\" sets nothing: write field=value, such as stage=contracted")]
    NoAssignment(String),
    /// A field that cannot be set.
    #[error("\"{0}\" is no field that can be set: choose one of {fields}", fields = FIELDS.join(", "))]
    Field(String),
    /// A value the field cannot have.
    #[error("\"{value}\" is no {field}: write {hint}")]
    Value {
        /// The field's name.
        field: &'static str,
        /// The value as typed.
        value: String,
        /// What can be written.
        hint: String,
    },
}

/// The fields that can be set.
pub const FIELDS: [&str; 8] = ["stage", "kind", "amount", "donors", "part_of", "scope", "programmes", "ordinal"];

impl Order {
    /// Reads `field=value` for a pledge; `field=` alone releases the field.
    ///
    /// ```
    /// use pledgewatch::domain::{PledgeId, Setting, Stage};
    /// use pledgewatch::pipeline::correct::Order;
    /// let order = Order::set(PledgeId(7), "stage=contracted")?;
    /// assert_eq!(order, Order::Set { pledge: PledgeId(7), setting: Setting::Stage(Stage::Contracted) });
    /// # Ok::<(), pledgewatch::pipeline::correct::OrderError>(())
    /// ```
    ///
    /// # Errors
    /// When the field or its value is none.
    pub fn set(pledge: PledgeId, assignment: &str) -> Result<Self, OrderError> {
        let (field, value) = assignment.split_once('=').ok_or_else(|| OrderError::NoAssignment(assignment.to_owned()))?;
        let (field, value) = (field.trim().replace('-', "_"), value.trim());
        let field = FIELDS.into_iter().find(|known| *known == field).ok_or(OrderError::Field(field))?;
        if value.is_empty() {
            return Ok(Order::Release { pledge, field: field.to_owned() });
        }
        let wrong = |hint: String| OrderError::Value { field, value: value.to_owned(), hint };
        let setting = setting(field, value).ok_or_else(|| wrong(hint(field)))?;
        Ok(Order::Set { pledge, setting })
    }
}

fn setting(field: &str, value: &str) -> Option<Setting> {
    match field {
        "stage" => Stage::from_name(value).map(Setting::Stage),
        "kind" => Kind::from_name(value).map(Setting::Kind),
        "amount" => optional(value, money).map(Setting::Amount),
        "donors" => optional(value, names).map(|names| Setting::Donors(names.unwrap_or_default().into_iter().map(Actor).collect())),
        "part_of" => optional(value, PledgeId::parse).map(Setting::PartOf),
        "scope" => Scope::from_name(value).map(Setting::Scope),
        "programmes" => {
            optional(value, names).map(|names| Setting::Programmes(names.unwrap_or_default().into_iter().map(Programme).collect()))
        }
        "ordinal" => optional(value, |text| text.parse().ok()).map(Setting::Ordinal),
        _ => None,
    }
}

fn hint(field: &str) -> String {
    let one_of = |names: Vec<&str>| format!("one of {}", names.join(", "));
    match field {
        "stage" => one_of(Stage::ALL.iter().map(|stage| stage.as_str()).collect()),
        "kind" => one_of(Kind::ALL.iter().map(|kind| kind.as_str()).collect()),
        "scope" => one_of(Scope::ALL.iter().map(|scope| scope.as_str()).collect()),
        "amount" => {
            "a sum such as \"EUR 500 m\", \"DKK 2.6 bn\", \"up to USD 250 m\", \"more than EUR 1 bn\" or \"EUR 40 m–50 m\", or none"
                .to_owned()
        }
        "part_of" => "a pledge such as p-17, or none".to_owned(),
        "ordinal" => "a whole number, or none".to_owned(),
        _ => "ids with commas between, such as DK,SE, or none".to_owned(),
    }
}

/// `none` reads as nothing; the outer `None` is for what cannot be read.
fn optional<T>(value: &str, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if value == "none" { Some(None) } else { read(value).map(Some) }
}

fn names(value: &str) -> Option<Vec<String>> {
    let mut names: Vec<String> = value.split(',').map(|name| name.trim().to_owned()).collect();
    names.sort();
    names.dedup();
    (!names.iter().any(String::is_empty)).then_some(names)
}

/// A sum as [`Money`] prints it.
fn money(text: &str) -> Option<Money> {
    let (at_least, rest) = stripped(text, "more than ");
    let (at_most, rest) = stripped(rest, "up to ");
    let (code, figures) = rest.trim().split_at_checked(3)?;
    let currency = Currency::parse(code).ok()?;
    let (low, high) = figures.split_once(['–', '-']).map_or((figures, figures), |(low, high)| (low, high));
    let (low, high) = (units(low)?, units(high)?);
    match (at_least, at_most) {
        (true, true) => None,
        (true, false) => (low == high).then(|| Money::at_least(currency, low)),
        (false, true) => (low == high).then(|| Money::at_most(currency, low)),
        (false, false) => Money::bounded(currency, Some(low), Some(high)),
    }
}

fn stripped<'a>(text: &'a str, prefix: &str) -> (bool, &'a str) {
    text.strip_prefix(prefix).map_or((false, text), |rest| (true, rest))
}

/// Whole units from `2.6 bn`, `340 000` or `5m`; nothing that would need a fraction of a unit.
fn units(text: &str) -> Option<u64> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != '_').collect();
    let scales = [("bn", 1_000_000_000_u64), ("m", 1_000_000)];
    let scaled = scales.iter().find_map(|(name, scale)| plain.strip_suffix(name).map(|figure| (figure, *scale)));
    let (figure, scale) = scaled.unwrap_or((plain.as_str(), 1));
    let (whole, fraction) = figure.split_once('.').unwrap_or((figure, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || fraction.len() > 9 {
        return None;
    }
    let tenths = 10_u64.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let part = if fraction.is_empty() { 0 } else { fraction.parse::<u64>().ok()?.checked_mul(scale)? };
    (part % tenths == 0).then_some(())?;
    whole.parse::<u64>().ok()?.checked_mul(scale)?.checked_add(part / tenths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_read_as_they_are_printed() {
        for text in ["EUR 2.6 bn", "EUR 340 000", "EUR 1 234 567", "EUR 0", "more than EUR 1.3 bn", "up to USD 250 m", "EUR 40 m–50 m"] {
            assert_eq!(money(text).map(|money| money.to_string()).as_deref(), Some(text));
        }
        for (typed, printed) in [("EUR 500m", "EUR 500 m"), ("DKK 2_600_000_000", "DKK 2.6 bn"), ("EUR40m-50m", "EUR 40 m–50 m")] {
            assert_eq!(money(typed).map(|money| money.to_string()).as_deref(), Some(printed), "{typed}");
        }
        for text in
            ["", "EUR", "500", "€5", "EUR -5", "EUR 5.5", "EUR 1.2345 k", "EUR 50 m–40 m", "up to more than EUR 5", "EUR 99999999999 bn"]
        {
            assert_eq!(money(text), None, "{text}");
        }
    }
}
