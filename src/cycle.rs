//! The walk: one cycle from due sources to sent letters. `--once` runs it one time, the daemon again and again.
//!
//! This is the only place that logs what happened to sources, articles and letters; the rooms return it as data.

mod poll;
mod publish;
mod read;
mod send;
mod tell;
mod warn;

use crate::app::App;
use crate::domain::Digest;
use crate::stop::Stop;
use crate::turn::Turn;
use anyhow::Result;
use std::time::Duration;
use tracing::warn;

/// How long a cycle waits for another process's cycle on the same data folder.
const PATIENCE: Duration = Duration::from_secs(60);

/// One cycle. What could not be done (a source, a page, a letter) is counted, logged and tried again by a later cycle.
///
/// # Errors
/// When another process's cycle does not end, or the ledger cannot be read or written: then nothing more can be done.
pub async fn run(app: &mut App, stop: &Stop, show: &dyn Fn(&Step<'_>)) -> Result<CycleReport> {
    let _turn = Turn::wait(&app.config.data_dir, PATIENCE).await?;
    let mut report = CycleReport::default();
    let walk = &mut Walk { app, stop, show, report: &mut report };
    walk.prepare()?;
    walk.poll_sources().await?;
    walk.read_articles().await?;
    walk.tell_subscribers()?;
    walk.send_letters().await?;
    if walk.warn_operator()? {
        walk.send_letters().await?;
    }
    walk.publish_feed()?;
    walk.finish()?;
    Ok(report)
}

/// The parts of one cycle: what it works with, whom it shows its steps, and what came of them.
struct Walk<'a> {
    app: &'a mut App,
    stop: &'a Stop,
    show: &'a dyn Fn(&Step<'_>),
    report: &'a mut CycleReport,
}

impl Walk<'_> {
    /// Brings the ledger in line with the configuration, and takes up what a crash left lying.
    fn prepare(&mut self) -> Result<()> {
        let now = self.app.clock.now();
        self.app.store.sync_sources(&self.app.config.sources, now)?;
        match self.app.store.recover_outbox(now)? {
            0 => {}
            left => warn!("The program ended while sending {left} letters: they may have arrived, and are tried again under the same id"),
        }
        Ok(())
    }

    /// Notes that the service is alive, and lets go of what is kept no longer.
    fn finish(&mut self) -> Result<()> {
        let now = self.app.clock.now();
        self.app.store.prune(now, self.app.config.cycle.keep_bodies_days)?;
        self.app.store.record_cycle(now)?;
        Ok(())
    }

    fn done(&self, what: impl Into<String>) {
        (self.show)(&Step::Done { what: what.into() });
    }
}

/// A step of the cycle, for a progress bar and for who wants to print what is told.
#[derive(Clone, PartialEq, Debug)]
pub enum Step<'a> {
    /// Begins to poll so many sources.
    Polling {
        /// How many are due.
        sources: usize,
    },
    /// Begins to read so many articles.
    Reading {
        /// How many wait.
        pages: usize,
    },
    /// A letter was composed.
    Composed {
        /// What it tells.
        digest: &'a Digest,
    },
    /// Begins to send so many letters.
    Sending {
        /// How many are due.
        letters: usize,
    },
    /// One of them is done.
    Done {
        /// Which.
        what: String,
    },
}

/// What came of a cycle.
#[derive(Debug, Default)]
pub struct CycleReport {
    /// Sources that answered, "unchanged" included.
    pub sources_read: usize,
    /// Sources that failed.
    pub sources_failed: usize,
    /// Entries never seen before and young enough to be news.
    pub entries_new: usize,
    /// Articles read and judged.
    pub articles_read: usize,
    /// Articles that could not be read.
    pub articles_failed: usize,
    /// Articles that report a pledge.
    pub articles_relevant: usize,
    /// Pledges that entered the ledger.
    pub pledges_added: usize,
    /// Reports that were merged into known pledges.
    pub reports_merged: usize,
    /// Letters composed.
    pub letters_composed: usize,
    /// Letters accepted by the mail server.
    pub letters_sent: usize,
    /// Letters that could not be sent now, or not at all.
    pub letters_failed: usize,
    /// Letters that the fuse holds, or that wait for a mail server that failed several times in a row.
    pub letters_held: usize,
    /// Whether the wish to stop cut the cycle short.
    pub stopped: bool,
}

impl CycleReport {
    /// Whether everything that was tried went well.
    pub fn all_well(&self) -> bool {
        self.sources_failed + self.articles_failed + self.letters_failed + self.letters_held == 0
    }
}
