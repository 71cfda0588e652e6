//! The outbox: one letter for one period, each turn of its state durable, and no change left untold.

use super::claims::mention;
use super::world::{noon, publish, store};
use pledgewatch::domain::{Kind, Letter, LetterState};
use pledgewatch::store::{DueLetter, Fault, NewLetter, Store, SubscriberState};

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
    assert_eq!(due, [DueLetter { id, released: false }]);
    let row = store.outbox_letter(id).unwrap().unwrap();
    assert_eq!((row.attempts, row.state, row.error.as_deref()), (1, LetterState::Queued, Some("451 try later")));
    store.mark_sending(id, noon(11)).unwrap();
    store.mark_unknown(id, "link cut after the text", noon(12), noon(11)).unwrap();
    assert_eq!(store.outbox_due(noon(12)).unwrap().len(), 1);
    assert_eq!(states(&store), [(id, LetterState::Unknown)]);
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
    assert_eq!(store.letters_sent_between(noon(10), noon(11)).unwrap(), 3);
    assert_eq!(store.letters_sent_between(noon(11), noon(12)).unwrap(), 0);
    assert_eq!(store.letters_sent_between(noon(8), noon(9)).unwrap(), 0, "those of a clock that ran ahead");
}

#[test]
fn what_a_crash_left_sending_is_unknown() {
    let mut store = store();
    let id = queue(&mut store, "a", 1, state(1, 9)).unwrap();
    store.mark_sending(id, noon(9)).unwrap();
    assert_eq!(store.recover_outbox(noon(9)).unwrap(), 1);
    assert_eq!(states(&store), [(id, LetterState::Unknown)]);
    assert_eq!(store.outbox_letter(id).unwrap().unwrap().letter, letter(1), "tried again with the same message id");
    assert_eq!(store.recover_outbox(noon(9)).unwrap(), 0);
}

/// Letters of a subscriber who stood at change 1, each telling one change more, in these states; and which of them are taken back.
#[track_caller]
fn check_recall(became: &str, recalled: &str) {
    let mut store = store();
    store.advance_subscriber("anna", state(1, 1)).unwrap();
    for (n, became) in (2..).zip(became.chars()) {
        let id = queue(&mut store, &format!("period {n}"), n, state(i64::from(n), n)).unwrap();
        store.mark_sending(id, noon(9)).unwrap();
        match became {
            'q' => store.mark_deferred(id, "450", noon(10), noon(9)).unwrap(),
            'u' => store.mark_unknown(id, "cut", noon(10), noon(9)).unwrap(),
            's' => store.mark_sent(id, "250", noon(9)).unwrap(),
            'f' => store.mark_failed(id, "550", noon(9)).unwrap(),
            _ => {}
        }
    }
    let took_back = store.recall_letters("anna", "a test", noon(9)).unwrap();
    let letter = |(_, state)| if state == LetterState::Recalled { 'r' } else { '-' };
    assert_eq!(states(&store).into_iter().map(letter).collect::<String>(), recalled, "{became}");
    let first = recalled.find('r').unwrap_or(recalled.len());
    let now = store.subscriber_state("anna").unwrap().unwrap();
    assert_eq!((took_back, now.last_change), (recalled.contains('r'), 1 + first as i64), "{became}: told again from where the first began");
}

#[test]
fn only_letters_that_nobody_has_are_taken_back() {
    let rows = [
        ("q", "r"),
        ("s", "-"),
        ("u", "-"),
        ("f", "-"),
        ("qq", "rr"),
        ("qs", "--"),
        ("qu", "--"),
        ("sq", "-r"),
        ("uq", "-r"),
        ("fq", "-r"),
        ("qfq", "r-r"),
        ("quq", "--r"),
        ("ssqq", "--rr"),
    ];
    for (became, recalled) in rows {
        check_recall(became, recalled);
    }
}

#[test]
fn a_period_taken_back_is_free_again() {
    let mut store = store();
    store.advance_subscriber("anna", state(1, 1)).unwrap();
    for n in 1..4 {
        assert!(queue(&mut store, "period", n, state(5, 9)).is_some());
        assert!(store.recall_letters("anna", "a test", noon(9)).unwrap());
        let told = store.subscriber_state("anna").unwrap().unwrap();
        assert_eq!(told, SubscriberState { next_due: Some(noon(9)), ..state(1, 1) }, "due at once, from where it stood");
    }
    assert!(store.outbox_due(noon(30)).unwrap().is_empty());
}

#[test]
fn one_with_a_new_name_goes_on_where_the_old_one_ended() {
    let mut store = store();
    store.advance_subscriber("anna", state(1, 1)).unwrap();
    queue(&mut store, "period", 1, state(5, 9)).unwrap();
    assert_eq!(store.departed(&["anna", "beata"]).unwrap(), Vec::<String>::new());
    let gone = store.departed(&["beata"]).unwrap();
    assert_eq!(gone, ["anna"]);
    assert_eq!(store.predecessor("reader@example.org", &gone).unwrap(), Some(("anna".to_owned(), state(5, 9))));
    assert_eq!(store.predecessor("reader@example.org", &[]).unwrap(), None, "anna is still there");
    assert_eq!(store.predecessor("somebody@example.org", &gone).unwrap(), None);
}

#[test]
fn a_batch_is_kept_or_dropped_as_a_whole() {
    let mut store = store();
    for (keep, letters) in [(false, 0), (true, 2), (false, 2)] {
        store.begin_batch().unwrap();
        queue(&mut store, &format!("first, kept: {keep}"), 1, state(5, 9));
        queue(&mut store, &format!("second, kept: {keep}"), 2, state(5, 9));
        store.end_batch(keep).unwrap();
        assert_eq!(store.outbox_list(10).unwrap().len(), letters);
    }
}

#[test]
fn a_letter_let_go_by_hand_passes_the_fuse() {
    let mut store = store();
    let id = queue(&mut store, "period", 1, state(5, 9)).unwrap();
    assert_eq!((store.release_letters().unwrap(), store.release_letters().unwrap()), (1, 0));
    assert_eq!(store.outbox_due(noon(9)).unwrap(), [DueLetter { id, released: true }]);
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
