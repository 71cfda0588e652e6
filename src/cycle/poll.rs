//! Steps 1 to 4: due sources are got and read, and what they list is stored with their validators.

use super::{Step, Walk};
use crate::domain::{CacheHints, Page, Source, SourceKind, Validators};
use crate::fetch::{Cap, FetchError, Fetcher, Request, Response};
use crate::pipeline::feed::Feed;
use crate::pipeline::schedule::poll::{PollHistory, may_ask_conditionally, next_poll, weekly};
use crate::pipeline::sitemap::Sitemap;
use crate::pipeline::{feed, page, sitemap};
use crate::store::{FailedPoll, Older, PollOutcome, PollReport, PollState, Polled};
use anyhow::Result;
use chrono::{DateTime, Duration, Utc};
use futures::StreamExt;
use tracing::{info, warn};

/// After the first poll, entries dated further back than this are known but never news: a feed that shows years-old entries again.
pub(super) const OLD_NEWS: Duration = Duration::days(30);

/// Asks without conditions.
const NOTHING: Validators = Validators { etag: None, last_modified: None };

/// Answers that came together are stored together, up to so many: a commit waits for the disk.
const AT_ONCE: usize = 64;

/// What came of asking one source.
enum Answer {
    Read(ReadAnswer),
    Failed(Failure),
}

/// What one source answered.
enum ReadAnswer {
    Listing { feed: Feed, validators: Validators, hints: CacheHints, moved: Option<String> },
    Unchanged { hints: CacheHints },
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
        let answers = futures::stream::iter(questions).take_until(self.stop.clone().wished_for());
        let mut answers = Box::pin(answers.buffer_unordered(self.app.config.parallel).ready_chunks(AT_ONCE));
        let mut failed = Vec::new();
        loop {
            let next = tokio::select! { next = answers.next() => next, () = self.stop.grace_over() => None };
            let Some(answers) = next else { break };
            let mut read = Vec::new();
            for (source, state, answer) in answers {
                self.done(source.name.as_str());
                match answer {
                    Answer::Failed(failure) => failed.push((source, state, failure)),
                    Answer::Read(answer) => read.push((source, state, answer)),
                }
            }
            self.store_answers(&read)?;
        }
        drop(answers);
        self.report.stopped |= self.stop.wished();
        self.store_failures(&failed)?;
        self.fill_gaps().await
    }

    /// Commit 1, for all answers that came together.
    fn store_answers(&mut self, answers: &[(Source, PollState, ReadAnswer)]) -> Result<()> {
        let now = self.app.clock.now();
        let look_back = self.app.config.cycle.look_back;
        let polls: Vec<Polled<'_>> = answers.iter().map(|(source, state, answer)| answer.polled(source, state, (now, look_back))).collect();
        let reports = self.app.store.record_polls(&polls, now)?;
        let sightings: Vec<_> = answers.iter().filter_map(|(source, _, answer)| Some((&source.id, answer.sighting()?))).collect();
        let moved = self.app.store.record_moves(&sightings, now)?;
        self.report.sources_read += answers.len();
        for ((source, _, answer), report) in answers.iter().zip(reports) {
            self.report.entries_new += report.fresh;
            tell(source, answer, report);
        }
        for (id, address) in moved {
            warn!(source = %id, "{id} has moved for good and is asked there from now on: put it into the configuration: {address}");
        }
        Ok(())
    }

    /// Where every source failed for want of a network, it is our own that failed, and nothing is counted against them.
    fn store_failures(&mut self, failed: &[(Source, PollState, Failure)]) -> Result<()> {
        let now = self.app.clock.now();
        let ours = self.report.sources_read == 0 && failed.len() > 1 && failed.iter().all(|(.., failure)| failure.our_network);
        let polls: Vec<Polled<'_>> = failed.iter().map(|(source, state, failure)| failure.polled(source, state, (now, ours))).collect();
        self.app.store.record_polls(&polls, now)?;
        self.report.sources_failed += failed.len();
        if ours {
            warn!("No source could be reached: the fault is taken for our own network's, and not counted against them");
        }
        for (source, _, failure) in failed {
            warn!(source = %source.id, "Could not read {}: {}", source.name, failure.trouble);
        }
        Ok(())
    }
}

