//! The table of faults: letters accepted by the server are letters owed, none twice. A letter is only sent twice where the link broke after
//! its final dot; then it bears the same id, and the outbox says that it may have arrived.

use crate::ledger::promise;
use crate::office::{Office, copies, readers, to};
use crate::smtp::{At, Fault, Plan, Protection, Server};
use chrono::TimeDelta;
use pledgewatch::domain::LetterState;
use pledgewatch::mail::{Secret, Security, SmtpConfig};

const READERS: usize = 4;

fn healthy() -> Plan {
    Plan { login: true, ..Plan::healthy(Protection::StartTls) }
}

fn office(server: SmtpConfig) -> Office {
    let mut office = Office::with_server(readers(READERS), server);
    office.publish(&[promise("DK", "EUR 214_000_000"), promise("NO", "EUR 60_000_000")]);
    office
}

/// Owed letters, each accepted once but for those that were tried again after they had perhaps arrived.
#[track_caller]
fn check_taken(server: &Server, office: &Office, refused: usize, again: usize, case: &str) {
    let taken = server.taken();
    assert!(taken.iter().all(|letter| letter.encrypted && letter.logged_in), "{case}");
    let copies = copies(&taken);
    assert_eq!(copies.len(), READERS - refused, "{case}: each reader got one letter: {copies:?}");
    assert_eq!(taken.len(), READERS - refused + again, "{case}: {copies:?}");
    for row in office.letters() {
        let expected = copies.iter().find(|((reader, _), _)| *reader == row.letter.to).map_or(0, |(_, number)| *number);
        assert_eq!(row.state == LetterState::Sent, expected > 0, "{case}: {row:?}");
        assert!(row.attempts as usize >= expected, "{case}: {row:?}");
    }
}

