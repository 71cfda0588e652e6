//! Due times of letters over changes of the clocks, month ends and leap days: one row of `tests/cases/due/*.toml`, one story.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/rows.rs"]
mod rows;

use chrono::{DateTime, NaiveTime, SecondsFormat, Utc, Weekday};
use pledgewatch::domain::Schedule;
use pledgewatch::pipeline::schedule::{check_cron, next_due, period_key};
use serde::Deserialize;
use std::collections::HashSet;

/// A schedule, the instant from which it is followed, and the due instants in UTC that follow one another. Fewer than four
/// instants are the first of many, unless `ends` says that nothing follows.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    zone: String,
    days: Option<String>,
    time: Option<String>,
    cron: Option<String>,
    after: String,
    due: Vec<String>,
    #[serde(default)]
    ends: bool,
}

fn days(text: &str) -> Vec<Weekday> {
    match text {
        "all" => days("mon tue wed thu fri sat sun"),
        "weekdays" => days("mon tue wed thu fri"),
        "none" => vec![],
        list => list.split(' ').map(|day| day.parse().unwrap()).collect(),
    }
}

fn schedule(case: &Case) -> Schedule {
    match (&case.days, &case.time, &case.cron) {
        (Some(list), Some(time), None) => Schedule::At { days: days(list), time: time.parse::<NaiveTime>().unwrap() },
        (None, None, Some(expression)) => Schedule::Cron(expression.clone()),
        _ => panic!("{}: give days and time, or cron", case.name),
    }
}

fn check(case: &Case) {
    let (schedule, zone) = (schedule(case), case.zone.parse().unwrap());
    let mut after: DateTime<Utc> = case.after.parse().unwrap();
    let mut got = Vec::new();
    for _ in 0..case.due.len() + usize::from(case.ends) {
        let Some(due) = next_due(&schedule, zone, after) else { break };
        got.push(due.to_rfc3339_opts(SecondsFormat::Secs, true));
        after = due;
    }
    assert_eq!(got, case.due, "{}", case.name);
}

#[test]
fn letters_are_due_when_the_wall_clock_says() {
    rows::each("due", 24, check);
}

#[test]
fn an_instant_letter_is_always_due() {
    let after = "2026-03-29T01:00:00Z".parse().unwrap();
    assert_eq!(next_due(&Schedule::Instant, chrono_tz::Europe::Kyiv, after), Some(after));
}

#[test]
fn every_due_instant_of_a_year_has_its_own_key_and_comes_once() {
    let every_hour = Schedule::Cron("0 * * * *".to_owned());
    for zone in [chrono_tz::Europe::Kyiv, chrono_tz::Australia::Lord_Howe, chrono_tz::Africa::Casablanca] {
        let start: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
        let year: Vec<_> = std::iter::successors(Some(start), |due| next_due(&every_hour, zone, *due))
            .take_while(|due| due.to_rfc3339().starts_with("2026"))
            .collect();
        let keys: HashSet<_> = year.iter().map(|due| period_key(*due)).collect();
        assert_eq!(keys.len(), year.len(), "{zone}");
        assert!(year.is_sorted(), "{zone}");
        assert!((8_755..8_761).contains(&year.len()), "{zone}: {}", year.len());
    }
}

#[test]
fn a_faulty_cron_expression_is_named() {
    for (expression, valid) in
        [("0 8 * * MON-FRI", true), ("0 8 L * *", true), ("", false), ("0 8 * *", false), ("0 0 8 * * *", false), ("61 8 * * *", false)]
    {
        let checked = check_cron(expression);
        assert_eq!(checked.is_ok(), valid, "{expression}");
        assert!(checked.err().is_none_or(|e| e.to_string().contains(&format!("\"{expression}\""))), "{expression}");
    }
}
