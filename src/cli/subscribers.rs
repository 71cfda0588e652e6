//! `subscribers`: who gets letters, when next, and what was sent last; and the way back for one who left.

use super::Outcome;
use crate::app::next_letter;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::{LetterState, Subscriber};
use crate::store::{Store, SubscriberState};
use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use clap::Subcommand;

/// What to do with subscribers.
#[derive(clap::Args)]
pub(super) struct SubscribersArguments {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand)]
enum Action {
    /// Each subscriber's next and last letter (also without a word)
    List,
    /// Send letters again to one who left by the link of a letter, from now on
    Resume {
        /// The subscriber's name
        name: String,
    },
}

/// Lists the subscribers, or brings one back.
pub(super) fn run(arguments: &SubscribersArguments, config: &Config, clock: Clock) -> Result<Outcome> {
    match &arguments.action {
        None | Some(Action::List) => list(config, clock.now())?,
        Some(Action::Resume { name }) => resume(config, name, clock.now())?,
    }
    Ok(Outcome::Well)
}

fn list(config: &Config, now: DateTime<Utc>) -> Result<()> {
    let store = config.database().exists().then(|| Store::open_read_only(&config.database())).transpose()?;
    for subscriber in &config.subscribers {
        println!("{} <{}>  {}", subscriber.name, subscriber.address, standing(subscriber, store.as_ref(), now)?);
    }
    if config.subscribers.is_empty() {
        println!("no subscriber is configured: letters are printed and written as files");
    }
    Ok(())
}

/// `next: Wed 25 Nov 2026 07:30 EET; last sent Tue 24 Nov 2026 07:30 EET`, or since when there are no more.
fn standing(subscriber: &Subscriber, store: Option<&Store>, now: DateTime<Utc>) -> Result<String> {
    let Some(store) = store else { return Ok(format!("next: {}; nothing sent yet", due(subscriber, None, now))) };
    let last = store.last_letter(&subscriber.name, LetterState::Sent)?;
    let last = last.map_or_else(|| "nothing sent yet".to_owned(), |row| format!("last sent {}", local(subscriber, row.touched_at)));
    if let Some(at) = store.left_at(&subscriber.name)? {
        return Ok(format!("left by the link of a letter {}; {last}", local(subscriber, at)));
    }
    Ok(format!("next: {}; {last}", due(subscriber, store.subscriber_state(&subscriber.name)?, now)))
}

fn due(subscriber: &Subscriber, state: Option<SubscriberState>, now: DateTime<Utc>) -> String {
    let due = state.map_or_else(|| next_letter(subscriber, now), |state| state.next_due);
    due.map_or_else(|| "with every cycle that has news".to_owned(), |at| local(subscriber, at))
}

fn resume(config: &Config, name: &str, now: DateTime<Utc>) -> Result<()> {
    let known = config.subscribers.iter().find(|subscriber| subscriber.name == name);
    let subscriber = known.with_context(|| format!("there is no subscriber \"{name}\" in the configuration"))?;
    let mut store = Store::open(&config.database())?;
    let state = SubscriberState { last_change: store.latest_change_id()?, covered_until: now, next_due: next_letter(subscriber, now) };
    if !store.resume(name, state)? {
        bail!("{name} has not left: nothing to resume");
    }
    println!("{name} gets letters again, of what happens from now on");
    Ok(())
}

fn local(subscriber: &Subscriber, at: DateTime<Utc>) -> String {
    at.with_timezone(&subscriber.zone).format("%a %d %b %Y %H:%M %Z").to_string()
}
