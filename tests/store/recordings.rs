//! Commit 2: articles, mentions, pledges and changes, together or not at all.

use super::claims::{article, item, mention, money};
use super::world::{entry, fresh, noon, poll, publish, read, relevance, store};
use pledgewatch::domain::{Article, ChangeKind, Extraction, Kind, Mention, MentionClass, PledgeId, Stage};
use pledgewatch::store::{EntryId, Reading, Store};

fn package(sum: &str) -> Mention {
    Mention { amount: Some(money(sum)), ..mention(&["DK"], Kind::Package) }
}

fn kinds(store: &Store, pledge: PledgeId) -> Vec<String> {
    let story = store.pledge(pledge).unwrap().unwrap();
    story.changes.iter().map(|filed| filed.change.kind.to_string()).collect()
}

#[test]
fn two_reports_make_one_pledge_with_its_life() {
    let mut store = store();
    let first = publish(&mut store, "north", 1, &[package("DKK 2_600_000_000")]);
    let second = publish(&mut store, "rival", 2, &[Mention { stage: Stage::Agreed, ..package("EUR 348_000_000") }]);
    assert_eq!(first, second);
    assert_eq!(kinds(&store, first[0]), ["entered the ledger", "moved on: announced → agreed", "confirmed by two independent publishers"]);
    let story = store.pledge(first[0]).unwrap().unwrap();
    assert_eq!(story.reports.len(), 2);
    assert_eq!(story.reports[0].because, "first report");
    assert!(story.reports[1].because.starts_with("same donors, EUR 348 m against DKK 2.6 bn"), "{}", story.reports[1].because);
    let by = |filed: &pledgewatch::store::FiledChange| filed.report;
    let proofs = [&story.reports[0], &story.reports[1], &story.reports[1]];
    assert_eq!(story.changes.iter().map(by).collect::<Vec<_>>(), proofs.map(|filed| Some(filed.id)));
    assert_eq!(story.reports[0].report.outlet, "north");
    assert_eq!(store.doctor(noon(9)).unwrap(), Default::default());
}

#[test]
fn parts_are_linked_and_never_merged_with_their_whole() {
    let mut store = store();
    let part = Mention { part_of: Some(0), items: vec![item("drones", None)], ..package("DKK 1_600_000_000") };
    let filed = publish(&mut store, "north", 1, &[package("DKK 2_600_000_000"), part]);
    let whole = store.pledge(filed[0]).unwrap().unwrap();
    assert_eq!(whole.parts, [filed[1]]);
    assert_eq!(store.pledge(filed[1]).unwrap().unwrap().pledge.part_of, Some(filed[0]));
}

#[test]
fn only_news_enters_the_ledger_but_every_mention_is_kept() {
    let mut store = store();
    let total = Mention { class: MentionClass::CumulativeTotal, ..package("DKK 70_000_000_000") };
    assert_eq!(publish(&mut store, "north", 1, &[total]), []);
    let story = store.explain_url("https://north.example.org/news/1").unwrap();
    let mentions = &story[0].article.as_ref().unwrap().mentions;
    assert_eq!((mentions.len(), mentions[0].filed.clone()), (1, None));
}

#[test]
fn an_entry_is_recorded_once() {
    let mut store = store();
    poll(&mut store, "north", &[entry("north", 1, 9)], 9);
    let queued = fresh(&store, 9)[0];
    let (_, filed) = read(&mut store, queued, "north", &[package("DKK 2_600_000_000")]).unwrap();
    assert_eq!(read(&mut store, queued, "north", &[package("DKK 2_600_000_000")]), None);
    assert_eq!(store.pledge(filed[0]).unwrap().unwrap().reports.len(), 1);
    assert_eq!(read(&mut store, EntryId(999), "north", &[]), None);
}

#[test]
fn a_recording_dropped_leaves_nothing() {
    let mut store = store();
    poll(&mut store, "north", &[entry("north", 1, 9)], 9);
    let queued = fresh(&store, 9)[0];
    let text = article("https://north.example.org/1", "They promised it.");
    let extraction = Extraction { mentions: vec![package("DKK 5")], refusals: Vec::new(), day: None };
    let mut recording = store.begin_recording(noon(9)).unwrap();
    let reading = Reading { article: &text, relevance: &relevance(true), extraction: &extraction };
    recording.article(queued, reading).unwrap().unwrap();
    drop(recording);
    assert_eq!(fresh(&store, 9), [queued]);
    assert_eq!(store.coverage(noon(1), noon(30)).unwrap().relevant, 0);
}

#[test]
fn an_article_comes_back_as_it_was() {
    let mut store = store();
    poll(&mut store, "north", &[entry("north", 1, 9)], 9);
    let queued = fresh(&store, 9)[0];
    let (id, filed) = read(&mut store, queued, "north", &[package("DKK 2_600_000_000")]).unwrap();
    assert_eq!(store.article_text(id).unwrap().as_deref(), Some("They promised it."));
    let kept = store.pledge(filed[0]).unwrap().unwrap().reports[0].report.mention.clone();
    assert_eq!(kept, package("DKK 2_600_000_000"));
}

#[test]
fn lines_tell_each_change_once() {
    let mut store = store();
    let filed = publish(&mut store, "north", 1, &[package("DKK 2_600_000_000"), mention(&["SE"], Kind::Package)]);
    let told = store.latest_change_id().unwrap();
    let lines = store.lines(0, told).unwrap();
    assert_eq!(lines.iter().map(|line| line.pledge.id).collect::<Vec<_>>(), filed);
    publish(&mut store, "rival", 2, &[package("DKK 2_600_000_000")]);
    let news = store.lines(told, store.latest_change_id().unwrap()).unwrap();
    assert_eq!(news.len(), 1);
    assert_eq!((news[0].pledge.id, news[0].reports.len()), (filed[0], 2));
    assert!(
        matches!(news[0].changes[..], [pledgewatch::domain::Change { kind: ChangeKind::Confirmed { .. }, .. }]),
        "{:?}",
        news[0].changes
    );
    assert_eq!(store.lines(told, told).unwrap(), []);
}

/// What an article has in common with its entry is stored once, and read back all the same.
#[test]
fn an_article_keeps_its_own_address_and_headline() {
    let own = ("https://north.example.org/news/1", "north reports promise number 1");
    let rows = [
        (own, own),
        (("https://north.example.org/other", own.1), ("https://north.example.org/other", own.1)),
        ((own.0, "Another headline"), (own.0, "Another headline")),
        ((own.0, ""), own),
    ];
    for ((url, title), read_back) in rows {
        let mut store = store();
        poll(&mut store, "north", &[entry("north", 1, 9)], 9);
        let article = Article { url: Some(url.to_owned()), title: title.to_owned(), ..article("", "They promised it.") };
        let extraction = Extraction { mentions: Vec::new(), refusals: Vec::new(), day: None };
        let queued = fresh(&store, 9)[0];
        let mut recording = store.begin_recording(noon(9)).unwrap();
        let id = recording.article(queued, Reading { article: &article, relevance: &relevance(false), extraction: &extraction }).unwrap();
        recording.commit().unwrap();
        let stored = store.stored_article(id.unwrap()).unwrap().unwrap().article;
        assert_eq!((stored.url.as_deref(), stored.title.as_str()), (Some(read_back.0), read_back.1));
        for address in [own.0, url] {
            assert_eq!(store.explain_url(address).unwrap().len(), 1, "{address}");
        }
    }
}
