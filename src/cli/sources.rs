//! `sources`: how each source fares, in words; and lists of sources in and out.

mod lists;
mod probe;

use super::Outcome;
use super::service::terminal_width;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::Baseline;
use crate::pipeline::article::baseline;
use crate::pipeline::digest::wrap;
use crate::store::{SourceHealth, Store};
use anyhow::Result;
use chrono::{DateTime, Datelike, Utc};
use std::io::{IsTerminal, stdout};
use std::path::PathBuf;

/// Which sources, or what to do with them.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct SourcesArguments {
    /// Only those that fail, are stale, or have gaps
    #[arg(long)]
    troubled: bool,
    #[command(subcommand)]
    command: Option<SourcesCommand>,
}

#[derive(clap::Subcommand)]
enum SourcesCommand {
    /// Look for what can be polled at an address: feeds, sitemaps, or a list to be read with selectors
    Probe {
        /// A site, a page, a feed or a sitemap
        url: String,
    },
    /// Add the feeds of an OPML file to the configured sources file; without one, print them
    Import {
        /// The file
        file: PathBuf,
    },
    /// Print all sources as OPML
    Export,
}

/// Shows each source's health, or does what is asked for.
pub(super) fn run(arguments: &SourcesArguments, config: &Config, clock: Clock) -> Result<Outcome> {
    match &arguments.command {
        None => show(arguments.troubled, config, clock.now()),
        Some(SourcesCommand::Probe { url }) => probe::run(url, config),
        Some(SourcesCommand::Import { file }) => lists::import(file, config),
        Some(SourcesCommand::Export) => lists::export(config),
    }
}

/// Where a source's state stands, behind its id.
const STATE_AT: usize = 27;

/// One line for each source, broken at a terminal's width; one that was never polled is shown from the configuration.
fn show(only_troubled: bool, config: &Config, now: DateTime<Utc>) -> Result<Outcome> {
    let (known, baselines) = match config.database().exists().then(|| Store::open_read_only(&config.database())).transpose()? {
        Some(store) => (store.source_health()?, store.page_baselines()?),
        None => Default::default(),
    };
    let width = if stdout().is_terminal() { terminal_width() } else { usize::MAX };
    for source in &config.sources {
        let health = known.iter().find(|health| health.source == source.id && health.last_poll.is_some());
        let state = health.map_or_else(|| "not polled yet".to_owned(), |health| state(health, now));
        let alarms: String = baselines.get(&source.id).map(alarms).unwrap_or_default();
        if !only_troubled || !alarms.is_empty() || health.is_some_and(|health| is_troubled(health, now)) {
            println!("{}", line(source.id.as_str(), &format!("{alarms}{state}"), width));
        }
    }
    Ok(Outcome::Well)
}

fn line(id: &str, words: &str, width: usize) -> String {
    format!("{id:<room$} {}", wrap(words, width, STATE_AT), room = STATE_AT - 1)
}

