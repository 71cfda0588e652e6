//! Sources and entries: what is due, what is new, and what only looks new.

use super::world::{entry, etag, fresh, id, noon, poll, read, relevance, source, store};
use chrono::{DateTime, TimeDelta, Utc};
use pledgewatch::domain::{Entry, Identity};
use pledgewatch::store::{FailedPoll, Fault, Older, PollOutcome, PollReport, Polled, Store, StoreError};

fn report(fresh: usize, seeded: usize, known: usize) -> PollReport {
    PollReport { fresh, seeded, known, linked: 0, gap: false }
}

fn unchanged(store: &mut Store, source: &str, at: DateTime<Utc>) -> Result<Vec<PollReport>, StoreError> {
    store.record_polls(&[Polled::Unchanged { source: &id(source), next_due: at }], at)
}

fn due(store: &Store, day: u32) -> Vec<String> {
    store.due(noon(day)).unwrap().into_iter().map(|state| state.source.to_string()).collect()
}

#[test]
fn sources_follow_the_configuration_and_keep_their_history() {
    let mut store = store();
    poll(&mut store, "north", &[entry("north", 1, 1)], 1);
    let moved = pledgewatch::domain::Source { url: "https://north.example.org/new".to_owned(), ..source("north", "compass") };
    let synced = store.sync_sources(&[moved.clone(), source("east", "east")], noon(1)).unwrap();
    assert_eq!((synced.added, synced.moved, synced.retired), (1, 1, 2));
    let again = store.sync_sources(&[moved, source("east", "east")], noon(1)).unwrap();
    assert_eq!((again.added, again.moved, again.retired), (0, 0, 0));
    assert_eq!(due(&store, 1), ["east", "north"]);
    assert!(store.due(noon(1)).unwrap().iter().all(|state| state.validators.is_empty()), "a moved source is asked anew");
    store.sync_sources(&[source("north", "compass"), source("south", "compass"), source("rival", "rival")], noon(2)).unwrap();
    let health = store.source_health().unwrap();
    let retired: Vec<&str> = health.iter().filter(|h| h.retired_at.is_some()).map(|h| h.source.as_str()).collect();
    assert_eq!(retired, ["east"]);
    assert_eq!(health.iter().find(|h| h.source == id("north")).unwrap().entries, 1);
}

#[test]
fn a_poll_recorded_twice_is_recorded_once() {
    let mut store = store();
    let entries = [entry("north", 1, 1), entry("north", 2, 1)];
    assert_eq!(poll(&mut store, "north", &entries, 2), report(2, 0, 0));
    assert_eq!(poll(&mut store, "north", &entries, 2), report(0, 0, 2));
    assert_eq!(fresh(&store, 2).len(), 2);
    assert_eq!(store.coverage(noon(1), noon(3)).unwrap().entries, 2);
}

#[test]
fn the_next_poll_waits_and_carries_the_validators() {
    let mut store = store();
    assert!(store.due(noon(2)).unwrap().iter().all(|state| state.first_poll));
    poll(&mut store, "north", &[entry("north", 1, 1), entry("north", 2, 2)], 2);
    assert_eq!(due(&store, 2), ["rival", "south"]);
    let state = store.due(noon(3)).unwrap().into_iter().find(|state| state.source == id("north")).unwrap();
    assert_eq!((state.validators, state.first_poll, state.weekly_entries), (etag("a"), false, 2));
    assert_eq!((state.last_full, state.known_since, state.newest_entry), (Some(noon(2)), Some(noon(1)), Some(noon(2))));
}

/// The oldest date of a source's entries, each listed on a day of its number and dated or not, as known on the 20th.
#[track_caller]
fn check_known_since(listed: &[(u32, bool)], since: Option<u32>) {
    let mut store = store();
    for (day, dated) in listed {
        let entry = entry("north", *day, *day - 1);
        poll(&mut store, "north", &[Entry { published: entry.published.filter(|_| *dated), ..entry }], *day);
    }
    let state = store.every_source(noon(20)).unwrap().into_iter().find(|state| state.source == id("north")).unwrap();
    assert_eq!(state.known_since, since.map(noon), "{listed:?}");
}

#[test]
fn of_the_last_week_only_what_entries_say_themselves_tells_since_when_they_are_known() {
    check_known_since(&[], None);
    check_known_since(&[(16, false), (17, false)], None);
    check_known_since(&[(16, false), (17, true)], Some(16));
    check_known_since(&[(3, true), (17, true)], Some(2));
    check_known_since(&[(3, false), (17, true)], Some(3));
}

