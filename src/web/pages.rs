//! The pages: the list of pledges and one pledge's story, as HTML and JSON.

use super::{Room, Trouble};
use crate::domain::{Kind, Pledge, PledgeId, Stage};
use crate::store::{PledgeQuery, PledgeStory};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use chrono::NaiveDate;
use minijinja::{Environment, context};
use serde::Deserialize;
use std::sync::Arc;

/// How many pledges a page lists.
const PAGE: usize = 100;

/// The pages' templates, auto-escaped.
pub(super) fn templates() -> Environment<'static> {
    let mut pages = Environment::new();
    for (name, text) in [
        ("frame.html", include_str!("templates/frame.html")),
        ("list.html", include_str!("templates/list.html")),
        ("story.html", include_str!("templates/story.html")),
        ("leave.html", include_str!("templates/leave.html")),
    ] {
        // An embedded template that does not parse shows as a missing page; a test renders each.
        let _ = pages.add_template(name, text);
    }
    pages
}

/// The question of a list, as its address carries it.
#[derive(Deserialize, Default)]
pub(super) struct Question {
    donor: Option<String>,
    kind: Option<String>,
    stage: Option<String>,
    programme: Option<String>,
    since: Option<String>,
    min_eur: Option<String>,
    q: Option<String>,
    after: Option<String>,
}

impl Question {
    /// The address of the list that goes on after a pledge.
    fn after(&self, last: PledgeId) -> String {
        let last = last.to_string();
        let fields = [
            ("donor", &self.donor),
            ("kind", &self.kind),
            ("stage", &self.stage),
            ("programme", &self.programme),
            ("since", &self.since),
            ("min_eur", &self.min_eur),
            ("q", &self.q),
        ];
        let asked = fields.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
        let asked = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(asked).append_pair("after", &last).finish();
        format!("/?{asked}")
    }

    /// Blank fields of a form ask for nothing.
    fn query(&self) -> Result<PledgeQuery, Trouble> {
        let said = |field: &Option<String>| field.clone().filter(|text| !text.trim().is_empty());
        Ok(PledgeQuery {
            donor: said(&self.donor),
            kind: parsed(said(&self.kind), "kind", Kind::from_name)?,
            stage: parsed(said(&self.stage), "stage", Stage::from_name)?,
            programme: said(&self.programme),
            since: parsed(said(&self.since), "since", |day| day.parse::<NaiveDate>().ok())?,
            min_eur: parsed(said(&self.min_eur), "min_eur", |number| number.parse().ok())?,
            text: said(&self.q),
            after: parsed(said(&self.after), "after", PledgeId::parse)?,
            limit: Some(PAGE),
        })
    }
}

fn parsed<T>(text: Option<String>, key: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Trouble> {
    text.map(|text| parse(&text).ok_or_else(|| Trouble::Malformed(format!("{key} cannot be \"{text}\"")))).transpose()
}

pub(super) async fn list(State(room): State<Arc<Room>>, Query(question): Query<Question>) -> Result<Html<String>, Trouble> {
    let query = question.query()?;
    let found = room.read(move |store| store.pledges(&query)).await?;
    room.page("list.html", listed(&found, &question))
}

/// A full page leads on to the next.
fn listed(found: &[Pledge], question: &Question) -> minijinja::Value {
    let last = found.last().filter(|_| found.len() == PAGE);
    let older = last.map(|pledge| question.after(pledge.id));
    let rows: Vec<_> = found.iter().map(row).collect();
    context! { rows, older, donor => question.donor.as_deref(), q => question.q.as_deref() }
}

pub(super) async fn json(State(room): State<Arc<Room>>, Query(question): Query<Question>) -> Result<Json<Vec<Pledge>>, Trouble> {
    let query = question.query()?;
    Ok(Json(room.read(move |store| store.pledges(&query)).await?))
}

pub(super) async fn story(State(room): State<Arc<Room>>, Path(id): Path<String>) -> Result<Html<String>, Trouble> {
    let id = PledgeId::parse(&id).ok_or_else(|| Trouble::Unknown(format!("there is no pledge {id}")))?;
    let story = room.read(move |store| store.pledge(id)).await?.ok_or_else(|| Trouble::Unknown(format!("there is no pledge {id}")))?;
    room.page("story.html", shown(&story))
}

fn row(pledge: &Pledge) -> minijinja::Value {
    context! {
        id => pledge.id.to_string(),
        day => pledge.first_day.map(|day| day.to_string()),
        donors => pledge.donors.iter().map(|donor| donor.0.as_str()).collect::<Vec<_>>().join(", "),
        amount => pledge.amount.map(|money| money.to_string()),
        eur => pledge.eur.map(|euros| euros.to_string()),
        kind => words(pledge.kind.as_str()),
        items => pledge.items.join(", "),
        stage => pledge.stage.as_str(),
        programmes => pledge.programmes.iter().map(|programme| words(&programme.0)).collect::<Vec<_>>().join(", "),
    }
}

fn shown(story: &PledgeStory) -> minijinja::Value {
    let changes: Vec<_> = story
        .changes
        .iter()
        .map(|filed| context! { at => filed.change.at.format("%Y-%m-%d %H:%M UTC").to_string(), what => filed.change.kind.to_string() })
        .collect();
    let reports: Vec<_> = story
        .reports
        .iter()
        .map(|filed| {
            let report = &filed.report;
            let link = report.url.as_deref().filter(|url| url.starts_with("https://") || url.starts_with("http://"));
            context! {
                outlet => report.outlet.as_str(), lang => report.lang.code(), day => report.day.map(|day| day.to_string()), link,
                title => report.title.as_str(), quote => report.mention.evidence.quote(), because => filed.because.as_str(),
            }
        })
        .collect();
    context! { pledge => row(&story.pledge), changes, reports, parts => story.parts.iter().map(ToString::to_string).collect::<Vec<_>>() }
}

fn words(id: &str) -> String {
    id.replace('_', " ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_full_page_leads_on_with_the_same_question() {
        let mention = serde_json::json!({"id": 7, "donors": ["DK"], "kind": "money", "amount": null, "eur": null, "items": [], "quantity": null,
            "stage": "agreed", "programmes": [], "scope": "military", "ordinal": null, "part_of": null, "first_day": null, "last_day": null,
            "confirmation": "official", "confidence": 0.9});
        let pledge: Pledge = serde_json::from_value(mention).unwrap();
        let question = Question { q: Some("drones & \"mines\"".to_owned()), kind: Some("money".to_owned()), ..Question::default() };
        let pages = templates();
        let shown =
            |count: usize| pages.get_template("list.html").unwrap().render(listed(&vec![pledge.clone(); count], &question)).unwrap();
        assert!(shown(PAGE).contains("?kind=money&amp;q=drones+%26+%22mines%22&amp;after=p-7\""), "{}", shown(PAGE));
        assert!(!shown(PAGE - 1).contains("Older"));
    }

    #[test]
    fn every_template_parses() {
        let pages = templates();
        for name in ["frame.html", "list.html", "story.html", "leave.html"] {
            assert!(pages.get_template(name).is_ok(), "{name}");
        }
    }
}
