//! The outbox: one letter for one period, each turn of its state durable, and no change left untold.

use super::claims::mention;
use super::world::{noon, populate, publish, store};
use pledgewatch::domain::{Kind, Letter, LetterState};
use pledgewatch::store::{Fault, NewLetter, Store, SubscriberState};

fn letter(n: u32) -> Letter {
    Letter {
        message_id: format!("{n}@example.org"),
        to: "reader@example.org".to_owned(),
        subject: "Pledges".to_owned(),
        text: "One pledge".to_owned(),
        html: "<p>One pledge</p>".to_owned(),
        ..Letter::default()
    }
}

fn state(last_change: i64, day: u32) -> SubscriberState {
    SubscriberState { last_change, covered_until: noon(day), next_due: Some(noon(day + 1)) }
}

fn queue(store: &mut Store, period: &str, n: u32, state: SubscriberState) -> Option<i64> {
    let letter = letter(n);
    store.queue_letter(NewLetter { subscriber: "anna", period, letter: &letter, pledges: &[] }, state, noon(9)).unwrap()
}

fn states(store: &Store) -> Vec<(i64, LetterState)> {
    store.outbox_list(10).unwrap().into_iter().rev().map(|row| (row.id, row.state)).collect()
}

#[test]
fn a_period_has_one_letter_and_its_cursor_moves_with_it() {
    let mut store = store();
    assert_eq!(store.subscriber_state("anna").unwrap(), None);
    let id = queue(&mut store, "2025-11-09", 1, state(5, 9));
    assert!(id.is_some());
    assert_eq!(store.subscriber_state("anna").unwrap(), Some(state(5, 9)));
    assert_eq!(queue(&mut store, "2025-11-09", 2, state(5, 9)), None);
    assert_eq!(store.outbox_list(10).unwrap().len(), 1);
    assert_eq!(store.outbox_list(10).unwrap()[0].letter, letter(1));
}

#[test]
fn a_period_told_already_hides_no_later_change() {
    let mut store = store();
    queue(&mut store, "2025-11-09", 1, state(5, 9));
    assert_eq!(queue(&mut store, "2025-11-09", 2, state(8, 10)), None);
    let now = store.subscriber_state("anna").unwrap().unwrap();
    assert_eq!((now.last_change, now.next_due), (5, Some(noon(11))), "changes 6 to 8 wait for the next letter");
}

#[test]
fn a_cursor_never_moves_back() {
    let mut store = store();
    store.advance_subscriber("anna", state(5, 9)).unwrap();
    store.advance_subscriber("anna", state(3, 10)).unwrap();
    assert_eq!(store.subscriber_state("anna").unwrap(), Some(state(5, 10)));
}

#[test]
fn a_letter_goes_through_its_states() {
    let mut store = store();
    let id = queue(&mut store, "a", 1, state(1, 9)).unwrap();
    assert!(store.outbox_due(noon(8)).unwrap().len() == 1, "touched in what is now the future: due");
    assert!(store.mark_sending(id, noon(9)).unwrap());
    assert!(!store.mark_sending(id, noon(9)).unwrap(), "taken already");
    assert_eq!(store.outbox_due(noon(30)).unwrap(), []);
    store.mark_deferred(id, "451 try later", noon(11), noon(9)).unwrap();
    assert_eq!(store.outbox_due(noon(10)).unwrap(), []);
    let due = store.outbox_due(noon(11)).unwrap();
    assert_eq!((due[0].attempts, due[0].state, due[0].error.as_deref()), (1, LetterState::Queued, Some("451 try later")));
    store.mark_sending(id, noon(11)).unwrap();
    store.mark_unknown(id, "link cut after the text", noon(12), noon(11)).unwrap();
    assert_eq!(store.outbox_due(noon(12)).unwrap()[0].state, LetterState::Unknown);
    store.mark_sending(id, noon(12)).unwrap();
    store.mark_sent(id, "250 taken", noon(12)).unwrap();
    let row = &store.outbox_list(1).unwrap()[0];
    assert_eq!((row.state, row.reply.as_deref(), row.next_try, row.error.clone()), (LetterState::Sent, Some("250 taken"), None, None));
    assert!(matches!(store.mark_failed(id, "550", noon(13)).unwrap_err().fault, Fault::Unknown { .. }), "sent is final");
    store.mark_sent(id, "250 taken", noon(12)).unwrap();
}

#[test]
fn a_refused_letter_is_kept_and_not_tried() {
    let mut store = store();
    let id = queue(&mut store, "a", 1, state(1, 9)).unwrap();
    store.mark_sending(id, noon(9)).unwrap();
    store.mark_failed(id, "550 no such reader", noon(9)).unwrap();
    assert_eq!(store.outbox_due(noon(30)).unwrap(), []);
    assert_eq!(store.outbox_list(1).unwrap()[0].error.as_deref(), Some("550 no such reader"));
}

#[test]
fn the_fuse_counts_what_may_have_arrived() {
    let mut store = store();
    for (n, period) in ["a", "b", "c", "d"].into_iter().enumerate() {
        let id = queue(&mut store, period, n as u32, state(1, 9)).unwrap();
        store.mark_sending(id, noon(10)).unwrap();
        match n {
            0 => store.mark_sent(id, "250", noon(10)).unwrap(),
            1 => store.mark_unknown(id, "cut", noon(11), noon(10)).unwrap(),
            2 => store.mark_failed(id, "550", noon(10)).unwrap(),
            _ => {}
        }
    }
    assert_eq!(store.letters_sent_since(noon(10)).unwrap(), 3);
    assert_eq!(store.letters_sent_since(noon(11)).unwrap(), 0);
}

#[test]
fn what_a_crash_left_sending_is_unknown_once_nobody_else_lives() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let mut store = Store::open(&path).unwrap();
    populate(&mut store);
    let id = queue(&mut store, "a", 1, state(1, 9)).unwrap();
    store.mark_sending(id, noon(9)).unwrap();

    let mut beside = Store::open(&path).unwrap();
    assert_eq!(beside.recover_outbox(noon(9)).unwrap(), 0, "the other one may be sending it");
    assert_eq!(states(&beside), [(id, LetterState::Sending)]);
    drop(store);
    assert_eq!(beside.recover_outbox(noon(9)).unwrap(), 1);
    let due = beside.outbox_due(noon(9)).unwrap();
    assert_eq!((due[0].state, due[0].letter.clone()), (LetterState::Unknown, letter(1)), "tried again with the same message id");
    assert_eq!(beside.recover_outbox(noon(9)).unwrap(), 0);
}

#[test]
fn updates_find_the_first_letter_of_their_pledge() {
    let mut store = store();
    let pledges = publish(&mut store, "north", 1, &[mention(&["DK"], Kind::Package)]);
    assert_eq!(store.first_letter("anna", pledges[0]).unwrap(), None);
    for (n, period) in [(1, "a"), (2, "b")] {
        let new = NewLetter { subscriber: "anna", period, letter: &letter(n), pledges: &pledges };
        store.queue_letter(new, state(1, 9), noon(9)).unwrap();
    }
    assert_eq!(store.first_letter("anna", pledges[0]).unwrap().as_deref(), Some("1@example.org"));
    assert_eq!(store.first_letter("bert", pledges[0]).unwrap(), None);
    assert_eq!(store.letters_about(pledges[0]).unwrap().len(), 2);
}
