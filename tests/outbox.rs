//! Letters that are refused for now wait in the outbox, are tried again, and arrive once; each reader independent of the others.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/http.rs"]
mod http;
#[path = "support/smtp.rs"]
mod smtp;
#[path = "support/world.rs"]
mod world;

use smtp::{At, Fault, PASSWORD, Plan, Protection, Server, USER};
use world::{World, danish_story};

/// A world with two readers and a mail server that asks for a login.
async fn world(plan: Plan) -> (World, Server) {
    let mut world = World::new().await;
    let post = Server::start(Plan { login: true, ..plan }).await;
    std::fs::write(world.path("password"), format!("{PASSWORD}\n")).unwrap();
    world.newspaper("daily", &[danish_story()]);
    world.setting(&format!(
        "[mail]\nfrom = \"ledger@example.org\"\ntimeout_seconds = 2\n[mail.smtp]\nhost = \"localhost\"\nport = {}\nca_file = \"{}\"\nuser = \"{USER}\"\npassword_file = \"password\"",
        post.address.port(),
        post.ca_file().display()
    ));
    for reader in ["desk", "wire"] {
        world.setting(&format!(
            "[[subscriber]]\nname = \"{reader}\"\naddress = \"{reader}@example.org\"\nzone = \"Europe/Kyiv\"\nschedule = \"instant\""
        ));
    }
    (world, post)
}

fn readers(post: &Server) -> Vec<String> {
    let mut readers: Vec<String> = post.taken().into_iter().map(|letter| letter.to).collect();
    readers.sort();
    readers
}

/// The first try meets a fault and the run says so; the second delivers what is owed and nothing more.
async fn check(at: At, fault: Fault) {
    let (world, post) = world(Plan::healthy(Protection::StartTls).failing(at, fault, 1)).await;
    let first = world.run(&["--once"]).await;
    assert_eq!(first.code, Some(2), "{at:?} {fault:?}: {first:?}");
    let outbox = world.run(&["outbox"]).await;
    assert!(outbox.out.contains("queued") && outbox.out.contains("sent"), "one waits, the other went: {}", outbox.out);
    for id in ["1", "2"] {
        world.run(&["outbox", "retry", id]).await;
    }
    let second = world.run(&["--once"]).await;
    assert_eq!(second.code, Some(0), "{at:?} {fault:?}: {second:?}");
    assert_eq!(readers(&post), ["desk@example.org", "wire@example.org"], "{at:?} {fault:?}");
    assert!(post.taken().iter().all(|letter| letter.encrypted && letter.logged_in));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_refused_for_now_is_tried_again_and_the_others_are_not_held_up() {
    let rows = [
        (At::Rcpt, Fault::Reply("450 4.2.1 mailbox busy")),
        (At::Mail, Fault::ReplyAndClose("421 4.3.2 going down")),
        (At::Greeting, Fault::Stall),
        (At::Data, Fault::Cut),
    ];
    for (at, fault) in rows {
        check(at, fault).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_refused_for_good_is_told_and_not_tried_again() {
    let (world, post) = world(Plan::healthy(Protection::StartTls).failing(At::Rcpt, Fault::Reply("550 5.1.1 no such user"), 1)).await;
    let first = world.run(&["--once"]).await;
    assert_eq!(first.code, Some(2), "{first:?}");
    assert!(first.err.contains("550"), "{}", first.err);
    let second = world.run(&["--once"]).await;
    assert_eq!(second.code, Some(0), "{second:?}");
    assert_eq!(readers(&post).len(), 1);
    let outbox = world.run(&["outbox"]).await;
    assert!(outbox.out.contains("failed") && outbox.out.contains("no such user"), "{}", outbox.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn check_online_logs_in_and_sends_nothing() {
    let (world, post) = world(Plan::healthy(Protection::StartTls)).await;
    let run = world.run(&["check", "--online"]).await;
    assert!(run.out.contains("logged in"), "{run:?}");
    assert!(post.taken().is_empty());
}
