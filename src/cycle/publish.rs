//! The ledger as an Atom feed, in a file that a web server can offer.

use super::Walk;
use anyhow::{Context, Result};
use std::io::Write;
use std::path::Path;
use tracing::error;

/// How many of the newest changes the feed is made of; it has at most as many entries.
const CHANGES: i64 = 300;

impl Walk<'_> {
    /// Writes the feed where one is asked for. A feed that cannot be written is told and tried again by the next cycle.
    pub(super) fn publish_feed(&mut self) -> Result<()> {
        let Some(file) = &self.app.config.atom else { return Ok(()) };
        let newest = self.app.store.latest_change_id()?;
        let feed = self.app.desk().feed(&self.app.store.lines(newest.saturating_sub(CHANGES), newest)?);
        if let Err(trouble) = replace(file, feed.as_bytes()) {
            error!("The feed is not written: {trouble:#}");
        }
        Ok(())
    }
}

/// Puts a text in the place of a file at one stroke, so that no reader sees half of it. One that says the same stays untouched.
fn replace(path: &Path, text: &[u8]) -> Result<()> {
    if std::fs::read(path).is_ok_and(|found| found == text) {
        return Ok(());
    }
    let draft = path.with_extension("tmp");
    let write = || {
        let mut file = std::fs::File::create(&draft)?;
        file.write_all(text)?;
        file.sync_all()?;
        std::fs::rename(&draft, path)
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}
