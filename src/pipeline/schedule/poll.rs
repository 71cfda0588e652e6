//! When a source is polled next, and how.
//!
//! A healthy source is polled at the pace it writes; a failing one is asked ever more rarely, but for ever: no number of
//! failures stops a source silently.

use crate::domain::CacheHints;
use chrono::{DateTime, TimeDelta, Utc};

/// No source is polled more often.
const SHORTEST: TimeDelta = TimeDelta::minutes(15);
/// No source is polled more rarely of our own accord, whatever its pace, its failures or its cache headers.
const LONGEST: TimeDelta = TimeDelta::hours(24);
/// Over how long a source's pace is reckoned, and over how much at least where less is known of it.
const WEEK: TimeDelta = TimeDelta::days(7);
const DAY: TimeDelta = TimeDelta::days(1);
/// The longest `Retry-After` that is believed: a server may ask for days, but not for ever.
const LONGEST_ASKED: TimeDelta = TimeDelta::days(7);
/// The wait that one whole failure adds.
const STEP: TimeDelta = TimeDelta::hours(1);
/// A source is polled this many times in the mean gap between two entries, so that an entry waits an eighth of that gap on average.
const POLLS_PER_ENTRY: i32 = 4;
/// Validators may be wrong for ever (an `ETag` that never changes), so a full answer is asked for this often.
const FULL_ANSWER_EVERY: TimeDelta = TimeDelta::hours(12);

/// What is known of a source's pace and health.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PollHistory {
    /// Entries a week, see [`weekly`].
    pub weekly: u32,
    /// The weights of all failures since the last success, in quarters of a step: 0 for a healthy source.
    pub faults: u32,
}

/// Entries a week of a source of which `recent` are known from the seven days before `now`, by their own date or by the day they were
/// first seen. `since` is the oldest date its entries state, `None` where they state none: a source whose whole list is of this morning
/// would be taken for a slow one until a week of it is known, and lose what its list holds too short.
pub fn weekly(recent: usize, since: Option<DateTime<Utc>>, now: DateTime<Utc>) -> u32 {
    let known = since.map_or(WEEK, |since| (now - since).clamp(DAY, WEEK));
    let recent = i64::try_from(recent).unwrap_or(i64::MAX);
    u32::try_from(recent.saturating_mul(WEEK.num_minutes()) / known.num_minutes()).unwrap_or(u32::MAX)
}

/// When to poll a source again after an answer (or a failure) at `now`: at its pace, between 15 minutes and 24 hours;
/// after failures one hour for each whole failure, up to 24 hours; and never before the source's own `max-age`, `ttl` (both
/// believed up to 24 hours) or `Retry-After` (up to 7 days).
///
/// ```
/// use pledgewatch::pipeline::schedule::poll::{next_poll, PollHistory};
/// let noon: chrono::DateTime<chrono::Utc> = "2026-03-01T12:00:00Z".parse().unwrap();
/// let daily = PollHistory { weekly: 7, faults: 0 };
/// assert_eq!(next_poll(&daily, &Default::default(), noon).to_string(), "2026-03-01 18:00:00 UTC");
/// ```
pub fn next_poll(history: &PollHistory, hints: &CacheHints, now: DateTime<Utc>) -> DateTime<Utc> {
    let ours = if history.faults > 0 { backoff(history.faults) } else { pace(history.weekly) };
    let theirs = [at_most(hints.max_age, LONGEST), at_most(hints.ttl, LONGEST), at_most(hints.retry_after, LONGEST_ASKED)];
    now + theirs.into_iter().fold(ours, TimeDelta::max)
}

/// Whether the validators may be sent along, given when the source last gave a full answer (`None`: never).
pub fn may_ask_conditionally(last_full: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    last_full.is_some_and(|then| now - then < FULL_ANSWER_EVERY)
}

fn pace(weekly: u32) -> TimeDelta {
    let polls = i32::try_from(weekly).unwrap_or(i32::MAX).saturating_mul(POLLS_PER_ENTRY).max(1);
    (WEEK / polls).clamp(SHORTEST, LONGEST)
}

