//! Step 10: what changed is told, to each subscriber in their own time, each change once.

use super::{Step, Walk};
use crate::app::next_letter;
use crate::domain::{Coverage, Digest, DigestLine, Include, Letter, PledgeId, Schedule, Subscriber, Window};
use crate::pipeline::digest::{Desk, Issue, Templates, select};
use crate::pipeline::schedule::{period_key, planned};
use crate::store::{NewLetter, Store, StoreError, SubscriberState, Untaken};
use anyhow::Result;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::rc::Rc;
use tracing::{info, warn};

/// The letters of so many subscribers become durable together: a wait for the disk costs more than a letter.
const BATCH: usize = 50;

impl Walk<'_> {
    /// Composes the letters that are due and puts them into the outbox, each in one transaction with its subscriber's mark.
    pub(super) fn tell_subscribers(&mut self) -> Result<()> {
        if self.stop.wished() {
            return Ok(());
        }
        let readers = self.app.readers();
        let mut news = News::of(&self.app.store, &readers, self.app.clock.now())?;
        for gone in &news.departed {
            self.recall(gone, "its reader is no longer configured", news.now)?;
        }
        readers.chunks(BATCH).try_for_each(|some| self.tell_some(some, &mut news))
    }

    /// Letters and marks of some subscribers become durable together.
    fn tell_some(&mut self, subscribers: &[Subscriber], news: &mut News) -> Result<()> {
        self.app.store.begin_batch()?;
        let told = subscribers.iter().try_for_each(|subscriber| {
            if self.app.store.left_at(&subscriber.name)?.is_some() {
                return Ok(());
            }
            self.recall_late(subscriber, news.now)?;
            self.tell(subscriber, news)
        });
        self.app.store.end_batch(told.is_ok())?;
        told
    }

    /// Takes back what was written to a subscriber's former address, or waits for so long that it would be told as if fresh.
    fn recall_late(&mut self, subscriber: &Subscriber, now: DateTime<Utc>) -> Result<()> {
        let too_late = now - self.app.config.too_late;
        let Some(Untaken { queued_at, to }) = self.app.store.untaken_letter(&subscriber.name)? else { return Ok(()) };
        let because = if to != subscriber.address.to_string() {
            "its reader has another address"
        } else if queued_at <= too_late {
            "it waited too long to be fresh"
        } else {
            return Ok(());
        };
        self.recall(&subscriber.name, because, now).map(drop)
    }

    fn recall(&mut self, subscriber: &str, because: &str, now: DateTime<Utc>) -> Result<bool> {
        let recalled = self.app.store.recall_letters(subscriber, because, now)?;
        if recalled {
            info!(subscriber, "Took back what waits for {subscriber}: {because}; the next letter tells it");
        }
        Ok(recalled)
    }

    /// Where a subscriber stands, with the due time as the schedule has it today.
    fn standing(&mut self, subscriber: &Subscriber, news: &News) -> Result<SubscriberState> {
        let now = news.now;
        let Some(state) = self.app.store.subscriber_state(&subscriber.name)? else { return self.welcome(subscriber, news) };
        let next_due = planned(&subscriber.schedule, subscriber.zone, state.next_due, now);
        if next_due != state.next_due {
            self.app.store.advance_subscriber(&subscriber.name, SubscriberState { next_due, ..state })?;
        }
        Ok(SubscriberState { next_due, ..state })
    }

    /// A new subscriber begins with the changes of the look-back, or where the former name of the same address ended; a reader who left
    /// stays away under another name.
    fn welcome(&mut self, subscriber: &Subscriber, news: &News) -> Result<SubscriberState> {
        let next_due = next_letter(subscriber, news.now);
        let state = match self.app.store.predecessor(&subscriber.address.to_string(), &news.departed)? {
            Some((former, state)) => {
                if self.app.store.left_at(&former)?.is_some() {
                    self.app.store.leave(&subscriber.name, news.now)?;
                }
                SubscriberState { next_due, ..state }
            }
            None => {
                let covered_until = news.now - self.app.config.cycle.look_back;
                SubscriberState { last_change: self.app.store.last_change_before(covered_until)?, covered_until, next_due }
            }
        };
        self.app.store.advance_subscriber(&subscriber.name, state)?;
        Ok(state)
    }

    /// A letter that is due answers its due time; an instant one, the last change it tells. Neither is ever composed twice. What still
    /// waits and nobody has is told by the new letter, so that a reader never gets two at once.
    fn tell(&mut self, subscriber: &Subscriber, news: &mut News) -> Result<()> {
        let state = self.standing(subscriber, news)?;
        if subscriber.schedule != Schedule::Instant && state.next_due.is_none_or(|due| due > news.now) {
            return Ok(());
        }
        let told = SubscriberState { last_change: news.newest, covered_until: news.now, next_due: next_letter(subscriber, news.now) };
        let digest = self.digest(subscriber, state, news)?;
        if digest.is_empty() && !(subscriber.when_empty && subscriber.schedule != Schedule::Instant) {
            return self.pass_over(subscriber, state, told);
        }
        if self.recall(&subscriber.name, "a newer letter tells it too", news.now)? {
            return self.tell(subscriber, news);
        }
        let period = state.next_due.map_or_else(|| news.period.clone(), period_key);
        let thread = self.thread(subscriber, &digest)?;
        let letter = self.letter(&Issue { digest: &digest, subscriber, period: &period, reply_to: thread.as_deref() })?;
        let new = NewLetter { subscriber: &subscriber.name, period: &period, letter: &letter, pledges: &pledges(&digest) };
        if self.app.store.queue_letter(new, told, news.now)?.is_some() {
            info!(subscriber = subscriber.name, "Composed \"{}\"", letter.subject);
            self.report.letters_composed += 1;
            (self.show)(&Step::Composed { digest: &digest });
        }
        Ok(())
    }

    /// Moves a subscriber on who has nothing to be told. One of every cycle stays where the last letter ended, so that a quiet hour
    /// writes nothing.
    fn pass_over(&mut self, subscriber: &Subscriber, state: SubscriberState, told: SubscriberState) -> Result<()> {
        if subscriber.schedule != Schedule::Instant || state.last_change != told.last_change {
            self.app.store.advance_subscriber(&subscriber.name, told)?;
        }
        Ok(())
    }

    /// Words a letter. One that the operator's templates cannot word is worded by those that come with the program.
    fn letter(&self, issue: &Issue<'_>) -> Result<Letter> {
        let desk = self.app.desk();
        let letter = desk.letter(issue).or_else(|fault| {
            warn!("{fault}; the letter is worded by the templates that come with the program");
            Desk { templates: &Templates::embedded()?, ..desk }.letter(issue)
        })?;
        Ok(Letter { unsubscribe: self.app.unsubscribe(issue.subscriber), ..letter })
    }

    fn digest(&self, subscriber: &Subscriber, from: SubscriberState, news: &mut News) -> Result<Digest> {
        let window = Window { from: self.beginning(from, news.now), until: news.now, zone: subscriber.zone };
        let lines = news.lines(&self.app.store, from.last_change)?;
        let coverage = news.coverage(&self.app.store, window.from)?;
        Ok(select(&lines, subscriber, self.app.config.threshold, window, coverage))
    }

    /// Where a window begins: where the last one ended, or, when that was reckoned by a clock that ran ahead, a look-back ago.
    fn beginning(&self, state: SubscriberState, now: DateTime<Utc>) -> DateTime<Utc> {
        if state.covered_until > now { now - self.app.config.cycle.look_back } else { state.covered_until }
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

fn pledges(digest: &Digest) -> Vec<PledgeId> {
    [&digest.pledges, &digest.changes, &digest.partnerships, &digest.unchecked].into_iter().flatten().map(|line| line.pledge.id).collect()
}

/// What is new in this cycle, read once for all subscribers who stand at the same place.
struct News {
    now: DateTime<Utc>,
    newest: i64,
    /// The key of an instant letter. It bears the time of the change, so that a ledger begun anew gives no letter an old one's id.
    period: String,
    departed: Vec<String>,
    lines: BTreeMap<i64, Rc<Vec<DigestLine>>>,
    coverage: BTreeMap<DateTime<Utc>, Coverage>,
}

impl News {
    fn of(store: &Store, readers: &[Subscriber], now: DateTime<Utc>) -> Result<Self, StoreError> {
        let names: Vec<&str> = readers.iter().map(|reader| reader.name.as_str()).collect();
        let departed = store.departed(&names)?;
        let newest = store.latest_change_id()?;
        let period = format!("change-{newest}-{}", period_key(store.change_time(newest)?.unwrap_or(now)));
        Ok(News { now, newest, period, departed, lines: BTreeMap::new(), coverage: BTreeMap::new() })
    }

    /// What changed after a change.
    fn lines(&mut self, store: &Store, after: i64) -> Result<Rc<Vec<DigestLine>>, StoreError> {
        if let Some(known) = self.lines.get(&after) {
            return Ok(known.clone());
        }
        let lines = Rc::new(store.lines(after, self.newest)?);
        self.lines.insert(after, lines.clone());
        Ok(lines)
    }

    /// What was read since an instant.
    fn coverage(&mut self, store: &Store, from: DateTime<Utc>) -> Result<Coverage, StoreError> {
        if let Some(known) = self.coverage.get(&from) {
            return Ok(known.clone());
        }
        let coverage = store.coverage(from, self.now)?;
        self.coverage.insert(from, coverage.clone());
        Ok(coverage)
    }
}
