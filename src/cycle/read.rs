//! Steps 5 to 9: fresh entries become articles, mentions and pledges, one transaction for each article.

use super::{Step, Walk};
use crate::app::Reader;
use crate::domain::{Article, Extraction, PageYield, PledgeId, Relevance, Source};
use crate::pipeline::article::{ArticleError, baseline};
use crate::pipeline::{article, merge, relevance};
use crate::store::{QueuedEntry, Reading};
use anyhow::Result;
use chrono::{Duration, NaiveDate};
use futures::StreamExt;
use std::collections::HashMap;
use std::num::NonZero;
use tracing::{debug, info, warn};

/// A page that could not be read is tried again after this long, doubled with each attempt.
const FIRST_RETRY: Duration = Duration::minutes(15);

/// An entry read to its end.
pub(crate) struct ReadEntry {
    article: Article,
    extraction: Extraction,
    relevance: Relevance,
}

/// What came of an entry.
struct Attempt {
    /// What its page yielded; `None` where no page came.
    page: Option<PageYield>,
    outcome: Result<ReadEntry, String>,
}

impl Walk<'_> {
    /// Reads what waits, many at a time; entries that do not concern us are settled without a look at their page.
    pub(super) async fn read_articles(&mut self) -> Result<()> {
        if self.stop.wished() {
            return Ok(());
        }
        let waiting = self.app.store.fresh_entries(self.app.config.cycle.articles_per_cycle, self.app.clock.now())?;
        let worth = in_turns(self.settle_strangers(waiting)?);
        if worth.is_empty() {
            return Ok(());
        }
        (self.show)(&Step::Reading { pages: worth.len() });
        let reader = self.app.reader(worth.iter().filter_map(|(_, queued)| queued.entry.link.as_deref()))?;
        let readings = worth.into_iter().map(|(source, queued)| {
            let reader = reader.clone();
            async move {
                let read = reader.read(&source, &queued).await;
                (source, queued, read)
            }
        });
        let mut readings =
            Box::pin(futures::stream::iter(readings).take_until(self.stop.clone().wished_for()).buffer_unordered(self.app.config.parallel));
        loop {
            let next = tokio::select! { next = readings.next() => next, () = self.stop.grace_over() => None };
            let Some((source, queued, read)) = next else { break };
            self.done(queued.entry.title.as_str());
            if let Some(page) = read.page {
                self.compare(&source, page)?;
            }
            match read.outcome {
                Ok(read) => self.record(&source, &queued, &read)?,
                Err(trouble) => self.record_trouble(&source, &queued, &trouble)?,
            }
        }
        self.report.stopped |= self.stop.wished();
        Ok(())
    }

    /// Settles the entries whose title and summary do not concern us; returns the others with their sources.
    fn settle_strangers(&mut self, waiting: Vec<QueuedEntry>) -> Result<Vec<(Source, QueuedEntry)>> {
        if waiting.is_empty() {
            return Ok(Vec::new());
        }
        let lexicon = self.app.lexicon()?;
        let known = |queued: QueuedEntry| Some((self.app.source(&queued.source)?.clone(), queued));
        let waiting: Vec<_> = waiting.into_iter().filter_map(known).collect();
        let verdicts = on_all_cores(&waiting, |(source, queued)| relevance::worth_reading(&queued.entry, source, &lexicon));
        let (worth, strangers): (Vec<_>, Vec<_>) = waiting.into_iter().zip(verdicts).partition(|(_, verdict)| verdict.relevant);
        let strangers: Vec<_> = strangers.into_iter().map(|((_, queued), verdict)| (queued.id, verdict)).collect();
        self.app.store.skip_entries(&strangers)?;
        Ok(worth.into_iter().map(|(entry, _)| entry).collect())
    }

    /// Commit 2: the article, its verdict and mentions, and what they do to the ledger.
    fn record(&mut self, source: &Source, queued: &QueuedEntry, read: &ReadEntry) -> Result<()> {
        let now = self.app.clock.now();
        let reading = Reading { article: &read.article, relevance: &read.relevance, extraction: &read.extraction };
        let mut recording = self.app.store.begin_recording(now)?;
        if recording.article(queued.id, reading)?.is_none() {
            return Ok(());
        }
        let day = claim_day(read, queued).unwrap_or(now.date_naive());
        let reports = merge::reports(source, &read.article, &read.extraction.mentions, day);
        let newest = recording.newest_pledge()?;
        let filed: Vec<PledgeId> = merge::file(&mut recording, &reports, &self.app.rates)?.into_iter().flatten().collect();
        recording.commit()?;
        let added = filed.iter().filter(|pledge| newest.is_none_or(|newest| **pledge > newest)).count();
        self.report.articles_read += 1;
        self.report.pledges_added += added;
        self.report.reports_merged += filed.len() - added;
        if read.relevance.relevant {
            self.report.articles_relevant += 1;
            info!(source = %source.id, "Read \"{}\": {added} new pledges, {} known", read.article.title, filed.len() - added);
        } else {
            debug!(source = %source.id, score = read.relevance.score, "Read \"{}\": not relevant", read.article.title);
        }
        Ok(())
    }

    /// Compares what a page yielded with what the source's pages usually yield, and tells when it is no longer the same.
    fn compare(&mut self, source: &Source, page: PageYield) -> Result<()> {
        let before = self.app.store.page_baseline(&source.id)?;
        let known = baseline::alarms(&before).len();
        let after = baseline::learn(before, page, self.app.clock.now());
        for alarm in baseline::alarms(&after).iter().skip(known) {
            warn!(source = %source.id, "The {alarm}");
        }
        Ok(self.app.store.keep_page_baseline(&source.id, &after)?)
    }

    fn record_trouble(&mut self, source: &Source, queued: &QueuedEntry, trouble: &str) -> Result<()> {
        let attempts = queued.attempts + 1;
        let retry =
            (attempts < self.app.config.cycle.article_attempts).then(|| self.app.clock.now() + FIRST_RETRY * (1 << attempts.min(8)) / 2);
        self.app.store.fail_entry(queued.id, trouble, retry)?;
        self.report.articles_failed += 1;
        warn!(source = %source.id, attempts, "Could not read \"{}\": {trouble}", queued.entry.title);
        Ok(())
    }
}

