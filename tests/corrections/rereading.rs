//! Stored articles read anew: `tests/cases/rereading/*.toml`.

use super::desk::{Claim, Desk, noon, relevance, sources};
use super::rows;
use pledgewatch::domain::{Article, Extraction, PledgeId, Relevance};
use pledgewatch::pipeline::correct::Order;
use pledgewatch::reprocess::{Circumstances, Reprocessed, rehearse, reprocess};
use pledgewatch::store::{PledgeQuery, Store};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What it shows.
    name: String,
    /// The articles, in the order they are read.
    articles: Vec<Text>,
    /// Orders given after the first reading; pledges by number.
    #[serde(default)]
    orders: Vec<String>,
    /// What reading anew tells, line by line.
    tells: Vec<String>,
    /// All that happened to some pledges in the end, by number.
    #[serde(default)]
    changes: std::collections::BTreeMap<String, Vec<String>>,
    /// The parts of some pledges in the end, by number.
    #[serde(default)]
    parts: std::collections::BTreeMap<String, Vec<String>>,
    /// The pledges listed in the end, in few words.
    pledges: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    #[serde(default = "one")]
    outlet: String,
    day: Option<String>,
    /// What the first reading claims.
    first: Vec<Claim>,
    /// What the second does; the same where it is not given.
    then: Option<Vec<Claim>>,
}

fn one() -> String {
    "one".to_owned()
}

#[test]
fn articles_are_read_anew() {
    rows::each("rereading", 8, check);
}

fn check(case: &Case) {
    let mut desk = Desk::new();
    for text in &case.articles {
        let mentions: Vec<_> = text.first.iter().map(Claim::mention).collect();
        desk.publish(&text.outlet, &mentions, text.day.as_deref());
    }
    for order in &case.orders {
        desk.order(&typed(&desk, order)).unwrap_or_else(|e| panic!("{}: {order}: {e}", case.name));
    }
    let mark = desk.store.latest_change_id().unwrap();
    let before = listed(&desk.store);
    let rehearsed =
        rehearse(&desk.store, tempfile::tempdir().unwrap().path(), |article| second(case, article), circumstances(&desk, &sources()))
            .unwrap();
    assert_eq!(lines(&rehearsed), case.tells, "{}: what it tells", case.name);
    assert_eq!((listed(&desk.store), desk.store.latest_change_id().unwrap()), (before, mark), "{}: a rehearsal changes nothing", case.name);
    let done = run(&mut desk, case);
    assert_eq!(done, rehearsed, "{}: what is done is what was told", case.name);
    assert_eq!(desk.store.lines(mark, i64::MAX).unwrap(), [], "{}: no letter tells of it", case.name);
    assert_eq!(listed(&desk.store), case.pledges, "{}: pledges in the end", case.name);
    for (id, changes) in &case.changes {
        let story = desk.story(PledgeId::parse(id).unwrap());
        assert_eq!(&story.changes.iter().map(|filed| filed.change.kind.to_string()).collect::<Vec<_>>(), changes, "{}: {id}", case.name);
    }
    for (id, parts) in &case.parts {
        let story = desk.story(PledgeId::parse(id).unwrap());
        assert_eq!(&story.parts.iter().map(ToString::to_string).collect::<Vec<_>>(), parts, "{}: {id}", case.name);
    }
    assert_eq!(desk.store.doctor(noon(4)).unwrap(), Default::default(), "{}: the doctor", case.name);
    let settled = desk.store.latest_change_id().unwrap();
    let again = run(&mut desk, case);
    assert_eq!((again.readings, again.pledges), (Vec::new(), Vec::new()), "{}: a second time nothing changes", case.name);
    assert_eq!(desk.store.latest_change_id().unwrap(), settled, "{}: a second time nothing is noted", case.name);
}

fn run(desk: &mut Desk, case: &Case) -> Reprocessed {
    let rates = desk.rates.clone();
    let sources = sources();
    let circumstances = Circumstances { since: None, sources: &sources, rates: &rates, author: "anna", tell: false, now: noon(4) };
    reprocess(&mut desk.store, |article| second(case, article), circumstances).unwrap()
}

fn circumstances<'a>(desk: &'a Desk, sources: &'a [pledgewatch::domain::Source]) -> Circumstances<'a> {
    Circumstances { since: None, sources, rates: &desk.rates, author: "anna", tell: false, now: noon(4) }
}

/// What the second reading makes of an article, found by the number at the end of its address.
fn second(case: &Case, article: &Article) -> (Extraction, Relevance) {
    let number: usize = article.url.as_deref().unwrap().rsplit('/').next().unwrap().parse().unwrap();
    let text = &case.articles[number - 1];
    let claims = text.then.as_ref().unwrap_or(&text.first);
    let mentions: Vec<_> = claims.iter().map(Claim::mention).collect();
    let relevant = relevance(!mentions.is_empty());
    (Extraction { mentions, refusals: Vec::new(), day: None }, relevant)
}

