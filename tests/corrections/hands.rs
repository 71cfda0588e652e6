//! Corrections as rows of steps: `tests/cases/corrections/*.toml`.

use super::desk::{Claim, Desk, noon};
use super::rows;
use pledgewatch::domain::PledgeId;
use pledgewatch::pipeline::correct::Order;
use pledgewatch::store::{PledgeQuery, Store};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What it shows.
    name: String,
    steps: Vec<Step>,
    #[serde(default)]
    pledges: BTreeMap<String, Expected>,
    /// The pledges that are listed in the end.
    listed: Vec<String>,
}

/// An article is read, or an order given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    /// The outlet that is read.
    outlet: Option<String>,
    /// The claims of its article.
    #[serde(default)]
    claims: Vec<Claim>,
    /// The label of each claim's pledge.
    #[serde(default)]
    are: Vec<String>,
    /// `merge A B`, `split A 2` (its second report), `reject A words`, `restore A`, `set A field=value`.
    order: Option<String>,
    /// The label of the pledge that a split makes.
    makes: Option<String>,
    /// The refusal, where the order is refused; pledges stand in it by label.
    refused: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    amount: Option<String>,
    /// With the rate it was reckoned by, where it was.
    eur: Option<String>,
    stage: Option<String>,
    kind: Option<String>,
    donors: Option<Vec<String>>,
    part_of: Option<String>,
    parts: Option<Vec<String>>,
    confirmation: Option<String>,
    reports: Option<usize>,
    fixed: Option<Vec<String>>,
    closed: Option<String>,
    /// All that happened to it, as phrases.
    changes: Option<Vec<String>>,
    /// Why its last report belongs to it.
    because: Option<String>,
}

/// Pledges by label.
#[derive(Default)]
struct Labels(BTreeMap<String, PledgeId>);

impl Labels {
    fn id(&self, label: &str) -> PledgeId {
        self.0.get(label).copied().or_else(|| PledgeId::parse(label)).unwrap_or_else(|| panic!("{label} is no pledge"))
    }

    fn of(&self, id: PledgeId) -> String {
        self.0.iter().find(|(_, known)| **known == id).map_or_else(|| id.to_string(), |(label, _)| label.clone())
    }

    /// A text with labels in the place of numbers.
    fn named(&self, text: &str) -> String {
        self.0.iter().rev().fold(text.to_owned(), |text, (label, id)| text.replace(&id.to_string(), label))
    }
}

#[test]
fn corrections_hold() {
    rows::each("corrections", 15, check);
}

fn check(case: &Case) {
    let mut desk = Desk::new();
    let mut labels = Labels::default();
    for step in &case.steps {
        match &step.order {
            Some(order) => give(&mut desk, &mut labels, (&case.name, step), order),
            None => read(&mut desk, &mut labels, &case.name, step),
        }
    }
    for (label, expected) in &case.pledges {
        check_pledge(&format!("{}, {label}", case.name), &desk, &labels, (labels.id(label), expected));
    }
    assert_eq!(listed(&desk.store, &labels), case.listed, "{}: what is listed", case.name);
    assert_eq!(desk.store.doctor(noon(3)).unwrap(), Default::default(), "{}: the doctor", case.name);
}

fn read(desk: &mut Desk, labels: &mut Labels, name: &str, step: &Step) {
    let mentions: Vec<_> = step.claims.iter().map(Claim::mention).collect();
    let day = step.claims[0].day.as_deref();
    let (_, filed) = desk.publish(step.outlet.as_deref().unwrap_or("one"), &mentions, day);
    for (label, pledge) in step.are.iter().zip(&filed) {
        labels.0.entry(label.clone()).or_insert(pledge.unwrap());
    }
    let found: Vec<String> = filed.into_iter().map(|pledge| labels.of(pledge.unwrap())).collect();
    assert_eq!(found, step.are, "{name}: where its claims are filed");
}

