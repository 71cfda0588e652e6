//! The fuse: a flood is held and said, and goes out as time passes or by hand.

use crate::ledger::promise;
use crate::office::{Office, copies, readers, to};
use crate::smtp::{Plan, Protection, Server};
use chrono::TimeDelta;
use pledgewatch::mail::Security;

async fn flooded(server: &Server) -> Office {
    let mut office = Office::with_server(readers(10), to(server, Security::Tls));
    office.app.config.fuse_per_hour = 4;
    office.publish(&[promise("DK", "EUR 214_000_000")]);
    let report = office.cycle().await;
    assert_eq!((report.letters_sent, report.letters_held), (4, 6));
    assert!(!report.all_well(), "a flood is no quiet day");
    office
}

async fn server() -> Server {
    Server::start(Plan { login: true, ..Plan::healthy(Protection::Tls) }).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_is_held_and_goes_out_hour_by_hour() {
    let server = server().await;
    let mut office = flooded(&server).await;
    office.pass(TimeDelta::minutes(30));
    assert_eq!(office.cycle().await.letters_sent, 0);
    office.pass(TimeDelta::minutes(31));
    assert_eq!(office.cycle().await.letters_sent, 4);
    office.pass(TimeDelta::minutes(61));
    let last = office.cycle().await;
    assert_eq!((last.letters_sent, last.letters_held), (2, 0));
    assert_eq!(copies(&server.taken()).len(), 10);
    assert_eq!(server.taken().len(), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_is_let_go_by_hand() {
    let server = server().await;
    let mut office = flooded(&server).await;
    assert_eq!(office.app.store.release_letters().unwrap(), 6);
    assert_eq!(office.cycle().await.letters_sent, 6);
    assert_eq!(copies(&server.taken()).len(), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_of_a_clock_that_ran_ahead_do_not_blow_the_fuse() {
    let server = server().await;
    let mut office = flooded(&server).await;
    office.pass(TimeDelta::days(-300));
    assert_eq!(office.cycle().await.letters_sent, 4);
}
