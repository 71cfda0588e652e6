//! `sources`: how each source fares, in words.

use super::Outcome;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::Baseline;
use crate::pipeline::article::baseline;
use crate::store::{SourceHealth, Store};
use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};

/// Which sources.
#[derive(clap::Args)]
pub(super) struct SourcesArguments {
    /// Only those that fail, are silent, or have gaps
    #[arg(long)]
    troubled: bool,
}

/// A source without an entry for this long is called silent.
const SILENT_AFTER: TimeDelta = TimeDelta::days(14);

/// Shows each source's health; one that was never polled is shown from the configuration.
pub(super) fn run(arguments: &SourcesArguments, config: &Config, clock: Clock) -> Result<Outcome> {
    let now = clock.now();
    let (known, baselines) = match config.database().exists().then(|| Store::open_read_only(&config.database())).transpose()? {
        Some(store) => (store.source_health()?, store.page_baselines()?),
        None => Default::default(),
    };
    for source in &config.sources {
        let health = known.iter().find(|health| health.source == source.id);
        let state = health.map_or_else(|| "not polled yet".to_owned(), |health| state(health, now));
        let alarms: String = baselines.get(&source.id).map(alarms).unwrap_or_default();
        if !arguments.troubled || !alarms.is_empty() || health.is_some_and(|health| is_troubled(health, now)) {
            println!("{:<26} {alarms}{state}", source.id.as_str());
        }
    }
    Ok(Outcome::Well)
}

/// A source's state in words: what is wrong first, then what it brought and when it is asked again.
fn state(health: &SourceHealth, now: DateTime<Utc>) -> String {
    let mut words = vec![trouble(health, now).unwrap_or_else(|| "ok".to_owned())];
    words.push(health.last_success.map_or_else(|| "never read".to_owned(), |at| format!("read {}", stamp(at))));
    words.push(format!("{} entries, {} relevant, {} pledges", health.entries, health.relevant, health.pledges));
    if health.gaps > 0 {
        words.push(format!("{} gaps", health.gaps));
    }
    words.push(format!("next {}", stamp(health.next_due)));
    words.join("; ")
}

/// What the source's pages no longer yield, before its state.
fn alarms(pages: &Baseline) -> String {
    baseline::alarms(pages).iter().map(|alarm| format!("{alarm}; ")).collect()
}

fn trouble(health: &SourceHealth, now: DateTime<Utc>) -> Option<String> {
    if let Some(error) = &health.error {
        return Some(format!("failing since {}: {error}", health.failing_since.map_or_else(|| "its first poll".to_owned(), stamp)));
    }
    let newest = health.newest_entry.filter(|newest| now - *newest > SILENT_AFTER)?;
    Some(format!("silent for {} days", (now - newest).num_days()))
}

fn is_troubled(health: &SourceHealth, now: DateTime<Utc>) -> bool {
    trouble(health, now).is_some() || health.gaps > 0
}

fn stamp(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}
