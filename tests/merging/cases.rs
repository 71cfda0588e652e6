//! Rows of claims, in the order they come, with the pledge each must become: `tests/cases/merging/*.toml`.

use super::{claims, ledger, rows};
use pledgewatch::domain::{Kind, MentionClass, Pledge, Report, Scope, Stage, Standing};
use pledgewatch::pipeline::fx::{Rates, SHIPPED};
use pledgewatch::pipeline::merge::{Memory, copies, file};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What it shows.
    name: String,
    claims: Vec<Claim>,
    /// What some of the pledges must be in the end, by label.
    #[serde(default)]
    pledges: BTreeMap<String, Expected>,
}

/// One mention; claims in a row with the same `article` stand in one article, others each in their own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claim {
    /// The pledge's label.
    is: String,
    article: Option<String>,
    day: Option<String>,
    #[serde(default)]
    donors: Vec<String>,
    kind: String,
    amount: Option<String>,
    #[serde(default)]
    items: Vec<String>,
    quantity: Option<u64>,
    class: Option<String>,
    stage: Option<String>,
    #[serde(default)]
    programmes: Vec<String>,
    scope: Option<String>,
    ordinal: Option<u32>,
    /// The label of the pledge of the same article it is a part of.
    part_of: Option<String>,
    /// The sentence that proves it; "They promised it." where none is given.
    quote: Option<String>,
    outlet: Option<String>,
    standing: Option<String>,
    /// The words of its article, as stretches of the words of one made-up language; none where it is not known.
    #[serde(default)]
    text: Vec<[usize; 2]>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    amount: Option<String>,
    /// With the rate it was reckoned by, where it was.
    eur: Option<String>,
    stage: Option<String>,
    part_of: Option<String>,
    confirmation: Option<String>,
    donors: Option<Vec<String>>,
    items: Option<Vec<String>>,
    /// All that happened to it, as phrases.
    changes: Option<Vec<String>>,
    /// Why its last report belongs to it.
    because: Option<String>,
}

#[test]
fn claims_become_the_pledges_they_are() {
    rows::each("merging", 50, check);
}

fn check(case: &Case) {
    let rates = Rates::parse(SHIPPED).unwrap();
    let mut book = Memory::default();
    let mut found: Vec<(String, String)> = Vec::new();
    let mut label_of = BTreeMap::new();
    for article in articles(&case.claims) {
        let reports: Vec<Report> = article.iter().map(|claim| report(claim, &article)).collect();
        for (claim, pledge) in article.iter().zip(file(&mut book, &reports, &rates).unwrap()) {
            let label = pledge.map_or("-".to_owned(), |id| label_of.entry(id).or_insert_with(|| claim.is.clone()).clone());
            found.push((claim.is.clone(), label));
        }
    }
    let expected: Vec<(String, String)> = found.iter().map(|(is, _)| (is.clone(), is.clone())).collect();
    assert_eq!(found, expected, "{}: claims and the pledges they were filed under", case.name);
    let pledges: Vec<Pledge> = book.records().iter().map(|record| record.pledge.clone()).collect();
    assert_eq!(in_database(case, &rates), pledges, "{}: the database and memory disagree", case.name);
    let labels: std::collections::BTreeSet<&String> = label_of.values().collect();
    assert_eq!(labels.len(), label_of.len(), "{}: one promise became several pledges", case.name);
    for record in book.records() {
        let Some(expected) = case.pledges.get(&label_of[&record.pledge.id]) else { continue };
        let changes: Vec<String> = record.changes.iter().map(|change| change.kind.to_string()).collect();
        let whole = record.pledge.part_of.map(|id| label_of[&id].clone());
        check_pledge(&format!("{}, pledge {}", case.name, label_of[&record.pledge.id]), expected, &record.pledge);
        same(&case.name, "part_of", expected.part_of.as_ref(), &whole.unwrap_or_else(|| "none".to_owned()));
        same(&case.name, "changes", expected.changes.as_ref(), &changes);
        same(&case.name, "because", expected.because.as_ref(), record.because.last().unwrap());
    }
}

