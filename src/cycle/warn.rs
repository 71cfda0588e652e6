//! The operator is told of what only a person can mend, once when it begins and once when it is over.

use super::Walk;
use crate::domain::{Health, OPERATOR};
use crate::pipeline::alarm::{AlarmNews, amiss};
use crate::store::NewLetter;
use crate::store::alarms::Noted;
use anyhow::Result;
use std::path::Path;
use tracing::warn;

impl Walk<'_> {
    /// Puts a letter to the operator into the outbox where there is news; says whether there was.
    pub(super) fn warn_operator(&mut self) -> Result<bool> {
        let Some(operator) = self.app.config.operator.clone() else { return Ok(false) };
        let now = self.app.clock.now();
        let told = self.app.store.alarms()?;
        let news = AlarmNews::between(amiss(&self.health()?, operator.disk_low_mb, &told, now), told);
        if news.is_empty() {
            return Ok(false);
        }
        let letter = news.letter(&operator.address, self.app.desk()?.domain);
        let new = NewLetter { subscriber: OPERATOR, period: &news.period(), letter: &letter, pledges: &[] };
        self.app.store.queue_alarm(new, (&news.begun, &news.over), now)?;
        warn!("Told the operator: {}", letter.subject);
        Ok(true)
    }

    fn health(&self) -> Result<Health> {
        let store = &self.app.store;
        Ok(Health {
            failing: store.failing_sources()?,
            refused: self.still_reading(store.refused_readers()?),
            delayed: self.still_reading(store.delayed_readers()?),
            held: self.held()?,
            free_mb: free_mb(&self.app.config.data_dir),
        })
    }

    /// Those who are still configured.
    fn still_reading(&self, mut readers: Vec<Noted>) -> Vec<Noted> {
        readers.retain(|(name, _, _)| self.app.config.subscribers.iter().any(|subscriber| subscriber.name == *name));
        readers
    }

    /// How many letters wait for nothing but the fuse.
    fn held(&self) -> Result<usize> {
        if !self.fuse_is_blown()? {
            return Ok(0);
        }
        let due = self.app.store.outbox_due(self.app.clock.now())?;
        Ok(due.iter().filter(|letter| !letter.released).count())
    }
}

/// The room that is left for us on the disk of a folder; `None` where the system does not say.
fn free_mb(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize) / 1_000_000)
}
