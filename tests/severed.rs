//! The ledger's transactions cut off: SIGKILL at the last write and at the sync of each, and a disk that is full there. Nothing is
//! half-written, and the same command, given once more, ends where one that was never cut off ends.
//!
//! The system's own calls are made to fail by `strace`, so that each moment is met exactly; without it the tests say so and pass.
#![cfg(target_os = "linux")]
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
#[path = "severed/scenes.rs"]
mod scenes;
#[path = "support/schemas.rs"]
mod schemas;
#[path = "support/smtp.rs"]
mod smtp;
#[path = "support/world.rs"]
mod world;

use rusqlite::{Connection, OpenFlags};
use scenes::{Scene, scenes, unread};
use std::path::Path;
use std::process::{Command, Stdio};
use world::{Run, World};

/// What becomes of one call of the system.
#[derive(Clone, Copy, Debug)]
enum Blow {
    Kill,
    /// This call and all like it fail: the disk is full.
    Full,
}

/// The n-th call of one name.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Moment {
    call: &'static str,
    nth: usize,
}

/// The command under `strace`, which notes its writes and syncs in a file, and lets a blow fall at a moment.
fn traced(command: &Command, log: &Path, blow: Option<(Blow, &Moment)>) -> Command {
    let mut traced = Command::new("strace");
    traced.args(["-qq", "-f", "-e", "trace=pwrite64,fsync,fdatasync", "-e", "signal=none", "-o"]).arg(log);
    if let Some((blow, Moment { call, nth })) = blow {
        let fault = match blow {
            Blow::Kill => format!("inject={call}:signal=KILL:when={nth}"),
            Blow::Full => format!("inject={call}:error=ENOSPC:when={nth}+"),
        };
        traced.args(["-e", &fault]);
    }
    traced.arg(command.get_program()).args(command.get_args()).stdin(Stdio::null()).current_dir(command.get_current_dir().unwrap());
    traced
}

/// The last write before each sync, and the sync itself.
fn moments(log: &str) -> Vec<Moment> {
    let (mut writes, mut moments): (usize, Vec<Moment>) = (0, Vec::new());
    for call in
        log.lines().filter_map(|line| ["pwrite64", "fsync", "fdatasync"].into_iter().find(|call| line.contains(&format!(" {call}("))))
    {
        if call == "pwrite64" {
            writes += 1;
            continue;
        }
        let syncs = moments.iter().filter(|moment| moment.call == call).count();
        let last_write = Moment { call: "pwrite64", nth: writes };
        moments.extend((writes > 0 && !moments.contains(&last_write)).then_some(last_write));
        moments.push(Moment { call, nth: syncs + 1 });
    }
    moments
}

/// All that the ledger says, and its copy where one was made, but for the hours.
fn told(world: &World) -> Vec<String> {
    [world.database(), world.path(scenes::COPY)].iter().filter(|file| file.exists()).flat_map(|file| told_by(file)).collect()
}

fn told_by(file: &Path) -> Vec<String> {
    let ledger = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    let says = [
        "SELECT id || record || coalesce(closed, '') || coalesce(heir, '') FROM pledge ORDER BY id",
        "SELECT pledge || kind || coalesce(report, '') FROM change ORDER BY id",
        "SELECT mention || ' ' || coalesce(pledge, '') || because || by_hand FROM report ORDER BY id",
        "SELECT article || ' ' || position || record FROM mention ORDER BY id",
        "SELECT id || identity || outcome || coalesce(article, '') FROM entry ORDER BY id",
        "SELECT id || title || relevant || (body IS NULL) FROM article ORDER BY id",
        "SELECT entry FROM entry_words ORDER BY entry",
        "SELECT name FROM source WHERE last_success IS NOT NULL",
        "SELECT id || subscriber || state FROM outbox ORDER BY id",
        "SELECT name || last_change FROM subscriber ORDER BY name",
        "SELECT letter || subscriber || pledge FROM letter_pledge ORDER BY letter, pledge",
        "PRAGMA user_version",
    ];
    says.iter().flat_map(|sql| rows(&ledger, sql)).collect()
}