impl ReadAnswer {
    /// What the store is told of it; a first poll's news reach back as far as is told.
    fn polled<'a>(&'a self, source: &'a Source, state: &PollState, (now, look_back): (DateTime<Utc>, Duration)) -> Polled<'a> {
        let ReadAnswer::Listing { feed, validators, hints, .. } = self else {
            return Polled::Unchanged { source: &source.id, next_due: next_poll(&healthy(known_weekly(state, now)), self.hints(), now) };
        };
        // What a cut document left out would never be sent again to who asks with its validators.
        let validators = if feed.complete { validators } else { &NOTHING };
        let history = healthy(known_weekly(state, now).max(shown_weekly(feed, now)));
        let hints = CacheHints { ttl: feed.ttl.and_then(|ttl| ttl.to_std().ok()), ..*hints };
        Polled::Read(PollOutcome {
            source: &source.id,
            entries: &feed.entries,
            complete: feed.complete,
            validators,
            next_due: next_poll(&history, &hints, now),
            news_since: now - if state.first_poll { look_back } else { OLD_NEWS },
            older: Older { next: feed.next.as_deref(), archive: source.archive.as_deref() },
        })
    }

    fn hints(&self) -> &CacheHints {
        match self {
            ReadAnswer::Listing { hints, .. } | ReadAnswer::Unchanged { hints } => hints,
        }
    }

    /// Where the document was found, if it was one: `Some(None)` at the address itself.
    fn sighting(&self) -> Option<Option<&str>> {
        match self {
            ReadAnswer::Listing { moved, .. } => Some(moved.as_deref()),
            ReadAnswer::Unchanged { .. } => None,
        }
    }
}

impl Failure {
    /// What the store is told of it; a fault of `our` own network weighs nothing.
    fn polled<'a>(&'a self, source: &'a Source, state: &PollState, (now, our): (DateTime<Utc>, bool)) -> Polled<'a> {
        let history = PollHistory { weekly: known_weekly(state, now), faults: quarters(state.failures + self.weight) };
        let next_due = next_poll(&history, &self.hints, now);
        let weight = if our { 0.0 } else { self.weight };
        Polled::Failed(FailedPoll { source: &source.id, error: &self.trouble, weight, next_due })
    }
}

/// The log's word on an answer.
fn tell(source: &Source, answer: &ReadAnswer, report: PollReport) {
    match answer {
        ReadAnswer::Unchanged { .. } => info!(source = %source.id, "Polled {}: unchanged", source.name),
        ReadAnswer::Listing { feed, .. } => {
            let (fresh, all) = (report.fresh, feed.entries.len());
            info!(source = %source.id, entries_new = fresh, "Polled {}: {fresh} new of {all} entries", source.name);
        }
    }
    if report.gap {
        warn!(source = %source.id, "{} does not reach back to what was known: some entries may have been missed", source.name);
    }
}

fn healthy(weekly: u32) -> PollHistory {
    PollHistory { weekly, faults: 0 }
}

/// Entries a week, as far as the ledger knows.
fn known_weekly(state: &PollState, now: DateTime<Utc>) -> u32 {
    weekly(state.weekly_entries, state.known_since, now)
}

/// Entries a week, by the dates of those a document lists.
fn shown_weekly(feed: &Feed, now: DateTime<Utc>) -> u32 {
    let dates = || feed.entries.iter().filter_map(|entry| entry.published);
    weekly(dates().filter(|at| *at > now - Duration::days(7)).count(), dates().min(), now)
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
    let validators = if may_ask_conditionally(state.last_full, now) { &state.validators } else { &NOTHING };
    let url = state.moved_to.as_deref().unwrap_or(&source.url);
    match fetcher.get(&question(source, url, validators, robots)).await {
        Ok(Response::NotModified { hints }) => Answer::Read(ReadAnswer::Unchanged { hints }),
        Ok(Response::Fetched { page, validators, hints, moved }) => match listing(fetcher, source.kind.clone(), page).await {
            Ok(feed) => Answer::Read(ReadAnswer::Listing { feed, validators, hints, moved }),
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
