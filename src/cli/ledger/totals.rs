//! `pledges totals`: what pledges add up to.

use super::{FilterArguments, Outcome};
use crate::config::Config;
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

fn table(totals: &Totals) -> String {
    let line = |of: &str, sum: &Sum| [of.to_owned(), sum.euros.to_string(), sum.pledges.to_string(), rates(sum.rates)];
    let mut lines: Vec<[String; 4]> = totals.rows.iter().map(|row| line(&name(&row.of), &row.sum)).collect();
    lines.push(line("all", &totals.all));
    let mut widths = [0; 3];
    for line in &lines {
        widths.iter_mut().zip(line).for_each(|(width, cell)| *width = cell.chars().count().max(*width));
    }
    let mut shown = String::new();
    for [of, sum, pledges, rates] in &lines {
        let [first, second, third] = widths;
        let line = format!("{of:<first$}  {sum:>second$}  {pledges:>third$}  {rates}");
        shown += line.trim_end();
        shown.push('\n');
    }
    shown + &notes(totals)
}

/// Several of one promise stand together; what is not known is a dash.
fn name(of: &[String]) -> String {
    if of.is_empty() { "-".to_owned() } else { of.join(" + ") }
}

fn rates(used: Option<RatesUsed>) -> String {
    let Some(RatesUsed { first, last, stand_ins }) = used else { return String::new() };
    let months = if first == last { format!("at the rates of {first}") } else { format!("at the rates of {first} to {last}") };
    if stand_ins == 0 { months } else { format!("{months}, for {stand_ins} the nearest known") }
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
