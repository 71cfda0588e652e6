//! The post's pace, measured on the rooms of the program: 500 letters with different filters over a window of 200 pledges, the same in ledgers
//! of 1 000 and of 100 000 pledges, and 1 000 letters handed to a server. `cargo bench --bench letters` prints a table.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[allow(dead_code)] // the tests use the rest of it
#[path = "../support/claims.rs"]
mod claims;
#[path = "../support/ledger.rs"]
mod ledger;
#[path = "../support/office.rs"]
mod office;
#[path = "../support/smtp.rs"]
mod smtp;

use chrono::TimeDelta;
use office::{Office, reader, readers, to};
use pledgewatch::cycle::Step;
use pledgewatch::domain::{Actor, Filter, Kind, Mention, Subscriber};
use pledgewatch::mail::{Mailbox, Mailer, Security};
use smtp::{Plan, Protection, Server};
use std::cell::Cell;
use std::time::{Duration, Instant};

const DONORS: [&str; 20] =
    ["AT", "BE", "CA", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "IT", "LT", "LV", "NL", "NO", "PL", "RO", "SE", "US"];
const KINDS: [Kind; 4] = [Kind::Money, Kind::Package, Kind::Equipment, Kind::Training];

/// The n-th of many promises that have nothing in common, as long as 500 at most are made within a season: those of one donor are a
/// twentieth apart.
fn promise(n: usize) -> Mention {
    let sum = (0..n / DONORS.len() % 25).fold(1_000_000_u64, |sum, _| sum + sum / 20);
    let sum = format!("EUR {sum}");
    let quote =
        format!("The government announced promise number {n} of this kind at a meeting of the ministers, who spoke of what it is for.");
    Mention {
        kind: KINDS[n / DONORS.len() % KINDS.len()],
        items: vec![claims::item(&format!("item {n}"), None)],
        evidence: claims::evidence(&quote),
        ..ledger::promise(DONORS[n % DONORS.len()], &sum)
    }
}

/// Readers who want different things: all, one donor, one kind, large sums, or several donors.
fn choosy(number: usize) -> Vec<Subscriber> {
    let filter = |n: usize| match n % 5 {
        0 => Filter::default(),
        1 => Filter { donors: vec![Actor(DONORS[n / 5 % DONORS.len()].to_owned())], ..Filter::default() },
        2 => Filter { kinds: vec![KINDS[n / 5 % KINDS.len()]], ..Filter::default() },
        3 => Filter { min_eur: Some(1_000_000 + 3_000 * (n as u64 % 150)), ..Filter::default() },
        _ => Filter { donors: DONORS[n % 10..n % 10 + 8].iter().map(|donor| Actor((*donor).to_owned())).collect(), ..Filter::default() },
    };
    (0..number).map(|n| Subscriber { filter: filter(n), ..reader(&format!("reader-{n}")) }).collect()
}

/// How many promises are made in half a year.
const SEASON: usize = 500;

/// A ledger with so many old pledges and 200 fresh ones.
fn filled(old: usize, subscribers: Vec<Subscriber>) -> Office {
    let mut office = Office::new(subscribers);
    let seasons = i32::try_from(old / SEASON + 1).unwrap();
    office.pass(-TimeDelta::days(180) * seasons);
    for from in (0..old).step_by(SEASON) {
        let some: Vec<Mention> = (from..old.min(from + SEASON)).map(|n| promise(SEASON + n)).collect();
        office.publish(&some);
        office.pass(TimeDelta::days(180));
    }
    office.pass(TimeDelta::days(180) * (seasons - i32::try_from(old.div_ceil(SEASON)).unwrap()));
    let fresh: Vec<Mention> = (0..200).map(promise).collect();
    office.publish(&fresh);
    office
}

/// How long the letters of a cycle take to be composed and made durable: from the end of reading to the beginning of sending.
async fn composed(office: &mut Office) -> Duration {
    office.app.mailer = Mailer::Memory(Mailbox::default());
    office.app.config.fuse_per_hour = 0; // composing alone: nothing is sent
    let (begun, ended) = (Cell::new(Instant::now()), Cell::new(Instant::now()));
    let report = office
        .cycle_seen(&|step| match step {
            Step::Reading { .. } => begun.set(Instant::now()),
            Step::Sending { .. } => ended.set(Instant::now()),
            _ => {}
        })
        .await;
    assert_eq!(report.letters_composed, office.app.config.subscribers.len());
    ended.get() - begun.get()
}

/// The most memory that this process has used so far, in MB.
fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() / 1_000
}

async fn composing() {
    let mut small = filled(1_000, choosy(500));
    let before = peak_mb();
    let time = composed(&mut small).await;
    println!("500 letters over 200 pledges, ledger of   1 000: {time:>8.2?}, {} MB at most ({before} MB before)", peak_mb());
    let bytes: usize = small.letters().iter().map(|row| row.letter.html.len() + row.letter.text.len()).sum();
    println!("    {} KB a letter on average", bytes / 500_000);
    let few = composed(&mut filled(1_000, choosy(50))).await;
    println!(" 50 letters over 200 pledges, ledger of   1 000: {few:>8.2?}, {:.1} times less", time.as_secs_f64() / few.as_secs_f64());
    let large = composed(&mut filled(100_000, choosy(500))).await;
    println!(
        "500 letters over 200 pledges, ledger of 100 000: {large:>8.2?}, {:.2} times as long",
        large.as_secs_f64() / time.as_secs_f64()
    );
}

async fn sending(protection: Protection, security: Security) {
    let server = Server::start(Plan { login: true, ..Plan::healthy(protection) }).await;
    let mut office = Office::with_server(readers(1_000), to(&server, security));
    let some: Vec<Mention> = (0..10).map(promise).collect();
    office.publish(&some);
    let begun = Cell::new(Instant::now());
    let report = office
        .cycle_seen(&|step| {
            if let Step::Sending { .. } = step {
                begun.set(Instant::now());
            }
        })
        .await;
    let time = begun.get().elapsed();
    assert_eq!((report.letters_sent, server.taken().len(), server.links()), (1_000, 1_000, 1));
    println!("1 000 letters of 10 pledges to a server, {security:?}: {time:.2?} over {} link", server.links());
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    composing().await;
    sending(Protection::StartTls, Security::StartTls).await;
    sending(Protection::Tls, Security::Tls).await;
}
