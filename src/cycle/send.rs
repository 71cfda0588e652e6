//! Step 11: due letters are handed over, one by one, each recipient independent of the others.

use super::{Step, Walk};
use crate::domain::OPERATOR;
use crate::mail::{Receipt, SendError};
use crate::store::OutboxRow;
use anyhow::Result;
use chrono::Duration;
use tracing::{error, info, warn};

/// How long a letter waits after its first, second, … failed try; the last one repeats.
const WAITS: [Duration; 6] =
    [Duration::minutes(2), Duration::minutes(10), Duration::minutes(30), Duration::hours(1), Duration::hours(3), Duration::hours(6)];

impl Walk<'_> {
    /// Hands over every due letter. Each is marked before and after, so that none is sent twice and a crash is seen.
    pub(super) async fn send_letters(&mut self) -> Result<()> {
        let due = self.app.store.outbox_due(self.app.clock.now())?;
        (self.show)(&Step::Sending { letters: due.len() });
        let mut held = 0;
        for row in due {
            if self.stop.wished() {
                self.report.stopped = true;
                break;
            }
            if row.subscriber != OPERATOR && self.fuse_is_blown()? {
                held += 1;
            } else {
                self.send(&row).await?;
            }
        }
        if held > 0 {
            warn!("More than {} letters in an hour: {held} are held and tried again", self.app.config.fuse_per_hour);
        }
        self.app.mailer.close().await;
        Ok(())
    }

    pub(super) fn fuse_is_blown(&self) -> Result<bool> {
        let sent = self.app.store.letters_sent_since(self.app.clock.now() - Duration::hours(1))?;
        Ok(sent >= self.app.config.fuse_per_hour as usize)
    }

    async fn send(&mut self, row: &OutboxRow) -> Result<()> {
        if !self.app.store.mark_sending(row.id, self.app.clock.now())? {
            return Ok(());
        }
        let sent = match &row.letter.json {
            Some(_) => self.app.hooks.send(&row.subscriber, &row.letter, self.app.clock.now()).await,
            None => self.app.mailer.send(&row.letter).await,
        };
        self.done(row.subscriber.as_str());
        self.settle(row, sent)
    }

    /// Commit 4: what became of the letter.
    fn settle(&mut self, row: &OutboxRow, sent: Result<Receipt, SendError>) -> Result<()> {
        let now = self.app.clock.now();
        let retry_at = now + WAITS[(row.attempts as usize).min(WAITS.len() - 1)];
        let store = &mut self.app.store;
        match sent {
            Ok(receipt) => {
                store.mark_sent(row.id, &receipt.reply, now)?;
                self.report.letters_sent += 1;
                info!(subscriber = row.subscriber, "Sent \"{}\"", row.letter.subject);
                return Ok(());
            }
            Err(refused @ SendError::Refused { .. }) => {
                store.mark_failed(row.id, &refused.to_string(), now)?;
                error!(subscriber = row.subscriber, "Letter refused for good: {refused}");
            }
            Err(unknown @ SendError::Unknown { .. }) => {
                store.mark_unknown(row.id, &unknown.to_string(), retry_at, now)?;
                warn!(subscriber = row.subscriber, "Letter may have arrived: {unknown}; tried again under the same id");
            }
            Err(deferred) => {
                store.mark_deferred(row.id, &deferred.to_string(), retry_at, now)?;
                warn!(subscriber = row.subscriber, "Letter waits: {deferred}; tried again at {}", retry_at.format("%H:%M UTC"));
            }
        }
        self.report.letters_failed += 1;
        Ok(())
    }
}
