//! Letters of a program that is restarted, off, or told the wrong time, over changes of the clocks and the ends of months: the table of
//! `tests/cases/catching_up`. What a schedule means by itself is in `tests/cases/due`.

use crate::office::{Office, reader};
use crate::rows;
use chrono::SecondsFormat;
use pledgewatch::clock::Clock;
use pledgewatch::domain::{Schedule, Subscriber};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    zone: String,
    schedule: String,
    wakes: Vec<String>,
    letters: Vec<String>,
}

/// Each case has a reader of its own in one office, which is cheaper than an office for each.
async fn check(office: &mut Office, number: usize, case: &Case) {
    let name = format!("reader-{number}");
    let schedule = Schedule::Cron(case.schedule.clone());
    let reader = Subscriber { zone: case.zone.parse().unwrap(), schedule, when_empty: true, ..reader(&name) };
    office.app.config.subscribers = vec![reader];
    for wake in &case.wakes {
        office.app.clock = Clock::Fixed(wake.parse().unwrap());
        office.cycle().await;
    }
    let letters = office.letters().into_iter().filter(|row| row.subscriber == name);
    let sent: Vec<_> = letters.map(|row| row.queued_at.to_rfc3339_opts(SecondsFormat::Secs, true)).collect();
    assert_eq!(sent, case.letters, "{}", case.name);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_letter_comes_once_in_its_time() {
    let mut office = Office::new(vec![]);
    for (number, case) in rows::all("catching_up", 17).iter().enumerate() {
        check(&mut office, number, case).await;
    }
}
