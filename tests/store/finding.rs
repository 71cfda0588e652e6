//! Finding pledges by fact and by word.

use super::claims::{item, mention, money, programmes};
use super::world::{publish, store};
use pledgewatch::domain::{Kind, Mention, Stage};
use pledgewatch::store::{PledgeQuery, Store};

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
