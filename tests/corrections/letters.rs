//! What letters are told of corrections.

use super::claims::{mention, money};
use super::desk::{Desk, noon};
use pledgewatch::domain::{Kind, Mention, PledgeId};
use pledgewatch::pipeline::correct::{Hand, Order, carry_out};

fn aid(donor: &str, sum: &str) -> Mention {
    Mention { amount: Some(money(sum)), ..mention(&[donor], Kind::Package) }
}

fn two_pledges() -> (Desk, [PledgeId; 2]) {
    let mut desk = Desk::new();
    let first = desk.publish("one", &[aid("DK", "DKK 1_000_000_000")], Some("2025-10-01")).1[0].unwrap();
    let second = desk.publish("one", &[aid("DK", "DKK 1_400_000_000")], Some("2025-10-02")).1[0].unwrap();
    (desk, [first, second])
}

fn told(desk: &Desk, after: i64) -> Vec<(PledgeId, Vec<String>)> {
    let lines = desk.store.lines(after, desk.store.latest_change_id().unwrap()).unwrap();
    assert!(lines.iter().all(|line| !line.reports.is_empty()), "a line without a report");
    lines.into_iter().map(|line| (line.pledge.id, line.changes.iter().map(|change| change.kind.to_string()).collect())).collect()
}

#[test]
fn what_was_closed_before_it_was_told_is_not_told() {
    let (mut desk, [first, second]) = two_pledges();
    desk.order(&Order::Merge { into: first, other: second }).unwrap();
    assert_eq!(told(&desk, 0).into_iter().map(|(id, _)| id).collect::<Vec<_>>(), [first]);
    desk.order(&Order::Reject { pledge: first, because: "a rumour".to_owned() }).unwrap();
    assert_eq!(told(&desk, 0), []);
}

#[test]
fn a_reader_learns_of_what_was_corrected_after_it_was_told() {
    let (mut desk, [first, second]) = two_pledges();
    let mark = desk.store.latest_change_id().unwrap();
    desk.order(&Order::Reject { pledge: second, because: "a rumour".to_owned() }).unwrap();
    desk.order(&Order::set(first, "stage=agreed").unwrap()).unwrap();
    let expected =
        [(second, vec!["rejected: a rumour (by anna)".to_owned()]), (first, vec!["stage set: announced → agreed (by anna)".to_owned()])];
    assert_eq!(told(&desk, mark), expected);
}

#[test]
fn a_quiet_correction_is_in_the_story_and_in_no_letter() {
    let (mut desk, [first, _]) = two_pledges();
    let mark = desk.store.latest_change_id().unwrap();
    let mut recording = desk.store.begin_recording(noon(3)).unwrap().quietly();
    let order = Order::set(first, "stage=agreed").unwrap();
    carry_out(&mut recording, &order, Hand { author: "anna", rates: &desk.rates }).unwrap();
    recording.commit().unwrap();
    assert_eq!(told(&desk, mark), []);
    assert_eq!(desk.story(first).changes.len(), 2);
}
