//! `pledges merge`, `split`, `reject`, `restore` and `set`: a person sets the ledger right.

use super::{Outcome, pledge_id};
use crate::app;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::{PledgeId, Setting};
use crate::pipeline::correct::{Hand, Order, carry_out};
use crate::store::Store;
use anyhow::{Result, bail};

/// One correction.
#[derive(clap::Subcommand)]
pub(super) enum OrderArguments {
    /// One promise was filed as two: the second goes into the first
    Merge {
        #[arg(value_parser = pledge_id)]
        into: PledgeId,
        #[arg(value_parser = pledge_id)]
        other: PledgeId,
        #[command(flatten)]
        signed: Signed,
    },
    /// A report was filed under the wrong pledge: it becomes one of its own
    Split {
        #[arg(value_parser = pledge_id)]
        pledge: PledgeId,
        /// The report's number, as `explain` shows it
        report: i64,
        #[command(flatten)]
        signed: Signed,
    },
    /// It is no pledge
    Reject {
        #[arg(value_parser = pledge_id)]
        pledge: PledgeId,
        /// Why
        #[arg(long)]
        because: String,
        #[command(flatten)]
        signed: Signed,
    },
    /// It was rejected by mistake
    Restore {
        #[arg(value_parser = pledge_id)]
        pledge: PledgeId,
        #[command(flatten)]
        signed: Signed,
    },
    /// A fact is otherwise: field=value, such as stage=contracted; field= gives it back to the reports
    Set {
        #[arg(value_parser = pledge_id)]
        pledge: PledgeId,
        assignment: String,
        #[command(flatten)]
        signed: Signed,
    },
}

/// Who corrects, and who hears of it.
#[derive(clap::Args, Clone)]
pub(super) struct Signed {
    /// The name that stands beside the change
    #[arg(long, default_value = "operator", value_parser = author)]
    author: String,
    /// Say nothing of it in letters
    #[arg(long)]
    quietly: bool,
}

impl OrderArguments {
    fn read(&self) -> Result<(Order, &Signed)> {
        Ok(match self {
            OrderArguments::Merge { into, other, signed } => (Order::Merge { into: *into, other: *other }, signed),
            OrderArguments::Split { pledge, report, signed } => (Order::Split { pledge: *pledge, report: *report }, signed),
            OrderArguments::Reject { pledge, because, signed } => (Order::Reject { pledge: *pledge, because: because.clone() }, signed),
            OrderArguments::Restore { pledge, signed } => (Order::Restore { pledge: *pledge }, signed),
            OrderArguments::Set { pledge, assignment, signed } => (Order::set(*pledge, assignment)?, signed),
        })
    }
}

fn author(text: &str) -> Result<String, String> {
    let name = text.trim();
    if name.is_empty() { Err("write who corrects, or leave it out".to_owned()) } else { Ok(name.to_owned()) }
}

/// Refuses a donor or programme that is written otherwise than the ledger writes it: it would count as another. An unknown one is taken
/// for a company's name.
fn check_ids(order: &Order, config: &Config) -> Result<()> {
    let Order::Set { setting, .. } = order else { return Ok(()) };
    let written: Vec<String> = match setting {
        Setting::Donors(donors) => donors.iter().map(ToString::to_string).collect(),
        Setting::Programmes(programmes) => programmes.iter().map(ToString::to_string).collect(),
        _ => return Ok(()),
    };
    let names = app::lexicon(config.lexicon_dir.as_deref())?.names();
    for typed in written.iter().filter(|typed| !names.contains_key(*typed)) {
        if let Some(id) = names.iter().filter(|(id, name)| is_same(typed, id) || is_same(typed, name)).map(|(id, _)| id).min() {
            bail!("\"{typed}\" stands as {id} in the ledger: write {id}");
        }
    }
    Ok(())
}

fn is_same(typed: &str, known: &str) -> bool {
    typed.to_lowercase() == known.to_lowercase()
}

/// Carries out one correction, and shows where it can be seen.
pub(super) fn run(arguments: &OrderArguments, config: &Config, clock: Clock) -> Result<Outcome> {
    let (order, signed) = arguments.read()?;
    check_ids(&order, config)?;
    let rates = app::rates(config.rates.as_deref())?;
    let mut store = Store::open_existing(&config.database())?;
    let recording = store.begin_recording(clock.now())?;
    let mut recording = if signed.quietly { recording.quietly() } else { recording };
    let pledge = carry_out(&mut recording, &order, Hand { author: &signed.author, rates: &rates })?;
    recording.commit()?;
    println!("done; look at `pledgewatch explain {pledge}`");
    Ok(Outcome::Well)
}
