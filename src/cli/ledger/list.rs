//! Lists of pledges as lines for people, CSV, JSON, or with the columns of the Kiel Institute's Ukraine Support Tracker.

use crate::app;
use crate::cli::lines::folded;
use crate::config::Config;
use crate::domain::{Actor, MeanRate, Pledge, Scope};
use crate::pipeline::digest;
use crate::store::Store;
use anyhow::Result;
use std::collections::HashMap;
use std::fmt::Display;

/// The form of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(super) enum Format {
    /// Two lines each.
    Table,
    /// Comma-separated values (RFC 4180).
    Csv,
    /// One JSON array.
    Json,
    /// CSV with the columns of the Kiel tracker.
    Kiel,
}

/// Writes a list.
pub(super) fn write(pledges: &[Pledge], format: Format, store: &Store, config: &Config) -> Result<String> {
    match format {
        Format::Table => Ok(table(pledges)),
        Format::Json => Ok(serde_json::to_string_pretty(pledges)? + "\n"),
        Format::Csv => csv(&CSV_HEAD, pledges.iter().map(csv_row)),
        Format::Kiel => {
            let names = app::lexicon(config.lexicon_dir.as_deref())?.names();
            let rows = pledges.iter().map(|pledge| kiel_row(pledge, store, &names)).collect::<Result<Vec<_>>>()?;
            csv(&KIEL_HEAD, rows.into_iter())
        }
    }
}

fn table(pledges: &[Pledge]) -> String {
    let ids = pledges.iter().map(|pledge| pledge.id.to_string().len()).max().unwrap_or_default();
    pledges.iter().map(|pledge| entry(pledge, ids)).collect()
}

/// Who gives how much; below it how firmly, and what.
fn entry(pledge: &Pledge, ids: usize) -> String {
    let head = format!("{:<ids$}  {:<10}  ", pledge.id.to_string(), or_dash(pledge.first_day));
    let indent = head.chars().count();
    let sum = sum(pledge).map(|sum| format!(": {sum}")).unwrap_or_default();
    let givers = folded(&format!("{}{sum}", donors(pledge)), indent);
    format!("{head}{givers}\n{:indent$}{}\n", "", folded(&what(pledge), indent))
}

/// A sum with its worth in euros; `None` where no sum is known.
pub(super) fn sum(pledge: &Pledge) -> Option<String> {
    let worth = pledge.eur.and_then(|euros| Some(format!(" = {} (at {})", digest::euros(euros.into()), euros.by?)));
    Some(format!("{}{}", pledge.amount?, worth.unwrap_or_default()))
}

fn what(pledge: &Pledge) -> String {
    let items = if pledge.items.is_empty() { String::new() } else { format!(": {}", pledge.items.join(", ")) };
    let again = pledge.last_day.filter(|_| pledge.last_day != pledge.first_day).map(|day| format!("; told until {day}"));
    format!("{} {}{items}{}", pledge.stage, pledge.kind.as_str().replace('_', " "), again.unwrap_or_default())
}

const CSV_HEAD: [&str; 17] = [
    "id",
    "first_day",
    "last_day",
    "donors",
    "kind",
    "stage",
    "currency",
    "min",
    "max",
    "eur",
    "rate",
    "rate_month",
    "rate_in_its_month",
    "items",
    "programmes",
    "scope",
    "part_of",
];

fn csv_row(pledge: &Pledge) -> Vec<String> {
    vec![
        pledge.id.to_string(),
        or_empty(pledge.first_day),
        or_empty(pledge.last_day),
        donors(pledge),
        pledge.kind.to_string(),
        pledge.stage.to_string(),
        or_empty(pledge.amount.map(|money| money.currency())),
        or_empty(pledge.amount.and_then(|money| money.min())),
        or_empty(pledge.amount.and_then(|money| money.max())),
        or_empty(pledge.eur.map(|euros| euros.units())),
        or_empty(rate(pledge).map(|mean| mean.rate)),
        or_empty(rate(pledge).map(|mean| mean.month)),
        or_empty(rate(pledge).map(|mean| mean.in_its_month)),
        pledge.items.join("; "),
        joined(&pledge.programmes),
        pledge.scope.to_string(),
        or_empty(pledge.part_of),
    ]
}

const KIEL_HEAD: [&str; 12] = [
    "ID",
    "Donor",
    "Announcement Date",
    "Type of Aid General",
    "Explanation",
    "Reporting Currency",
    "Source Reported Value",
    "Item",
    "Number of Units",
    "Value in EUR",
    "Sources",
    "Exchange Rate",
];

/// The tracker calls donors by their English names.
fn kiel_row(pledge: &Pledge, store: &Store, names: &HashMap<String, String>) -> Result<Vec<String>> {
    let reports = store.pledge(pledge.id)?.map(|story| story.reports).unwrap_or_default();
    let explanation = reports.first().map(|filed| filed.report.mention.evidence.quote().to_owned()).unwrap_or_default();
    let sources: Vec<&str> = reports.iter().filter_map(|filed| filed.report.url.as_deref()).collect();
    let name = |Actor(id): &Actor| names.get(id).unwrap_or(id).clone();
    Ok(vec![
        pledge.id.to_string(),
        joined(&pledge.donors.iter().map(name).collect::<Vec<_>>()),
        or_empty(pledge.first_day),
        if pledge.scope == Scope::Civil { "Humanitarian" } else { "Military" }.to_owned(),
        explanation,
        or_empty(pledge.amount.map(|money| money.currency())),
        or_empty(pledge.amount.map(|money| money.principal())),
        pledge.items.join("; "),
        or_empty(pledge.quantity),
        or_empty(pledge.eur.map(|euros| euros.units())),
        sources.join("; "),
        or_empty(rate(pledge)),
    ])
}

/// Rows as comma-separated values under a head.
pub(in crate::cli) fn csv(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(head)?;
    for row in rows {
        writer.write_record(row)?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

/// The rate a sum in another currency was reckoned by.
fn rate(pledge: &Pledge) -> Option<MeanRate> {
    pledge.eur.and_then(|euros| euros.by)
}

fn donors(pledge: &Pledge) -> String {
    joined(&pledge.donors)
}

fn joined(values: &[impl ToString]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// A value's text; nothing where there is none.
pub(in crate::cli) fn or_empty(value: Option<impl Display>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn or_dash(value: Option<impl Display>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}
