//! A small world to store: sources, entries, articles.

use super::claims;
use chrono::{DateTime, TimeDelta, Utc};
use pledgewatch::domain::{
    Entry, Extraction, Identity, Lang, Mention, PledgeId, Relevance, Report, Source, SourceId, SourceKind, Standing, Validators,
};
use pledgewatch::pipeline::fx::{Rates, SHIPPED};
use pledgewatch::pipeline::merge;
use pledgewatch::store::{ArticleId, EntryId, Older, PollOutcome, PollReport, Polled, Reading, Store};

/// Noon of a day in November 2025.
pub fn noon(day: u32) -> DateTime<Utc> {
    format!("2025-11-{day:02}T12:00:00Z").parse().unwrap()
}

pub fn id(source: &str) -> SourceId {
    SourceId::parse(source).unwrap()
}

pub fn source(name: &str, publisher: &str) -> Source {
    Source {
        id: id(name),
        name: name.to_uppercase(),
        url: format!("https://{name}.example.org/feed"),
        archive: None,
        kind: SourceKind::Feed,
        publisher: publisher.to_owned(),
        standing: Standing::GeneralPress,
        lang: Lang::EN,
        selector: None,
        read_all: false,
    }
}

/// A store that knows two sources of one publisher and one of another.
pub fn store() -> Store {
    let mut store = Store::in_memory().unwrap();
    populate(&mut store);
    store
}

pub fn populate(store: &mut Store) {
    store.sync_sources(&[source("north", "compass"), source("south", "compass"), source("rival", "rival")], noon(1)).unwrap();
}

/// The n-th entry of a source, published at noon of a day.
pub fn entry(source: &str, n: u32, day: u32) -> Entry {
    Entry {
        identity: Identity::new(format!("{source}/{n}")).unwrap(),
        title: format!("{source} reports promise number {n}"),
        link: Some(format!("https://{source}.example.org/news/{n}")),
        published: Some(noon(day)),
        summary: "A promise".to_owned(),
        content: "They promised it.".to_owned(),
    }
}

pub fn etag(tag: &str) -> Validators {
    Validators { etag: Some(tag.to_owned()), last_modified: None }
}

/// Polls a source at noon of a day; news reaches back a week.
pub fn poll(store: &mut Store, source: &str, entries: &[Entry], day: u32) -> PollReport {
    let now = noon(day);
    let outcome = PollOutcome {
        source: &id(source),
        entries,
        validators: &etag("a"),
        next_due: now + TimeDelta::hours(1),
        complete: true,
        news_since: now - TimeDelta::days(7),
        older: Older::default(),
    };
    store.record_polls(&[Polled::Read(outcome)], now).unwrap()[0]
}

pub fn fresh(store: &Store, day: u32) -> Vec<EntryId> {
    store.fresh_entries(100, noon(day)).unwrap().into_iter().map(|queued| queued.id).collect()
}

pub fn relevance(relevant: bool) -> Relevance {
    Relevance { relevant, score: if relevant { 0.9 } else { 0.1 }, reasons: vec!["names Ukraine".to_owned()] }
}

/// Files an article with these mentions for an entry, as the walk does.
pub fn read(store: &mut Store, entry: EntryId, outlet: &str, mentions: &[Mention]) -> Option<(ArticleId, Vec<PledgeId>)> {
    let now = noon(9);
    let url = format!("https://{outlet}.example.org/articles/{}", entry.0);
    let article = claims::article(&url, "They promised it.");
    let extraction = Extraction { mentions: mentions.to_vec(), refusals: Vec::new(), day: None };
    let mut recording = store.begin_recording(now).unwrap();
    let reading = Reading { article: &article, relevance: &relevance(!mentions.is_empty()), extraction: &extraction };
    let id = recording.article(entry, reading).unwrap()?;
    let day = now.date_naive();
    let reports: Vec<Report> = mentions
        .iter()
        .map(|mention| Report { day: Some(day), url: Some(url.clone()), ..claims::report(mention.clone(), outlet, None) })
        .collect();
    let filed = merge::file(&mut recording, &reports, &Rates::parse(SHIPPED).unwrap()).unwrap();
    recording.commit().unwrap();
    Some((id, filed.into_iter().flatten().collect()))
}

/// Lists and reads one article of a source; gives the pledges it was filed under.
pub fn publish(store: &mut Store, source: &str, n: u32, mentions: &[Mention]) -> Vec<PledgeId> {
    poll(store, source, &[entry(source, n, 9)], 9);
    let queued = fresh(store, 9);
    read(store, *queued.last().unwrap(), source, mentions).unwrap().1
}
