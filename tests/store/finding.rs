//! Finding pledges by fact and by word, and news by word and fate.

use super::claims::{item, mention, money, programmes};
use super::world::{entry, fresh, id, noon, poll, publish, read, relevance, store};
use pledgewatch::domain::{Entry, EntryOutcome, Extraction, Kind, Mention, Stage};
use pledgewatch::store::{EntryId, NewsQuery, PledgeQuery, Reading, Store};

fn ledger() -> Store {
    let mut store = store();
    let danish = Mention { amount: Some(money("EUR 200_000_000")), ..mention(&["DK", "SE"], Kind::Package) };
    let dutch = Mention {
        amount: Some(money("EUR 50_000_000")),
        programmes: programmes(&["purl".to_owned()]),
        stage: Stage::Agreed,
        ..mention(&["NL"], Kind::Money)
    };
    let czech = Mention { items: vec![item("dělostřelecká munice", None)], ..mention(&["CZ"], Kind::Ammunition) };
    publish(&mut store, "north", 1, &[danish, dutch, czech]);
    store
}

fn check(store: &Store, query: PledgeQuery, donors: &[&str]) {
    let found: Vec<String> = store.pledges(&query).unwrap().iter().map(|pledge| pledge.donors[0].0.clone()).collect();
    assert_eq!(found, donors, "{query:?}");
}

#[test]
fn pledges_are_found_by_fact_and_by_word() {
    let store = ledger();
    let any = PledgeQuery::default;
    let text = |text: &str| PledgeQuery { text: Some(text.to_owned()), ..any() };
    check(&store, any(), &["CZ", "NL", "DK"]);
    check(&store, PledgeQuery { donor: Some("SE".to_owned()), ..any() }, &["DK"]);
    check(&store, PledgeQuery { kind: Some(Kind::Money), ..any() }, &["NL"]);
    check(&store, PledgeQuery { stage: Some(Stage::Announced), ..any() }, &["CZ", "DK"]);
    check(&store, PledgeQuery { programme: Some("purl".to_owned()), ..any() }, &["NL"]);
    check(&store, PledgeQuery { min_eur: Some(50_000_001), ..any() }, &["DK"]);
    check(&store, PledgeQuery { since: "2025-11-09".parse().ok(), ..any() }, &["CZ", "NL", "DK"]);
    check(&store, PledgeQuery { since: "2025-11-10".parse().ok(), ..any() }, &[]);
    check(&store, text("delostrel MUNICE"), &["CZ"]);
    check(&store, text("promised"), &["CZ", "NL", "DK"]);
    check(&store, text("nl prom"), &["NL"]);
    check(&store, text("n"), &[]);
    check(&store, text("?!"), &[]);
    check(&store, text("nothing of it"), &[]);
    for hostile in ["\"", "a OR", "NEAR(", "*", "x\" OR \"y", "col:munice"] {
        assert!(store.pledges(&text(hostile)).is_ok(), "{hostile}");
    }
}

#[test]
fn the_list_goes_on_where_it_stopped() {
    let store = ledger();
    let first = store.pledges(&PledgeQuery { limit: Some(2), ..PledgeQuery::default() }).unwrap();
    assert_eq!(first.len(), 2);
    let rest = PledgeQuery { after: first.last().map(|pledge| pledge.id), limit: Some(2), ..PledgeQuery::default() };
    check(&store, rest, &["DK"]);
}

#[test]
fn an_address_tells_its_story_however_it_is_written() {
    let store = ledger();
    for url in ["https://north.example.org/news/1", "http://www.north.example.org/news/1/?utm_medium=x#a"] {
        let story = store.explain_url(url).unwrap();
        let mentions = &story[0].article.as_ref().unwrap().mentions;
        assert!(mentions.iter().all(|mention| mention.filed.is_some()) && mentions.len() == 3, "{url}");
    }
    for url in ["https://north.example.org/news/2", "https://north.example.org", "no address"] {
        assert_eq!(store.explain_url(url).unwrap(), [], "{url}");
    }
}