#[test]
fn after_the_clock_is_set_back_nothing_waits_for_the_future() {
    let mut store = store();
    poll(&mut store, "north", &[entry("north", 1, 20)], 20);
    assert!(due(&store, 10).contains(&"north".to_owned()));
    assert_eq!(fresh(&store, 10).len(), 1);
}

#[test]
fn failures_add_up_until_a_success() {
    let mut store = store();
    for (day, weight) in [(2, 1.0), (3, 0.5), (4, 0.0)] {
        let failed = FailedPoll { source: &id("north"), error: "no answer within 30 s", weight, next_due: noon(day) };
        store.record_polls(&[Polled::Failed(failed)], noon(day)).unwrap();
    }
    let state = store.due(noon(5)).unwrap().into_iter().find(|state| state.source == id("north")).unwrap();
    assert_eq!((state.failures, state.failing_since), (1.5, Some(noon(2))));
    let troubles = store.coverage(noon(4), noon(5)).unwrap().troubles;
    assert_eq!((troubles.len(), troubles[0].trouble.as_str(), troubles[0].since), (1, "no answer within 30 s", Some(noon(2))));
    unchanged(&mut store, "north", noon(5)).unwrap();
    let health = store.source_health().unwrap().into_iter().find(|health| health.source == id("north")).unwrap();
    assert_eq!((health.failures, health.error, health.last_success), (0.0, None, Some(noon(5))));
}

#[test]
fn an_unknown_source_is_named() {
    let mut store = store();
    let error = unchanged(&mut store, "west", noon(1)).unwrap_err();
    assert!(matches!(&error.fault, Fault::Unknown { what: "source", id } if id == "west"), "{error}");
}

#[test]
fn what_is_old_is_known_but_never_news() {
    let mut store = store();
    let undated = |n| Entry { published: None, ..entry("north", n, 1) };
    assert_eq!(poll(&mut store, "north", &[entry("north", 1, 1), entry("north", 2, 19), undated(3)], 20), report(1, 2, 0));
    let later = [entry("north", 1, 1), entry("north", 4, 2), undated(5)];
    assert_eq!(poll(&mut store, "north", &later, 21), report(1, 1, 1));
}

#[test]
fn an_entry_is_recognised_under_its_other_names() {
    let known = entry("north", 1, 9);
    let renamed = Entry { identity: Identity::new("other-guid").unwrap(), ..known.clone() };
    let tracked = Entry { link: Some("http://www.north.example.org/news/1/?utm_source=rss".to_owned()), ..renamed.clone() };
    let moved = Entry { link: Some("https://north.example.org/archive/1".to_owned()), ..renamed.clone() };
    let other_day = Entry { published: Some(noon(8)), ..moved.clone() };
    let other_title = Entry { title: "north reports something else altogether".to_owned(), ..moved.clone() };
    let rows = [(renamed, true), (tracked, true), (moved, true), (other_day, false), (other_title, false)];
    for (seen, is_known) in rows {
        let mut store = store();
        poll(&mut store, "north", std::slice::from_ref(&known), 9);
        assert_eq!(poll(&mut store, "north", std::slice::from_ref(&seen), 10).known == 1, is_known, "{seen:?}");
        assert_eq!(poll(&mut store, "north", &[seen], 11).known, 1, "it is remembered under its new name");
    }
}

/// The known entry has the number 12345 and the title "North sends twelve guns to the eastern border"; then it is gone from a list that still
/// reaches back beyond it, and `seen` stands there.
#[track_caller]
fn check_edited(title: &str, link: &str, published: &str, is_known: bool) {
    let at = |instant: &str| Some(instant.parse().unwrap());
    let written = |guid: &str, title: &str, link: &str, published: &str| Entry {
        identity: Identity::new(guid).unwrap(),
        title: title.to_owned(),
        link: Some(format!("https://north.example.org/{link}")),
        published: at(published),
        ..entry("north", 1, 9)
    };
    let known = written("twelve", "North sends twelve guns to the eastern border", "twelve-guns-12345", "2025-11-09T14:37:20Z");
    let older = entry("north", 2, 8);
    let mut store = store();
    poll(&mut store, "north", &[known, older.clone()], 9);
    let seen = written("edited", title, link, published);
    assert_eq!(poll(&mut store, "north", &[seen.clone(), older], 10).fresh, usize::from(!is_known), "{title} at {published}");
    assert_eq!(poll(&mut store, "north", &[seen], 11).known, 1, "it is remembered under its new name");
}

