//! When a subscriber's next letter is due.
//!
//! A schedule speaks of wall-clock times in the reader's zone. They are listed without a zone first and only then turned into
//! instants, so a change of the clocks moves no letter: a time that the clocks skip is due at the end of the gap, a time that
//! they show twice is due the first time.

use crate::domain::Schedule;
use chrono::{DateTime, Days, MappedLocalTime, NaiveDateTime, NaiveTime, SecondsFormat, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};

/// How many wall-clock times are tried for one due instant. The longest run of times that are already over is the hour that the
/// clocks show twice: 60 of them with a letter every minute, 180 where clocks go back by three hours.
const TRIES: usize = 400;

/// A gap in the clocks is shorter than this: the longest known one is Samoa's missing day of 2011.
const GAP_AT_MOST: TimeDelta = TimeDelta::hours(26);

/// A text that is no cron expression.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("\"{expression}\" is no cron expression of five fields (minute hour day month weekday): {fault}")]
pub struct CronError {
    expression: String,
    fault: String,
}

/// Whether a text is a cron expression of five fields; used when the configuration is read.
///
/// # Errors
/// When it is not, with the reason.
pub fn check_cron(expression: &str) -> Result<(), CronError> {
    parse_cron(expression).map(drop)
}

/// The first instant after `after` at which a letter is due; `None` where the schedule never fires, such as on 30 February.
///
/// [`Schedule::Instant`] is always due: it answers `after` itself.
pub fn next_due(schedule: &Schedule, zone: Tz, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let from = after.with_timezone(&zone).naive_local();
    match schedule {
        Schedule::Instant => Some(after),
        Schedule::At { days, time } => first_after(daily_times(days, *time, from), zone, after),
        Schedule::Cron(expression) => first_after(cron_times(&parse_cron(expression).ok()?, from), zone, after),
    }
}

/// When a reader's next letter is due, given the due time that was stored with the last one: what is over was missed and is caught up
/// once; what is still to come is reckoned anew from `now`, for the schedule, the zone or the clock may have been set right since.
///
/// `None` for [`Schedule::Instant`], whose letters answer no due time, and for a schedule that never fires.
pub fn planned(schedule: &Schedule, zone: Tz, stored: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match (schedule, stored) {
        (Schedule::Instant, _) => None,
        (_, Some(missed)) if missed <= now => Some(missed),
        _ => next_due(schedule, zone, now),
    }
}

/// The name of the period that ends at a due instant: with the subscriber's name, the key that keeps a digest from going out
/// twice. It depends on nothing but the instant, so it survives a change of schedule or zone.
pub fn period_key(due: DateTime<Utc>) -> String {
    due.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn first_after(mut times: impl Iterator<Item = NaiveDateTime>, zone: Tz, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
    times.by_ref().take(TRIES).map(|time| instant_of(time, zone)).find(|instant| *instant > after)
}

/// The chosen days' times, from the day of `from` on: two weeks hold at least two of each weekday.
fn daily_times(days: &[Weekday], time: NaiveTime, from: NaiveDateTime) -> impl Iterator<Item = NaiveDateTime> {
    use chrono::Datelike;
    let dates = (0..15).filter_map(move |n| from.date().checked_add_days(Days::new(n)));
    dates.filter(|date| days.contains(&date.weekday())).map(move |date| date.and_time(time))
}

/// The expression's wall-clock times after `from`, reckoned as if there were no zones.
fn cron_times(cron: &Cron, from: NaiveDateTime) -> impl Iterator<Item = NaiveDateTime> {
    let next = |time: &DateTime<Utc>| cron.find_next_occurrence(time, false).ok();
    std::iter::successors(next(&from.and_utc()), next).map(|time| time.naive_utc())
}

fn parse_cron(expression: &str) -> Result<Cron, CronError> {
    let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
    parser.parse(expression).map_err(|fault| CronError { expression: expression.to_owned(), fault: fault.to_string() })
}

fn instant_of(time: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    match zone.from_local_datetime(&time) {
        MappedLocalTime::Single(instant) | MappedLocalTime::Ambiguous(instant, _) => instant.to_utc(),
        MappedLocalTime::None => end_of_gap(time, zone),
    }
}

/// The first instant whose wall clock is past a time that the clocks skip. Around a gap the wall clock only runs forward, so
/// the instant is found by halving.
fn end_of_gap(skipped: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    let near = skipped.and_utc();
    let (mut before, mut past) = (near - GAP_AT_MOST, near + GAP_AT_MOST);
    while past - before > TimeDelta::seconds(1) {
        let middle = before + TimeDelta::seconds((past - before).num_seconds() / 2);
        if middle.with_timezone(&zone).naive_local() > skipped {
            past = middle;
        } else {
            before = middle;
        }
    }
    past
}
