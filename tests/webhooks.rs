//! Digests to a webhook: what a letter tells, as JSON that its receiver can verify; tried again until it is taken, under one id.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/http.rs"]
mod http;
#[path = "support/world.rs"]
mod world;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{Reply, Seen, raw, reply};
use pledgewatch::domain::Seal;
use std::os::unix::fs::PermissionsExt;
use world::{World, danish_story};

const KEY: &str = "a key for this test and no other";
const TAKEN: &str = "204 No Content";

/// A world with one webhook that answers as told, and a key file with this mode.
async fn world(replies: Vec<Reply>) -> World {
    let mut world = World::new().await;
    write_key(&world, KEY, 0o600);
    world.newspaper("daily", &[danish_story()]);
    world.web.on("/hook", replies);
    let url = world.web.url("/hook");
    world.setting("[webhook]\ntimeout_seconds = 1\nallow_networks = [\"127.0.0.0/8\"]");
    world.setting(&format!(
        "[[subscriber]]\nname = \"desk\"\nwebhook = \"{url}\"\nwebhook_key_file = \"hook-key\"\nzone = \"Europe/Kyiv\"\nschedule = \"instant\""
    ));
    world
}

fn write_key(world: &World, key: &str, mode: u32) {
    std::fs::write(world.path("hook-key"), format!("{key}\n")).unwrap();
    std::fs::set_permissions(world.path("hook-key"), std::fs::Permissions::from_mode(mode)).unwrap();
}

fn posts(world: &World) -> Vec<Seen> {
    world.web.seen().into_iter().filter(|seen| seen.path == "/hook").collect()
}

/// Verifies a post as a receiver would, with another implementation of Base64.
#[allow(clippy::disallowed_methods, reason = "the program under test lives in real time")]
fn verify(post: &Seen) {
    let header = |name: &str| post.headers.get(name).unwrap().as_str();
    let signed = format!("{}.{}.{}", header("webhook-id"), header("webhook-timestamp"), post.body);
    let signature = header("webhook-signature").strip_prefix("v1,").unwrap();
    assert_eq!(STANDARD.decode(signature).unwrap(), Seal::new(KEY.as_bytes()).sign(signed.as_bytes()));
    let age = chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now()).timestamp()
        - header("webhook-timestamp").parse::<i64>().unwrap();
    assert!((0..60).contains(&age), "signed {age} s ago");
    assert_eq!(header("content-type"), "application/json");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_tells_what_a_letter_tells_once() {
    let mut world = world(vec![reply(TAKEN, "", "")]).await;
    world.setting("[atom]\nfile = \"pledges.atom\"");
    let rehearsal = world.run(&["--once", "--dry-run"]).await;
    assert!(rehearsal.code == Some(0) && rehearsal.out.contains("DKK 1.5 bn"), "{rehearsal:?}");
    assert!(posts(&world).is_empty() && !world.path("pledges.atom").exists(), "a rehearsal posts and writes nothing");
    for _ in 0..2 {
        assert_eq!(world.run(&["--once"]).await.code, Some(0));
    }
    let posts = posts(&world);
    assert_eq!(posts.len(), 1);
    verify(&posts[0]);
    let json: serde_json::Value = serde_json::from_str(&posts[0].body).unwrap();
    assert_eq!(json["id"], posts[0].headers["webhook-id"].as_str());
    assert_eq!(json["subscriber"], "desk");
    let line = &json["pledges"][0];
    assert_eq!((&line["pledge"]["donors"][0], &line["reports"][0]["outlet"]), (&"DK".into(), &"The daily".into()));
    assert!(line["reports"][0]["quote"].as_str().unwrap().contains("DKK 1.5 billion"), "{line}");
    assert!(json["text"].as_str().unwrap().contains("DKK 1.5 bn") && json["subject"].as_str().unwrap().contains("Denmark"), "{json}");
    assert_eq!(json["coverage"]["sources_total"], 1);
    assert!(world.letters().is_empty(), "no letter beside it");
}

/// The first answer leaves the digest in this state; the second takes it, under the same id and with the same words.
async fn check(first: Reply, state: &str) {
    let world = world(vec![first, reply(TAKEN, "", "")]).await;
    let run = world.run(&["--once"]).await;
    assert_eq!(run.code, Some(2), "{state}: {run:?}");
    let outbox = world.run(&["outbox"]).await;
    assert!(outbox.out.contains(state), "{state}: {}", outbox.out);
    world.run(&["outbox", "retry", "1"]).await;
    let run = world.run(&["--once"]).await;
    assert_eq!(run.code, Some(0), "{state}: {run:?}");
    let posts = posts(&world);
    posts.iter().for_each(verify);
    assert_eq!(posts.len(), 2);
    assert_eq!((&posts[0].body, &posts[0].headers["webhook-id"]), (&posts[1].body, &posts[1].headers["webhook-id"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_tried_again_until_it_is_taken() {
    check(reply("503 Service Unavailable", "", ""), "queued").await;
    check(reply("429 Too Many Requests", "", ""), "queued").await;
    check(Reply::Silence, "unknown").await;
    check(raw("20", ""), "unknown").await;
    check(reply("404 Not Found", "", ""), "failed").await;
    check(reply("302 Found", "Location: /elsewhere", ""), "failed").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_private_address_is_dialled_only_where_it_is_allowed() {
    let mut world = world(vec![reply(TAKEN, "", "")]).await;
    world.change("allow_networks = [\"127.0.0.0/8\"]", "allow_networks = []");
    let run = world.run(&["--once"]).await;
    assert!(run.code == Some(2) && run.err.contains("is no public address"), "{run:?}");
    assert!(posts(&world).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_no_secret_is_refused() {
    let mut world = world(vec![]).await;
    let fault = async |world: &World| world.run(&["check"]).await.err;
    write_key(&world, KEY, 0o644);
    assert!(fault(&world).await.contains("everybody on this machine can read the key"));
    write_key(&world, "short", 0o600);
    assert!(fault(&world).await.contains("could be guessed"));
    write_key(&world, KEY, 0o640);
    assert_eq!(fault(&world).await, "");
    let shown = world.run(&["check"]).await;
    assert!(!shown.out.contains(KEY), "the key is never printed");
    world.change("hook-key", "no-key");
    assert!(fault(&world).await.contains("cannot read the key"));
    world.change("webhook_key_file = \"no-key\"", "");
    assert!(fault(&world).await.contains("set webhook_key_file"));
}
