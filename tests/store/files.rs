//! Opening: what is created, what is refused, and who else is there.

use super::world::{noon, populate, source};
use pledgewatch::store::{Fault, Store};
use rusqlite::Connection;
use std::path::Path;

fn check_refused(path: &Path, fits: impl Fn(&Fault) -> bool, says: &str) {
    let error = Store::open(path).unwrap_err();
    assert!(fits(&error.fault), "{error}");
    let text = error.to_string();
    assert!(text.contains(says) && text.contains(&path.display().to_string()), "{text}");
}

#[test]
fn a_ledger_is_made_once_and_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    populate(&mut Store::open(&path).unwrap());
    let again = Store::open(&path).unwrap();
    assert_eq!(again.source_health().unwrap().len(), 3);
    assert_eq!(Store::open_read_only(&path).unwrap().source_health().unwrap().len(), 3);
}

#[test]
fn a_newer_schema_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    drop(Store::open(&path).unwrap());
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 900).unwrap();
    check_refused(&path, |fault| matches!(fault, Fault::Newer { found: 900, .. }), "run the newer version");
    assert!(matches!(Store::open_read_only(&path).unwrap_err().fault, Fault::Newer { .. }));
}

#[test]
fn what_is_no_ledger_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let garbage = folder.path().join("garbage.db");
    std::fs::write(&garbage, "not a database at all, but long enough to be taken for one".repeat(100)).unwrap();
    let before = std::fs::read(&garbage).unwrap();
    check_refused(&garbage, |fault| matches!(fault, Fault::Corrupt(_)), "copy a backup to its place");
    assert_eq!(std::fs::read(&garbage).unwrap(), before);

    let foreign = folder.path().join("foreign.db");
    Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE recipe (name TEXT)").unwrap();
    check_refused(&foreign, |fault| matches!(fault, Fault::Foreign), "another program");

    let nowhere = folder.path().join("no/such/folder/ledger.db");
    check_refused(&nowhere, |fault| matches!(fault, Fault::CannotOpen(_)), "folder exists");
    assert!(matches!(Store::open_read_only(&folder.path().join("none.db")).unwrap_err().fault, Fault::Missing));
}

#[test]
fn a_damaged_file_is_reported_not_used() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    populate(&mut Store::open(&path).unwrap());
    let mut bytes = std::fs::read(&path).unwrap();
    let tail = bytes.len() - 4096;
    bytes.truncate(tail);
    bytes.iter_mut().skip(4096).for_each(|byte| *byte = 0x5a);
    std::fs::write(&path, bytes).unwrap();
    let fault = match Store::open(&path) {
        Ok(mut store) => store.sync_sources(&[source("north", "compass")], noon(1)).unwrap_err().fault,
        Err(error) => error.fault,
    };
    assert!(matches!(fault, Fault::Corrupt(_)), "{fault}");
}

#[test]
fn a_read_only_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    populate(&mut Store::open(&path).unwrap());
    let mut rights = std::fs::metadata(&path).unwrap().permissions();
    rights.set_readonly(true);
    std::fs::set_permissions(&path, rights).unwrap();
    if std::fs::OpenOptions::new().append(true).open(&path).is_ok() {
        println!("skipped: this user may write read-only files");
        return;
    }
    check_refused(&path, |fault| matches!(fault, Fault::ReadOnly), "read-only");
}

#[test]
fn a_reader_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    drop(Store::open(&path).unwrap());
    let error = Store::open_read_only(&path).unwrap().sync_sources(&[source("north", "compass")], noon(1)).unwrap_err();
    assert!(matches!(error.fault, Fault::ReadOnly), "{error}");
}

#[test]
fn two_processes_take_turns_and_the_waiting_one_gives_up_with_a_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let (mut one, mut other) = (Store::open(&path).unwrap(), Store::open(&path).unwrap());
    populate(&mut one);
    assert_eq!(other.source_health().unwrap().len(), 3);
    let held = one.begin_recording(noon(1)).unwrap();
    let error = other.sync_sources(&[source("north", "compass")], noon(1)).unwrap_err();
    assert!(matches!(error.fault, Fault::Busy), "{error}");
    assert!(error.to_string().contains("another process") && error.to_string().contains("ledger.db"), "{error}");
    assert_eq!(other.source_health().unwrap().len(), 3, "readers read while one writes");
    drop(held);
    assert_eq!(other.sync_sources(&[source("north", "compass")], noon(1)).unwrap().retired, 2);
}

#[test]
fn two_processes_may_make_the_ledger_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let opened: Vec<_> = std::thread::scope(|scope| {
        let openers: Vec<_> = (0..4).map(|_| scope.spawn(|| Store::open(&path).map(|_| ()))).collect();
        openers.into_iter().map(|opener| opener.join().unwrap()).collect()
    });
    assert!(opened.iter().all(Result::is_ok), "{opened:?}");
}
