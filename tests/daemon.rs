//! The daemon as a service manager runs it: it works on its own, stops when asked, and bears a `--once` beside it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/http.rs"]
mod http;
#[path = "support/world.rs"]
mod world;

use http::Reply;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use world::{World, danish_story};

/// The daemon, killed when the test ends.
struct Daemon(Child);

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Daemon {
    fn start(world: &World) -> Daemon {
        Daemon(world.command(&[]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }

    fn signal(&self, name: &str) {
        assert!(Command::new("kill").arg(format!("-{name}")).arg(self.0.id().to_string()).status().unwrap().success());
    }

    /// How it ended, within the time promised to service managers.
    async fn ends(&mut self) -> Option<i32> {
        let asked = Instant::now();
        while asked.elapsed() < Duration::from_secs(10) {
            if let Some(status) = self.0.try_wait().unwrap() {
                return status.code();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("it did not end within 10 s");
    }
}

async fn until(what: &str, done: impl Fn() -> bool) {
    for _ in 0..1_000 {
        if done() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("waited in vain until {what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_reads_tells_and_stops_when_asked() {
    for signal in ["TERM", "INT"] {
        let mut world = World::new().await;
        world.newspaper("daily", &[danish_story()]);
        let mut daemon = Daemon::start(&world);
        until("a letter is written", || !world.letters().is_empty()).await;
        daemon.signal(signal);
        assert_eq!(daemon.ends().await, Some(0), "{signal}");
        assert_eq!(world.letters().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_stops_in_time_while_a_source_is_silent() {
    let mut world = World::new().await;
    world.source("silent", [Reply::Silence]).setting("");
    let mut daemon = Daemon::start(&world);
    until("the source is asked", || !world.web.seen().is_empty()).await;
    daemon.signal("TERM");
    assert_eq!(daemon.ends().await, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_by_hand_beside_it_sends_nothing_twice() {
    let mut world = World::new().await;
    world.newspaper("daily", &[danish_story()]);
    let mut daemon = Daemon::start(&world);
    let (first, second) = tokio::join!(world.run(&["--once"]), world.run(&["--once"]));
    assert_eq!((first.code, second.code), (Some(0), Some(0)), "{first:?} {second:?}");
    until("a letter is written", || !world.letters().is_empty()).await;
    daemon.signal("TERM");
    daemon.ends().await;
    assert_eq!(world.letters().len(), 1);
    assert_eq!(world.web.paths().iter().filter(|path| *path == "/denmark.html").count(), 1, "the page was read once");
}
