//! Backup, doctor and retention.

use super::claims::mention;
use super::world::{entry, fresh, noon, poll, populate, publish, store};
use chrono::TimeDelta;
use pledgewatch::domain::{Kind, Letter};
use pledgewatch::store::{Diagnosis, Fault, NewLetter, Pruned, Store, SubscriberState};
use rusqlite::Connection;
use tempfile::TempDir;

/// A ledger in a file, with a package of each of these donors.
fn on_disk(donors: &[&str]) -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("ledger.db")).unwrap();
    populate(&mut store);
    for (n, donor) in (1..).zip(donors) {
        publish(&mut store, "north", n, &[mention(&[donor], Kind::Package)]);
    }
    (folder, store)
}

/// The same file, for one who knows nothing of its rules.
fn raw(folder: &TempDir) -> Connection {
    Connection::open(folder.path().join("ledger.db")).unwrap()
}

#[test]
fn a_backup_is_a_whole_ledger_and_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("ledger.db")).unwrap();
    populate(&mut store);
    let pledge = publish(&mut store, "north", 1, &[mention(&["DK"], Kind::Package)])[0];
    let copy = folder.path().join("copy.db");
    store.backup(&copy).unwrap();
    assert!(matches!(store.backup(&copy).unwrap_err().fault, Fault::Io { .. }));
    let restored = Store::open(&copy).unwrap();
    assert_eq!(restored.pledge(pledge).unwrap(), store.pledge(pledge).unwrap());
    assert_eq!(restored.doctor(noon(9)).unwrap(), Diagnosis::default());
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().filter(|f| f.as_ref().unwrap().path().extension().is_some_and(|e| e == "part")).count(),
        0
    );
}

#[test]
fn the_doctor_finds_what_contradicts_itself() {
    let (folder, store) = on_disk(&["DK"]);
    let raw = raw(&folder);
    raw.execute_batch(
        "PRAGMA foreign_keys = OFF; DELETE FROM report; UPDATE pledge SET record = '{}'; INSERT INTO pledge_donor VALUES ('XX', 99);
         UPDATE article SET body = x'a5';",
    )
    .unwrap();
    let damage = store.doctor(noon(9)).unwrap().damage.join("\n");
    for part in ["pledge_donor", "article 1: ", "pledge p-1 has no report", "pledge p-1: a pledge in the ledger cannot be read"] {
        assert!(damage.contains(part), "{part} in {damage}");
    }
}

#[test]
fn the_doctor_finds_circles_of_parts() {
    let (folder, store) = on_disk(&["DK", "NO", "SE", "FI"]);
    raw(&folder)
        .execute_batch("UPDATE pledge SET part_of = id + 1 WHERE id < 3; UPDATE pledge SET part_of = 1 WHERE id IN (3, 4);")
        .unwrap();
    let damage = store.doctor(noon(9)).unwrap().damage;
    assert_eq!(damage, ["pledge p-1 is a part of itself", "pledge p-2 is a part of itself", "pledge p-3 is a part of itself"]);
}

/// Whatever page is overwritten, the doctor tells, or the file is refused as damaged.
#[test]
fn the_doctor_finds_a_damaged_page() {
    let (_folder, store) = on_disk(&["DK"; 39]);
    let path = store.path().to_owned();
    drop(store);
    let whole = std::fs::read(&path).unwrap();
    let page = 8192;
    let mut told = 0;
    for place in (page..whole.len()).step_by(page * 7) {
        let mut damaged = whole.clone();
        damaged[place..place + page].fill(0xA5);
        std::fs::write(&path, damaged).unwrap();
        told += match Store::open_read_only(&path).and_then(|store| store.doctor(noon(9))) {
            Ok(diagnosis) => usize::from(!diagnosis.damage.is_empty()),
            Err(error) => usize::from(error.to_string().contains("damaged")),
        };
    }
    assert_eq!(told, (page..whole.len()).step_by(page * 7).count(), "damage was passed over in silence");
}

#[test]
fn the_doctor_finds_what_waits_too_long() {
    let mut store = store();
    poll(&mut store, "north", &[entry("north", 1, 9)], 9);
    assert_eq!(store.doctor(noon(10)).unwrap(), Diagnosis::default());
    store.fail_entry(fresh(&store, 9)[0], "status 503", Some(noon(20))).unwrap();
    assert_eq!(store.doctor(noon(12)).unwrap().stuck, ["entry 1 is failed since 2025-11-09 12:00 UTC: status 503"]);
}

