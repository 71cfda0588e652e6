//! What changes between two runs: the configuration, the clock, the ledger's file. No letter is lost, none told twice.

use crate::ledger::promise;
use crate::office::{Office, reader, to};
use crate::smtp::{At, Fault, Plan, Protection, Server};
use chrono::TimeDelta;
use pledgewatch::domain::{Address, LetterState, Schedule, Subscriber};
use pledgewatch::mail::Security;
use pledgewatch::store::Store;

fn plan() -> Plan {
    Plan { login: true, ..Plan::healthy(Protection::Tls) }
}

/// A server that puts the first letter off, and an office in which it waits for its reader.
async fn waiting() -> (Server, Office) {
    let server = Server::start(plan().failing(At::Rcpt, Fault::Reply("450 4.2.1 busy"), 1)).await;
    let mut office = Office::with_server(vec![reader("desk")], to(&server, Security::Tls));
    office.publish(&[promise("DK", "EUR 214_000_000")]);
    office.cycle().await;
    office.pass(TimeDelta::hours(1));
    (server, office)
}

fn recipients(server: &Server) -> Vec<String> {
    server.taken().into_iter().map(|letter| letter.to).collect()
}

/// The subscribers change while a letter waits: who gets it in the end.
async fn check_readers(readers: Vec<Subscriber>, expected: &[&str]) {
    let (server, mut office) = waiting().await;
    office.app.config.subscribers = readers.clone();
    office.cycle().await;
    office.settle().await;
    assert_eq!(recipients(&server), expected, "{readers:?}");
    office.publish(&[promise("NO", "EUR 60_000_000")]);
    office.settle().await;
    let newest = office.letters().pop().unwrap().letter;
    assert!(newest.text.contains("Norway") && !newest.text.contains("Denmark"), "told once: {}", newest.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_follows_its_reader() {
    let moved = Subscriber { address: Address::Mail("desk@example.com".to_owned()), ..reader("desk") };
    let renamed = Subscriber { address: Address::Mail("desk@example.org".to_owned()), ..reader("night-desk") };
    let zoned = Subscriber { zone: chrono_tz::Europe::Kyiv, ..reader("desk") };
    check_readers(vec![reader("desk")], &["desk@example.org"]).await;
    check_readers(vec![moved], &["desk@example.com"]).await;
    check_readers(vec![renamed], &["desk@example.org"]).await;
    check_readers(vec![zoned], &["desk@example.org"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_is_gone_gets_nothing_more_and_one_who_comes_back_gets_what_is_owed() {
    let (server, mut office) = waiting().await;
    office.app.config.subscribers = vec![Subscriber { address: Address::Mail("other@example.org".to_owned()), ..reader("other") }];
    office.settle().await;
    assert_eq!(recipients(&server), ["other@example.org"]);
    office.app.config.subscribers = vec![reader("desk")];
    office.settle().await;
    assert_eq!(recipients(&server), ["other@example.org", "desk@example.org"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_with_a_new_name_is_not_told_again_what_the_old_one_was() {
    let server = Server::start(plan()).await;
    let mut office = Office::with_server(vec![reader("desk")], to(&server, Security::Tls));
    office.publish(&[promise("DK", "EUR 214_000_000")]);
    office.cycle().await;
    office.app.config.subscribers = vec![Subscriber { address: Address::Mail("desk@example.org".to_owned()), ..reader("night-desk") }];
    office.pass(TimeDelta::hours(1));
    office.cycle().await;
    assert_eq!(server.taken().len(), 1);
}

/// A schedule is changed after a letter was sent on Monday at 08:00: when the next one comes.
async fn check_schedule(was: &str, becomes: &str, next: &str) {
    let cron = |text: &str| Subscriber { schedule: Schedule::Cron(text.to_owned()), ..reader("desk") };
    let server = Server::start(plan()).await;
    let mut office = Office::with_server(vec![cron(was)], to(&server, Security::Tls));
    office.cycle().await;
    office.publish(&[promise("DK", "EUR 214_000_000")]);
    office.pass(TimeDelta::hours(2));
    assert_eq!(office.cycle().await.letters_sent, 1);
    office.publish(&[promise("NO", "EUR 60_000_000")]);
    office.app.config.subscribers = vec![cron(becomes)];
    for _ in 0..8 * 24 {
        office.pass(TimeDelta::hours(1));
        if office.cycle().await.letters_sent > 0 {
            break;
        }
    }
    assert_eq!(office.now().format("%a %H:%M").to_string(), next, "{was} becomes {becomes}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_schedule_holds_from_the_next_letter_on() {
    check_schedule("0 8 * * *", "0 8 * * *", "Tue 08:00").await;
    check_schedule("0 8 * * MON", "0 8 * * *", "Tue 08:00").await;
    check_schedule("0 8 * * *", "0 8 * * MON", "Mon 08:00").await;
    check_schedule("0 8 * * *", "0 18 * * *", "Mon 18:00").await;
}

/// The clock was wrong for one cycle, by so much, and is then set right.
async fn check_clock(wrong_by: TimeDelta) {
    let daily = Subscriber { schedule: Schedule::Cron("0 8 * * *".to_owned()), ..reader("daily") };
    let server = Server::start(plan()).await;
    let mut office = Office::with_server(vec![daily, reader("instant")], to(&server, Security::Tls));
    office.cycle().await;
    office.publish(&[promise("DK", "EUR 214_000_000")]);
    office.pass(TimeDelta::hours(2) + wrong_by);
    office.cycle().await;
    office.pass(-wrong_by);
    office.cycle().await;
    assert_eq!(server.taken().len(), 2, "{wrong_by}: each reader was told once");
    office.publish(&[promise("NO", "EUR 60_000_000")]);
    office.cycle().await;
    office.pass(TimeDelta::days(1));
    office.cycle().await;
    let newest = office.letters().pop().unwrap().letter.text;
    assert!(!newest.contains("2036"), "{wrong_by}: no window begins in the future: {newest}");
    let mut told: Vec<String> = recipients(&server);
    told.sort();
    assert_eq!(told, ["daily@example.org", "daily@example.org", "instant@example.org", "instant@example.org"], "{wrong_by}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_wrong_silences_nobody_and_doubles_nothing() {
    for wrong_by in [TimeDelta::minutes(5), TimeDelta::hours(1), TimeDelta::days(3), TimeDelta::days(3_650)] {
        check_clock(wrong_by).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_ledger_repeats_letters_only_under_their_ids() {
    let server = Server::start(plan()).await;
    let mut office = Office::with_server(vec![reader("desk")], to(&server, Security::Tls));
    office.publish(&[promise("DK", "EUR 214_000_000")]);
    let backup = office.app.config.data_dir.join("backup.db");
    office.app.store.backup(&backup).unwrap();
    office.cycle().await;
    office.pass(TimeDelta::minutes(10));
    office.app.store = Store::open(&backup).unwrap();
    office.cycle().await;
    let copies = crate::office::copies(&server.taken());
    assert_eq!(copies.into_values().collect::<Vec<_>>(), [2], "the ledger cannot know, but the reader's mailbox can");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_begun_anew_gives_no_letter_an_id_of_old() {
    let server = Server::start(plan()).await;
    let mut office = Office::with_server(vec![reader("desk")], to(&server, Security::Tls));
    office.publish(&[promise("DK", "EUR 214_000_000")]);
    office.cycle().await;
    office.app.store = Store::open(&office.app.config.data_dir.join("other.db")).unwrap();
    office.pass(TimeDelta::minutes(10));
    office.publish(&[promise("NO", "EUR 60_000_000")]);
    office.cycle().await;
    assert_eq!(crate::office::copies(&server.taken()).into_values().collect::<Vec<_>>(), [1, 1], "a mailbox drops what it knows by its id");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_copied_while_a_letter_is_sent_says_that_it_may_have_arrived() {
    let server = Server::start(plan()).await;
    let mut office = Office::with_server(vec![reader("desk")], to(&server, Security::Tls));
    office.publish(&[promise("DK", "EUR 214_000_000")]);
    let backup = office.app.config.data_dir.join("backup.db");
    let database = office.app.config.database();
    office
        .cycle_seen(&|_| {
            if server.taken().len() == 1 && !backup.exists() {
                Store::open_read_only(&database).unwrap().backup(&backup).unwrap();
            }
        })
        .await;
    office.app.store = Store::open(&backup).unwrap();
    assert_eq!(office.letters()[0].state, LetterState::Sending);
    office.settle().await;
    assert_eq!(crate::office::copies(&server.taken()).into_values().collect::<Vec<_>>(), [2]);
}