/// Nothing where the table is not there yet.
fn rows(ledger: &Connection, sql: &str) -> Vec<String> {
    let Ok(mut statement) = ledger.prepare(sql) else { return Vec::new() };
    let rows = statement.query_map([], |row| Ok(format!("{:?}", row.get_ref(0)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

/// The data folder's files, to be laid out again.
struct Snapshot(Vec<(std::ffi::OsString, Vec<u8>)>);

impl Snapshot {
    fn of(world: &World) -> Snapshot {
        let files = std::fs::read_dir(world.path("data")).into_iter().flatten().map(Result::unwrap);
        let files = files.filter(|file| file.file_type().unwrap().is_file());
        Snapshot(files.map(|file| (file.file_name(), std::fs::read(file.path()).unwrap())).collect())
    }

    fn restore(&self, world: &World) {
        let _ = std::fs::remove_dir_all(world.path("data"));
        std::fs::create_dir(world.path("data")).unwrap();
        self.0.iter().for_each(|(name, bytes)| std::fs::write(world.path("data").join(name), bytes).unwrap());
    }
}

async fn run(mut command: Command) -> (Run, std::process::ExitStatus) {
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let status = output.status;
    (Run::from(output), status)
}

/// Lets a blow fall at each moment of a scene's command, once each.
async fn sever(scene: &Scene, blow: Blow) {
    let Scene { world, arguments } = scene;
    let before = Snapshot::of(world);
    let Some(moments) = moments_of(world, arguments, blow).await else { return };
    let after = told(world);
    let mut struck = 0;
    for moment in &moments {
        before.restore(world);
        let fell = cut_off(world, arguments, (blow, moment)).await;
        let left = told(world);
        assert!(fell || left == after, "{arguments:?} ended well at {moment:?}, {blow:?}: all of it is there");
        struck += usize::from(fell);
        let again = world.run(arguments).await;
        assert!(again.code == Some(0) || left == after, "{moment:?}: {again:?}");
        assert_eq!(told(world), after, "{arguments:?} cut off at {moment:?}, and given again");
    }
    println!("{arguments:?}: {struck} of {} moments, {blow:?}", moments.len());
    assert!(struck > 0 && struck + 2 >= moments.len(), "of {} only those of closing may pass unheard: {struck}", moments.len());
}

/// Where blows can fall in a command that is left to end well; `None` where the system lets nobody look on.
async fn moments_of(world: &World, arguments: &[&str], blow: Blow) -> Option<Vec<Moment>> {
    let log = world.path("calls");
    let (whole, _) = run(traced(&world.command(arguments), &log, None)).await;
    if whole.err.contains("ptrace") || whole.err.contains("not permitted") {
        println!("skipped: strace may not look on here: {}", whole.err);
        return None;
    }
    assert_eq!(whole.code, Some(0), "{whole:?}");
    let mut moments = moments(&std::fs::read_to_string(&log).unwrap());
    moments.retain(|moment| matches!(blow, Blow::Kill) || moment.call == "pwrite64");
    Some(moments)
}

/// Runs a command until the blow, and has what it left examined. Whether the blow fell.
async fn cut_off(world: &World, arguments: &[&str], blow: (Blow, &Moment)) -> bool {
    let (cut, status) = run(traced(&world.command(arguments), &world.path("calls"), Some(blow))).await;
    let doctor = world.run(&["doctor"]).await;
    assert!(doctor.code == Some(0) || is_unborn(&doctor), "after {:?}: {doctor:?}", blow.1);
    check_cut(&cut, status, blow.0)
}

/// Whether there is no ledger yet that could be examined.
fn is_unborn(run: &Run) -> bool {
    ["no ledger is there yet", "bring it up to date"].iter().any(|said| run.err.contains(said))
}

/// Whether the blow fell; a full disk must then have been told.
#[track_caller]
fn check_cut(cut: &Run, status: std::process::ExitStatus, blow: Blow) -> bool {
    use std::os::unix::process::ExitStatusExt as _;
    match blow {
        Blow::Kill => status.signal() == Some(9),
        Blow::Full => {
            assert!(status.success() || tells_of_disk(cut), "{cut:?}");
            !status.success()
        }
    }
}

fn strace() -> bool {
    let there = Command::new("strace").arg("-V").output().is_ok();
    if !there {
        println!("skipped: no strace here");
    }
    there
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_each_transaction() {
    for scene in scenes().await.iter().filter(|_| strace()) {
        sever(scene, Blow::Kill).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fills_up_in_each_transaction() {
    for scene in scenes().await.iter().filter(|_| strace()) {
        sever(scene, Blow::Full).await;
    }
}

/// A walk on a file system of so many kilobytes, which then grows; what is there is examined and gone on with.
const SMALL_DISK: &str = r#"
mkdir -p data && mount -t tmpfs -o size="$1"k none data || exit 99
shift
"$@" --once; echo "first $?"
mount -o remount,size=100m data || exit 99
test -e data/pledgewatch.db && { "$@" doctor; echo "doctor $?"; }
"$@" --once --all; echo "again $?"
"$@" doctor; echo "doctor $?"
"$@" pledges --donor DK
"#;

/// Runs a script in a mount namespace of its own, where it may make file systems.
async fn on_small_disk(world: &World, kilobytes: u32) -> Run {
    let program = world.command(&[]);
    let mut shell = Command::new("unshare");
    shell.args(["--user", "--map-root-user", "--mount", "sh", "-c", SMALL_DISK, "sh", &kilobytes.to_string()]);
    shell.arg(program.get_program()).args(program.get_args()).current_dir(world.folder.path());
    run(shell).await.0
}

#[tokio::test(flavor = "multi_thread")]
async fn a_small_disk_that_is_full() {
    let mut filled = 0;
    for kilobytes in [100, 500, 900, 1200, 1500, 1800, 2100, 4000] {
        let run = on_small_disk(&unread().await, kilobytes).await;
        if run.code == Some(99) || run.err.contains("unshare") {
            return println!("skipped: no file system of its own here: {}", run.err);
        }
        filled += usize::from(check_small_disk(kilobytes, &run));
    }
    assert!(filled >= 3, "only {filled} of the disks filled up");
}

/// Whether the disk filled up, which must then have been said.
#[track_caller]
fn check_small_disk(kilobytes: u32, run: &Run) -> bool {
    let full = !run.out.contains("first 0");
    assert!(!full || tells_of_disk(run), "{kilobytes} kB: {run:?}");
    assert!(is_unborn(run) || !run.out.contains("doctor 1"), "{kilobytes} kB: the ledger is sound: {run:?}");
    assert!(run.out.contains("again 0") && run.out.contains("DKK 1.5 bn"), "{kilobytes} kB: with room made, all is well: {run:?}");
    full
}

fn tells_of_disk(run: &Run) -> bool {
    ["the disk is full", "the disk refused"].iter().any(|said| run.err.contains(said))
}