#[test]
fn the_doctor_finds_that_the_clock_was_set_back() {
    let mut store = store();
    publish(&mut store, "north", 1, &[mention(&["DK"], Kind::Package)]);
    assert_eq!(store.doctor(noon(9)).unwrap(), Diagnosis::default());
    let stuck = store.doctor(noon(8)).unwrap().stuck.join("\n");
    assert!(stuck.contains("2025-11-09 12:00 UTC, which is still to come") && stuck.contains("see that it is right"), "{stuck}");
}

#[test]
fn room_that_is_free_is_given_back() {
    let (folder, mut store) = on_disk(&["DK"]);
    let raw = raw(&folder);
    raw.execute_batch("CREATE TABLE old (text BLOB); INSERT INTO old VALUES (randomblob(1000000)); DROP TABLE old").unwrap();
    let free = || raw.pragma_query_value(None, "freelist_count", |row| row.get::<_, i64>(0)).unwrap();
    assert!(free() > 100, "{}", free());
    store.prune(noon(10), 30).unwrap();
    assert_eq!(free(), 0);
}

#[test]
fn retention_takes_texts_and_leaves_identities_quotes_and_changes() {
    let mut store = store();
    let pledge = publish(&mut store, "north", 1, &[mention(&["DK"], Kind::Package)])[0];
    let article = store.pledge(pledge).unwrap().unwrap().reports[0].article;
    assert_eq!(store.prune(noon(10), 30).unwrap(), Pruned::default());
    let late = noon(9) + TimeDelta::days(31);
    assert_eq!(store.prune(late, 30).unwrap(), Pruned { bodies: 1, ..Pruned::default() });
    assert_eq!(store.prune(late, 30).unwrap(), Pruned::default());
    assert_eq!(store.article_text(article).unwrap(), None);
    let story = store.pledge(pledge).unwrap().unwrap();
    assert_eq!((story.reports[0].report.mention.evidence.quote(), story.changes.len()), ("They promised it.", 1));
    assert_eq!(poll(&mut store, "north", &[entry("north", 1, 9)], 30).known, 1, "an old entry that returns is not news");
}

#[test]
fn retention_takes_the_parts_of_letters_that_were_sent() {
    let mut store = store();
    let state = SubscriberState { last_change: 1, covered_until: noon(9), next_due: None };
    for name in ["sent", "refused"] {
        let text = "One pledge".to_owned();
        let letter = Letter {
            message_id: format!("{name}@example.org"),
            to: String::new(),
            subject: name.to_owned(),
            html: text.clone(),
            text,
            ..Letter::default()
        };
        let id = store
            .queue_letter(NewLetter { subscriber: name, period: "a", letter: &letter, pledges: &[] }, state, noon(9))
            .unwrap()
            .unwrap();
        match name {
            "sent" => store.mark_sent(id, "250", noon(9)).unwrap(),
            _ => store.mark_failed(id, "550", noon(9)).unwrap(),
        }
    }
    assert_eq!(store.prune(noon(10), 30).unwrap(), Pruned::default());
    assert_eq!(store.prune(noon(9) + TimeDelta::days(31), 30).unwrap(), Pruned { letters: 1, ..Pruned::default() });
    assert_eq!(store.prune(noon(9) + TimeDelta::days(31), 30).unwrap(), Pruned::default());
    let left: Vec<_> = store.outbox_list(10).unwrap().into_iter().map(|row| (row.letter.message_id, row.letter.text)).collect();
    assert_eq!(left, [("refused@example.org".to_owned(), "One pledge".to_owned()), ("sent@example.org".to_owned(), String::new())]);
}

#[test]
fn changes_are_only_ever_added() {
    let (folder, _store) = on_disk(&["DK"]);
    let raw = raw(&folder);
    for sql in ["DELETE FROM change", "UPDATE change SET kind = 'x'"] {
        let error = raw.execute(sql, []).unwrap_err().to_string();
        assert!(error.contains("only ever added"), "{sql}: {error}");
    }
}
