//! `correct`, `reprocess` and `reconcile`: setting the ledger right by hand, by today's rules, and against a table.

use super::Outcome;
use crate::app::{self, App};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::{Actor, Article, PledgeId};
use crate::pipeline::correct::{Hand, Order, carry_out};
use crate::pipeline::{reconcile, relevance};
use crate::reprocess::{self, Circumstances};
use crate::store::{PledgeQuery, Store};
use anyhow::{Context, Result};
use clap::Subcommand;
use std::collections::HashMap;
use std::path::PathBuf;

/// Who corrects, and how.
#[derive(clap::Args)]
pub(super) struct CorrectArguments {
    /// The name that stands beside the change
    #[arg(long, global = true, default_value = "operator")]
    author: String,
    /// Say nothing of it in letters
    #[arg(long, global = true)]
    quietly: bool,
    #[command(subcommand)]
    order: OrderArguments,
}

#[derive(Subcommand)]
enum OrderArguments {
    /// One promise was filed as two: the second goes into the first
    Merge {
        #[arg(value_parser = id)]
        into: PledgeId,
        #[arg(value_parser = id)]
        other: PledgeId,
    },
    /// A report was filed under the wrong pledge: it becomes one of its own
    Split {
        #[arg(value_parser = id)]
        pledge: PledgeId,
        /// The report's number, as `explain` shows it
        report: i64,
    },
    /// It is no pledge
    Reject {
        #[arg(value_parser = id)]
        pledge: PledgeId,
        /// Why
        #[arg(long)]
        because: String,
    },
    /// It was rejected by mistake
    Restore {
        #[arg(value_parser = id)]
        pledge: PledgeId,
    },
    /// A fact is otherwise: field=value, such as stage=contracted; field= gives it back to the reports
    Set {
        #[arg(value_parser = id)]
        pledge: PledgeId,
        assignment: String,
    },
}

/// How far re-processing goes.
#[derive(clap::Args)]
pub(super) struct ReprocessArguments {
    /// Write what changes; without it, only say what would
    #[arg(long)]
    write: bool,
    /// Tell readers of it in their letters
    #[arg(long, requires = "write")]
    tell: bool,
}

/// What to compare with.
#[derive(clap::Args)]
pub(super) struct ReconcileArguments {
    /// A CSV file with the columns of the Kiel tracker
    file: PathBuf,
}

fn id(text: &str) -> Result<PledgeId, String> {
    PledgeId::parse(text).ok_or_else(|| "write a pledge's number, such as p-17".to_owned())
}

/// Carries out one correction.
pub(super) fn correct(arguments: &CorrectArguments, config: &Config, clock: Clock) -> Result<Outcome> {
    let order = match &arguments.order {
        OrderArguments::Merge { into, other } => Order::Merge { into: *into, other: *other },
        OrderArguments::Split { pledge, report } => Order::Split { pledge: *pledge, report: *report },
        OrderArguments::Reject { pledge, because } => Order::Reject { pledge: *pledge, because: because.clone() },
        OrderArguments::Restore { pledge } => Order::Restore { pledge: *pledge },
        OrderArguments::Set { pledge, assignment } => Order::set(*pledge, assignment)?,
    };
    let rates = app::rates(config.rates.as_deref())?;
    let mut store = Store::open(&config.database())?;
    let recording = store.begin_recording(clock.now())?;
    let mut recording = if arguments.quietly { recording.quietly() } else { recording };
    let pledge = carry_out(&mut recording, &order, Hand { author: &arguments.author, rates: &rates })?;
    recording.commit()?;
    println!("done; look at `pledgewatch explain {pledge}`");
    Ok(Outcome::Well)
}

/// Reads every stored article by today's lexicon and rules.
pub(super) fn reprocess(arguments: &ReprocessArguments, config: Config, clock: Clock) -> Result<Outcome> {
    let mut app = App::build(config, clock)?;
    let circumstances =
        Circumstances { sources: &app.config.sources, rates: &app.rates, author: "reprocess", tell: arguments.tell, now: clock.now() };
    let lexicon = app.lexicon()?;
    let read = |article: &Article| relevance::read(article, &lexicon);
    let done = match arguments.write {
        true => reprocess::reprocess(&mut app.store, read, circumstances)?,
        false => reprocess::rehearse(&app.store, read, circumstances)?,
    };
    println!("{done}");
    if !arguments.write {
        println!("nothing was written: add --write to do it");
    }
    Ok(Outcome::Well)
}

/// Compares the ledger with a table.
pub(super) fn reconcile(arguments: &ReconcileArguments, config: &Config) -> Result<Outcome> {
    let (header, rows) = table(&arguments.file)?;
    let donors: HashMap<String, Actor> =
        app::lexicon(config.lexicon_dir.as_deref())?.names().into_iter().map(|(id, name)| (name, Actor(id))).collect();
    let (list, doubts) = reconcile::packages(&header, &rows, &donors)?;
    for doubt in &doubts {
        eprintln!("{}: {doubt:?}", arguments.file.display());
    }
    let pledges = Store::open_read_only(&config.database())?.pledges(&PledgeQuery::default())?;
    print!("{}", reconcile::table(&reconcile::reconcile(&pledges, &list, &app::rates(config.rates.as_deref())?)));
    Ok(Outcome::Well)
}

/// A CSV file's head and rows.
fn table(file: &PathBuf) -> Result<(Vec<String>, Vec<Vec<String>>)> {
    let context = || format!("cannot read {}", file.display());
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(file).with_context(context)?;
    let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
    let header = cells(reader.headers().with_context(context)?);
    let rows = reader.records().map(|record| record.map(|record| cells(&record))).collect::<Result<_, _>>().with_context(context)?;
    Ok((header, rows))
}
