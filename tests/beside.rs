//! Hand commands beside a daemon on one ledger, and with a clock that was set back: each does its work, and none undoes another's.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code)] // other tests use the rest of it
#[path = "support/claims.rs"]
mod claims;
#[path = "support/http.rs"]
mod http;
#[path = "support/ledger.rs"]
mod ledger;
#[path = "support/readers.rs"]
mod readers;
#[path = "support/smtp.rs"]
mod smtp;
#[path = "support/world.rs"]
mod world;

use chrono::{DateTime, TimeDelta, Utc};
use ledger::{promise, publish};
use pledgewatch::store::Store;
use std::process::Command;
use world::{World, danish_story, norwegian_story};

#[tokio::test(flavor = "multi_thread")]
async fn hand_commands_beside_a_daemon_and_one_another() {
    let mut world = World::new().await;
    world.newspaper("daily", &[danish_story(), norwegian_story()]);
    assert_eq!(world.run(&["--once"]).await.code, Some(0));
    let mut daemon = world.command(&[]).spawn().unwrap();
    let lines = [
        "pledges merge p-1 p-2",
        "pledges set p-1 stage=contracted",
        "--once --all",
        "reprocess --write",
        "backup one.db",
        "backup other.db",
        "doctor",
        "--once --all",
    ];
    let split: Vec<Vec<&str>> = lines.iter().map(|line| line.split(' ').collect()).collect();
    let runs = futures::future::join_all(split.iter().map(|arguments| world.run(arguments))).await;
    for (line, run) in lines.iter().zip(&runs) {
        assert_eq!(run.code, Some(0), "{line}: {run:?}");
    }
    assert!(Command::new("kill").arg("-TERM").arg(daemon.id().to_string()).status().unwrap().success());
    assert_eq!(tokio::task::spawn_blocking(move || daemon.wait().unwrap().code()).await.unwrap(), Some(0));
    let story = world.run(&["explain", "p-1"]).await.out;
    assert!(story.contains("p-2 is the same promise") && story.contains("→ contracted"), "nobody's word is lost: {story}");
    for ledger in ["data/pledgewatch.db", "one.db", "other.db"] {
        assert_eq!(Store::open(&world.path(ledger)).unwrap().doctor(now()).unwrap().damage, Vec::<String>::new(), "{ledger}");
    }
}

/// A ledger whose newest pledges are of tomorrow, by the clock as it stands now.
#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_was_set_back_a_day() {
    let mut world = World::new().await;
    let post = readers::server(&mut world, 5).await;
    readers::subscriber(&mut world, "reader", "instant");
    std::fs::create_dir(world.path("data")).unwrap();
    let promises = [promise("DK", "EUR 214_000_000"), promise("NO", "EUR 60_000_000")];
    publish(&mut Store::open(&world.database()).unwrap(), now() + TimeDelta::days(1), &promises);
    let rows = [
        ("pledges merge p-1 p-2", 0, "done"),
        ("pledges set p-1 stage=contracted", 0, "done"),
        ("reprocess --write", 0, ""),
        ("--once", 0, ""),
        ("--once", 0, ""),
        ("backup copy.db", 0, "the ledger is copied"),
        ("explain p-1", 0, "p-2 is the same promise"),
        ("doctor", 2, "the clock was set back"),
    ];
    for (line, code, said) in rows {
        let run = world.run(&line.split(' ').collect::<Vec<_>>()).await;
        assert!(run.code == Some(code) && run.out.contains(said), "{line}: {run:?}");
    }
    assert_eq!(post.taken().len(), 1, "what is new is told, once");
}

#[allow(clippy::disallowed_methods, reason = "the program under test lives in real time")]
fn now() -> DateTime<Utc> {
    std::time::SystemTime::now().into()
}
