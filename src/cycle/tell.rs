//! Step 10: what changed is told, to each subscriber in their own time, each change once.

use super::Walk;
use crate::domain::{Digest, Include, PledgeId, Schedule, Subscriber, Window};
use crate::pipeline::digest::{Issue, select};
use crate::pipeline::schedule::{next_due, period_key};
use crate::store::{NewLetter, SubscriberState};
use anyhow::Result;
use chrono::{DateTime, Utc};
use tracing::info;

impl Walk<'_> {
    /// Composes the letters that are due and puts them into the outbox, each in one transaction with its subscriber's mark.
    pub(super) fn tell_subscribers(&mut self) -> Result<()> {
        if self.stop.wished() {
            return Ok(());
        }
        for subscriber in self.app.readers() {
            let now = self.app.clock.now();
            let state = self.standing(&subscriber, now)?;
            if state.next_due.is_none_or(|due| due <= now) {
                self.tell(&subscriber, state, now)?;
            }
        }
        Ok(())
    }

    /// Where a subscriber stands. A new one begins with the changes of the look-back.
    fn standing(&mut self, subscriber: &Subscriber, now: DateTime<Utc>) -> Result<SubscriberState> {
        if let Some(state) = self.app.store.subscriber_state(&subscriber.name)? {
            return Ok(state);
        }
        let covered_until = now - self.app.config.cycle.look_back;
        let last_change = self.app.store.last_change_before(covered_until)?;
        let state = SubscriberState { last_change, covered_until, next_due: due(subscriber, now) };
        self.app.store.advance_subscriber(&subscriber.name, state)?;
        Ok(state)
    }

    /// A letter that is due answers its due time; an instant one, the last change it tells. Neither is ever composed twice.
    fn tell(&mut self, subscriber: &Subscriber, state: SubscriberState, now: DateTime<Utc>) -> Result<()> {
        let newest = self.app.store.latest_change_id()?;
        let told = SubscriberState { last_change: newest, covered_until: now, next_due: due(subscriber, now) };
        let digest = self.digest(subscriber, state, told)?;
        if digest.is_empty() && !(subscriber.when_empty && subscriber.schedule != Schedule::Instant) {
            return Ok(self.app.store.advance_subscriber(&subscriber.name, told)?);
        }
        let period = state.next_due.map_or_else(|| format!("change-{newest}"), period_key);
        let thread = self.thread(subscriber, &digest)?;
        let letter = self.app.desk()?.letter(&Issue { digest: &digest, subscriber, period: &period, reply_to: thread.as_deref() })?;
        let pledges = pledges(&digest);
        let new = NewLetter { subscriber: &subscriber.name, period: &period, letter: &letter, pledges: &pledges };
        if self.app.store.queue_letter(new, told, now)?.is_some() {
            info!(subscriber = subscriber.name, "Composed \"{}\"", letter.subject);
            self.report.letters_composed += 1;
            self.report.digests.push((subscriber.name.clone(), digest));
        }
        Ok(())
    }

    fn digest(&self, subscriber: &Subscriber, from: SubscriberState, until: SubscriberState) -> Result<Digest> {
        let window = Window { from: from.covered_until, until: until.covered_until, zone: subscriber.zone };
        let lines = self.app.store.lines(from.last_change, until.last_change)?;
        let coverage = self.app.store.coverage(window.from, window.until)?;
        Ok(select(&lines, subscriber, self.app.config.threshold, window, coverage))
    }

    /// A letter of changes alone answers the letter that first told of its first pledge.
    fn thread(&self, subscriber: &Subscriber, digest: &Digest) -> Result<Option<String>> {
        let only_changes = digest.pledges.is_empty() && digest.partnerships.is_empty() && subscriber.include.contains(&Include::Changes);
        match digest.changes.first().filter(|_| only_changes) {
            Some(line) => Ok(self.app.store.first_letter(&subscriber.name, line.pledge.id)?),
            None => Ok(None),
        }
    }
}

fn due(subscriber: &Subscriber, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match subscriber.schedule {
        Schedule::Instant => None,
        _ => next_due(&subscriber.schedule, subscriber.zone, now),
    }
}

fn pledges(digest: &Digest) -> Vec<PledgeId> {
    [&digest.pledges, &digest.changes, &digest.partnerships, &digest.unchecked].into_iter().flatten().map(|line| line.pledge.id).collect()
}
