//! The operator is told of what only a person can mend: one letter when it begins, one when it is over, and no reader gets either.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/http.rs"]
mod http;
#[path = "support/smtp.rs"]
mod smtp;
#[path = "support/world.rs"]
mod world;

use http::reply;
use smtp::{At, Fault, Plan, Protection, Server};
use world::{World, danish_story};

const OPERATOR: &str = "ops@example.org";

/// A world with an operator and these readers, whose letters go to a mail server.
async fn world(readers: &[&str], plan: Plan) -> (World, Server) {
    let mut world = World::new().await;
    let post = Server::start(plan).await;
    world.setting(&format!(
        "[letters]\nfuse_per_hour = 20\n[operator]\naddress = \"{OPERATOR}\"\ndisk_low_mb = 0\n\
         [mail]\nfrom = \"ledger@example.org\"\n[mail.smtp]\nhost = \"localhost\"\nport = {}\nsecurity = \"none\"",
        post.address.port()
    ));
    for reader in readers {
        world.setting(&format!(
            "[[subscriber]]\nname = \"{reader}\"\naddress = \"{reader}@example.org\"\nzone = \"Europe/Kyiv\"\nschedule = \"instant\""
        ));
    }
    (world, post)
}

/// The subjects of the operator's letters so far; letters to readers must not speak of trouble.
fn told(post: &Server) -> Vec<String> {
    let subject = |text: &str| text.lines().find_map(|line| line.strip_prefix("Subject: ")).unwrap().to_owned();
    let (operator, readers): (Vec<_>, Vec<_>) = post.taken().into_iter().partition(|letter| letter.to == OPERATOR);
    assert!(readers.iter().all(|letter| !subject(&letter.text).starts_with("pledgewatch:")));
    operator.iter().map(|letter| subject(&letter.text)).collect()
}

fn in_ledger(world: &World, sql: &str) {
    assert!(rusqlite::Connection::open(world.database()).unwrap().execute(sql, []).unwrap() > 0, "{sql}");
}

/// Runs twice: what is told is told by the first run, and not again.
async fn run(world: &World, arguments: &[&str]) {
    for _ in 0..2 {
        let run = world.run(arguments).await;
        assert!(run.code != Some(1), "{run:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_fails_for_a_day() {
    let (mut world, post) = world(&["desk"], Plan::healthy(Protection::Plain)).await;
    world.source("bad", [reply("500 Internal Server Error", "", "")]);
    run(&world, &["--once"]).await;
    assert_eq!(told(&post), [""; 0], "a day is not over");
    in_ledger(&world, "UPDATE source SET failing_since = failing_since - 86400000");
    run(&world, &["--once"]).await;
    assert_eq!(told(&post), ["pledgewatch: trouble with source The bad"]);
    assert!(post.taken()[0].text.contains("500"), "the reason is told: {}", post.taken()[0].text);
    world.web.on(
        "/bad.xml",
        [reply("200 OK", "Content-Type: application/rss+xml", world::feed(&[danish_story()], |path| format!("http://127.0.0.1{path}")))],
    );
    run(&world, &["--once", "--all"]).await;
    assert_eq!(told(&post)[1..], ["pledgewatch: over: source The bad"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_is_refused() {
    let (mut world, post) =
        world(&["desk", "wire"], Plan::healthy(Protection::Plain).failing(At::Rcpt, Fault::Reply("550 5.1.1 no such user"), 1)).await;
    world.newspaper("daily", &[danish_story()]);
    run(&world, &["--once"]).await;
    assert_eq!(told(&post), ["pledgewatch: trouble with letters to desk"]);
    assert!(post.taken().iter().any(|letter| letter.to == OPERATOR && letter.text.contains("no such user")));
    world.run(&["outbox", "retry", "1"]).await;
    run(&world, &["--once"]).await;
    assert_eq!(told(&post)[1..], ["pledgewatch: over: letters to desk"]);
    assert_eq!(post.taken().len(), 4, "two readers, two letters to the operator");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_waits_for_a_day() {
    let (mut world, post) =
        world(&["desk", "wire"], Plan::healthy(Protection::Plain).failing(At::Rcpt, Fault::Reply("450 4.2.1 mailbox asleep"), 3)).await;
    world.newspaper("daily", &[danish_story()]);
    run(&world, &["--once"]).await;
    assert_eq!(told(&post), [""; 0], "a day is not over");
    // The letter is too late then, and a newer one tells its news: it does not get through either.
    in_ledger(&world, "UPDATE outbox SET queued_at = queued_at - 86400000");
    run(&world, &["--once"]).await;
    assert_eq!(told(&post), ["pledgewatch: trouble with letters to desk"]);
    assert!(post.taken().iter().any(|letter| letter.to == OPERATOR && letter.text.contains("mailbox asleep")));
    world.run(&["outbox", "retry", "3"]).await;
    run(&world, &["--once"]).await;
    assert_eq!(told(&post)[1..], ["pledgewatch: over: letters to desk"]);
    assert_eq!(post.taken().len(), 4, "two readers, two letters to the operator");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_that_the_fuse_holds() {
    let (mut world, post) = world(&["desk", "wire"], Plan::healthy(Protection::Plain)).await;
    world.change("fuse_per_hour = 20", "fuse_per_hour = 1").newspaper("daily", &[danish_story()]);
    run(&world, &["--once"]).await;
    assert_eq!(told(&post), ["pledgewatch: trouble with flood of letters"]);
    in_ledger(&world, "UPDATE outbox SET touched_at = touched_at - 3600000 WHERE state = 'sent'");
    run(&world, &["--once"]).await;
    assert_eq!(told(&post)[1..], ["pledgewatch: over: flood of letters"]);
    assert_eq!(post.taken().len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fills() {
    let (mut world, post) = world(&[], Plan::healthy(Protection::Plain)).await;
    world.change("disk_low_mb = 0", "disk_low_mb = 1000000000000");
    run(&world, &["--once"]).await;
    assert_eq!(told(&post), ["pledgewatch: trouble with disk"]);
    world.change("disk_low_mb = 1000000000000", "disk_low_mb = 1");
    run(&world, &["--once"]).await;
    assert_eq!(told(&post)[1..], ["pledgewatch: over: disk"]);
}
