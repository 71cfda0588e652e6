//! Step 11: due letters are handed over, one by one, each recipient independent of the others.

use super::{Step, Walk};
use crate::mail::{Receipt, SendError};
use crate::pipeline::schedule::next_try;
use crate::store::{DueLetter, OutboxRow};
use anyhow::Result;
use chrono::Duration;
use tracing::{error, info, warn};

/// A mail server that breaks the link under so many letters in a row is left alone until the next cycle.
const PATIENCE: u32 = 3;

/// What became of a try.
type Sent = Result<Receipt, SendError>;

/// One walk through the letters that are due.
#[derive(Default)]
struct Round {
    /// How many letters in a row the mail server failed.
    broken: u32,
    /// How many letters the fuse held.
    held: usize,
    /// The last letter tried, whose fate is noted together with taking the next one.
    last: Option<(Box<OutboxRow>, Sent)>,
}

/// A letter that was to be taken out of the outbox.
enum Taken {
    /// To be handed over now.
    Here(Box<OutboxRow>),
    /// Held by the fuse.
    Held,
    /// Settled by somebody else meanwhile.
    Gone,
}

impl Walk<'_> {
    /// Hands over every due letter. Each is marked before and after, so that none is sent twice and a crash is seen.
    pub(super) async fn send_letters(&mut self) -> Result<()> {
        let due = self.app.store.outbox_due(self.app.clock.now())?;
        (self.show)(&Step::Sending { letters: due.len() });
        let mut round = Round::default();
        for (done, letter) in due.iter().enumerate() {
            if self.breaks_off(&round, due.len() - done) {
                break;
            }
            match self.turn_over(round.last.take(), letter)? {
                Taken::Held => round.held += 1,
                Taken::Gone => {}
                Taken::Here(row) => self.try_letter(row, &mut round).await,
            }
        }
        if let Some((row, sent)) = round.last {
            self.settle(&row, sent)?;
        }
        self.say_held(round.held);
        self.app.mailer.close().await;
        Ok(())
    }

    /// Whether the letters that are left wait for the next cycle: the program is asked to stop, or the mail server is out of order.
    fn breaks_off(&mut self, round: &Round, left: usize) -> bool {
        if self.stop.wished() {
            self.report.stopped = true;
            return true;
        }
        let is_out_of_order = round.broken == PATIENCE;
        if is_out_of_order {
            self.report.letters_held += left;
            warn!("The mail server failed {PATIENCE} letters in a row: the other {left} wait for the next cycle");
        }
        is_out_of_order
    }

    async fn try_letter(&mut self, row: Box<OutboxRow>, round: &mut Round) {
        let sent = self.hand_over(&row).await;
        self.done(row.subscriber.as_str());
        if row.letter.json.is_none() {
            round.broken = if breaks_link(&sent) { round.broken + 1 } else { 0 };
        }
        round.last = Some((row, sent));
    }

    /// Notes what became of the last letter and takes the next one, in one commit: before a letter is handed over, it is known that
    /// it will be, and that the one before it was.
    fn turn_over(&mut self, last: Option<(Box<OutboxRow>, Sent)>, next: &DueLetter) -> Result<Taken> {
        self.app.store.begin_batch()?;
        let taken = last.map_or(Ok(()), |(row, sent)| self.settle(&row, sent)).and_then(|()| self.take(next));
        self.app.store.end_batch(taken.is_ok())?;
        taken
    }

    fn take(&mut self, letter: &DueLetter) -> Result<Taken> {
        if self.is_held(letter)? {
            return Ok(Taken::Held);
        }
        let taken = self.app.store.mark_sending(letter.id, self.app.clock.now())?;
        let row = taken.then(|| self.app.store.outbox_letter(letter.id)).transpose()?.flatten();
        Ok(row.map_or(Taken::Gone, |row| Taken::Here(Box::new(row))))
    }

    /// Tries to send; a program that is asked to stop does not wait for a silent server.
    async fn hand_over(&mut self, row: &OutboxRow) -> Sent {
        let (now, stop) = (self.app.clock.now(), self.stop);
        let sending = async {
            match &row.letter.json {
                Some(_) => self.app.hooks.send(&row.subscriber, &row.letter, now).await,
                None => self.app.mailer.send(&row.letter).await,
            }
        };
        tokio::select! {
            sent = sending => sent,
            () = stop.grace_over() => Err(SendError::Unknown { reason: "the program was stopped".to_owned() }),
        }
    }

    fn say_held(&mut self, held: usize) {
        self.report.letters_held += held;
        if held > 0 {
            warn!(
                "The fuse holds {held} letters: {} in an hour are enough. They go out as the hour passes, or at once after `pledgewatch outbox release`",
                self.app.config.fuse_per_hour
            );
        }
    }

    fn is_held(&self, letter: &DueLetter) -> Result<bool> {
        Ok(!letter.released && self.fuse_is_blown()?)
    }

    pub(super) fn fuse_is_blown(&self) -> Result<bool> {
        let now = self.app.clock.now();
        Ok(self.app.store.letters_sent_between(now - Duration::hours(1), now)? >= self.app.config.fuse_per_hour)
    }

    /// Commit 4: what became of the letter.
    fn settle(&mut self, row: &OutboxRow, sent: Sent) -> Result<()> {
        let now = self.app.clock.now();
        let retry_at = next_try(row.id, row.attempts.saturating_sub(1), now);
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

/// Whether a try says more about the mail server than about its letter.
fn breaks_link(sent: &Sent) -> bool {
    matches!(sent, Err(SendError::Broken { .. } | SendError::Unknown { .. } | SendError::Misconfigured { .. }))
}
