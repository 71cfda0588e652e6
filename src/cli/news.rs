//! `news`: what the sources listed, by words, source and day, and what became of each.

use super::Outcome;
use super::ledger::list::{csv, or_empty};
use super::lines::{folded, tell_page};
use crate::config::Config;
use crate::domain::{EntryOutcome, SourceId};
use crate::store::{EntryId, NewsItem, NewsQuery, Store};
use anyhow::Result;
use chrono::NaiveDate;
use clap::ValueEnum;

/// How many entries are listed to a person who did not say.
const PAGE: usize = 50;

/// Which entries, and in which form.
#[derive(clap::Args)]
pub(super) struct NewsArguments {
    /// Words of headlines, or of the articles that were relevant; four letters or more are the beginning of one
    #[arg(value_name = "WORDS")]
    text: Vec<String>,
    /// The source that listed it, by its id
    #[arg(long, value_parser = SourceId::parse)]
    source: Option<SourceId>,
    /// What became of it: fresh (waits), seeded, skipped, irrelevant, read, failed
    #[arg(long, value_parser = outcome)]
    outcome: Option<EntryOutcome>,
    /// First seen on this day or later (YYYY-MM-DD)
    #[arg(long)]
    since: Option<NaiveDate>,
    /// Only those after this one in the list
    #[arg(long, value_name = "NUMBER")]
    after: Option<i64>,
    /// At most this many; by default 50 as a table, and all in the other forms
    #[arg(long)]
    limit: Option<usize>,
    /// The form of the list
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// The form of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// Three lines each.
    Table,
    /// Comma-separated values (RFC 4180).
    Csv,
    /// One JSON array.
    Json,
}

/// Lists entries.
pub(super) fn run(arguments: &NewsArguments, config: &Config) -> Result<Outcome> {
    let limit = arguments.limit.or((arguments.format == Format::Table).then_some(PAGE));
    let found = Store::open_read_only(&config.database())?.news(&query(arguments, limit))?;
    match arguments.format {
        Format::Table => found.iter().for_each(|item| print!("{}", entry(item))),
        Format::Csv => print!("{}", csv(&HEAD, found.iter().map(row))?),
        Format::Json => println!("{}", serde_json::to_string_pretty(&found)?),
    }
    tell_page("entry", found.last().map(|last| last.id.0), limit == Some(found.len()));
    Ok(Outcome::Well)
}

fn query(arguments: &NewsArguments, limit: Option<usize>) -> NewsQuery {
    let text = arguments.text.join(" ");
    NewsQuery {
        text: (!text.is_empty()).then_some(text),
        source: arguments.source.clone(),
        outcome: arguments.outcome,
        since: arguments.since,
        after: arguments.after.map(EntryId),
        limit,
    }
}

/// When, and the headline; below it who listed it, what became of it, and where it is.
fn entry(item: &NewsItem) -> String {
    let head = format!("{}  ", item.first_seen.format("%Y-%m-%d"));
    let indent = head.len();
    let below = |text: &str| format!("{:indent$}{}\n", "", folded(text, indent));
    let fate = format!(
        "{}: {}{}",
        item.source,
        item.outcome,
        if item.pledges.is_empty() { String::new() } else { format!(": {}", pledges(item)) }
    );
    let link = item.link.as_deref().map(below);
    format!("{head}{}\n{}{}", folded(&item.title, indent), below(&fate), link.unwrap_or_default())
}

const HEAD: [&str; 7] = ["number", "first_seen", "source", "outcome", "title", "link", "pledges"];

fn row(item: &NewsItem) -> Vec<String> {
    vec![
        item.id.0.to_string(),
        item.first_seen.to_rfc3339(),
        item.source.to_string(),
        item.outcome.as_str().to_owned(),
        item.title.clone(),
        or_empty(item.link.as_deref()),
        pledges(item),
    ]
}

fn pledges(item: &NewsItem) -> String {
    item.pledges.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn outcome(text: &str) -> Result<EntryOutcome, String> {
    let named = EntryOutcome::ALL.into_iter().find(|outcome| outcome.as_str() == text);
    named.ok_or_else(|| format!("write one of {}", EntryOutcome::ALL.map(EntryOutcome::as_str).join(", ")))
}