#[test]
fn an_edited_headline_is_no_news() {
    let (instant, later, next_day) = ("2025-11-09T14:37:20Z", "2025-11-09T18:00:00Z", "2025-11-10T00:30:00Z");
    check_edited("North sends fourteen guns to the eastern border", "fourteen-guns", instant, true);
    check_edited("North sends guns and shells to border in the east", "guns", instant, true);
    check_edited("Army promises artillery at once, ministers say", "army-promises-12345", instant, true);
    check_edited("North sends twelve guns to the eastern border: ministry", "guns", later, true);
    check_edited("Army promises artillery at once, ministers say", "army-promises", instant, false);
    check_edited("Army promises artillery at once, ministers say", "army-promises-12345", later, false);
    check_edited("North sends guns and shells to border in the east", "guns", later, false);
    check_edited("North sends twelve guns to the eastern border: ministry", "guns", next_day, false);
    check_edited("Guns", "twelve", instant, false);
}

/// Entries of one day with like titles: `serial` numbers them, otherwise a word sets them apart.
fn alike(n: u32, serial: bool) -> Entry {
    let mark = if serial { n.to_string() } else { ["first", "second", "third", "fourth", "fifth", "sixth"][n as usize].to_owned() };
    let published = Some(noon(9) + TimeDelta::minutes(i64::from(n)));
    Entry { title: format!("The north's morning briefing with all the news of the day: {mark}"), published, ..entry("north", n, 9) }
}

/// After a list of the entries 2, 1 and 0, another one brings so many new ones.
#[track_caller]
fn check_alike(serial: bool, later: &[u32], fresh: usize) {
    let mut store = store();
    poll(&mut store, "north", &[2, 1, 0].map(|n| alike(n, serial)), 9);
    let later: Vec<Entry> = later.iter().map(|n| alike(*n, serial)).collect();
    assert_eq!(poll(&mut store, "north", &later, 9).fresh, fresh, "serial {serial}: {later:?}");
}

#[test]
fn only_what_vanished_from_within_the_list_was_edited() {
    check_alike(false, &[3, 2, 0], 0);
    check_alike(false, &[3, 2, 1, 0], 1);
    check_alike(false, &[3, 2, 1], 1);
    check_alike(false, &[5, 4, 3], 3);
    check_alike(true, &[3, 2, 0], 1);
}

#[test]
fn an_entry_that_leaves_and_returns_is_no_news() {
    let mut store = store();
    poll(&mut store, "north", &[entry("north", 1, 8), entry("north", 2, 8)], 8);
    poll(&mut store, "north", &[entry("north", 3, 9), entry("north", 2, 8)], 9);
    assert_eq!(poll(&mut store, "north", &[entry("north", 1, 8), entry("north", 3, 9)], 10), report(0, 0, 2));
    let renewed = Entry { published: Some(noon(11)), ..entry("north", 2, 8) };
    assert_eq!(poll(&mut store, "north", &[renewed, entry("north", 3, 9)], 11), report(0, 0, 2), "nor under a new date");
}

#[test]
fn entries_that_share_a_link_or_a_title_are_still_several() {
    let mut store = store();
    let shared = |n| Entry {
        link: Some("https://north.example.org/live".to_owned()),
        title: "Live: the latest from the front".to_owned(),
        ..entry("north", n, 9)
    };
    assert_eq!(poll(&mut store, "north", &[shared(1), shared(2)], 9), report(2, 0, 0));
    assert_eq!(poll(&mut store, "north", &[shared(3), shared(2)], 9), report(1, 0, 1), "a shared link names none of them");
    let twice = [entry("north", 7, 9), entry("north", 7, 9)];
    assert_eq!(poll(&mut store, "north", &twice, 9).fresh, 1, "one identity twice in a document is one entry");
}

#[test]
fn a_window_that_no_longer_overlaps_is_a_gap() {
    let mut store = store();
    assert!(!poll(&mut store, "north", &[entry("north", 1, 8), entry("north", 2, 8)], 8).gap, "never on the first poll");
    assert!(!poll(&mut store, "north", &[entry("north", 2, 8), entry("north", 3, 9)], 9).gap);
    assert!(poll(&mut store, "north", &[entry("north", 8, 9), entry("north", 9, 9)], 10).gap);
    let troubles = store.coverage(noon(10), noon(11)).unwrap().troubles;
    assert_eq!(troubles.len(), 1);
    assert!(troubles[0].trouble.contains("missed"), "{troubles:?}");
    assert_eq!(store.coverage(noon(11), noon(12)).unwrap().troubles, []);
}

