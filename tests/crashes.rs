//! The program ends at any instant, without a word: at 200 random ones, at the write of every commit, on a full disk; and three of it run
//! at once. Each reader gets each letter; one comes twice only if it was being sent at that instant, and then under the same id.
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

use pledgewatch::domain::LetterState;
use readers::{copies, outbox, server, subscriber};
use smtp::{At, Fault, Plan, Protection, Server};
use std::fs::File;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use world::{World, danish_story, norwegian_story};

/// The instants are others with another seed; each run prints it.
const SEED: u64 = 20_260_302;
const INSTANTS: usize = 200;
const READERS: usize = 50;
/// So many worlds at the same time.
const LANES: usize = 4;

/// Numbers without a pattern that matters (Knuth's linear congruence).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// What a lane saw.
#[derive(Default, Debug)]
struct Tally {
    kills: usize,
    letters: usize,
    unknown: usize,
    copies: usize,
}

fn start(mut command: Command, world: &World) -> Child {
    let log = File::options().create(true).append(true).open(world.path("log")).unwrap();
    command.stdout(Stdio::null()).stderr(log).spawn().unwrap()
}

/// How many letters the runs so far found half sent.
fn found_unknown(world: &World) -> usize {
    let log = std::fs::read_to_string(world.path("log")).unwrap();
    let counts = log.lines().filter_map(|line| line.split_once("ended while sending ")?.1.split(' ').next()?.parse::<usize>().ok());
    counts.sum()
}

/// Everybody has their letter, and none was sent twice that was not found half sent.
#[track_caller]
fn check(world: &World, post: &Server, readers: usize, tally: &mut Tally) {
    let (copies, unknown) = (copies(post), found_unknown(world));
    assert_eq!(copies.len(), readers, "each reader has a letter: {copies:?}");
    let taken: usize = copies.values().sum();
    assert!(taken - readers <= unknown, "{taken} copies of {readers} letters, of which {unknown} may have been sent twice");
    for row in outbox(world) {
        assert_eq!(row.state, LetterState::Sent, "{row:?}");
        assert!(row.attempts as usize >= copies[&row.letter.to], "{row:?}");
    }
    tally.letters += readers;
    tally.unknown += unknown;
    tally.copies += taken - readers;
}

/// Kills runs at random instants, each run going on where the last one ended, until so many are killed; then lets the last one end.
async fn kill_at_random(mut dice: Dice, kills: usize, span: Duration) -> Tally {
    let mut tally = Tally::default();
    while tally.kills < kills {
        let (world, post) = readers::world(READERS).await;
        loop {
            let mut run = start(world.command(&["--once"]), &world);
            if tally.kills < kills && !dice.ended_before_instant(&mut run, &post, span).await {
                run.kill().unwrap();
                run.wait().unwrap();
                tally.kills += 1;
            } else {
                assert_eq!(wait(run).await, Some(0), "the last run of a world");
                break;
            }
        }
        check(&world, &post, READERS, &mut tally);
    }
    tally
}

