//! Whether another living process writes the same ledger. Each writer holds a shared lock on a file beside the ledger for as long
//! as it lives; the system releases it however the process ends. Who can take the lock alone knows that every letter still marked
//! as "sending" was left by a crash.

use super::Fault;
use std::fs::File;
use std::path::Path;

/// This process's lock; none for a ledger in memory or a reader.
#[derive(Debug)]
pub(super) struct Presence(Option<File>);

impl Presence {
    /// The presence of a store that no other process can share.
    pub(super) fn alone() -> Self {
        Presence(None)
    }

    /// Takes the shared lock beside a ledger.
    pub(super) fn announce(ledger: &Path) -> Result<Self, Fault> {
        let mut beside = ledger.as_os_str().to_owned();
        beside.push("-writers");
        let file = File::options().create(true).append(true).open(beside).map_err(failed("cannot open the lock file beside the ledger"))?;
        file.lock_shared().map_err(failed("cannot lock the file beside the ledger"))?;
        Ok(Presence(Some(file)))
    }

    /// Whether no other writer lives at this moment.
    pub(super) fn is_alone(&self) -> Result<bool, Fault> {
        let Some(file) = &self.0 else { return Ok(true) };
        let alone = file.try_lock().is_ok();
        file.lock_shared().map_err(failed("cannot lock the file beside the ledger"))?;
        Ok(alone)
    }
}

fn failed(doing: &'static str) -> impl Fn(std::io::Error) -> Fault {
    move |source| Fault::Io { doing, source }
}
