//! Steps 1 to 4: due sources are got and read, and what they list is stored with their validators.

use super::{Step, Walk};
use crate::domain::{CacheHints, Page, Source, SourceKind, Validators};
use crate::fetch::{Cap, FetchError, Fetcher, Request, Response};
use crate::pipeline::feed::Feed;
use crate::pipeline::schedule::poll::{PollHistory, may_ask_conditionally, next_poll};
use crate::pipeline::sitemap::Sitemap;
use crate::pipeline::{feed, page, sitemap};
use crate::store::{FailedPoll, Older, PollOutcome, PollState};
use anyhow::Result;
use chrono::{DateTime, Duration, Utc};
use futures::StreamExt;
use tracing::{info, warn};

/// After the first poll, entries dated further back than this are known but never news: a feed that shows years-old entries again.
pub(super) const OLD_NEWS: Duration = Duration::days(30);

/// What one source answered.
enum Answer {
    Listing { feed: Feed, validators: Validators, hints: CacheHints, moved: Option<String> },
    Unchanged { hints: CacheHints },
    Failed(Failure),
}

/// Why a source could not be read, and how much that counts.
pub(super) struct Failure {
    pub(super) trouble: String,
    weight: f64,
    our_network: bool,
    /// Whether asking again would bring nothing better.
    pub(super) lasting: bool,
    hints: CacheHints,
}

impl Walk<'_> {
    /// Polls every due source, many at a time; each answer is stored as it comes.
    pub(super) async fn poll_sources(&mut self) -> Result<()> {
        let now = self.app.clock.now();
        let due = self.app.due(now)?;
        (self.show)(&Step::Polling { sources: due.len() });
        let (fetcher, robots) = (self.app.fetcher.clone(), self.app.config.respect_robots);
        let questions = due.into_iter().map(|(source, state)| {
            let fetcher = fetcher.clone();
            async move {
                let answer = ask(&fetcher, &source, &state, (now, robots)).await;
                (source, state, answer)
            }
        });
        let mut answers = Box::pin(
            futures::stream::iter(questions).take_until(self.stop.clone().wished_for()).buffer_unordered(self.app.config.parallel),
        );
        let mut failed = Vec::new();
        loop {
            let next = tokio::select! { next = answers.next() => next, () = self.stop.grace_over() => None };
            let Some((source, state, answer)) = next else { break };
            self.done(source.name.as_str());
            match answer {
                Answer::Failed(failure) => failed.push((source, state, failure)),
                answer => self.store_answer(&source, &state, answer)?,
            }
        }
        drop(answers);
        self.report.stopped |= self.stop.wished();
        self.store_failures(failed)?;
        self.fill_gaps().await
    }

    fn store_answer(&mut self, source: &Source, state: &PollState, answer: Answer) -> Result<()> {
        let now = self.app.clock.now();
        self.report.sources_read += 1;
        match answer {
            Answer::Unchanged { hints } => {
                self.app.store.record_not_modified(&source.id, next_poll(&healthy(state, 0), &hints, now), now)?;
                info!(source = %source.id, "Polled {}: unchanged", source.name);
            }
            Answer::Listing { feed, validators, hints, moved } => {
                let fresh = feed.entries.iter().filter(|entry| entry.published.is_some_and(|at| at > now - Duration::days(7))).count();
                let reach = if state.first_poll { self.app.config.cycle.look_back } else { OLD_NEWS };
                let outcome = PollOutcome {
                    source: &source.id,
                    entries: &feed.entries,
                    validators: &validators,
                    next_due: next_poll(
                        &healthy(state, fresh),
                        &CacheHints { ttl: feed.ttl.and_then(|ttl| ttl.to_std().ok()), ..hints },
                        now,
                    ),
                    news_since: now - reach,
                    older: Older { next: feed.next.as_deref(), archive: source.archive.as_deref() },
                };
                let stored = self.app.store.record_poll(outcome, now)?;
                self.report.entries_new += stored.fresh;
                info!(source = %source.id, entries_new = stored.fresh, "Polled {}: {} new of {} entries", source.name, stored.fresh, feed.entries.len());
                if let Some(address) = self.app.store.record_move(&source.id, moved.as_deref(), now)? {
                    warn!(source = %source.id, "{} has moved for good and is asked there from now on: put it into the configuration: {address}", source.name);
                }
                if stored.gap {
                    warn!(source = %source.id, "{} does not reach back to what was known: some entries may have been missed", source.name);
                }
            }
            Answer::Failed(_) => {}
        }
        Ok(())
    }

    /// Where every source failed for want of a network, it is our own that failed, and nothing is counted against them.
    fn store_failures(&mut self, failed: Vec<(Source, PollState, Failure)>) -> Result<()> {
        let now = self.app.clock.now();
        let ours = self.report.sources_read == 0 && failed.len() > 1 && failed.iter().all(|(.., failure)| failure.our_network);
        for (source, state, failure) in failed {
            self.report.sources_failed += 1;
            let weight = if ours { 0.0 } else { failure.weight };
            let history = PollHistory {
                weekly: u32::try_from(state.weekly_entries).unwrap_or(u32::MAX),
                faults: quarters(state.failures + failure.weight),
            };
            let next_due = next_poll(&history, &failure.hints, now);
            self.app.store.record_failure(FailedPoll { source: &source.id, error: &failure.trouble, weight, next_due }, now)?;
            warn!(source = %source.id, "Could not read {}: {}", source.name, failure.trouble);
        }
        Ok(())
    }
}

