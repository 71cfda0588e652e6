//! `pledges totals`: what pledges add up to.

use super::{FilterArguments, Outcome};
use crate::cli::lines::folded;
use crate::config::Config;
use crate::pipeline::digest::{NBSP, euros};
use crate::pipeline::totals::{By, RatesUsed, Sum, Tally, Totals, Wholes};
use crate::store::{PledgeQuery, Store, StoreError};
use anyhow::Result;
use std::collections::HashSet;

/// Which pledges, by what, and in which form.
#[derive(clap::Args)]
pub(super) struct TotalsArguments {
    /// The rows: donor, kind, programme or month
    #[arg(long, default_value = "donor", value_parser = by)]
    by: By,
    #[command(flatten)]
    filter: FilterArguments,
    /// The form of the rows
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum Format {
    /// Aligned columns.
    Table,
    /// Comma-separated values (RFC 4180).
    Csv,
    /// One JSON object.
    Json,
}

fn by(text: &str) -> Result<By, String> {
    By::from_name(text).ok_or_else(|| format!("write one of {}", By::NAMES.map(|(name, _)| name).join(", ")))
}

/// Adds up the pledges that pass.
pub(super) fn run(arguments: &TotalsArguments, config: &Config) -> Result<Outcome> {
    let store = Store::open_read_only(&config.database())?;
    let totals = add_up(&store, &arguments.filter.query(), arguments.by)?;
    match arguments.format {
        Format::Table => print!("{}", table(&totals)),
        Format::Csv => print!("{}", csv(&totals, arguments.by)?),
        Format::Json => println!("{}", serde_json::to_string_pretty(&totals)?),
    }
    Ok(Outcome::Well)
}

/// Reads the pledges twice, one at a time: first which they are, so that parts are told from wholes; then their sums.
fn add_up(store: &Store, query: &PledgeQuery, by: By) -> Result<Totals, StoreError> {
    let mut asked = HashSet::new();
    store.each_pledge(query, |pledge| {
        asked.insert(pledge.id);
    })?;
    let wholes = Wholes::new(&store.wholes()?, |id| asked.contains(&id));
    let mut tally = Tally::new(by);
    store.each_pledge(query, |pledge| tally.add(&pledge, wholes.contain(&pledge)))?;
    Ok(tally.totals())
}

/// The sums stand below each other, and what they are of behind them, for names may be long.
fn table(totals: &Totals) -> String {
    let line = |of: &str, sum: &Sum| [euros(sum.euros).replace(NBSP, " "), sum.pledges.to_string(), format!("{of}{}", rates(sum.rates))];
    let mut lines: Vec<[String; 3]> = totals.rows.iter().map(|row| line(&name(&row.of), &row.sum)).collect();
    lines.push(line("all", &totals.all));
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or_default();
    let (first, second) = (width(0), width(1));
    let shown = |[sum, pledges, of]: &[String; 3]| format!("{sum:>first$}  {pledges:>second$}  {}\n", folded(of, first + second + 4));
    lines.iter().map(shown).collect::<String>() + &notes(totals)
}

/// Several of one promise stand together; what is not known is a dash.
fn name(of: &[String]) -> String {
    if of.is_empty() { "-".to_owned() } else { of.join(" + ") }
}

fn rates(used: Option<RatesUsed>) -> String {
    let Some(RatesUsed { first, last, stand_ins }) = used else { return String::new() };
    let months = if first == last { first.to_string() } else { format!("{first} to {last}") };
    let nearest = if stand_ins == 0 { String::new() } else { format!(", the nearest known for {stand_ins}") };
    format!(" (rates of {months}{nearest})")
}

fn notes(totals: &Totals) -> String {
    let without = (totals.without_sum > 0).then(|| format!("{} without a sum in euros\n", totals.without_sum));
    let left_out = (totals.left_out > 0)
        .then(|| format!("{} not counted: inside another's sum, civil, withdrawn or only considered\n", totals.left_out));
    [without, left_out].into_iter().flatten().collect()
}

fn csv(totals: &Totals, by: By) -> Result<String> {
    let head = By::NAMES.iter().find(|(_, known)| *known == by).map_or("of", |(name, _)| name);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([head, "eur_min", "eur_max", "pledges", "first_rate", "last_rate", "nearest_rates"])?;
    for row in &totals.rows {
        let (sum, rates) = (&row.sum, row.sum.rates);
        writer.write_record([
            row.of.join("; "),
            sum.euros.low.to_string(),
            super::list::or_empty(sum.euros.high),
            sum.pledges.to_string(),
            super::list::or_empty(rates.map(|rates| rates.first)),
            super::list::or_empty(rates.map(|rates| rates.last)),
            super::list::or_empty(rates.map(|rates| rates.stand_ins)),
        ])?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}
