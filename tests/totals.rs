//! Totals against cases: pledges in, rows out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code)] // other tests use the rest of it
#[path = "support/claims.rs"]
mod claims;
#[path = "support/rows.rs"]
mod rows;

use pledgewatch::domain::*;
use pledgewatch::pipeline::fx::{Rates, SHIPPED};
use pledgewatch::pipeline::merge::life;
use pledgewatch::pipeline::totals::{By, RatesUsed, Row, Sum, Tally, Totals, Wholes};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    by: String,
    pledges: Vec<Promise>,
    /// Each row as a line, in order.
    rows: Vec<String>,
    all: String,
    #[serde(default)]
    without_sum: usize,
    #[serde(default)]
    left_out: usize,
}

/// A pledge; the n-th of its case has the number n.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Promise {
    #[serde(default)]
    donors: Vec<String>,
    amount: Option<String>,
    day: Option<String>,
    part_of: Option<i64>,
    stage: Option<String>,
    scope: Option<String>,
    kind: Option<String>,
    #[serde(default)]
    programmes: Vec<String>,
    /// Whether it is outside of what is asked for.
    #[serde(default)]
    not_asked: bool,
}

#[test]
fn nothing_is_counted_twice() {
    rows::each("totals", 15, check);
}

fn check(case: &Case) {
    let pledges: Vec<Pledge> = (1..).zip(&case.pledges).map(|(id, promise)| pledge(id, promise)).collect();
    let asked = |id: PledgeId| !case.pledges[usize::try_from(id.0 - 1).unwrap()].not_asked;
    let wholes = Wholes::new(&pledges, asked);
    let mut tally = Tally::new(By::from_name(&case.by).unwrap());
    pledges.iter().filter(|pledge| asked(pledge.id)).for_each(|pledge| tally.add(pledge, wholes.contain(pledge)));
    let Totals { rows, all, without_sum, left_out } = tally.totals();
    let lines: Vec<String> = rows.iter().map(line).collect();
    assert_eq!(lines, case.rows, "{}", case.name);
    assert_eq!(told(&all), case.all, "{}: all", case.name);
    assert_eq!((without_sum, left_out), (case.without_sum, case.left_out), "{}: without sum, left out", case.name);
    assert_eq!(rows.iter().map(|row| row.sum.pledges).sum::<usize>(), all.pledges, "{}: each pledge is in one row", case.name);
}

fn line(row: &Row) -> String {
    format!("{}: {}", row.of.join("+"), told(&row.sum))
}

fn told(sum: &Sum) -> String {
    let rates = sum.rates.map(|RatesUsed { first, last, stand_ins }| format!(", rates {first} to {last}, {stand_ins} stand in"));
    format!("{} in {}{}", sum.euros, sum.pledges, rates.unwrap_or_default())
}

fn pledge(id: i64, promise: &Promise) -> Pledge {
    let donors: Vec<&str> = promise.donors.iter().map(String::as_str).collect();
    let mut mention = claims::mention(&donors, promise.kind.as_deref().map_or(Kind::Money, |kind| Kind::from_name(kind).unwrap()));
    mention.amount = promise.amount.as_deref().map(claims::money);
    mention.stage = promise.stage.as_deref().map_or(mention.stage, |stage| Stage::from_name(stage).unwrap());
    mention.scope = promise.scope.as_deref().map_or(mention.scope, |scope| Scope::from_name(scope).unwrap());
    mention.programmes = claims::programmes(&promise.programmes);
    let report = claims::report(mention, "gazette", promise.day.as_deref());
    Pledge { id: PledgeId(id), part_of: promise.part_of.map(PledgeId), ..life::begin(&report, &Rates::parse(SHIPPED).unwrap()) }
}