/// What `work` makes of each, in order. A first run brings thousands of entries at once.
fn on_all_cores<T: Sync, R: Send>(all: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let share = all.len().div_ceil(cores).max(1);
    std::thread::scope(|scope| {
        let shares: Vec<_> = all.chunks(share).map(|part| scope.spawn(|| part.iter().map(&work).collect::<Vec<R>>())).collect();
        shares.into_iter().flat_map(|share| share.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}

/// One of each source, then the next of each: the pause between two pages of one host is spent on the pages of others.
fn in_turns(waiting: Vec<(Source, QueuedEntry)>) -> Vec<(Source, QueuedEntry)> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut turns: Vec<_> = waiting
        .into_iter()
        .map(|(source, queued)| {
            let turn = seen.entry(source.id.as_str().to_owned()).or_default();
            *turn += 1;
            (*turn, source, queued)
        })
        .collect();
    turns.sort_by_key(|(turn, ..)| *turn);
    turns.into_iter().map(|(_, source, queued)| (source, queued)).collect()
}

/// The day a claim was made: the article's own, else the feed's, else the one the text speaks on.
fn claim_day(read: &ReadEntry, queued: &QueuedEntry) -> Option<NaiveDate> {
    read.article.published.or(queued.entry.published.map(|at| at.date_naive())).or(read.extraction.day)
}

impl Reader {
    /// Steps 5 to 8 for one entry. Where its page cannot be had, the feed's own text stands in, if it is long enough.
    async fn read(&self, source: &Source, queued: &QueuedEntry) -> Attempt {
        let (page, article) = match self.article(source, queued).await {
            Ok(read) => (Some(article::yielded(&read)), read.map_err(|error| error.to_string())),
            Err(trouble) => (None, Err(trouble)),
        };
        let outcome = match article.or_else(|trouble| article::from_entry(&queued.entry, source.lang).ok_or(trouble)) {
            Ok(article) => self.judged(article::completed(article, &queued.entry)).await,
            Err(trouble) => Err(trouble),
        };
        Attempt { page, outcome }
    }

    async fn judged(&self, article: Article) -> Result<ReadEntry, String> {
        let reader = self.clone();
        tokio::task::spawn_blocking(move || reader.judge(article)).await.map_err(cut_short)
    }

    fn judge(&self, article: Article) -> ReadEntry {
        let (extraction, relevance) = relevance::read(&article, &self.lexicon);
        ReadEntry { article, extraction, relevance }
    }

    /// The article of an entry, or why its page has none; the outer error where no page came. A redirect that the page of an
    /// aggregator names is followed once.
    async fn article(&self, source: &Source, queued: &QueuedEntry) -> Result<Result<Article, ArticleError>, String> {
        let link = queued.entry.link.as_deref().ok_or("the entry has no link")?;
        match self.article_at(link, source).await? {
            Err(ArticleError::Redirect { url }) => self.article_at(&url, source).await,
            read => Ok(read),
        }
    }

    async fn article_at(&self, url: &str, source: &Source) -> Result<Result<Article, ArticleError>, String> {
        let page = self.page(url).await.map_err(|error| error.to_string())?;
        let source = source.clone();
        let read = move || article::read(&page, &article::Hints { selector: source.selector.as_deref(), lang: source.lang });
        tokio::task::spawn_blocking(read).await.map_err(cut_short)
    }
}

fn cut_short(error: tokio::task::JoinError) -> String {
    format!("reading it was cut short: {error}")
}
