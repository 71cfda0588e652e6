//! Ledgers of every older schema: they are opened, brought up to date, and say what they said.

use super::schemas;
use super::world::noon;
use pledgewatch::domain::PledgeId;
use pledgewatch::store::{Diagnosis, NewsQuery, Store};

#[test]
fn ledgers_of_every_older_schema_say_what_they_said() {
    for version in 1..=schemas::SCRIPTS.len() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.db");
        schemas::write(&path, version);
        let refused = Store::open_read_only(&path).unwrap_err().to_string();
        assert!(
            refused.contains(&format!("schema {version}")) && refused.contains("--once"),
            "a reader cannot bring it up to date: {refused}"
        );
        check(&Store::open(&path).unwrap(), version);
    }
}

fn check(store: &Store, version: usize) {
    let story = store.pledge(PledgeId(1)).unwrap().unwrap();
    let told = &story.reports[0].report;
    assert_eq!((told.title.as_str(), told.url.as_deref()), ("The first", Some("https://north.example.org/1")), "schema {version}");
    let stored = store.stored_article(story.reports[0].article).unwrap().unwrap();
    assert_eq!((stored.article.title.as_str(), stored.article.text.as_str()), ("The first", "They promised it."), "schema {version}");
    let rejected = store.rejected(9).unwrap();
    assert_eq!(rejected[0].article.as_ref().unwrap().title, "The second, in full", "schema {version}");
    let waiting = store.fresh_entries(9, noon(9)).unwrap();
    assert_eq!(waiting.iter().map(|queued| queued.entry.summary.as_str()).collect::<Vec<_>>(), ["A summary"], "schema {version}");
    for (words, titles) in [("promised", vec!["The first"]), ("the third", vec!["The third"]), ("in full", vec![])] {
        let found = store.news(&NewsQuery { text: Some(words.to_owned()), ..NewsQuery::default() }).unwrap();
        assert_eq!(found.iter().map(|item| item.title.as_str()).collect::<Vec<_>>(), titles, "{words}, schema {version}");
    }
    assert_eq!(store.doctor(noon(10)).unwrap(), Diagnosis::default(), "schema {version}");
}