/// The pledges that the same articles become in the database, in the order they came.
fn in_database(case: &Case, rates: &Rates) -> Vec<Pledge> {
    let mut ledger = ledger::Ledger::new();
    for article in articles(&case.claims) {
        let reports: Vec<Report> = article.iter().map(|claim| report(claim, &article)).collect();
        ledger.publish(&reports, rates);
    }
    ledger.pledges()
}

fn check_pledge(name: &str, expected: &Expected, pledge: &Pledge) {
    let amount = pledge.amount.map_or_else(|| "none".to_owned(), |money| money.to_string());
    same(name, "amount", expected.amount.as_ref(), &amount);
    same(name, "eur", expected.eur.as_ref(), &pledge.eur.map_or_else(|| "none".to_owned(), |euros| euros.to_string()));
    same(name, "stage", expected.stage.as_ref(), &pledge.stage.to_string());
    same(name, "confirmation", expected.confirmation.as_ref(), &pledge.confirmation.to_string());
    same(name, "donors", expected.donors.as_ref(), &pledge.donors.iter().map(ToString::to_string).collect::<Vec<_>>());
    same(name, "items", expected.items.as_ref(), &pledge.items);
}

fn same<T: PartialEq + std::fmt::Debug>(name: &str, field: &str, expected: Option<&T>, found: &T) {
    if let Some(expected) = expected {
        assert_eq!(found, expected, "{name}: {field}");
    }
}

fn articles(claims: &[Claim]) -> Vec<Vec<&Claim>> {
    let mut articles: Vec<Vec<&Claim>> = Vec::new();
    for claim in claims {
        let goes_on =
            claim.article.is_some() && articles.last().and_then(|last| last.first()).is_some_and(|first| first.article == claim.article);
        match articles.last_mut() {
            Some(last) if goes_on => last.push(claim),
            _ => articles.push(vec![claim]),
        }
    }
    articles
}

fn report(claim: &Claim, article: &[&Claim]) -> Report {
    let donors: Vec<&str> = claim.donors.iter().map(String::as_str).collect();
    let mut mention = claims::mention(&donors, Kind::from_name(&claim.kind).unwrap());
    mention.class = claim.class.as_deref().map_or(mention.class, |name| MentionClass::from_name(name).unwrap());
    mention.stage = claim.stage.as_deref().map_or(mention.stage, |name| Stage::from_name(name).unwrap());
    mention.scope = claim.scope.as_deref().map_or(mention.scope, |name| Scope::from_name(name).unwrap());
    mention.amount = claim.amount.as_deref().map(claims::money);
    mention.items = claim.items.iter().enumerate().map(|(i, name)| claims::item(name, claim.quantity.filter(|_| i == 0))).collect();
    mention.programmes = claims::programmes(&claim.programmes);
    if let Some(quote) = &claim.quote {
        mention.evidence = claims::evidence(quote);
    }
    mention.ordinal = claim.ordinal;
    mention.part_of = claim.part_of.as_ref().map(|label| article.iter().position(|other| other.is == *label).unwrap());
    let standing = match claim.standing.as_deref() {
        Some("official") => Standing::Official,
        Some("trade_press") => Standing::TradePress,
        Some("aggregator") => Standing::Aggregator,
        Some(other) => panic!("{other} is no standing"),
        None => Standing::GeneralPress,
    };
    let words: Vec<String> = claim.text.iter().flat_map(|[from, until]| *from..*until).map(|n| format!("word{n}")).collect();
    let sketch = copies::sketch(&words.join(" "));
    Report { standing, sketch, ..claims::report(mention, claim.outlet.as_deref().unwrap_or("gazette"), claim.day.as_deref()) }
}
