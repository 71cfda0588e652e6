//! `pledges` and `explain`: what the ledger holds.

mod list;
pub(super) mod story;

use super::Outcome;
use crate::config::Config;
use crate::domain::{Kind, PledgeId, Stage};
use crate::store::{PledgeQuery, Store};
use anyhow::{Context, Result, bail};
use chrono::NaiveDate;

/// Which pledges, and in which form.
#[derive(clap::Args)]
pub(super) struct PledgesArguments {
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
    /// Words of titles, quotes and items
    #[arg(value_name = "WORDS")]
    text: Vec<String>,
    /// Only those after this one in the list
    #[arg(long, value_name = "ID", value_parser = pledge_id)]
    after: Option<PledgeId>,
    /// At most this many
    #[arg(long, default_value_t = 50)]
    limit: usize,
    /// The form of the list
    #[arg(long, value_enum, default_value_t = list::Format::Table)]
    format: list::Format,
}

/// Whose story.
#[derive(clap::Args)]
pub(super) struct ExplainArguments {
    /// A pledge (p-17) or an article's address
    #[arg(value_name = "ID|URL")]
    what: String,
}

/// Lists pledges.
pub(super) fn pledges(arguments: &PledgesArguments, config: &Config) -> Result<Outcome> {
    let text = arguments.text.join(" ");
    let query = PledgeQuery {
        donor: arguments.donor.clone(),
        kind: arguments.kind,
        stage: arguments.stage,
        programme: arguments.programme.clone(),
        since: arguments.since,
        min_eur: arguments.min_eur,
        text: (!text.is_empty()).then_some(text),
        after: arguments.after,
        limit: Some(arguments.limit),
    };
    let store = Store::open_read_only(&config.database())?;
    let found = store.pledges(&query)?;
    print!("{}", list::write(&found, arguments.format, &store)?);
    Ok(Outcome::Well)
}

/// Tells the whole story of a pledge or an address.
pub(super) fn explain(arguments: &ExplainArguments, config: &Config) -> Result<Outcome> {
    let store = Store::open_read_only(&config.database())?;
    if let Some(id) = PledgeId::parse(&arguments.what) {
        let told = store.pledge(id)?.with_context(|| format!("there is no pledge {id} in the ledger"))?;
        print!("{}", story::pledge(&told, &store.letters_about(id)?));
        return Ok(Outcome::Well);
    }
    let entries = store.explain_url(&arguments.what)?;
    if entries.is_empty() {
        bail!("the ledger never saw {}: no source listed it", arguments.what);
    }
    entries.iter().for_each(|entry| print!("{}", story::entry(entry)));
    Ok(Outcome::Well)
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
