//! The program's rooms in the test's own process, with a clock that the test moves.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::ledger;
use crate::smtp::{PASSWORD, Server, Taken, USER};
use chrono::{DateTime, TimeDelta, Utc};
use pledgewatch::app::App;
use pledgewatch::clock::Clock;
use pledgewatch::config::Config;
use pledgewatch::cycle::{self, CycleReport, Step};
use pledgewatch::domain::{Address, Filter, Include, Mention, Schedule, Subscriber};
use pledgewatch::mail::{Mailbox, Mailer, Secret, Security, SmtpConfig, Way};
use pledgewatch::stop::Stop;
use pledgewatch::store::OutboxRow;
use std::collections::BTreeMap;
use std::time::Duration;

/// A folder, a ledger, readers and a way out for their letters. It is a Monday morning.
pub struct Office {
    pub app: App,
    folder: tempfile::TempDir,
}

impl Office {
    /// An office whose letters stay in memory.
    pub fn new(readers: Vec<Subscriber>) -> Office {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::default_in(folder.path()).unwrap();
        config.data_dir = folder.path().join("data");
        config.sources = vec![];
        config.mail.from = "ledger@example.org".to_owned();
        config.fuse_per_hour = 1_000_000;
        config.subscribers = readers;
        let mut app = App::build(config, Clock::Fixed("2026-03-02T06:00:00Z".parse().unwrap())).unwrap();
        app.mailer = Mailer::Memory(Mailbox::default());
        Office { app, folder }
    }

    /// An office that sends through a server.
    pub fn with_server(readers: Vec<Subscriber>, server: SmtpConfig) -> Office {
        let mut office = Office::new(readers);
        office.send_through(server);
        office
    }

    /// Sends through another server, or the same one in another manner.
    pub fn send_through(&mut self, server: SmtpConfig) {
        self.app.config.mail.way = Way::Smtp(server);
        self.app.mailer = Mailer::new(self.app.config.mail.clone()).unwrap();
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.app.clock.now()
    }

    /// Lets time pass, or sets the clock back.
    pub fn pass(&mut self, time: TimeDelta) {
        self.app.clock = Clock::Fixed(self.now() + time);
    }

    /// Puts promises into the ledger.
    pub fn publish(&mut self, promises: &[Mention]) {
        let now = self.now();
        ledger::publish(&mut self.app.store, now, promises);
    }

    pub async fn cycle(&mut self) -> CycleReport {
        self.cycle_seen(&|_| {}).await
    }

    /// A cycle whose steps the test sees.
    pub async fn cycle_seen(&mut self, show: &dyn Fn(&Step<'_>)) -> CycleReport {
        cycle::run(&mut self.app, &Stop::never(), show).await.unwrap()
    }

    /// The outbox, oldest letter first.
    pub fn letters(&self) -> Vec<OutboxRow> {
        let mut rows = self.app.store.outbox_list(10_000).unwrap();
        rows.reverse();
        rows
    }

    /// Runs a cycle every ten minutes until nothing waits.
    pub async fn settle(&mut self) {
        for _ in 0..200 {
            self.cycle().await;
            if self.letters().iter().all(|row| row.next_try.is_none()) {
                return;
            }
            self.pass(TimeDelta::minutes(10));
        }
        panic!("letters wait for ever: {:#?}", self.letters());
    }
}

/// So many readers of every cycle.
pub fn readers(number: usize) -> Vec<Subscriber> {
    (1..=number).map(|n| reader(&format!("reader-{n}"))).collect()
}

/// A reader of every cycle, of everything.
pub fn reader(name: &str) -> Subscriber {
    Subscriber {
        name: name.to_owned(),
        address: Address::Mail(format!("{name}@example.org")),
        zone: chrono_tz::UTC,
        schedule: Schedule::Instant,
        filter: Filter::default(),
        include: vec![Include::Pledges, Include::Changes, Include::Partnerships, Include::Unchecked],
        when_empty: false,
        csv: false,
    }
}

/// How to reach a test server, with login and patience of 300 ms.
pub fn to(server: &Server, security: Security) -> SmtpConfig {
    SmtpConfig {
        host: "localhost".to_owned(),
        port: server.address.port(),
        security,
        login: Some((USER.to_owned(), Secret::new(PASSWORD))),
        ca_file: Some(server.ca_file()),
        timeout: Duration::from_millis(300),
    }
}

/// How many copies each reader got of each letter, by the letter's id.
pub fn copies(taken: &[Taken]) -> BTreeMap<(String, String), usize> {
    let mut copies = BTreeMap::new();
    for letter in taken {
        let id = letter.text.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap();
        *copies.entry((letter.to.clone(), id.to_owned())).or_default() += 1;
    }
    copies
}
