//! `outbox` and `subscribers`: the letters, and who gets them.

use super::Outcome;
use super::ledger::story;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::{LetterState, Subscriber};
use crate::store::Store;
use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
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

/// Shows each subscriber: schedule, next letter, last letter.
pub(super) fn subscribers(config: &Config, clock: Clock) -> Result<Outcome> {
    let store = config.database().exists().then(|| Store::open_read_only(&config.database())).transpose()?;
    for subscriber in &config.subscribers {
        println!("{}", line(subscriber, store.as_ref(), clock.now())?);
    }
    if config.subscribers.is_empty() {
        println!("no subscriber is configured: letters are printed and written as files");
    }
    Ok(Outcome::Well)
}

fn line(subscriber: &Subscriber, store: Option<&Store>, now: DateTime<Utc>) -> Result<String> {
    let state = store.map(|store| store.subscriber_state(&subscriber.name)).transpose()?.flatten();
    let due = state.map_or_else(|| crate::pipeline::schedule::next_due(&subscriber.schedule, subscriber.zone, now), |state| state.next_due);
    let due = due.map_or_else(|| "with every cycle that has news".to_owned(), |at| local(subscriber, at));
    let letters = store.map(|store| store.outbox_list(1_000)).transpose()?.unwrap_or_default();
    let last = letters.iter().find(|row| row.subscriber == subscriber.name && row.state == LetterState::Sent);
    let last = last.map_or_else(|| "nothing sent yet".to_owned(), |row| format!("last sent {}", local(subscriber, row.touched_at)));
    Ok(format!("{} <{}>  next: {due}; {last}", subscriber.name, subscriber.address))
}

fn local(subscriber: &Subscriber, at: DateTime<Utc>) -> String {
    at.with_timezone(&subscriber.zone).format("%a %d %b %Y %H:%M %Z").to_string()
}
