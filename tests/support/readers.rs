//! A world with a ledger of fresh pledges, many readers whose letters are due, and a mail server.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::ledger::{promise, publish};
use crate::smtp::{Plan, Protection, Server};
use crate::world::World;
use chrono::{DateTime, TimeDelta, Utc};
use pledgewatch::store::{OutboxRow, Store, SubscriberState};
use std::collections::BTreeMap;

/// Every second reader has a daily letter that was missed half an hour ago, the others get one with every cycle.
pub async fn world(readers: usize) -> (World, Server) {
    let mut world = World::new().await;
    let post = server(&mut world, 5).await;
    let names: Vec<String> = (1..=readers).map(|n| format!("reader-{n}")).collect();
    for (n, name) in names.iter().enumerate() {
        subscriber(&mut world, name, if n % 2 == 0 { "instant" } else { "daily 07:30" });
    }
    let mut store = ledger_with_pledges(&world);
    let yesterday = now() - TimeDelta::days(1);
    for name in names.iter().skip(1).step_by(2) {
        let missed = SubscriberState { last_change: 0, covered_until: yesterday, next_due: Some(now() - TimeDelta::minutes(30)) };
        store.advance_subscriber(name, missed).unwrap();
    }
    (world, post)
}

/// A ledger to which two pledges came an hour ago.
pub fn ledger_with_pledges(world: &World) -> Store {
    std::fs::create_dir_all(world.path("data")).unwrap();
    let mut store = Store::open(&world.database()).unwrap();
    publish(&mut store, now() - TimeDelta::hours(1), &[promise("DK", "EUR 214_000_000"), promise("NO", "EUR 60_000_000")]);
    store
}

/// Starts a mail server for a world and writes it into the configuration, with so many seconds of patience.
pub async fn server(world: &mut World, patience: u32) -> Server {
    let post = Server::start(Plan::healthy(Protection::Plain)).await;
    let port = post.address.port();
    world.setting(&format!(
        "[mail]\nfrom = \"ledger@example.org\"\ntimeout_seconds = {patience}\n[mail.smtp]\nhost = \"localhost\"\nport = {port}\nsecurity = \"none\""
    ));
    post
}

/// Adds a reader of everything.
pub fn subscriber(world: &mut World, name: &str, schedule: &str) {
    world.setting(&format!(
        "[[subscriber]]\nname = \"{name}\"\naddress = \"{name}@example.org\"\nzone = \"Europe/Kyiv\"\nschedule = \"{schedule}\""
    ));
}

/// The outbox as it is.
pub fn outbox(world: &World) -> Vec<OutboxRow> {
    Store::open_read_only(&world.database()).unwrap().outbox_list(10_000).unwrap()
}

/// How many copies of its letter each reader got. No reader has two letters; each copy bears its letter's id.
#[track_caller]
pub fn copies(post: &Server) -> BTreeMap<String, usize> {
    let mut copies: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for letter in post.taken() {
        let id = letter.text.lines().find(|line| line.starts_with("Message-ID:")).unwrap().to_owned();
        let known = copies.entry(letter.to.clone()).or_insert_with(|| (id.clone(), 0));
        assert_eq!(known.0, id, "{} got two letters", letter.to);
        known.1 += 1;
    }
    copies.into_iter().map(|(reader, (_, number))| (reader, number)).collect()
}

#[allow(clippy::disallowed_methods, reason = "the program under test lives in real time")]
fn now() -> DateTime<Utc> {
    std::time::SystemTime::now().into()
}
