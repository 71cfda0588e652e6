//! `reprocess` and `reconcile`: the ledger by today's rules, and beside another's table.

use super::Outcome;
use crate::app::{self, App};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::{Actor, Article};
use crate::pipeline::{reconcile, relevance};
use crate::reprocess::{self, Circumstances};
use crate::store::{PledgeQuery, Store};
use anyhow::{Context, Result};
use chrono::{NaiveDate, NaiveTime};
use std::collections::HashMap;
use std::path::PathBuf;

/// How far re-processing goes.
#[derive(clap::Args)]
pub(super) struct ReprocessArguments {
    /// Only articles read on this day (UTC) or later (YYYY-MM-DD)
    #[arg(long, value_name = "DAY")]
    since: Option<NaiveDate>,
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

/// Reads every stored article by today's lexicon and rules.
pub(super) fn reprocess(arguments: &ReprocessArguments, config: Config, clock: Clock) -> Result<Outcome> {
    let store = Store::open_existing(&config.database())?;
    let mut app = App::with_store(config, clock, store)?;
    let circumstances = Circumstances {
        since: arguments.since.map(|day| day.and_time(NaiveTime::MIN).and_utc()),
        sources: &app.config.sources,
        rates: &app.rates,
        author: "reprocess",
        tell: arguments.tell,
        now: clock.now(),
    };
    let lexicon = app.lexicon()?;
    let read = |article: &Article| relevance::read(article, &lexicon);
    if arguments.write {
        println!("{}", reprocess::reprocess(&mut app.store, read, circumstances)?);
    } else {
        let folder = tempfile::tempdir().context("cannot make a temporary folder for the rehearsal")?;
        println!("{}", reprocess::rehearse(&app.store, folder.path(), read, circumstances)?);
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
        eprintln!("{}: {doubt}", arguments.file.display());
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
