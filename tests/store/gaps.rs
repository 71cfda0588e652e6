//! Gaps: how they are seen, filled from older pages, and given up.

use super::world::{entry, etag, id, noon, store};
use chrono::{DateTime, TimeDelta, Utc};
use pledgewatch::domain::Entry;
use pledgewatch::store::{Gap, GapState, Older, OlderPage, PollOutcome, Polled, Store};

/// Entries of the source "north", the newest first; each is of the day of its number.
fn list(numbers: &[u32]) -> Vec<Entry> {
    numbers.iter().map(|n| entry("north", *n, *n)).collect()
}

/// Polls "north" on a day.
fn poll(store: &mut Store, numbers: &[u32], older: Older<'_>, day: u32) {
    receive(store, (numbers, true), older, noon(day));
}

/// Polls "north" at an instant, and gets a list that is complete or cut off.
fn receive(store: &mut Store, (numbers, complete): (&[u32], bool), older: Older<'_>, now: DateTime<Utc>) {
    let (source, entries, validators) = (id("north"), list(numbers), etag("a"));
    let news_since = noon(1);
    let outcome = PollOutcome { source: &source, entries: &entries, complete, validators: &validators, next_due: now, news_since, older };
    store.record_polls(&[Polled::Read(outcome)], now).unwrap();
}

/// A store whose source "north" listed 3, 2 and 1, and then 20 and 19.
fn with_gap(older: Older<'_>) -> Store {
    let mut store = store();
    poll(&mut store, &[3, 2, 1], Older::default(), 4);
    poll(&mut store, &[20, 19], older, 21);
    store
}

const PAGES: Older<'static> = Older { next: Some("https://north.example.org/2"), archive: Some("https://north.example.org/all") };

fn open(store: &Store, day: u32) -> Vec<Gap> {
    store.open_gaps(noon(day)).unwrap()
}

fn file(store: &mut Store, numbers: &[u32], next: Option<&str>) -> GapState {
    let gap = open(store, 21).remove(0);
    file_for(store, &gap, (numbers, true), next)
}

fn file_for(store: &mut Store, gap: &Gap, (numbers, complete): (&[u32], bool), next: Option<&str>) -> GapState {
    let page = OlderPage { entries: &list(numbers), complete, next, news_since: gap.since };
    store.record_older(gap, page, noon(21)).unwrap().1
}

#[track_caller]
fn check_health(store: &Store, entries: usize, gaps: (usize, usize)) {
    let health = store.source_health().unwrap().into_iter().find(|health| health.source == id("north")).unwrap();
    assert_eq!((health.entries, (health.gaps, health.gaps_filled)), (entries, gaps));
}

#[test]
fn a_gap_is_filled_page_by_page() {
    let mut store = with_gap(PAGES);
    let gap = open(&store, 21).remove(0);
    assert_eq!((gap.next.as_str(), gap.since, gap.at), ("https://north.example.org/2", noon(3), noon(21)));
    assert_eq!(file(&mut store, &[20, 18, 17], Some("https://north.example.org/3")), GapState::Open, "20 was not known before the gap");
    assert_eq!(open(&store, 21)[0].next, "https://north.example.org/3");
    assert!(store.coverage(noon(21), noon(22)).unwrap().troubles[0].trouble.ends_with("its older pages are being asked"));
    assert_eq!(file(&mut store, &[4, 3, 2], Some("https://north.example.org/4")), GapState::Closed { entries: 3 });
    assert_eq!(open(&store, 30), []);
    check_health(&store, 8, (1, 1));
    assert_eq!(store.coverage(noon(21), noon(22)).unwrap().troubles, [], "nothing is missing");
}

#[test]
fn a_page_from_before_what_was_known_closes_it_too() {
    let mut store = with_gap(PAGES);
    let gap = open(&store, 21).remove(0);
    let before: Vec<Entry> = list(&[7, 8]).into_iter().map(|entry| Entry { published: Some(noon(2)), ..entry }).collect();
    let page = OlderPage { entries: &before, complete: true, next: None, news_since: gap.since };
    let (report, state) = store.record_older(&gap, page, noon(21)).unwrap();
    assert_eq!((report.fresh, report.seeded, state), (0, 2, GapState::Closed { entries: 2 }));
}

#[test]
fn the_archive_is_asked_where_the_pages_end_and_then_no_more() {
    let mut store = with_gap(PAGES);
    assert_eq!(file(&mut store, &[18], None), GapState::Open);
    assert_eq!(open(&store, 21)[0].next, "https://north.example.org/all");
    let given_up = GapState::GivenUp { entries: 2, why: "its older pages end before what was known".to_owned() };
    assert_eq!(file(&mut store, &[17], None), given_up);
    let troubles = store.coverage(noon(21), noon(22)).unwrap().troubles;
    assert!(troubles[0].trouble.ends_with("its older pages end before what was known"), "{troubles:?}");
    check_health(&store, 7, (1, 0));
}

