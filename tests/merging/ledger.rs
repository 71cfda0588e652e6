//! The database as a book, fed with reports alone.

use super::claims::article;
use chrono::{DateTime, Utc};
use pledgewatch::domain::{
    Entry, Extraction, Identity, Lang, Pledge, Relevance, Report, Source, SourceId, SourceKind, Standing, Validators,
};
use pledgewatch::pipeline::fx::Rates;
use pledgewatch::pipeline::merge::file;
use pledgewatch::store::{Older, PledgeQuery, PollOutcome, Polled, Reading, Store};

pub struct Ledger {
    store: Store,
    source: SourceId,
    articles: u32,
}

impl Ledger {
    pub fn new() -> Self {
        let id = SourceId::parse("wire").unwrap();
        let mut store = Store::in_memory().unwrap();
        store.sync_sources(&[source(id.clone())], now()).unwrap();
        Ledger { store, source: id, articles: 0 }
    }

    /// Lists, reads and files one article with these claims.
    pub fn publish(&mut self, reports: &[Report], rates: &Rates) {
        self.articles += 1;
        let entries = [entry(self.articles)];
        let validators = Validators::default();
        let outcome = PollOutcome {
            source: &self.source,
            entries: &entries,
            validators: &validators,
            next_due: now(),
            complete: true,
            news_since: now(),
            older: Older::default(),
        };
        self.store.record_polls(&[Polled::Read(outcome)], now()).unwrap();
        let queued = self.store.fresh_entries(1, now()).unwrap()[0].id;
        let text = article(reports[0].url.as_deref().unwrap(), "They promised it.");
        let extraction =
            Extraction { mentions: reports.iter().map(|report| report.mention.clone()).collect(), refusals: Vec::new(), day: None };
        let relevance = Relevance { relevant: true, score: 1.0, reasons: Vec::new() };
        let mut recording = self.store.begin_recording(now()).unwrap();
        recording.article(queued, Reading { article: &text, relevance: &relevance, extraction: &extraction }).unwrap();
        file(&mut recording, reports, rates).unwrap();
        recording.commit().unwrap();
    }

    pub fn pledges(&self) -> Vec<Pledge> {
        let mut pledges = self.store.pledges(&PledgeQuery::default()).unwrap();
        pledges.sort_by_key(|pledge| pledge.id);
        pledges
    }
}

fn now() -> DateTime<Utc> {
    "2026-01-01T12:00:00Z".parse().unwrap()
}

fn entry(n: u32) -> Entry {
    Entry {
        identity: Identity::new(format!("wire/{n}")).unwrap(),
        title: String::new(),
        link: Some(format!("https://wire.example.org/{n}")),
        published: Some(now()),
        summary: String::new(),
        content: String::new(),
    }
}

fn source(id: SourceId) -> Source {
    Source {
        id,
        name: "Wire".to_owned(),
        url: "https://wire.example.org/feed".to_owned(),
        archive: None,
        kind: SourceKind::Feed,
        publisher: "wire".to_owned(),
        standing: Standing::GeneralPress,
        lang: Lang::EN,
        selector: None,
        read_all: false,
    }
}
