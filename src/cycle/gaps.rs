//! What was missed between two polls is looked for on older pages, while the source has some.

use super::Walk;
use super::poll::{Failure, OLD_NEWS, listing, question, unreachable};
use crate::domain::{Page, Source, SourceKind, Validators};
use crate::fetch::{FetchError, Fetcher, Response};
use crate::pipeline::feed::Feed;
use crate::pipeline::sitemap;
use crate::store::{Gap, GapState, OlderPage};
use anyhow::Result;
use chrono::Duration;
use futures::StreamExt;
use tracing::{info, warn};

/// Sources mix up the order of a day's entries, and days of zones: so much older than what is known may still have been missed.
const SLACK: Duration = Duration::days(1);

impl Walk<'_> {
    /// Asks for one older page of every open gap, many at a time, again and again until each is closed, given up, or waits.
    pub(super) async fn fill_gaps(&mut self) -> Result<()> {
        loop {
            let gaps = self.app.store.open_gaps(self.app.clock.now())?;
            let asked: Vec<_> = gaps.into_iter().filter_map(|gap| Some((self.app.source(&gap.source)?.clone(), gap))).collect();
            if asked.is_empty() || self.stop.wished() {
                return Ok(());
            }
            self.read_older(asked).await?;
        }
    }

    async fn read_older(&mut self, asked: Vec<(Source, Gap)>) -> Result<()> {
        let robots = self.app.config.respect_robots;
        let questions = asked.into_iter().map(|(source, gap)| {
            let fetcher = self.app.fetcher.clone();
            async move {
                let page = older_page(&fetcher, &source, &gap, robots).await;
                (source, gap, page)
            }
        });
        let questions: Vec<_> = questions.collect();
        let mut answers = futures::stream::iter(questions).buffer_unordered(self.app.config.parallel);
        loop {
            let next = tokio::select! { next = answers.next() => next, () = self.stop.grace_over() => None };
            let Some((source, gap, page)) = next else { return Ok(()) };
            self.store_older(&source, &gap, page)?;
        }
    }

    fn store_older(&mut self, source: &Source, gap: &Gap, page: Result<Feed, Failure>) -> Result<()> {
        let now = self.app.clock.now();
        let state = match page {
            Ok(feed) => {
                let news_since = (now - OLD_NEWS).max(gap.since - SLACK);
                let page = OlderPage { entries: &feed.entries, complete: feed.complete, next: feed.next.as_deref(), news_since };
                let (report, state) = self.app.store.record_older(gap, page, now)?;
                self.report.entries_new += report.fresh;
                state
            }
            Err(failure) => {
                info!(source = %source.id, "Could not read older entries of {}: {}", source.name, failure.trouble);
                self.app.store.record_no_older(gap, failure.lasting, now)?
            }
        };
        match state {
            GapState::Open => {}
            GapState::Closed { entries } => {
                info!(source = %source.id, "Nothing of {} is missing any more: {entries} entries were found on older pages", source.name);
            }
            GapState::GivenUp { entries, why } => {
                warn!(source = %source.id, "Entries of {} may be missing for good, though {entries} were found: {why}", source.name);
            }
        }
        Ok(())
    }
}

async fn older_page(fetcher: &Fetcher, source: &Source, gap: &Gap, robots: bool) -> Result<Feed, Failure> {
    let nothing = Validators::default();
    match fetcher.get(&question(source, &gap.next, &nothing, robots)).await {
        Ok(Response::Fetched { page, .. }) => older_list(fetcher, source, gap, page).await,
        Ok(Response::NotModified { .. }) => Err(unreachable(&FetchError::UnsolicitedNotModified)),
        Err(error) => Err(unreachable(&error)),
    }
}

/// A sitemap lists years; of it only what may have been missed is taken. Everything else is read as the source itself is.
async fn older_list(fetcher: &Fetcher, source: &Source, gap: &Gap, document: Page) -> Result<Feed, Failure> {
    if !sitemap::is_one(&document) {
        return listing(fetcher, source.kind.clone(), document).await;
    }
    let mut feed = listing(fetcher, SourceKind::Sitemap, document).await?;
    feed.entries.retain(|entry| entry.published.is_some_and(|at| at >= gap.since - SLACK));
    Ok(feed)
}