/// One fault at the second letter, then a healthy server.
async fn check(at: At, fault: Fault, first: LetterState, again: usize) {
    let case = format!("{fault:?} at {at:?}");
    // Greeting, EHLO, STARTTLS and AUTH come before the first letter; the rest before each.
    let spared = usize::from(matches!(at, At::Mail | At::Rcpt | At::Data | At::Text | At::Dot));
    let server = Server::start(healthy().failing(at, fault, 1).after(spared)).await;
    let mut office = office(to(&server, Security::StartTls));
    let report = office.cycle().await;
    let struck: Vec<_> = office.letters().into_iter().filter(|row| row.state != LetterState::Sent).collect();
    assert_eq!(struck.len(), 1, "{case}: each reader is independent of the others: {struck:#?}");
    assert_eq!((struck[0].state, report.letters_sent, report.letters_failed), (first, READERS - 1, 1), "{case}: {struck:?}");
    assert!(struck[0].error.is_some(), "{case}");
    office.settle().await;
    check_taken(&server, &office, usize::from(first == LetterState::Failed), again, &case);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_fault_delays_one_letter() {
    use Fault::{Cut, Reply, ReplyAndClose, Stall, TakeAndCut};
    use LetterState::{Failed, Queued, Unknown};
    let closing = ReplyAndClose("421 4.3.2 closing down");
    let rows = [
        (At::Greeting, closing, Queued, 0),
        (At::Greeting, Stall, Queued, 0),
        (At::Greeting, Cut, Queued, 0),
        (At::Ehlo, closing, Queued, 0),
        (At::Ehlo, Stall, Queued, 0),
        (At::Ehlo, Cut, Queued, 0),
        (At::StartTls, Reply("454 4.7.0 TLS not available for now"), Queued, 0),
        (At::StartTls, Stall, Queued, 0),
        (At::StartTls, Cut, Queued, 0),
        (At::Auth, Reply("454 4.7.0 not now"), Queued, 0),
        (At::Auth, Stall, Queued, 0),
        (At::Auth, Cut, Queued, 0),
        (At::Mail, closing, Queued, 0),
        (At::Mail, Stall, Queued, 0),
        (At::Mail, Cut, Queued, 0),
        (At::Rcpt, Reply("450 4.2.1 mailbox busy"), Queued, 0),
        (At::Rcpt, Reply("550 5.1.1 no such mailbox"), Failed, 0),
        (At::Rcpt, Reply("552 5.2.2 mailbox full"), Failed, 0),
        (At::Rcpt, closing, Queued, 0),
        (At::Rcpt, Stall, Queued, 0),
        (At::Rcpt, Cut, Queued, 0),
        (At::Data, Reply("451 4.3.0 not now"), Queued, 0),
        (At::Data, Reply("552 5.3.4 too large"), Failed, 0),
        (At::Data, Stall, Queued, 0),
        (At::Data, Cut, Queued, 0),
        (At::Text, Cut, Queued, 0),
        (At::Text, Stall, Unknown, 0),
        (At::Dot, Reply("450 4.7.1 greylisted"), Queued, 0),
        (At::Dot, Reply("552 5.3.4 too large"), Failed, 0),
        (At::Dot, Reply("554 5.7.1 spam"), Failed, 0),
        (At::Dot, Stall, Unknown, 0),
        (At::Dot, Cut, Unknown, 0),
        (At::Dot, TakeAndCut, Unknown, 1),
    ];
    for (at, fault, first, again) in rows {
        check(at, fault, first, again).await;
    }
}

/// While something is wrong with the server or the way it is used, nothing is taken and nothing is lost; once it is right, all arrives.
async fn check_outage(case: &str, server: &Server, wrong: SmtpConfig) {
    let mut office = office(wrong);
    for _ in 0..3 {
        office.cycle().await;
        office.pass(TimeDelta::hours(2));
    }
    assert!(server.taken().is_empty(), "{case}");
    assert!(office.letters().iter().all(|row| row.state == LetterState::Queued), "{case}: {:?}", office.letters());
    server.resume().await;
    office.send_through(to(server, Security::StartTls));
    office.settle().await;
    check_taken(server, &office, 0, 0, case);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_delays_all_letters_and_loses_none() {
    let server = Server::start(healthy()).await;
    server.halt();
    check_outage("refused connection", &server, to(&server, Security::StartTls)).await;

    let (server, stranger) = (Server::start(healthy()).await, Server::start(healthy()).await);
    let untrusted = SmtpConfig { ca_file: Some(stranger.ca_file()), ..to(&server, Security::StartTls) };
    check_outage("bad certificate", &server, untrusted).await;

    let stripping = Server::start(Plan { protection: Protection::Plain, ..healthy() }).await;
    let server = Server::start(healthy()).await;
    check_outage("STARTTLS stripped", &server, to(&stripping, Security::StartTls)).await;
    assert!(stripping.taken().is_empty() && stripping.said().iter().all(|line| !line.starts_with("AUTH")), "nothing in the clear");

    let server = Server::start(healthy()).await;
    let wrong = SmtpConfig { login: Some(("post".to_owned(), Secret::new("battery staple"))), ..to(&server, Security::StartTls) };
    check_outage("wrong password", &server, wrong).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_restarts_between_two_letters_gets_each_once() {
    let server = Server::start(healthy()).await;
    let mut office = office(to(&server, Security::StartTls));
    let report = office
        .cycle_seen(&|_| {
            if server.taken().len() == 1 {
                server.halt();
            }
        })
        .await;
    assert!(report.letters_sent < READERS, "the restart came too late: {report:?}");
    server.resume().await;
    office.settle().await;
    check_taken(&server, &office, 0, 0, "restart");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_out_of_order_does_not_hold_up_the_cycle() {
    let server = Server::start(healthy().failing(At::Mail, Fault::Stall, 1_000)).await;
    let mut office = office(to(&server, Security::StartTls));
    let report = office.cycle().await;
    assert_eq!((server.links(), report.letters_failed, report.letters_held), (3, 3, 1), "the rest of the letters wait");
    assert_eq!(office.letters().iter().map(|row| row.attempts).max(), Some(1));
    server.behave(healthy());
    office.settle().await;
    check_taken(&server, &office, 0, 0, "out of order");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_may_have_arrived_is_shown_as_such_and_bears_the_same_id() {
    let server = Server::start(healthy().failing(At::Dot, Fault::TakeAndCut, 1)).await;
    let mut office = office(to(&server, Security::StartTls));
    office.cycle().await;
    let unknown = office.letters().into_iter().find(|row| row.state == LetterState::Unknown).unwrap();
    office.settle().await;
    let taken = server.taken();
    let twice: Vec<_> = taken.iter().filter(|letter| letter.to == unknown.letter.to).collect();
    assert_eq!(twice.len(), 2);
    let id = format!("Message-ID: <{}>", unknown.letter.message_id);
    assert!(twice.iter().all(|letter| letter.text.lines().any(|line| line == id)), "{id}");
}