impl Dice {
    /// Waits for a random instant: of a whole run, or soon after one of the next letters, so that all parts of the work are met however
    /// long each takes on this machine. `true` when the run ended before.
    async fn ended_before_instant(&mut self, run: &mut Child, post: &Server, span: Duration) -> bool {
        let of_the_run = self.below(2) == 0;
        let (letters, within) = if of_the_run { (0, span) } else { (post.count() + self.below(12) as usize, Duration::from_millis(20)) };
        while post.count() < letters {
            if run.try_wait().unwrap().is_some() {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        ended_before(run, Duration::from_micros(self.below(within.as_micros() as u64))).await
    }
}

async fn ended_before(run: &mut Child, instant: Duration) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < instant {
        if run.try_wait().unwrap().is_some() {
            return true;
        }
        tokio::time::sleep((instant - begun.elapsed().min(instant)).min(Duration::from_millis(5))).await;
    }
    run.try_wait().unwrap().is_some()
}

async fn wait(mut run: Child) -> Option<i32> {
    tokio::task::spawn_blocking(move || run.wait().unwrap().code()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_random_instants() {
    let (world, post) = readers::world(READERS).await;
    let begun = Instant::now();
    assert_eq!(wait(start(world.command(&["--once"]), &world)).await, Some(0));
    let span = begun.elapsed();
    check(&world, &post, READERS, &mut Tally::default());
    let lanes = (0..LANES).map(|lane| tokio::spawn(kill_at_random(Dice(SEED + lane as u64), INSTANTS / LANES, span)));
    let tallies: Vec<Tally> = futures::future::join_all(lanes).await.into_iter().map(Result::unwrap).collect();
    let sum = |of: fn(&Tally) -> usize| tallies.iter().map(of).sum::<usize>();
    let (kills, unknown, copies) = (sum(|tally| tally.kills), sum(|tally| tally.unknown), sum(|tally| tally.copies));
    println!("seed {SEED}: {kills} kills, {} letters, {unknown} found half sent, {copies} of them sent twice", sum(|tally| tally.letters));
    assert_eq!(kills, INSTANTS);
    assert!(unknown > 0, "no letter was on its way at any instant: the instants are badly chosen");
}

/// A world whose whole walk is still to be done: two stories to be read and told to a few readers.
async fn unread_world() -> (World, Server) {
    let mut world = World::new().await;
    world.newspaper("daily", &[danish_story(), norwegian_story()]);
    world.setting("parallel = 1\n");
    let post = server(&mut world, 5).await;
    (1..=READERS).for_each(|n| subscriber(&mut world, &format!("reader-{n}"), "instant"));
    (world, post)
}

/// The command, able to write files up to so many blocks of 512 bytes only. `beyond` is what happens at the limit: the system ends it
/// (an empty text), or its writes fail as on a full disk (a shell's word to ignore the signal).
fn with_little_room(command: &Command, blocks: usize, beyond: &str) -> Command {
    let mut limited = Command::new("sh");
    limited.arg("-c").arg(format!("{beyond} ulimit -c 0; ulimit -f {blocks}; exec \"$0\" \"$@\""));
    limited.arg(command.get_program()).args(command.get_args()).stdin(Stdio::null());
    limited.current_dir(command.get_current_dir().unwrap());
    limited
}

const HEADER: usize = 32;

/// Where each commit's last frame begins in a write-ahead log: those whose header gives the size of the file after the commit
/// (<https://www.sqlite.org/fileformat2.html#the_write_ahead_log>).
fn commits(log: &[u8]) -> Vec<usize> {
    let page = u32::from_be_bytes(*log[8..].first_chunk().unwrap()) as usize;
    let frame = 24 + page;
    let frames = (HEADER..log.len().saturating_sub(frame - 1)).step_by(frame);
    frames.filter(|at| log[at + 4..at + 8] != [0; 4]).collect()
}

/// The write-ahead log of a walk that went well, read while the daemon rests.
async fn whole_log() -> Vec<u8> {
    let (world, post) = unread_world().await;
    let mut daemon = start(world.command(&[]), &world);
    let log = world.path("data/pledgewatch.db-wal");
    for _ in 0..3_000 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let told = std::fs::read_to_string(world.path("log")).unwrap();
        if post.taken().len() == READERS && told.contains("letters composed") {
            break;
        }
    }
    let written = std::fs::read(log).unwrap();
    daemon.kill().unwrap();
    daemon.wait().unwrap();
    assert_eq!(post.taken().len(), READERS);
    written
}

/// Ends a run at the write of one commit, and lets another one do the rest.
async fn end_at(commit: usize) -> Tally {
    let mut tally = Tally::default();
    let (world, post) = unread_world().await;
    let cut = wait(start(with_little_room(&world.command(&["--once"]), commit.div_ceil(512), ""), &world)).await;
    tally.kills += usize::from(cut.is_none());
    assert_eq!(wait(start(world.command(&["--once", "--all"]), &world)).await, Some(0), "after the end at byte {commit}");
    check(&world, &post, READERS, &mut tally);
    for letter in post.taken() {
        assert!(letter.text.contains("1.5") && letter.text.contains("700"), "the letter tells both pledges: {}", letter.text);
    }
    tally
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ended_at_the_write_of_every_commit() {
    let commits = commits(&whole_log().await);
    assert!(commits.len() > READERS, "each letter has a commit of its own: {commits:?}");
    let mut tallies = Vec::new();
    for group in commits.chunks(LANES) {
        tallies.extend(
            futures::future::join_all(group.iter().map(|commit| tokio::spawn(end_at(*commit)))).await.into_iter().map(Result::unwrap),
        );
    }
    let sum = |of: fn(&Tally) -> usize| tallies.iter().map(of).sum::<usize>();
    println!(
        "{} commits, {} ends, {} letters found half sent, {} sent twice",
        commits.len(),
        sum(|t| t.kills),
        sum(|t| t.unknown),
        sum(|t| t.copies)
    );
    assert!(sum(|tally| tally.kills) * 10 >= commits.len() * 9, "{tallies:?}");
}

/// The disk has room for so many bytes of the log; then there is room again.
async fn fill_at(bytes: usize) -> Tally {
    let mut tally = Tally::default();
    let (world, post) = unread_world().await;
    let full = wait(start(with_little_room(&world.command(&["--once"]), bytes.div_ceil(512), "trap '' XFSZ;"), &world)).await;
    tally.kills += usize::from(full == Some(1));
    assert!(full.is_some(), "it ends by itself");
    assert_eq!(wait(start(world.command(&["--once", "--all"]), &world)).await, Some(0), "after the disk was full at {bytes}");
    check(&world, &post, READERS, &mut tally);
    tally
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_loses_nothing() {
    let commits = commits(&whole_log().await);
    let some: Vec<usize> = commits.iter().step_by(commits.len() / 8).copied().collect();
    let ends = futures::future::join_all(some.iter().map(|bytes| tokio::spawn(fill_at(*bytes)))).await;
    let full: usize = ends.into_iter().map(|tally| tally.unwrap().kills).sum();
    assert!(full * 10 >= some.len() * 9, "{full} of {} runs met a full disk", some.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_to_stop_while_the_mail_server_is_silent() {
    let mut world = World::new().await;
    world.newspaper("daily", &[danish_story()]);
    let post = server(&mut world, 60).await;
    post.behave(Plan::healthy(Protection::Plain).failing(At::Dot, Fault::Stall, 1));
    subscriber(&mut world, "reader-1", "instant");
    let mut daemon = start(world.command(&[]), &world);
    while !post.said().iter().any(|line| line == "DATA") {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(Command::new("kill").arg("-TERM").arg(daemon.id().to_string()).status().unwrap().success());
    assert!(ended_before(&mut daemon, Duration::from_secs(10)).await, "it does not wait for the server");
    assert_eq!(wait(daemon).await, Some(0));
    assert_eq!(outbox(&world)[0].state, LetterState::Unknown, "the letter may have arrived");
    world.run(&["outbox", "retry", "1"]).await;
    assert_eq!(world.run(&["--once"]).await.code, Some(0));
    assert_eq!((outbox(&world)[0].state, post.taken().len()), (LetterState::Sent, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn three_at_once_send_each_letter_once() {
    let (world, post) = readers::world(20).await;
    let mut daemon = start(world.command(&[]), &world);
    let (first, second) = tokio::join!(wait(start(world.command(&["--once"]), &world)), wait(start(world.command(&["--once"]), &world)));
    assert_eq!((first, second), (Some(0), Some(0)));
    daemon.kill().unwrap();
    daemon.wait().unwrap();
    assert_eq!((copies(&post).len(), post.taken().len()), (20, 20));
    assert!(outbox(&world).iter().all(|row| row.attempts == 1));
}
