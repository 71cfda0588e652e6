//! Reprocessing: every stored article read anew by the rules of today, tried out on a copy first.

use crate::domain::{Article, Extraction, Relevance, Report, Source};
use crate::pipeline::correct::Hand;
use crate::pipeline::fx::Rates;
use crate::pipeline::merge::reports;
use crate::pipeline::reread::{Difference, Reread, differences, reread};
use crate::store::{ArticleId, PledgeQuery, Reading, Store, StoreError};
use chrono::{DateTime, Utc};
use std::fmt;
use std::path::Path;

/// In what circumstances articles are read anew.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// Only articles first read at this instant or later; `None` for all.
    pub since: Option<DateTime<Utc>>,
    /// The sources configured: whose word an article is.
    pub sources: &'a [Source],
    /// The rates by which sums become euros.
    pub rates: &'a Rates,
    /// Who had it done.
    pub author: &'a str,
    /// Whether readers are told in their letters.
    pub tell: bool,
    /// When.
    pub now: DateTime<Utc>,
}

/// What reading anew changed, or would change.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Reprocessed {
    /// Articles read anew.
    pub articles: usize,
    /// Articles left as they are, because retention has taken their text.
    pub without_text: usize,
    /// Articles left as they are, because their source is not configured any more.
    pub without_source: usize,
    /// What was told otherwise, article by article; those that tell the same are not listed.
    pub readings: Vec<(ArticleId, Reread)>,
    /// What becomes of the pledges.
    pub pledges: Vec<Difference>,
}

/// Tells what reading stored articles anew would change. The ledger is left as it is: it is done on a copy in a folder.
///
/// # Errors
/// When the ledger cannot be read.
pub fn rehearse(
    store: &Store,
    folder: &Path,
    read: impl FnMut(&Article) -> (Extraction, Relevance),
    circumstances: Circumstances<'_>,
) -> Result<Reprocessed, StoreError> {
    reprocess(&mut store.rehearsal(folder)?, read, circumstances)
}

/// Reads stored articles anew, each in a transaction of its own: cut off, it has done those before, and can be repeated.
///
/// # Errors
/// When the ledger cannot be read or written.
pub fn reprocess(
    store: &mut Store,
    mut read: impl FnMut(&Article) -> (Extraction, Relevance),
    circumstances: Circumstances<'_>,
) -> Result<Reprocessed, StoreError> {
    let before = store.pledges(&PledgeQuery::default())?;
    let texts = store.texts(circumstances.since)?;
    let mut done = Reprocessed { without_text: texts.gone, ..Reprocessed::default() };
    for id in texts.kept {
        let Some(stored) = store.stored_article(id)? else { continue };
        let source = circumstances.sources.iter().find(|source| Some(&source.id) == stored.source.as_ref());
        let Some(source) = source else {
            done.without_source += 1;
            continue;
        };
        let (extraction, relevance) = read(&stored.article);
        let day = stored.article.published.or(extraction.day).unwrap_or_else(|| stored.read_at.date_naive());
        let reports = reports(source, &stored.article, &extraction.mentions, day);
        let reading = Reading { article: &stored.article, relevance: &relevance, extraction: &extraction };
        let told = write(store, (id, reading), &reports, circumstances)?;
        done.articles += 1;
        done.readings.extend((told != Reread::default()).then_some((id, told)));
    }
    done.pledges = differences(&before, &store.pledges(&PledgeQuery::default())?);
    Ok(done)
}

fn write(
    store: &mut Store,
    new: (ArticleId, Reading<'_>),
    reports: &[Report],
    circumstances: Circumstances<'_>,
) -> Result<Reread, StoreError> {
    let Circumstances { rates, author, tell, now, .. } = circumstances;
    let recording = store.begin_recording(now)?;
    let mut recording = if tell { recording } else { recording.quietly() };
    if !recording.take_up(new.0, new.1)? {
        return Ok(Reread::default());
    }
    let told = reread(&mut recording, reports, Hand { author, rates })?;
    recording.commit()?;
    Ok(told)
}

/// As a person reads it: what is counted, then a line for each pledge.
impl fmt::Display for Reprocessed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |what: fn(&Reread) -> usize| self.readings.iter().map(|(_, told)| what(told)).sum::<usize>();
        writeln!(f, "{} articles read anew, {} without text, {} without source", self.articles, self.without_text, self.without_source)?;
        let (gained, lost, changed) = (count(|told| told.gained.len()), count(|told| told.lost.len()), count(|told| told.changed.len()));
        writeln!(f, "mentions: {gained} gained, {lost} lost, {changed} changed")?;
        self.pledges.iter().try_for_each(|difference| writeln!(f, "{difference}"))
    }
}
