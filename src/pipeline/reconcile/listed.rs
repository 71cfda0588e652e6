//! Lists of others: the rows of a table in the columns of the Kiel Institute's Ukraine Support Tracker.

use crate::domain::{Actor, Currency, Money};
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, HashMap};

/// A package as a list holds it: all its rows of one day together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// The list's own name for it, such as `DKM27`; a programme's tranches share it.
    pub id: String,
    /// Who gives.
    pub donor: Actor,
    /// When it was announced; `None` where the list does not say, or not in a way that can be read.
    pub day: Option<NaiveDate>,
    /// The sum its source reports; `None` where the list has none.
    pub amount: Option<Money>,
}

/// What could not be taken out of a table, as phrases with the row's number; the header is row 1.
pub type Doubts = Vec<String>;

/// A table that lacks a column without which nothing can be compared.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the table has no column \"{0}\": its first row must hold the tracker's column names")]
pub struct NoColumn(&'static str);

/// Where the columns stand.
struct Columns {
    id: usize,
    donor: usize,
    day: usize,
    currency: usize,
    value: usize,
    /// The column that tells military aid from other aid; without one all rows are compared.
    sort: Option<usize>,
    /// The column that marks, with 1, the row whose value stands for its package; without one all rows do.
    counts: Option<usize>,
}

/// Reads a table's rows into packages: the tracker gives one id to all tranches of a programme, and spreads a tranche over a row for
/// each item, so rows of one id and day are one package. Rows of other aid than military are left out.
///
/// `donors` gives the id of each donor's English name. Of joint donors, which our own tables part by semicolons, the first stands for all.
///
/// # Errors
/// When a column is missing.
pub fn packages(header: &[String], rows: &[Vec<String>], donors: &HashMap<String, Actor>) -> Result<(Vec<Listed>, Doubts), NoColumn> {
    let columns = Columns::find(header)?;
    let mut found: BTreeMap<(String, Option<NaiveDate>), Vec<Listed>> = BTreeMap::new();
    let mut doubts = Doubts::new();
    for (number, row) in (2..).zip(rows).filter(|(_, row)| !columns.is_other_aid(row)) {
        match columns.read(row, donors) {
            Ok(listed) => found.entry((listed.id.clone(), listed.day)).or_default().push(listed),
            Err(doubt) => doubts.push(format!("row {number}: {doubt}")),
        }
    }
    let packages = found.into_values().filter_map(|rows| join(rows, &mut doubts));
    Ok((packages.collect(), doubts))
}

/// One package from its rows.
fn join(rows: Vec<Listed>, doubts: &mut Doubts) -> Option<Listed> {
    let sums: Vec<Money> = rows.iter().filter_map(|row| row.amount).collect();
    let first = rows.into_iter().next()?;
    let amount = together(&sums);
    if amount.is_none() && !sums.is_empty() {
        let told: Vec<String> = sums.iter().map(ToString::to_string).collect();
        doubts.push(format!("{}: its sums are of several currencies: {}", first.id, told.join(", ")));
    }
    Some(Listed { amount, ..first })
}

/// The sum of a package whose rows have these. One figure on all rows is the package's own, repeated, where it is a whole number of
/// thousands; a figure that is none came out of a division.
fn together(sums: &[Money]) -> Option<Money> {
    let first = sums.first()?;
    if sums.iter().all(|sum| sum == first) && first.principal().is_multiple_of(1000) {
        return Some(*first);
    }
    let one_currency = sums.iter().all(|sum| sum.currency() == first.currency());
    let total = sums.iter().try_fold(0_u64, |total, sum| total.checked_add(sum.principal()))?;
    one_currency.then(|| Money::exact(first.currency(), total))
}

impl Columns {
    fn find(header: &[String]) -> Result<Self, NoColumn> {
        let header: Vec<String> = header.iter().map(|name| letters(name)).collect();
        let place = |names: &[&str]| names.iter().find_map(|name| header.iter().position(|cell| *cell == letters(name)));
        let needed = |name: &'static str| place(&[name]).ok_or(NoColumn(name));
        Ok(Columns {
            id: place(&["ID", "Activity ID"]).ok_or(NoColumn("ID"))?,
            donor: needed("Donor")?,
            day: needed("Announcement Date")?,
            currency: needed("Reporting Currency")?,
            value: needed("Source Reported Value")?,
            sort: place(&["Type of Aid General", "Aid Type General"]),
            counts: place(&["Total Value Dummy"]),
        })
    }

    fn is_other_aid(&self, row: &[String]) -> bool {
        let sort = self.sort.and_then(|column| row.get(column)).map(|cell| cell.trim());
        sort.is_some_and(|sort| !sort.is_empty() && !sort.eq_ignore_ascii_case("military"))
    }

    fn read(&self, row: &[String], donors: &HashMap<String, Actor>) -> Result<Listed, String> {
        let cell = |column: usize| row.get(column).map(|cell| cell.trim()).unwrap_or_default();
        let id = cell(self.id);
        if id.is_empty() {
            return Err("it has no id".to_owned());
        }
        let first = cell(self.donor).split(';').next().unwrap_or_default().trim();
        let donor = donors.get(first).ok_or_else(|| format!("\"{first}\" is no known donor"))?;
        let counts = self.counts.is_none_or(|column| cell(column) == "1");
        let amount = if counts { sum(cell(self.currency), cell(self.value))? } else { None };
        Ok(Listed { id: id.to_owned(), donor: donor.clone(), day: day(cell(self.day)), amount })
    }
}

/// A column's name without what releases write differently: `Reporting Currency` is `reporting_currency`.
fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A sum from its two cells; whole units, for the tracker's fractions come out of its own conversions.
fn sum(currency: &str, value: &str) -> Result<Option<Money>, String> {
    let figure = value.replace([',', ' ', '\u{a0}'], "");
    if figure.is_empty() || !figure.bytes().any(|b| b.is_ascii_digit()) {
        return Ok(None); // the tracker writes "." or a phrase where no value is known
    }
    let (whole, fraction) = figure.split_once('.').unwrap_or((&figure, ""));
    let units = whole.parse::<u64>().ok().filter(|_| fraction.bytes().all(|b| b.is_ascii_digit()));
    let units = units.ok_or_else(|| format!("\"{value}\" is no sum"))?;
    let currency = Currency::parse(currency).map_err(|e| e.to_string())?;
    Ok((units > 0).then(|| Money::exact(currency, units)))
}

/// A day, as `2025-09-26`, as the tracker's `9/26/2025`, or after a word such as `until`.
fn day(text: &str) -> Option<NaiveDate> {
    let word = text.split_whitespace().find(|word| word.bytes().next().is_some_and(|b| b.is_ascii_digit()))?;
    let read = |form| NaiveDate::parse_from_str(word, form).ok().filter(|day| (2000..2100).contains(&day.year()));
    ["%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%d.%m.%Y"].into_iter().find_map(read)
}