#[test]
fn pages_that_bring_nothing_new_end_the_chain() {
    let mut store = with_gap(PAGES);
    assert_eq!(file(&mut store, &[20, 19], Some("https://north.example.org/3")), GapState::Open);
    assert_eq!(open(&store, 21)[0].next, "https://north.example.org/all", "a server that ignores the page number");
    assert!(matches!(file(&mut store, &[], Some("https://north.example.org/3")), GapState::GivenUp { entries: 0, .. }));
}

#[test]
fn after_ten_pages_it_is_given_up() {
    let mut store = with_gap(PAGES);
    for n in 1..10 {
        assert_eq!(file(&mut store, &[20 - n], Some(&format!("https://north.example.org/{n}"))), GapState::Open);
    }
    let why = "ten older pages did not reach what was known".to_owned();
    assert_eq!(file(&mut store, &[9], Some("https://north.example.org/11")), GapState::GivenUp { entries: 9, why });
}

#[test]
fn a_page_that_cannot_be_had_now_is_asked_again_later() {
    let mut store = with_gap(PAGES);
    let gap = open(&store, 21).remove(0);
    assert_eq!(store.record_no_older(&gap, false, noon(21)).unwrap(), GapState::Open);
    assert_eq!(open(&store, 21), []);
    let again = store.open_gaps(noon(21) + TimeDelta::minutes(15)).unwrap().remove(0);
    assert_eq!(again.next, gap.next);
    assert_eq!(store.record_no_older(&again, true, noon(22)).unwrap(), GapState::Open, "the archive is left");
    let archive = open(&store, 22).remove(0);
    assert_eq!(archive.next, "https://north.example.org/all");
    assert!(matches!(store.record_no_older(&archive, true, noon(23)).unwrap(), GapState::GivenUp { .. }));
}

#[test]
fn without_older_pages_it_is_given_up_at_once() {
    let store = with_gap(Older::default());
    assert_eq!(open(&store, 22), []);
    let troubles = store.coverage(noon(21), noon(22)).unwrap().troubles;
    assert!(troubles[0].trouble.ends_with("the source offers no older entries"), "{troubles:?}");
}

#[test]
fn dates_in_the_future_hide_no_gap() {
    let mut store = store();
    poll(&mut store, &[29, 3], Older::default(), 4);
    poll(&mut store, &[20, 19], PAGES, 21);
    assert_eq!(open(&store, 21)[0].since, noon(3));
}

/// A quarter of an hour after another, lists come in, each complete or cut off. What is then known to be missing is looked for from the
/// page that the last one names.
#[track_caller]
fn check_cuts(lists: &[(&[u32], bool)], gap_seen_with: Option<usize>) {
    let mut store = store();
    poll(&mut store, &[3, 2, 1], Older::default(), 4);
    let at = |list: usize| noon(21) + TimeDelta::minutes(15) * i32::try_from(list).unwrap();
    for (list, lines) in lists.iter().enumerate() {
        receive(&mut store, *lines, PAGES, at(list));
    }
    let seen = open(&store, 22).into_iter().map(|gap| (gap.at, gap.since, gap.next)).collect::<Vec<_>>();
    let expected = gap_seen_with.map(|list| (at(list), noon(3), "https://north.example.org/2".to_owned()));
    assert_eq!(seen, Vec::from_iter(expected), "{lists:?}");
}

#[test]
fn a_list_cut_off_waits_for_the_next_one_before_anything_is_missing() {
    check_cuts(&[(&[20, 19], false)], None);
    check_cuts(&[(&[20, 19], false), (&[20, 19, 3], true)], None);
    check_cuts(&[(&[20, 19], false), (&[20, 19, 18], true)], Some(0));
    check_cuts(&[(&[20], false), (&[20, 19, 18], true)], Some(0));
    check_cuts(&[(&[20, 19], false), (&[21, 20], false), (&[22, 21, 20], true)], Some(0));
    check_cuts(&[(&[20, 19], false), (&[21, 20, 3], false), (&[22, 21], true)], None);
    check_cuts(&[(&[20, 3], false), (&[21, 20], true)], None);
}

#[test]
fn a_source_that_never_sends_its_last_line_is_believed_after_a_day() {
    let lists: Vec<(&[u32], bool)> = vec![(&[20, 19], false); 4 * 24 + 1];
    check_cuts(&lists[1..], None);
    check_cuts(&lists, Some(0));
}

#[test]
fn an_older_page_cut_off_is_asked_for_again() {
    let mut store = with_gap(PAGES);
    let next = Some("https://north.example.org/3");
    let gap = open(&store, 21).remove(0);
    assert_eq!(file_for(&mut store, &gap, (&[18, 17], false), next), GapState::Open);
    assert_eq!(open(&store, 21), [], "not at once");
    let again = store.open_gaps(noon(21) + TimeDelta::minutes(15)).unwrap().remove(0);
    assert_eq!(again.next, "https://north.example.org/2");
    assert_eq!(file_for(&mut store, &again, (&[18, 17], false), next), GapState::Open);
    let after = store.open_gaps(noon(21) + TimeDelta::minutes(15)).unwrap().remove(0);
    assert_eq!(after.next, "https://north.example.org/3", "it never comes whole");
    assert_eq!(file_for(&mut store, &after, (&[4, 3], false), None), GapState::Closed { entries: 3 }, "and reaches back all the same");
}