#[test]
fn a_silent_source_is_said() {
    let mut store = store();
    poll(&mut store, "north", &[entry("north", 1, 9)], 9);
    unchanged(&mut store, "north", noon(9) + TimeDelta::days(40)).unwrap();
    let now = noon(9) + TimeDelta::days(41);
    assert_eq!(store.coverage(noon(9), now).unwrap().troubles[0].trouble, "stale 41 days");
}

#[test]
fn one_address_is_read_once_for_each_publisher() {
    let mut store = store();
    let link = Some("https://compass.example.org/story".to_owned());
    for source in ["north", "south", "rival"] {
        poll(&mut store, source, &[Entry { link: link.clone(), ..entry(source, 1, 9) }], 9);
    }
    let waiting = fresh(&store, 9);
    assert_eq!(waiting.len(), 2, "south waits for north");
    read(&mut store, waiting[0], "north", &[]).unwrap();
    assert_eq!(fresh(&store, 9), waiting[1..], "south was settled with north");
    assert_eq!(poll(&mut store, "south", &[Entry { link, ..entry("south", 2, 9) }], 9).known, 1, "it was known by its link");
}

#[test]
fn an_article_read_before_its_twin_came_is_linked() {
    let mut store = store();
    let shared = |source| Entry { link: Some("https://compass.example.org/story".to_owned()), ..entry(source, 1, 9) };
    poll(&mut store, "north", &[shared("north")], 9);
    let queued = fresh(&store, 9);
    read(&mut store, queued[0], "north", &[]).unwrap();
    assert_eq!(poll(&mut store, "south", &[shared("south")], 9).linked, 1);
    assert_eq!(poll(&mut store, "rival", &[shared("rival")], 9).fresh, 1);
}

#[test]
fn entries_are_tried_again_until_they_are_given_up() {
    let mut store = store();
    poll(&mut store, "north", &[entry("north", 1, 9)], 9);
    let queued = fresh(&store, 9)[0];
    store.fail_entry(queued, "status 503", Some(noon(11))).unwrap();
    assert_eq!(fresh(&store, 10), []);
    assert_eq!(store.fresh_entries(9, noon(11)).unwrap()[0].attempts, 1);
    store.fail_entry(queued, "status 503", None).unwrap();
    assert_eq!(fresh(&store, 20), []);
    store.skip_entries(&[(queued, relevance(false))]).unwrap();
    let story = store.explain_url("http://north.example.org/news/1").unwrap();
    assert_eq!((story[0].outcome.to_string().as_str(), story[0].attempts), ("could not be read", 2), "what is settled stays settled");
}

#[test]
fn a_listing_is_stored_whole_or_not_at_all() {
    let mut store = store();
    let outcome = PollOutcome {
        source: &id("west"),
        entries: &[entry("west", 1, 9)],
        validators: &etag("b"),
        next_due: noon(9),
        complete: true,
        news_since: noon(1),
        older: Older::default(),
    };
    store.record_polls(&[Polled::Read(outcome)], noon(9)).unwrap_err();
    assert_eq!(fresh(&store, 9), []);
}

fn check_move(sightings: &[(u32, Option<&str>)], believed_on: Option<u32>) {
    let mut store = store();
    let mut news = Vec::new();
    for (day, to) in sightings {
        let believed = store.record_moves(&[(&id("north"), *to)], noon(*day)).unwrap();
        news.extend(believed.iter().map(|_| *day));
    }
    assert_eq!(news, Vec::from_iter(believed_on), "{sightings:?}");
    let state = store.due(noon(20)).unwrap().into_iter().find(|state| state.source == id("north")).unwrap();
    assert_eq!(state.moved_to.is_some(), believed_on.is_some(), "{sightings:?}");
}

#[test]
fn a_move_is_believed_after_three_sightings_in_seven_days() {
    let (new, parked) = (Some("https://north.example.org/new"), Some("https://parked.example.org"));
    check_move(&[(1, new), (4, new), (8, new)], Some(8));
    check_move(&[(1, new), (2, new), (3, new)], None);
    check_move(&[(1, new), (9, new)], None);
    check_move(&[(1, new), (4, None), (8, new), (9, new)], None);
    check_move(&[(1, new), (4, parked), (8, new), (9, new)], None);
    check_move(&[(1, new), (4, new), (8, new), (9, None), (10, None)], Some(8));
}