/// Two entries of the north, the first of them read and filed, and one of its rival, which was skipped.
fn newsroom() -> Store {
    let mut store = ledger();
    poll(&mut store, "north", &[entry("north", 2, 10)], 10);
    poll(&mut store, "rival", &[Entry { title: "Déjà vu in the gallery".to_owned(), ..entry("rival", 1, 11) }], 11);
    let rival = *fresh(&store, 11).last().unwrap();
    store.skip_entries(&[(rival, relevance(false))]).unwrap();
    store
}

#[test]
fn what_was_listed_is_found_by_headline_text_and_fate() {
    let store = newsroom();
    let any = NewsQuery::default;
    let text = |text: &str| NewsQuery { text: Some(text.to_owned()), ..any() };
    let rows = [
        (any(), vec!["Déjà vu in the gallery", "north reports promise number 2", "north reports promise number 1"]),
        (text("number"), vec!["north reports promise number 2", "north reports promise number 1"]),
        (text("they promised"), vec!["north reports promise number 1"]),
        (text("deja GALL"), vec!["Déjà vu in the gallery"]),
        (text("de\u{301}ja\u{300}"), vec!["Déjà vu in the gallery"]),
        (text("gal"), vec![]),
        (text("?"), vec![]),
        (NewsQuery { source: Some(id("rival")), ..any() }, vec!["Déjà vu in the gallery"]),
        (NewsQuery { source: Some(id("rival")), ..text("number") }, vec![]),
        (NewsQuery { outcome: Some(EntryOutcome::Fresh), ..any() }, vec!["north reports promise number 2"]),
        (NewsQuery { outcome: Some(EntryOutcome::Read), ..text("number") }, vec!["north reports promise number 1"]),
        (NewsQuery { since: "2025-11-10".parse().ok(), ..text("number") }, vec!["north reports promise number 2"]),
        (NewsQuery { since: "2025-11-12".parse().ok(), ..any() }, vec![]),
        (NewsQuery { limit: Some(1), ..text("number") }, vec!["north reports promise number 2"]),
        (NewsQuery { after: Some(EntryId(2)), ..text("number") }, vec!["north reports promise number 1"]),
        (NewsQuery { after: Some(EntryId(3)), limit: Some(1), ..any() }, vec!["north reports promise number 2"]),
    ];
    for (query, titles) in rows {
        let found = store.news(&query).unwrap();
        assert_eq!(found.iter().map(|item| item.title.as_str()).collect::<Vec<_>>(), titles, "{query:?}");
    }
    for hostile in ["\"", "a OR", "NEAR(", "*", "x\" OR \"y", "col:munice", "e\u{301}\u{301}", "²ª·", "\u{0}a", "ഗഗാ ഹിന്ദീ"]
    {
        assert!(store.news(&text(hostile)).is_ok(), "{hostile:?}");
    }
    let pledges = store.news(&text("they promised")).unwrap().remove(0).pledges;
    assert_eq!(pledges.len(), 3);
}

#[test]
fn an_article_that_turns_out_relevant_is_found_by_its_text() {
    let mut store = store();
    poll(&mut store, "north", &[entry("north", 1, 9)], 9);
    let queued = fresh(&store, 9)[0];
    let (article, _) = read(&mut store, queued, "north", &[]).unwrap();
    let found = |store: &Store| store.news(&NewsQuery { text: Some("they promised".to_owned()), ..NewsQuery::default() }).unwrap().len();
    assert_eq!(found(&store), 0);
    let stored = store.stored_article(article).unwrap().unwrap();
    let extraction = Extraction { mentions: Vec::new(), refusals: Vec::new(), day: None };
    for _ in 0..2 {
        let mut recording = store.begin_recording(noon(10)).unwrap();
        recording.take_up(article, Reading { article: &stored.article, relevance: &relevance(true), extraction: &extraction }).unwrap();
        recording.commit().unwrap();
        assert_eq!(found(&store), 1);
    }
}