fn backoff(quarters: u32) -> TimeDelta {
    let quarters = i32::try_from(quarters).unwrap_or(i32::MAX);
    STEP.checked_mul(quarters).map_or(LONGEST, |wait| (wait / 4).clamp(SHORTEST, LONGEST))
}

fn at_most(asked: Option<std::time::Duration>, bound: TimeDelta) -> TimeDelta {
    asked.map_or(TimeDelta::zero(), |wait| TimeDelta::from_std(wait).unwrap_or(bound).min(bound))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::time::Duration;

    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;

    fn now() -> DateTime<Utc> {
        "2026-03-29T00:30:00Z".parse().unwrap()
    }

    #[track_caller]
    fn check(weekly: u32, faults: u32, [max_age, ttl, retry_after]: [u64; 3], minutes: i64) {
        let asked = |seconds: u64| (seconds > 0).then(|| Duration::from_secs(seconds));
        let hints = CacheHints { max_age: asked(max_age), ttl: asked(ttl), retry_after: asked(retry_after) };
        let wait = next_poll(&PollHistory { weekly, faults }, &hints, now()) - now();
        assert_eq!(wait.num_minutes(), minutes, "weekly {weekly}, faults {faults}, {hints:?}");
    }

    #[test]
    fn a_source_is_polled_at_its_own_pace() {
        let rows = [(0, 1440), (1, 1440), (2, 1260), (7, 360), (28, 90), (100, 25), (168, 15), (5000, 15), (u32::MAX, 15)];
        for (weekly, minutes) in rows {
            check(weekly, 0, [0, 0, 0], minutes);
        }
    }

    #[test]
    fn a_pace_is_reckoned_over_what_is_known() {
        let rows = [(20, None, 20), (20, Some(30 * DAY), 20), (20, Some(7 * DAY), 20), (20, Some(2 * DAY), 70), (20, Some(2 * HOUR), 140)];
        for (recent, seconds, expected) in rows {
            let since = seconds.map(|ago: u64| now() - TimeDelta::from_std(Duration::from_secs(ago)).unwrap());
            assert_eq!(weekly(recent, since, now()), expected, "{recent} since {seconds:?} s");
        }
        assert_eq!(weekly(usize::MAX, None, now()), u32::MAX);
        assert_eq!(weekly(3, Some(now() + TimeDelta::days(2)), now()), 21, "a date in the future");
    }

    #[test]
    fn a_failing_source_is_asked_ever_more_rarely_but_for_ever() {
        let rows = [(1, 15), (2, 30), (4, 60), (6, 90), (40, 600), (96, 1440), (97, 1440), (4_000_000, 1440), (u32::MAX, 1440)];
        for (faults, minutes) in rows {
            check(0, faults, [0, 0, 0], minutes);
            check(5000, faults, [0, 0, 0], minutes);
        }
    }

    #[test]
    fn a_source_is_never_polled_before_it_allows() {
        check(5000, 0, [HOUR, 0, 0], 60);
        check(5000, 0, [HOUR, 2 * HOUR, 0], 120);
        check(5000, 0, [HOUR, 2 * HOUR, 3 * HOUR], 180);
        check(5000, 1, [0, 0, 5 * MINUTE], 15);
        check(5000, 4, [0, 0, 90 * MINUTE], 90);
        check(7, 0, [5 * MINUTE, 60, 0], 360);
    }

    #[test]
    fn no_header_silences_a_source() {
        check(7, 0, [365 * DAY, 0, 0], 24 * 60);
        check(7, 0, [0, u64::MAX, 0], 24 * 60);
        check(7, 0, [0, 0, 2 * DAY], 48 * 60);
        check(7, 0, [0, 0, u64::MAX], 7 * 24 * 60);
    }

    #[test]
    fn a_full_answer_is_asked_for_twice_a_day() {
        let rows = [(None, false), (Some(0), true), (Some(719), true), (Some(720), false), (Some(-10), true)];
        for (minutes_ago, conditional) in rows {
            let last = minutes_ago.map(|m| now() - TimeDelta::minutes(m));
            assert_eq!(may_ask_conditionally(last, now()), conditional, "{minutes_ago:?}");
        }
    }
}
