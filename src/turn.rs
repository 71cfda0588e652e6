//! Whose turn it is: one cycle at a time runs on one data folder, whichever process runs it.

use anyhow::{Context, Result, bail};
use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

/// How often a waiting process looks whether its turn has come.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// The turn of this process, given back when dropped, or by the system however the process ends.
#[derive(Debug)]
pub struct Turn(#[allow(dead_code, reason = "held for its lock")] File);

impl Turn {
    /// Waits for the turn at a data folder, up to `patience`.
    ///
    /// # Errors
    /// When the lock file cannot be made, or another process's cycle lasts longer.
    pub async fn wait(data_dir: &Path, patience: Duration) -> Result<Self> {
        let path = data_dir.join("cycle.lock");
        let file = File::options().create(true).append(true).open(&path).with_context(|| format!("cannot open {}", path.display()))?;
        let mut waited = Duration::ZERO;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Turn(file)),
                Err(TryLockError::Error(error)) => return Err(error).with_context(|| format!("cannot lock {}", path.display())),
                Err(TryLockError::WouldBlock) if waited >= patience => {
                    bail!(
                        "another pledgewatch has been at work on {} for {} s: try again when it is done",
                        data_dir.display(),
                        patience.as_secs()
                    )
                }
                Err(TryLockError::WouldBlock) => {
                    tokio::time::sleep(LOOK_EVERY).await;
                    waited += LOOK_EVERY;
                }
            }
        }
    }
}
