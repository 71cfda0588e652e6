//! `outbox`: the letters waiting, sent and refused.

use super::Outcome;
use super::ledger::story;
use crate::clock::Clock;
use crate::config::Config;
use crate::store::Store;
use anyhow::{Context, Result};
use clap::Subcommand;

/// What to do with the outbox.
#[derive(clap::Args)]
pub(super) struct OutboxArguments {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand)]
enum Action {
    /// The newest letters (also without a word)
    List {
        /// At most this many
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// One letter's text and fate
    Show {
        /// Its number in the list
        id: i64,
    },
    /// Try a letter that waits or was refused again with the next cycle, under the same message id
    Retry {
        /// Its number in the list
        id: i64,
    },
    /// Let all letters that wait pass the fuse, with the next cycle
    Release,
    /// Take a letter out of the queue
    Drop {
        /// Its number in the list
        id: i64,
        /// Why
        #[arg(long)]
        because: String,
    },
}

/// Lists, shows, retries or drops letters.
pub(super) fn run(arguments: &OutboxArguments, config: &Config, clock: Clock) -> Result<Outcome> {
    match &arguments.action {
        None => list(config, 50)?,
        Some(Action::List { limit }) => list(config, *limit)?,
        Some(Action::Show { id }) => show(config, *id)?,
        Some(Action::Retry { id }) => Store::open(&config.database())?.retry_letter(*id, clock.now())?,
        Some(Action::Release) => println!("{} letters pass the fuse", Store::open(&config.database())?.release_letters()?),
        Some(Action::Drop { id, because }) => Store::open(&config.database())?.drop_letter(*id, because, clock.now())?,
    }
    Ok(Outcome::Well)
}

fn list(config: &Config, limit: usize) -> Result<()> {
    Store::open_read_only(&config.database())?.outbox_list(limit)?.iter().for_each(|row| println!("{}", story::letter(row)));
    Ok(())
}

fn show(config: &Config, id: i64) -> Result<()> {
    let row =
        Store::open_read_only(&config.database())?.outbox_letter(id)?.with_context(|| format!("there is no letter {id} in the outbox"))?;
    println!("{}\n\nTo: {}\nSubject: {}\n\n{}", story::letter(&row), row.letter.to, row.letter.subject, row.letter.text);
    Ok(())
}