/// A source's state in words: what is wrong first, then when it is read and what it brought.
fn state(health: &SourceHealth, now: DateTime<Utc>) -> String {
    let read = health.last_success.map_or_else(|| "never read".to_owned(), |at| format!("read {}", stamp(at)));
    let words = [
        Some(trouble(health, now).unwrap_or_else(|| "ok".to_owned())),
        Some(read),
        Some(format!("next {}", stamp(health.next_due))),
        Some(format!("{} entries, {} relevant, {} pledges", health.entries, health.relevant, health.pledges)),
        unread(health),
        gaps(health),
        health.moved_to.as_ref().map(|to| format!("asked at {} since it moved there for good", crate::fetch::without_credentials(to))),
    ];
    words.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// What the source's pages no longer yield, before its state.
fn alarms(pages: &Baseline) -> String {
    baseline::alarms(pages).iter().map(|alarm| format!("{alarm}; ")).collect()
}

fn trouble(health: &SourceHealth, now: DateTime<Utc>) -> Option<String> {
    let Some(error) = &health.error else { return health.rhythm.and_then(|rhythm| rhythm.staleness(now)) };
    let since = health.failing_since.map_or_else(|| "its first poll".to_owned(), |since| day(since, now));
    Some(match error.split_once(": ") {
        Some((wall, advice)) if wall.starts_with("blocked by ") => format!("{wall} since {since}: {advice}"),
        _ if error.contains("gone for good") => format!("muted since {since}, asked once a week: {error}"),
        _ => format!("failing since {since}: {error}"),
    })
}

/// How many entries could not be read, and why: "3 not read, the last because robots.txt of daily.example forbids /news/".
fn unread(health: &SourceHealth) -> Option<String> {
    health.unread_because.as_ref().map(|why| format!("{} not read, the last because {why}", health.unread))
}

/// The gaps and what became of them: "1 gap, filled", "3 gaps: 2 filled, 1 not filled".
fn gaps(health: &SourceHealth) -> Option<String> {
    let lost = health.gaps - health.gaps_filled - health.gaps_open;
    let parts = [(health.gaps_filled, "filled"), (health.gaps_open, "being filled"), (lost, "not filled")];
    let parts: Vec<(usize, &str)> = parts.into_iter().filter(|(count, _)| *count > 0).collect();
    match parts.as_slice() {
        [] => None,
        [(1, word)] => Some(format!("1 gap, {word}")),
        _ => {
            let counted: Vec<String> = parts.iter().map(|(count, word)| format!("{count} {word}")).collect();
            Some(format!("{} gaps: {}", health.gaps, counted.join(", ")))
        }
    }
}

fn is_troubled(health: &SourceHealth, now: DateTime<Utc>) -> bool {
    trouble(health, now).is_some() || health.gaps > health.gaps_filled || health.unread > health.relevant
}

fn stamp(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

/// A day as people say it; the year only where it is another one.
fn day(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let form = if at.year() == now.year() { "%-d %B" } else { "%-d %B %Y" };
    at.format(form).to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::{Rhythm, SourceId};
    use chrono::TimeDelta;

    fn now() -> DateTime<Utc> {
        "2026-05-12T09:00:00Z".parse().unwrap()
    }

    /// A daily source that was read three hours ago.
    fn healthy() -> SourceHealth {
        let hours = |hours| now() - TimeDelta::hours(hours);
        SourceHealth {
            source: SourceId::parse("daily").unwrap(),
            name: "The Daily".to_owned(),
            url: "https://daily.example/feed".to_owned(),
            retired_at: None,
            next_due: now() + TimeDelta::hours(3),
            last_poll: Some(hours(3)),
            last_success: Some(hours(3)),
            failures: 0.0,
            error: None,
            failing_since: None,
            entries: 30,
            rhythm: Some(Rhythm::of(hours(24 * 30), hours(24), 30)),
            moved_to: None,
            relevant: 4,
            pledges: 2,
            unread: 0,
            unread_because: None,
            gaps: 0,
            gaps_filled: 0,
            gaps_open: 0,
        }
    }

    /// Some of whose pages are forbidden.
    fn unreadable(unread: usize) -> SourceHealth {
        SourceHealth { unread, unread_because: Some("robots.txt of daily.example forbids /news/9".to_owned()), ..healthy() }
    }

    fn failing(error: &str, since: &str) -> SourceHealth {
        SourceHealth { error: Some(error.to_owned()), failing_since: Some(since.parse().unwrap()), ..healthy() }
    }

    #[test]
    fn the_state_is_said_in_words() {
        let rest = "read 2026-05-12 06:00 UTC; next 2026-05-12 12:00 UTC; 30 entries, 4 relevant, 2 pledges";
        let stale = SourceHealth { rhythm: Some(Rhythm::of(now() - TimeDelta::days(38), now() - TimeDelta::days(9), 30)), ..healthy() };
        let with_gaps = |gaps, gaps_filled, gaps_open| SourceHealth { gaps, gaps_filled, gaps_open, ..healthy() };
        let wall = "blocked by a Cloudflare challenge: ask the publisher to let this User-Agent pass";
        let gone = "the server says that this address is gone for good (status 410)";
        let rows = [
            (healthy(), "ok", ""),
            (stale, "stale 9 days, usually daily", ""),
            (
                failing(wall, "2026-05-03T10:00:00Z"),
                "blocked by a Cloudflare challenge since 3 May: ask the publisher to let this User-Agent pass",
                "",
            ),
            (failing(gone, "2025-12-30T10:00:00Z"), &format!("muted since 30 December 2025, asked once a week: {gone}"), ""),
            (
                failing("the server answered with status 503", "2026-05-11T10:00:00Z"),
                "failing since 11 May: the server answered with status 503",
                "",
            ),
            (unreadable(3), "ok", "; 3 not read, the last because robots.txt of daily.example forbids /news/9"),
            (with_gaps(1, 1, 0), "ok", "; 1 gap, filled"),
            (with_gaps(1, 0, 1), "ok", "; 1 gap, being filled"),
            (with_gaps(2, 2, 0), "ok", "; 2 gaps: 2 filled"),
            (with_gaps(4, 2, 1), "ok", "; 4 gaps: 2 filled, 1 being filled, 1 not filled"),
            (
                SourceHealth { moved_to: Some("https://me:secret@new.example/feed".to_owned()), ..healthy() },
                "ok",
                "; asked at https://new.example/feed since it moved there for good",
            ),
        ];
        for (health, trouble, end) in rows {
            assert_eq!(state(&health, now()), format!("{trouble}; {rest}{end}"));
        }
    }

    #[test]
    fn a_terminal_shows_the_state_below_itself() {
        let expected = "daily                      ok; read 2026-05-12 06:00 UTC; next 2026-05-12 12:00\n\
                        \x20                          UTC; 30 entries, 4 relevant, 2 pledges";
        assert_eq!(line("daily", &state(&healthy(), now()), 80), expected);
    }

    #[test]
    fn trouble_is_what_needs_a_person() {
        assert!(!is_troubled(&healthy(), now()));
        assert!(!is_troubled(&SourceHealth { gaps: 2, gaps_filled: 2, ..healthy() }, now()));
        assert!(is_troubled(&SourceHealth { gaps: 2, gaps_filled: 1, ..healthy() }, now()));
        assert!(is_troubled(&unreadable(5), now()) && !is_troubled(&unreadable(4), now()), "more pages unread than read");
        assert!(is_troubled(&failing("the document is empty", "2026-05-11T10:00:00Z"), now()));
    }
}
