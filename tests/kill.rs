//! SIGKILL at the worst moments: whatever the moment, a later run owes nothing and doubles nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/http.rs"]
mod http;
#[path = "support/smtp.rs"]
mod smtp;
#[path = "support/world.rs"]
mod world;

use http::{Reply, reply};
use smtp::{At, Fault, Plan, Protection};
use std::collections::BTreeSet;
use std::process::{Child, Stdio};
use std::time::Duration;
use world::{Story, World, danish_story, norwegian_story};

const READERS: [&str; 2] = ["desk", "wire"];

/// A newspaper with two stories, two readers, and a mail server that may fail once.
async fn world(plan: Plan) -> (World, smtp::Server) {
    let mut world = World::new().await;
    let post = smtp::Server::start(plan).await;
    world.newspaper("daily", &[danish_story(), norwegian_story()]);
    world.setting("parallel = 1\n");
    world.setting(&format!(
        "[mail]\nfrom = \"ledger@example.org\"\n[mail.smtp]\nhost = \"localhost\"\nport = {}\nca_file = \"{}\"",
        post.address.port(),
        post.ca_file().display()
    ));
    for reader in READERS {
        let lines = format!(
            "[[subscriber]]\nname = \"{reader}\"\naddress = \"{reader}@example.org\"\nzone = \"Europe/Kyiv\"\nschedule = \"instant\""
        );
        world.setting(&lines);
    }
    (world, post)
}

/// The page of a story: first silence, then what it should be.
fn silent_once(world: &World, story: &Story) {
    world.web.on(&story.path, [Reply::Silence, reply("200 OK", "Content-Type: text/html; charset=utf-8", story.page())]);
}

fn start(world: &World) -> Child {
    world.command(&["--once"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Kills a run as soon as the moment has come.
async fn kill_when(world: &World, moment: impl Fn() -> bool) {
    let mut run = start(world);
    for _ in 0..2_000 {
        if moment() {
            run.kill().unwrap();
            run.wait().unwrap();
            return;
        }
        assert!(run.try_wait().unwrap().is_none(), "the run ended before its moment came");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the moment never came");
}

/// Runs until nothing is left to do, as a later evening would: the clock cannot be moved, so waiting letters are asked for by hand.
async fn settle(world: &World, post: &smtp::Server) {
    for _ in 0..5 {
        let run = world.run(&["--once", "--all"]).await;
        assert!(matches!(run.code, Some(0 | 2)), "{run:?}");
        for id in 1..=READERS.len() {
            world.run(&["outbox", "retry", &id.to_string()]).await;
        }
        if ids(post).len() == READERS.len() {
            break;
        }
    }
    let last = world.run(&["--once", "--all"]).await;
    assert!(last.out.contains("0 letters composed, 0 sent, 0 failed"), "everything was told: {}", last.out);
}

/// The message ids of the letters taken.
fn ids(post: &smtp::Server) -> BTreeSet<String> {
    post.taken().iter().map(|letter| letter.text.lines().find(|line| line.starts_with("Message-ID:")).unwrap().to_owned()).collect()
}

/// Every reader got one letter, and it tells of both pledges once.
#[track_caller]
fn check_letters(post: &smtp::Server, doubled: usize) {
    let taken = post.taken();
    assert_eq!(ids(post).len(), READERS.len(), "each reader's letter has its own id, the same at each try");
    assert!(taken.len() <= READERS.len() + doubled, "{} letters for {} readers", taken.len(), READERS.len());
    for reader in READERS {
        let letter = taken.iter().find(|letter| letter.to.contains(reader)).unwrap_or_else(|| panic!("{reader} got nothing"));
        for sum in ["1.5", "700"] {
            assert!(letter.text.contains(sum), "the letter to {reader} lacks {sum}:\n{}", letter.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_after_the_feed_was_stored() {
    let (world, post) = world(Plan::healthy(Protection::StartTls)).await;
    silent_once(&world, &danish_story());
    kill_when(&world, || world.web.paths().contains(&"/denmark.html".to_owned())).await;
    settle(&world, &post).await;
    check_letters(&post, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_two_articles() {
    let (world, post) = world(Plan::healthy(Protection::StartTls)).await;
    silent_once(&world, &norwegian_story());
    kill_when(&world, || world.web.paths().contains(&"/norway.html".to_owned())).await;
    settle(&world, &post).await;
    check_letters(&post, 0);
    assert_eq!(world.web.paths().iter().filter(|path| *path == "/denmark.html").count(), 1, "what was read is not read again");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_after_the_letters_were_composed() {
    let (world, post) = world(Plan::healthy(Protection::StartTls).failing(At::Greeting, Fault::Stall, 1)).await;
    kill_when(&world, || post.links() == 1).await;
    settle(&world, &post).await;
    check_letters(&post, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_the_instant_a_letter_was_taken() {
    let (world, post) = world(Plan::healthy(Protection::StartTls).failing(At::Dot, Fault::TakeAndStall, 1)).await;
    kill_when(&world, || post.count() == 1).await;
    settle(&world, &post).await;
    // The server took it and the ledger did not hear: it comes once more, under the same id.
    check_letters(&post, 1);
}
