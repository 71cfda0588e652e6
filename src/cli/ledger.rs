//! `pledges` and `explain`: what the ledger holds.

mod correct;
pub(super) mod list;
pub(super) mod story;
mod totals;

use super::Outcome;
use super::lines::tell_page;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::{Kind, PledgeId, Stage};
use crate::store::{OutboxRow, PledgeQuery, Store};
use anyhow::{Context, Result, bail};
use chrono::NaiveDate;

/// The list, its totals, or a correction by hand.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct PledgesArguments {
    #[command(subcommand)]
    instead: Option<Instead>,
    #[command(flatten)]
    list: ListArguments,
}

#[derive(clap::Subcommand)]
enum Instead {
    /// What they add up to in euros; nothing is counted twice
    Totals(totals::TotalsArguments),
    #[command(flatten)]
    Correct(correct::OrderArguments),
}

/// How many pledges are listed to a person who did not say.
const PAGE: usize = 50;

/// In which form, and how many.
#[derive(clap::Args)]
struct ListArguments {
    #[command(flatten)]
    filter: FilterArguments,
    /// Only those after this one in the list
    #[arg(long, value_name = "ID", value_parser = pledge_id)]
    after: Option<PledgeId>,
    /// At most this many; by default 50 as a table, and all in the other forms
    #[arg(long)]
    limit: Option<usize>,
    /// The form of the list
    #[arg(long, value_enum, default_value_t = list::Format::Table)]
    format: list::Format,
}

/// Which pledges.
#[derive(clap::Args)]
struct FilterArguments {
    /// A donor: DK, EU, it_coalition, or a company's name
    #[arg(long)]
    donor: Option<String>,
    /// What is given: money, package, equipment, ammunition, training, …
    #[arg(long, value_parser = kind)]
    kind: Option<Kind>,
    /// How firm it is: considered, announced, agreed, contracted, delivered, withdrawn
    #[arg(long, value_parser = stage)]
    stage: Option<Stage>,
    /// A programme: purl, danish_model, …
    #[arg(long)]
    programme: Option<String>,
    /// Reported on this day or later (YYYY-MM-DD)
    #[arg(long)]
    since: Option<NaiveDate>,
    /// At least this many euros
    #[arg(long, value_name = "EUROS")]
    min_eur: Option<u64>,
    /// Words of titles, quotes and items; four letters or more are the beginning of one
    #[arg(value_name = "WORDS")]
    text: Vec<String>,
}

impl FilterArguments {
    /// All pledges that pass.
    fn query(&self) -> PledgeQuery {
        let text = self.text.join(" ");
        PledgeQuery {
            donor: self.donor.clone(),
            kind: self.kind,
            stage: self.stage,
            programme: self.programme.clone(),
            since: self.since,
            min_eur: self.min_eur,
            text: (!text.is_empty()).then_some(text),
            ..PledgeQuery::default()
        }
    }
}

/// Whose story.
#[derive(clap::Args)]
pub(super) struct ExplainArguments {
    /// A pledge (p-17), a letter (letter-12, or its message id) or an article's address
    #[arg(value_name = "ID|LETTER|URL")]
    what: String,
}

/// Lists pledges, adds them up, or corrects one.
pub(super) fn pledges(arguments: &PledgesArguments, config: &Config, clock: Clock) -> Result<Outcome> {
    match &arguments.instead {
        None => list(&arguments.list, config),
        Some(Instead::Totals(totals)) => totals::run(totals, config),
        Some(Instead::Correct(order)) => correct::run(order, config, clock),
    }
}

fn list(arguments: &ListArguments, config: &Config) -> Result<Outcome> {
    let limit = arguments.limit.or((arguments.format == list::Format::Table).then_some(PAGE));
    let query = PledgeQuery { after: arguments.after, limit, ..arguments.filter.query() };
    let store = Store::open_read_only(&config.database())?;
    let found = store.pledges(&query)?;
    print!("{}", list::write(&found, arguments.format, &store, config)?);
    tell_page("pledge", found.last().map(|last| last.id), limit == Some(found.len()));
    Ok(Outcome::Well)
}

/// Tells the whole story of a pledge, a letter or an address.
pub(super) fn explain(arguments: &ExplainArguments, config: &Config) -> Result<Outcome> {
    let store = Store::open_read_only(&config.database())?;
    let what = arguments.what.trim();
    if let Some(id) = PledgeId::parse(what) {
        let told = store.pledge(id)?.with_context(|| format!("there is no pledge {id} in the ledger"))?;
        print!("{}", story::pledge(&told, &store.letters_about(id)?));
    } else if let Some(letter) = letter(what, &store)? {
        print!("{}", story::whole_letter(&letter, &store.told_in(letter.id)?));
    } else {
        let entries = store.explain_url(what)?;
        if entries.is_empty() {
            bail!("the ledger never saw {what}: no source listed it");
        }
        entries.iter().for_each(|entry| print!("{}", story::entry(entry)));
    }
    Ok(Outcome::Well)
}

/// The letter of a number such as `letter-12`, or of a message id; `None` where the text is neither.
fn letter(text: &str, store: &Store) -> Result<Option<OutboxRow>> {
    let message_id = text.trim_start_matches('<').trim_end_matches('>');
    let found = match text.strip_prefix("letter-").map(str::parse) {
        Some(Ok(number)) => store.outbox_letter(number)?,
        _ if message_id.contains('@') && !message_id.contains('/') => store.letter_with_id(message_id)?,
        _ => return Ok(None),
    };
    Ok(Some(found.with_context(|| format!("there is no letter {text} in the outbox: `pledgewatch outbox` lists them"))?))
}

fn kind(text: &str) -> Result<Kind, String> {
    Kind::from_name(text).ok_or_else(|| format!("write one of {}", names(Kind::ALL)))
}

fn stage(text: &str) -> Result<Stage, String> {
    Stage::from_name(text).ok_or_else(|| format!("write one of {}", names(Stage::ALL)))
}

fn pledge_id(text: &str) -> Result<PledgeId, String> {
    PledgeId::parse(text).ok_or_else(|| "write a pledge's number, such as p-17".to_owned())
}

fn names(values: &[impl ToString]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