fn healthy(state: &PollState, fresh: usize) -> PollHistory {
    PollHistory { weekly: u32::try_from(state.weekly_entries.max(fresh)).unwrap_or(u32::MAX), faults: 0 }
}

fn quarters(failures: f64) -> u32 {
    (failures * 4.0).round() as u32
}

/// How a list of a source is asked for: a feed or sitemap is there to be polled, a page for readers is left to its site's robots.txt.
pub(super) fn question<'a>(source: &Source, url: &'a str, validators: &'a Validators, robots: bool) -> Request<'a> {
    match source.kind {
        SourceKind::Page { .. } => Request { url, validators, cap: Cap::Page, robots },
        SourceKind::Feed | SourceKind::Sitemap => Request { url, validators, cap: Cap::Feed, robots: false },
    }
}

async fn ask(fetcher: &Fetcher, source: &Source, state: &PollState, (now, robots): (DateTime<Utc>, bool)) -> Answer {
    let nothing = Validators::default();
    let validators = if may_ask_conditionally(state.last_full, now) { &state.validators } else { &nothing };
    let url = state.moved_to.as_deref().unwrap_or(&source.url);
    match fetcher.get(&question(source, url, validators, robots)).await {
        Ok(Response::NotModified { hints }) => Answer::Unchanged { hints },
        Ok(Response::Fetched { page, validators, hints, moved }) => match listing(fetcher, source.kind.clone(), page).await {
            Ok(feed) => Answer::Listing { feed, validators, hints, moved },
            Err(failure) => Answer::Failed(failure),
        },
        Err(error) => Answer::Failed(unreachable(&error)),
    }
}

/// What a document lists. An index of sitemaps is followed to the newest sitemap it names; the one before it has the older entries.
pub(super) async fn listing(fetcher: &Fetcher, kind: SourceKind, document: Page) -> Result<Feed, Failure> {
    let mut children = match read(document, kind).await? {
        Sitemap::Articles(feed) => return Ok(feed),
        Sitemap::Index(children) => children,
    };
    children.sort_by_key(|child| child.modified);
    let Some(newest) = children.pop() else { return Err(unreadable("the sitemap index names no sitemap")) };
    let request = Request { url: &newest.url, validators: &Validators::default(), cap: Cap::Feed, robots: false };
    match fetcher.get(&request).await.map_err(|error| unreachable(&error))? {
        Response::Fetched { page, .. } => match read(page, SourceKind::Sitemap).await? {
            Sitemap::Articles(feed) => Ok(Feed { next: children.pop().map(|child| child.url), ..feed }),
            Sitemap::Index(_) => {
                Err(unreadable(format!("{} is an index inside an index: name one of its sitemaps as the source", newest.url)))
            }
        },
        Response::NotModified { .. } => Err(unreadable("the server says \"not modified\" to a question without conditions")),
    }
}

/// Reads a document off the threads that fetch; a feed and a news list are lists of articles as a sitemap is.
async fn read(document: Page, kind: SourceKind) -> Result<Sitemap, Failure> {
    let read = move || match kind {
        SourceKind::Feed => feed::read(&document).map(Sitemap::Articles),
        SourceKind::Page { .. } => page::read(&document, &kind).map(Sitemap::Articles),
        SourceKind::Sitemap => sitemap::read(&document),
    };
    let read = tokio::task::spawn_blocking(read).await.map_err(|error| unreadable(format!("reading it was cut short: {error}")))?;
    read.map_err(|error| unreadable(error.to_string()))
}

pub(super) fn unreadable(trouble: impl Into<String>) -> Failure {
    Failure { trouble: trouble.into(), weight: 1.0, our_network: false, lasting: true, hints: CacheHints::default() }
}

pub(super) fn unreachable(error: &FetchError) -> Failure {
    Failure {
        trouble: error.to_string(),
        weight: f64::from(error.weight()) / 4.0,
        our_network: error.is_our_network(),
        lasting: error.is_lasting(),
        hints: error.hints(),
    }
}
