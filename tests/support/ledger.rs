//! Pledges put into a ledger as the walk does it, at a time that the test gives.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::claims;
use chrono::{DateTime, TimeDelta, Utc};
use pledgewatch::domain::{
    Entry, Extraction, Identity, Kind, Lang, Mention, Relevance, Report, Source, SourceId, SourceKind, Standing, Validators,
};
use pledgewatch::pipeline::fx::{Rates, SHIPPED};
use pledgewatch::pipeline::merge;
use pledgewatch::store::{Older, PollOutcome, Polled, Reading, Store};

/// The one source of these ledgers.
pub fn gazette() -> Source {
    Source {
        id: SourceId::parse("gazette").unwrap(),
        name: "Gazette".to_owned(),
        url: "https://gazette.example.org/feed".to_owned(),
        kind: SourceKind::Feed,
        publisher: "gazette".to_owned(),
        standing: Standing::GeneralPress,
        lang: Lang::EN,
        selector: None,
        read_all: false,
        archive: None,
    }
}

/// A promise of a sum by one donor.
pub fn promise(donor: &str, sum: &str) -> Mention {
    Mention { amount: Some(claims::money(sum)), ..claims::mention(&[donor], Kind::Money) }
}

/// Lists and reads an article for each promise, all in one transaction.
pub fn publish(store: &mut Store, at: DateTime<Utc>, promises: &[Mention]) {
    store.sync_sources(&[gazette()], at).unwrap();
    let known = store.latest_change_id().unwrap();
    let entries: Vec<Entry> = (0..promises.len()).map(|n| entry(&format!("{known}-{n}"), at)).collect();
    let (source, validators) = (gazette().id, Validators::default());
    let outcome = PollOutcome {
        source: &source,
        entries: &entries,
        validators: &validators,
        next_due: at,
        complete: true,
        news_since: at - TimeDelta::days(7),
        older: Older::default(),
    };
    store.record_polls(&[Polled::Read(outcome)], at).unwrap();
    let waiting = store.fresh_entries(promises.len(), at).unwrap();
    let rates = Rates::parse(SHIPPED).unwrap();
    let mut recording = store.begin_recording(at).unwrap();
    for (queued, mention) in waiting.iter().zip(promises) {
        let url = format!("https://gazette.example.org/articles/{}", queued.id.0);
        let article = claims::article(&url, mention.evidence.quote());
        let extraction = Extraction { mentions: vec![mention.clone()], refusals: Vec::new(), day: None };
        let relevance = Relevance { relevant: true, score: 0.9, reasons: vec!["names Ukraine".to_owned()] };
        recording.article(queued.id, Reading { article: &article, relevance: &relevance, extraction: &extraction }).unwrap().unwrap();
        let report = Report { day: Some(at.date_naive()), url: Some(url), ..claims::report(mention.clone(), "gazette", None) };
        merge::file(&mut recording, &[report], &rates).unwrap();
    }
    recording.commit().unwrap();
}

fn entry(name: &str, at: DateTime<Utc>) -> Entry {
    Entry {
        identity: Identity::new(format!("gazette/{name}")).unwrap(),
        title: format!("Promise {name}"),
        link: Some(format!("https://gazette.example.org/news/{name}")),
        published: Some(at),
        summary: "A promise".to_owned(),
        content: "They promised it.".to_owned(),
    }
}
