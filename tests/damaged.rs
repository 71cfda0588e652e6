//! A damaged ledger, as an operator meets it: whichever part of the file is overwritten, `doctor` finds it, every command says what to do or
//! goes on, none panics, and with a backup in its place all is as it was.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/http.rs"]
mod http;
#[path = "support/world.rs"]
mod world;

use rusqlite::Connection;
use std::ops::Range;
use std::path::PathBuf;
use world::{Run, World, danish_story, norwegian_story};

/// What every word on damage ends with.
const ADVICE: &str = "copy a backup to its place";

/// A ledger with two pledges and pages that are free.
async fn filled() -> World {
    let mut world = World::new().await;
    world.newspaper("daily", &[danish_story(), norwegian_story()]);
    assert_eq!(world.run(&["--once"]).await.code, Some(0));
    let ledger = Connection::open(world.database()).unwrap();
    ledger.execute_batch("CREATE TABLE spare (bytes BLOB); INSERT INTO spare VALUES (zeroblob(100000)); DROP TABLE spare;").unwrap();
    world
}

/// A part of the file, by what it holds.
struct Part {
    name: String,
    bytes: Range<usize>,
}

/// Parts of every sort: the header, the schema, the list of free pages, and a leaf of each table and index.
fn parts(world: &World) -> Vec<Part> {
    let ledger = Connection::open(world.database()).unwrap();
    let header = std::fs::read(world.database()).unwrap();
    let size: usize = ledger.pragma_query_value(None, "page_size", |row| row.get::<_, u32>(0)).unwrap() as usize;
    let page = |name: &str, number: usize| Part { name: name.to_owned(), bytes: (number - 1) * size..number * size };
    let free = u32::from_be_bytes(*header[32..].first_chunk().unwrap()) as usize;
    assert!(free > 0, "some pages are free");
    let sql = "SELECT name, max(pageno) FROM dbstat WHERE pagetype = 'leaf' AND pageno > 1 AND ncell > 0 GROUP BY name";
    let mut statement = ledger.prepare(sql).unwrap();
    let leaves =
        statement.query_map([], |row| Ok(page(&row.get::<_, String>(0)?, row.get::<_, u32>(1)? as usize))).unwrap().map(Result::unwrap);
    let whole = [("header", 0..100), ("name", 0..16), ("figures", 16..40), ("schema", 100..size)];
    let mut parts: Vec<Part> = whole.into_iter().map(|(name, bytes)| Part { name: name.to_owned(), bytes }).collect();
    parts.push(page("free pages", free));
    parts.extend(leaves);
    parts
}

/// The files that belong to a ledger.
fn files(world: &World) -> [PathBuf; 3] {
    ["", "-wal", "-shm"].map(|ending| world.path(&format!("data/pledgewatch.db{ending}")))
}

#[track_caller]
fn check_tells(run: &Run, part: &str) {
    assert!(matches!(run.code, Some(0..=2)) && !run.err.contains("panicked"), "{part}: {run:?}");
    assert!(run.code != Some(1) || run.err.contains(ADVICE), "{part}: it is said what to do: {run:?}");
}

#[track_caller]
fn check_found(doctor: &Run, part: &str) {
    check_tells(doctor, part);
    assert!(doctor.code != Some(0) && format!("{}{}", doctor.out, doctor.err).contains(ADVICE), "{part}: {doctor:?}");
}

/// Puts bytes in the ledger's place, with no log beside them, and has every sort of command meet them.
async fn check_damaged(world: &World, bytes: &[u8], what: &str) {
    files(world)[1..].iter().for_each(|file| drop(std::fs::remove_file(file)));
    std::fs::write(world.database(), bytes).unwrap();
    check_found(&world.run(&["doctor"]).await, what);
    for arguments in [&["pledges", "drones"][..], &["pledges", "merge", "p-1", "p-2"], &["--once", "--all"]] {
        check_tells(&world.run(arguments).await, what);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_the_file_that_is_overwritten() {
    let world = filled().await;
    let (parts, whole) = (parts(&world), std::fs::read(world.database()).unwrap());
    assert!(parts.len() > 30, "tables and indexes have leaves: {}", parts.len());
    for (n, part) in parts.iter().enumerate() {
        let mut damaged = whole.clone();
        damaged[part.bytes.clone()].fill(if n % 2 == 0 { 0 } else { 0xA5 });
        check_damaged(&world, &damaged, &part.name).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_cut_off() {
    let world = filled().await;
    let whole = std::fs::read(world.database()).unwrap();
    for length in [50, 4_000, 8_192, whole.len() / 2, whole.len() - 8_192] {
        check_damaged(&world, &whole[..length], &format!("{length} of {} bytes", whole.len())).await;
    }
}

/// What a log holds after the damage is as if it had never been written: the ledger is that of an earlier moment, and whole.
#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_is_overwritten() {
    let world = filled().await;
    let before = std::fs::read(world.database()).unwrap();
    let writer = Connection::open(world.database()).unwrap();
    writer.execute_batch("PRAGMA wal_autocheckpoint = 0; UPDATE source SET failures = 1; UPDATE source SET failures = 2;").unwrap();
    let log = std::fs::read(&files(&world)[1]).unwrap();
    drop(writer);
    for place in [0, 30, 60, log.len() / 2, log.len() - 10] {
        std::fs::write(world.database(), &before).unwrap();
        let mut damaged = log.clone();
        damaged[place..place + 8].fill(0xA5);
        std::fs::write(&files(&world)[1], damaged).unwrap();
        let doctor = world.run(&["doctor"]).await;
        assert!(doctor.code == Some(0) && doctor.out.contains("sound"), "damage at {place}: {doctor:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_takes_the_place_of_a_damaged_file() {
    let world = filled().await;
    let listed = world.run(&["pledges"]).await.out;
    assert_eq!(world.run(&["backup", "copy.db"]).await.code, Some(0));
    let damaged = std::fs::read(world.database()).unwrap().iter().map(|byte| byte ^ 0xA5).collect::<Vec<u8>>();
    std::fs::write(world.database(), damaged).unwrap();
    check_found(&world.run(&["doctor"]).await, "all of it");
    files(&world).iter().for_each(|file| drop(std::fs::rename(file, file.with_added_extension("aside"))));
    std::fs::copy(world.path("copy.db"), world.database()).unwrap();
    assert_eq!(world.run(&["doctor"]).await.code, Some(0));
    assert_eq!(world.run(&["pledges"]).await.out, listed);
    assert_eq!(world.run(&["--once", "--all"]).await.code, Some(0));
}
