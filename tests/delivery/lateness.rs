//! Letters that come too late: nobody gets old news as if fresh, none is lost, none told twice.

use crate::ledger::promise;
use crate::office::{Office, reader, to};
use crate::smtp::{At, Fault, Plan, Protection, Server};
use chrono::{NaiveTime, TimeDelta, Weekday};
use pledgewatch::domain::{LetterState, Schedule, Subscriber};
use pledgewatch::mail::Security;

fn weekly() -> Subscriber {
    let time = NaiveTime::from_hms_opt(8, 0, 0).unwrap();
    Subscriber { schedule: Schedule::At { days: vec![Weekday::Mon], time }, ..reader("weekly") }
}

fn plan() -> Plan {
    Plan { login: true, ..Plan::healthy(Protection::Tls) }
}

/// The states of the outbox, one letter each.
fn fates(office: &Office) -> String {
    let letter = |state| match state {
        LetterState::Queued => 'q',
        LetterState::Sending => 'g',
        LetterState::Sent => 's',
        LetterState::Failed => 'f',
        LetterState::Unknown => 'u',
        LetterState::Recalled => 'r',
    };
    office.letters().iter().map(|row| letter(row.state)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weekly_letter_that_waits_for_a_day_is_written_anew_with_its_true_window() {
    let server = Server::start(plan().failing(At::Greeting, Fault::Cut, 1_000_000)).await;
    let mut office = Office::with_server(vec![weekly()], to(&server, Security::Tls));
    office.cycle().await;
    office.publish(&[promise("DK", "EUR 214_000_000")]);
    office.pass(TimeDelta::hours(2));
    office.cycle().await;
    assert_eq!(fates(&office), "q");
    office.pass(TimeDelta::hours(23));
    office.publish(&[promise("NO", "EUR 60_000_000")]);
    office.cycle().await;
    assert_eq!(fates(&office), "q", "it is fresh for a day");
    office.pass(TimeDelta::hours(1));
    office.cycle().await;
    assert_eq!(fates(&office), "rq");
    server.behave(plan());
    office.settle().await;
    assert_eq!(fates(&office), "rs");
    let letter = &office.letters()[1].letter;
    assert!(letter.text.contains("Denmark") && letter.text.contains("Norway"), "{}", letter.text);
    for printed in ["23 Feb 2026", "3 Mar 2026"] {
        assert!(letter.text.contains(printed), "the window is printed as it is, with {printed}: {}", letter.text);
    }
    let next = office.app.store.subscriber_state("weekly").unwrap().unwrap().next_due.unwrap();
    assert_eq!(next.to_rfc3339(), "2026-03-09T08:00:00+00:00", "the next one comes at its usual time");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_waits_is_told_by_the_next_one() {
    let server = Server::start(plan().failing(At::Rcpt, Fault::Reply("450 4.2.1 busy"), 1)).await;
    let mut office = Office::with_server(vec![reader("desk")], to(&server, Security::Tls));
    office.publish(&[promise("DK", "EUR 214_000_000")]);
    office.cycle().await;
    office.pass(TimeDelta::minutes(1));
    office.cycle().await;
    assert_eq!(fates(&office), "q", "a quiet cycle writes nothing anew");
    office.publish(&[promise("NO", "EUR 60_000_000")]);
    office.cycle().await;
    assert_eq!(fates(&office), "rs");
    let taken = server.taken();
    assert_eq!(taken.len(), 1);
    assert!(office.letters()[1].letter.text.contains("Denmark") && office.letters()[1].letter.text.contains("Norway"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_have_arrived_is_not_told_again_in_another_letter() {
    let server = Server::start(plan().failing(At::Dot, Fault::TakeAndCut, 1)).await;
    let mut office = Office::with_server(vec![reader("desk")], to(&server, Security::Tls));
    office.publish(&[promise("DK", "EUR 214_000_000")]);
    office.cycle().await;
    office.publish(&[promise("NO", "EUR 60_000_000")]);
    office.pass(TimeDelta::days(3));
    office.cycle().await;
    assert_eq!(fates(&office), "ss");
    assert!(!office.letters()[1].letter.text.contains("Denmark"), "{}", office.letters()[1].letter.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_taken_back_begins_no_thread() {
    let server = Server::start(plan().failing(At::Rcpt, Fault::Reply("450 4.2.1 busy"), 1)).await;
    let mut office = Office::with_server(vec![reader("desk")], to(&server, Security::Tls));
    office.publish(&[promise("DK", "EUR 214_000_000")]);
    office.cycle().await;
    office.publish(&[promise("NO", "EUR 60_000_000")]);
    office.cycle().await;
    let pledge = office.app.store.pledges(&Default::default()).unwrap()[0].id;
    let first = office.app.store.first_letter("desk", pledge).unwrap();
    assert_eq!(first, Some(office.letters()[1].letter.message_id.clone()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_catch_up_after_a_week_off_is_one_letter() {
    let server = Server::start(plan()).await;
    let daily = Subscriber { schedule: Schedule::Cron("30 7 * * *".to_owned()), ..reader("daily") };
    let mut office = Office::with_server(vec![daily], to(&server, Security::Tls));
    office.cycle().await;
    office.publish(&[promise("DK", "EUR 214_000_000")]);
    office.pass(TimeDelta::days(7));
    for _ in 0..3 {
        office.cycle().await;
        office.pass(TimeDelta::minutes(5));
    }
    assert_eq!(fates(&office), "s");
    assert!(office.letters()[0].letter.text.contains("Denmark"));
}