fn give(desk: &mut Desk, labels: &mut Labels, shown: (&str, &Step), text: &str) {
    let (name, step) = shown;
    let result = order(desk, labels, text).and_then(|order| desk.order(&order));
    match (&step.refused, result) {
        (Some(refused), Err(error)) => assert_eq!(labels.named(&error), *refused, "{name}: {text}"),
        (None, Ok(pledge)) => {
            if let Some(label) = &step.makes {
                labels.0.insert(label.clone(), pledge);
            }
        }
        (refused, result) => panic!("{name}: {text}: {refused:?} was expected, {result:?} found"),
    }
}

fn order(desk: &Desk, labels: &Labels, text: &str) -> Result<Order, String> {
    let words: Vec<&str> = text.splitn(3, ' ').collect();
    let pledge = labels.id(words[1]);
    let rest = words.get(2).copied().unwrap_or_default();
    match words[0] {
        "merge" => Ok(Order::Merge { into: pledge, other: labels.id(rest) }),
        "split" => {
            let place: usize = rest.parse().unwrap();
            let report = desk.story(pledge).reports.get(place - 1).map_or(999, |filed| filed.id);
            Ok(Order::Split { pledge, report })
        }
        "reject" => Ok(Order::Reject { pledge, because: rest.to_owned() }),
        "restore" => Ok(Order::Restore { pledge }),
        "set" => {
            let assignment = rest.strip_prefix("part_of=").map(|label| labels.0.get(label).map_or(label.to_owned(), ToString::to_string));
            let assignment = assignment.map_or_else(|| rest.to_owned(), |whole| format!("part_of={whole}"));
            Order::set(pledge, &assignment).map_err(|e| e.to_string())
        }
        other => panic!("{other} is no order"),
    }
}

fn listed(store: &Store, labels: &Labels) -> Vec<String> {
    let mut listed: Vec<String> = store.pledges(&PledgeQuery::default()).unwrap().iter().map(|pledge| labels.of(pledge.id)).collect();
    listed.sort();
    listed
}

fn check_pledge(name: &str, desk: &Desk, labels: &Labels, shown: (PledgeId, &Expected)) {
    let (id, expected) = shown;
    let story = desk.story(id);
    let pledge = &story.pledge;
    let closed = story.ruling.closed.map_or_else(|| "no".to_owned(), |closed| labels.named(&closed.to_string()));
    let changes: Vec<String> = story.changes.iter().map(|filed| labels.named(&filed.change.kind.to_string())).collect();
    let fixed: Vec<String> = story.ruling.fixed.iter().map(|setting| setting.to_string()).collect();
    let text = |value: Option<String>| value.unwrap_or_else(|| "none".to_owned());
    same(name, "amount", expected.amount.as_ref(), &text(pledge.amount.map(|money| money.to_string())));
    same(name, "eur", expected.eur.as_ref(), &pledge.eur.map_or_else(|| "none".to_owned(), |euros| euros.to_string()));
    same(name, "stage", expected.stage.as_ref(), &pledge.stage.to_string());
    same(name, "kind", expected.kind.as_ref(), &pledge.kind.to_string());
    same(name, "donors", expected.donors.as_ref(), &pledge.donors.iter().map(ToString::to_string).collect());
    same(name, "part_of", expected.part_of.as_ref(), &text(pledge.part_of.map(|whole| labels.of(whole))));
    same(name, "parts", expected.parts.as_ref(), &story.parts.iter().map(|part| labels.of(*part)).collect());
    same(name, "confirmation", expected.confirmation.as_ref(), &pledge.confirmation.to_string());
    same(name, "reports", expected.reports.as_ref(), &story.reports.len());
    same(name, "fixed", expected.fixed.as_ref(), &fixed.iter().map(|text| labels.named(text)).collect());
    same(name, "closed", expected.closed.as_ref(), &closed);
    same(name, "changes", expected.changes.as_ref(), &changes);
    same(name, "because", expected.because.as_ref(), &text(story.reports.last().map(|filed| labels.named(&filed.because))));
}

fn same<T: PartialEq + std::fmt::Debug>(name: &str, field: &str, expected: Option<&T>, found: &T) {
    if let Some(expected) = expected {
        assert_eq!(found, expected, "{name}: {field}");
    }
}
