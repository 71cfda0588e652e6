//! The ledger beside another's list: `tests/cases/reconcile/*.toml`, tables in the columns of the Kiel tracker.

use super::{claims, rows};
use pledgewatch::domain::{Actor, Kind, Pledge, PledgeId, Scope, Stage};
use pledgewatch::pipeline::fx::{Rates, SHIPPED};
use pledgewatch::pipeline::merge::life;
use pledgewatch::pipeline::reconcile::{packages, reconcile, table};
use serde::Deserialize;
use std::collections::HashMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What it shows.
    name: String,
    /// Pledges in the ledger, numbered from 1.
    #[serde(default)]
    here: Vec<Here>,
    /// The table's column names, cells apart by `|`; [`HEADER`] where none are given.
    header: Option<String>,
    /// The table's rows, cells apart by `|`.
    there: Vec<String>,
    /// The result's rows, cells apart by `|`.
    rows: Vec<String>,
    /// What could not be taken from the table.
    #[serde(default)]
    doubts: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Here {
    day: String,
    donors: Vec<String>,
    amount: Option<String>,
    scope: Option<String>,
    stage: Option<String>,
    part_of: Option<i64>,
}

const HEADER: &str = "ID|Donor|Announcement Date|Type of Aid General|Reporting Currency|Source Reported Value";

#[test]
fn lists_are_compared() {
    rows::each("reconcile", 10, check);
}

fn check(case: &Case) {
    let rates = Rates::parse(SHIPPED).unwrap();
    let pledges: Vec<Pledge> = (1..).zip(&case.here).map(|(number, here)| pledge(number, here, &rates)).collect();
    let rows: Vec<Vec<String>> = case.there.iter().map(|row| cells(row)).collect();
    let (list, doubts) = packages(&cells(case.header.as_deref().unwrap_or(HEADER)), &rows, &donors()).unwrap();
    assert_eq!(doubts, case.doubts, "{}: doubts", case.name);
    let found = table(&reconcile(&pledges, &list, &rates));
    let found: Vec<String> = found.lines().skip(1).map(|line| line.replace('\t', "|")).collect();
    assert_eq!(found, case.rows, "{}", case.name);
}

fn pledge(number: i64, here: &Here, rates: &Rates) -> Pledge {
    let donors: Vec<&str> = here.donors.iter().map(String::as_str).collect();
    let mut mention = claims::mention(&donors, Kind::Package);
    mention.amount = here.amount.as_deref().map(claims::money);
    mention.scope = here.scope.as_deref().map_or(mention.scope, |name| Scope::from_name(name).unwrap());
    mention.stage = here.stage.as_deref().map_or(mention.stage, |name| Stage::from_name(name).unwrap());
    let pledge = life::begin(&claims::report(mention, "one", Some(&here.day)), rates);
    Pledge { id: PledgeId(number), part_of: here.part_of.map(PledgeId), ..pledge }
}

fn cells(row: &str) -> Vec<String> {
    row.split('|').map(str::to_owned).collect()
}

fn donors() -> HashMap<String, Actor> {
    let names = [("Denmark", "DK"), ("Sweden", "SE"), ("EU (Commission and Council)", "EU"), ("United States", "US")];
    names.into_iter().map(|(name, id)| (name.to_owned(), Actor(id.to_owned()))).collect()
}

#[test]
fn a_table_without_a_column_is_refused() {
    for column in ["ID", "Donor", "Announcement Date", "Reporting Currency", "Source Reported Value"] {
        let header: Vec<String> = cells(HEADER).into_iter().filter(|name| name != column).collect();
        let error = packages(&header, &[], &donors()).unwrap_err().to_string();
        assert_eq!(error, format!("the table has no column \"{column}\": its first row must hold the tracker's column names"));
    }
}
