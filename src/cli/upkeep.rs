//! `backup` and `doctor`: looking after the ledger.

use super::Outcome;
use crate::clock::Clock;
use crate::config::Config;
use crate::store::{RESTORE, Store};
use anyhow::{Result, bail};
use chrono::Duration;
use std::path::PathBuf;

/// Where the copy goes.
#[derive(clap::Args)]
pub(super) struct BackupArguments {
    /// The copy's file; it must not be there yet
    path: PathBuf,
}

/// What the doctor looks at.
#[derive(clap::Args)]
pub(super) struct DoctorArguments {
    /// Only see whether a cycle ended within so many minutes: a health check
    #[arg(long, value_name = "MINUTES")]
    alive_minutes: Option<u32>,
}

/// Copies the ledger while it is in use.
pub(super) fn backup(arguments: &BackupArguments, config: &Config) -> Result<Outcome> {
    Store::open_read_only(&config.database())?.backup(&arguments.path)?;
    println!("the ledger is copied to {}", arguments.path.display());
    Ok(Outcome::Well)
}

/// Looks for damage, orphans and what is stuck.
pub(super) fn doctor(arguments: &DoctorArguments, config: &Config, clock: Clock) -> Result<Outcome> {
    let store = Store::open_read_only(&config.database())?;
    if let Some(minutes) = arguments.alive_minutes {
        return alive(&store, clock, Duration::minutes(i64::from(minutes)));
    }
    let diagnosis = store.doctor(clock.now())?;
    let complaints: Vec<&String> = diagnosis.damage.iter().chain(&diagnosis.stuck).collect();
    complaints.iter().for_each(|complaint| println!("{complaint}"));
    if !diagnosis.damage.is_empty() {
        println!("the ledger is damaged: {RESTORE} (database {})", config.database().display());
    }
    if complaints.is_empty() {
        println!("the ledger is sound: {}", config.database().display());
    }
    Ok(if complaints.is_empty() { Outcome::Well } else { Outcome::WithFailures })
}

fn alive(store: &Store, clock: Clock, within: Duration) -> Result<Outcome> {
    match store.last_cycle()? {
        Some(at) if clock.now() - at <= within => {
            println!("alive: the last cycle ended at {}", at.format("%Y-%m-%d %H:%M UTC"));
            Ok(Outcome::Well)
        }
        Some(at) => bail!(
            "the last cycle ended at {}, more than {} minutes ago: look at the service's log",
            at.format("%Y-%m-%d %H:%M UTC"),
            within.num_minutes()
        ),
        None => bail!("no cycle has ended yet"),
    }
}