fn typed(desk: &Desk, text: &str) -> Order {
    let words: Vec<&str> = text.splitn(3, ' ').collect();
    let (pledge, rest) = (PledgeId::parse(words[1]).unwrap(), words[2]);
    match words[0] {
        "merge" => Order::Merge { into: pledge, other: PledgeId::parse(rest).unwrap() },
        "split" => Order::Split { pledge, report: desk.story(pledge).reports[rest.parse::<usize>().unwrap() - 1].id },
        "reject" => Order::Reject { pledge, because: rest.to_owned() },
        _ => Order::set(pledge, rest).unwrap(),
    }
}

fn listed(store: &Store) -> Vec<String> {
    let mut pledges = store.pledges(&PledgeQuery::default()).unwrap();
    pledges.sort_by_key(|pledge| pledge.id);
    let in_few = |pledge: &pledgewatch::domain::Pledge| {
        let donors: Vec<String> = pledge.donors.iter().map(ToString::to_string).collect();
        let amount = pledge.amount.map_or_else(|| "no sum".to_owned(), |money| money.to_string());
        let reports = store.pledge(pledge.id).unwrap().unwrap().reports.len();
        format!("{} {}: {amount}, {}, {reports} reports", pledge.id, donors.join(", "), pledge.stage)
    };
    pledges.iter().map(in_few).collect()
}

fn lines(told: &Reprocessed) -> Vec<String> {
    told.to_string().lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn what_cannot_be_read_anew_is_counted_and_left() {
    let mut desk = Desk::new();
    let claim: Claim = toml::from_str("donors = [\"DK\"]\namount = \"DKK 1_000_000_000\"").unwrap();
    desk.publish("one", &[claim.mention()], Some("2025-10-01"));
    let rates = desk.rates.clone();
    let nothing = |_: &Article| (Extraction { mentions: Vec::new(), refusals: Vec::new(), day: None }, relevance(false));
    let circumstances = Circumstances { since: None, sources: &[], rates: &rates, author: "anna", tell: true, now: noon(4) };
    let orphaned = reprocess(&mut desk.store, nothing, circumstances).unwrap();
    assert_eq!((orphaned.articles, orphaned.without_source), (0, 1));
    desk.store.prune(noon(28), 3).unwrap();
    let sources = sources();
    let forgotten = reprocess(&mut desk.store, nothing, Circumstances { sources: &sources, ..circumstances }).unwrap();
    assert_eq!((forgotten.articles, forgotten.without_text), (0, 1));
    assert_eq!(listed(&desk.store).len(), 1);
}

#[test]
fn readers_are_told_where_it_is_asked() {
    let mut desk = Desk::new();
    let claim: Claim = toml::from_str("donors = [\"DK\"]\namount = \"DKK 1_000_000_000\"").unwrap();
    desk.publish("one", &[claim.mention()], Some("2025-10-01"));
    let mark = desk.store.latest_change_id().unwrap();
    let better = Claim { amount: Some("DKK 1_500_000_000".to_owned()), ..claim };
    let read = |_: &Article| (Extraction { mentions: vec![better.mention()], refusals: Vec::new(), day: None }, relevance(true));
    let (rates, sources) = (desk.rates.clone(), sources());
    reprocess(
        &mut desk.store,
        read,
        Circumstances { since: None, sources: &sources, rates: &rates, author: "anna", tell: true, now: noon(4) },
    )
    .unwrap();
    let told = desk.store.lines(mark, i64::MAX).unwrap();
    assert_eq!(told[0].changes[0].kind.to_string(), "amount: DKK 1 bn → DKK 1.5 bn");
}

#[test]
fn a_ledger_in_a_file_is_rehearsed_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("ledger.db")).unwrap();
    store.sync_sources(&sources(), noon(1)).unwrap();
    let copy = store.rehearsal(folder.path()).unwrap();
    assert_eq!(copy.counts().unwrap(), store.counts().unwrap());
    assert_eq!(copy.doctor(noon(1)).unwrap(), Default::default());
}

#[test]
fn a_vacant_pledge_is_news_again_when_it_is_reported_again() {
    let mut desk = Desk::new();
    let claim: Claim = toml::from_str("donors = [\"DK\"]\namount = \"DKK 1_000_000_000\"").unwrap();
    let pledge = desk.publish("one", &[claim.mention()], Some("2025-10-01")).1[0].unwrap();
    let nothing = |_: &Article| (Extraction { mentions: Vec::new(), refusals: Vec::new(), day: None }, relevance(false));
    let (rates, sources) = (desk.rates.clone(), sources());
    let circumstances = Circumstances { since: None, sources: &sources, rates: &rates, author: "anna", tell: false, now: noon(4) };
    reprocess(&mut desk.store, nothing, circumstances).unwrap();
    assert_eq!(listed(&desk.store), Vec::<String>::new());
    assert_eq!(desk.order(&typed(&desk, "reject p-1 x")).unwrap_err(), "no report stands behind p-1 any more: there is nothing to correct");
    let mark = desk.store.latest_change_id().unwrap();
    assert_eq!(desk.publish("two", &[claim.mention()], Some("2025-10-02")).1, [Some(pledge)]);
    assert_eq!(listed(&desk.store), ["p-1 DK: DKK 1 bn, announced, 1 reports"]);
    assert_eq!(desk.store.lines(mark, i64::MAX).unwrap()[0].changes[0].kind.to_string(), "entered the ledger");
}
