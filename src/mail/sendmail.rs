//! Letters through a local program with the manners of `sendmail`.

use super::message::Stationery;
use super::{Receipt, SendError};
use crate::domain::Letter;
use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// A program that takes one letter on its standard input.
#[derive(Debug)]
pub struct Sendmail {
    pub(super) program: PathBuf,
    pub(super) timeout: Duration,
    pub(super) stationery: Stationery,
}

impl Sendmail {
    /// Runs the program once. It is killed where it takes too long.
    pub(super) async fn send(&self, letter: &Letter) -> Result<Receipt, SendError> {
        let message = self.stationery.message(letter)?;
        let mut command = Command::new(&self.program);
        command.arg("-i");
        if let Some(from) = message.envelope().from() {
            command.arg("-f").arg(from);
        }
        command.arg("--").args(message.envelope().to().iter().map(ToString::to_string));
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        let child = command.spawn().map_err(|e| SendError::misconfigured(format!("cannot run {}: {e}", self.program.display())))?;
        self.hand_over(child, &message.formatted()).await
    }

    /// Whether the program is there.
    pub(super) fn check(&self) -> Result<(), SendError> {
        let there = self.program.is_file();
        there.then_some(()).ok_or_else(|| SendError::misconfigured(format!("there is no program {}", self.program.display())))
    }

    async fn hand_over(&self, mut child: Child, text: &[u8]) -> Result<Receipt, SendError> {
        let written = timeout(self.timeout, write(&mut child, text)).await;
        if written.is_err() {
            return Err(SendError::deferred(format!("{} did not read the letter in {:?}", self.program.display(), self.timeout)));
        }
        match timeout(self.timeout, child.wait_with_output()).await {
            Ok(Ok(output)) => verdict(&output),
            Ok(Err(fault)) => Err(SendError::unknown(fault)),
            Err(_) => Err(SendError::unknown(format!("{} did not end in {:?}", self.program.display(), self.timeout))),
        }
    }
}

/// Writes the letter with the line ends of a Unix program. A program that stops reading tells why by its exit code.
async fn write(child: &mut Child, text: &[u8]) {
    if let Some(mut stdin) = child.stdin.take() {
        let lines = String::from_utf8_lossy(text).replace("\r\n", "\n");
        let _ = stdin.write_all(lines.as_bytes()).await;
        let _ = stdin.shutdown().await;
    }
}

/// Reads the exit code by `sysexits.h`.
fn verdict(output: &Output) -> Result<Receipt, SendError> {
    let said = String::from_utf8_lossy(&output.stderr);
    let reply = format!("{}: {}", output.status, said.trim());
    match output.status.code() {
        Some(0) => Ok(Receipt { reply: "taken by the local mail system".to_owned() }),
        // EX_DATAERR, EX_NOUSER, EX_NOHOST, EX_UNAVAILABLE
        Some(65 | 67 | 68 | 69) => Err(SendError::refused(reply)),
        // EX_USAGE, EX_NOPERM, EX_CONFIG, and what a shell says of a program that is not there
        Some(64 | 77 | 78 | 126 | 127) => Err(SendError::misconfigured(reply)),
        // EX_TEMPFAIL 75, EX_OSERR 71, EX_IOERR 74 and all others: the letter was not taken, and no reason is for good.
        Some(_) => Err(SendError::deferred(reply)),
        None => Err(SendError::unknown(reply)),
    }
}
