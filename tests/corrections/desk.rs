//! A ledger in memory that reads articles written as rows, and takes orders typed as a person would.

use super::claims;
use chrono::{DateTime, Utc};
use pledgewatch::domain::{
    Article, Entry, Extraction, Identity, Kind, Lang, Mention, MentionClass, PledgeId, Relevance, Report, Scope, Source, SourceId,
    SourceKind, Stage, Standing, Validators,
};
use pledgewatch::pipeline::correct::{Hand, Order, carry_out};
use pledgewatch::pipeline::fx::{Rates, SHIPPED};
use pledgewatch::pipeline::merge::file;
use pledgewatch::store::{ArticleId, Older, PledgeStory, PollOutcome, Polled, Reading, Store};
use serde::Deserialize;

/// One mention, or one article with one mention.
#[derive(Deserialize, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    pub day: Option<String>,
    #[serde(default)]
    pub donors: Vec<String>,
    #[serde(default = "package")]
    pub kind: String,
    pub amount: Option<String>,
    #[serde(default)]
    pub items: Vec<String>,
    pub class: Option<String>,
    pub stage: Option<String>,
    #[serde(default)]
    pub programmes: Vec<String>,
    pub scope: Option<String>,
    /// The place of its whole in the article.
    pub part_of: Option<usize>,
    /// Its sentence; its words alone tell it from others of its article.
    pub quote: Option<String>,
}

fn package() -> String {
    "package".to_owned()
}

impl Claim {
    pub fn mention(&self) -> Mention {
        let donors: Vec<&str> = self.donors.iter().map(String::as_str).collect();
        let mut mention = claims::mention(&donors, Kind::from_name(&self.kind).unwrap());
        mention.class = self.class.as_deref().map_or(mention.class, |name| MentionClass::from_name(name).unwrap());
        mention.stage = self.stage.as_deref().map_or(mention.stage, |name| Stage::from_name(name).unwrap());
        mention.scope = self.scope.as_deref().map_or(mention.scope, |name| Scope::from_name(name).unwrap());
        mention.amount = self.amount.as_deref().map(claims::money);
        mention.items = self.items.iter().map(|name| claims::item(name, None)).collect();
        mention.programmes = claims::programmes(&self.programmes);
        mention.part_of = self.part_of;
        mention.evidence = claims::evidence(self.quote.as_deref().unwrap_or("They promised it."));
        mention
    }
}

pub struct Desk {
    pub store: Store,
    pub rates: Rates,
    articles: u32,
}

pub const OUTLETS: [&str; 3] = ["one", "two", "ministry"];

impl Desk {
    pub fn new() -> Self {
        let mut store = Store::in_memory().unwrap();
        store.sync_sources(&sources(), noon(1)).unwrap();
        Desk { store, rates: Rates::parse(SHIPPED).unwrap(), articles: 0 }
    }

    /// Reads an article of an outlet with these mentions; gives its number and each mention's pledge.
    pub fn publish(&mut self, outlet: &str, mentions: &[Mention], day: Option<&str>) -> (ArticleId, Vec<Option<PledgeId>>) {
        self.articles += 1;
        let id = SourceId::parse(outlet).unwrap();
        let entries = [entry(outlet, self.articles)];
        let validators = Validators::default();
        let outcome = PollOutcome {
            source: &id,
            entries: &entries,
            validators: &validators,
            next_due: noon(2),
            complete: true,
            news_since: noon(1),
            older: Older::default(),
        };
        self.store.record_polls(&[Polled::Read(outcome)], noon(2)).unwrap();
        let queued = self.store.fresh_entries(1, noon(2)).unwrap()[0].id;
        let url = entries[0].link.clone().unwrap();
        let article = Article { published: day.map(|day| day.parse().unwrap()), ..claims::article(&url, "They promised it.") };
        let extraction = Extraction { mentions: mentions.to_vec(), refusals: Vec::new(), day: None };
        let reports: Vec<Report> = mentions
            .iter()
            .map(|mention| Report { url: Some(url.clone()), standing: standing(outlet), ..claims::report(mention.clone(), outlet, day) })
            .collect();
        let mut recording = self.store.begin_recording(noon(2)).unwrap();
        let reading = Reading { article: &article, relevance: &relevance(!mentions.is_empty()), extraction: &extraction };
        let number = recording.article(queued, reading).unwrap().unwrap();
        let filed = file(&mut recording, &reports, &self.rates).unwrap();
        recording.commit().unwrap();
        (number, filed)
    }

    /// Carries an order out in one transaction; a refusal leaves no trace.
    pub fn order(&mut self, order: &Order) -> Result<PledgeId, String> {
        let mut recording = self.store.begin_recording(noon(3)).unwrap();
        let done = carry_out(&mut recording, order, Hand { author: "anna", rates: &self.rates }).map_err(|e| e.to_string())?;
        recording.commit().unwrap();
        Ok(done)
    }

    pub fn story(&self, pledge: PledgeId) -> PledgeStory {
        self.store.pledge(pledge).unwrap().unwrap()
    }
}

pub fn noon(day: u32) -> DateTime<Utc> {
    format!("2026-01-{day:02}T12:00:00Z").parse().unwrap()
}

pub fn relevance(relevant: bool) -> Relevance {
    Relevance { relevant, score: if relevant { 0.9 } else { 0.1 }, reasons: vec!["names Ukraine".to_owned()] }
}

pub fn standing(outlet: &str) -> Standing {
    if outlet == "ministry" { Standing::Official } else { Standing::GeneralPress }
}

pub fn sources() -> Vec<Source> {
    OUTLETS.into_iter().map(source).collect()
}

fn source(outlet: &str) -> Source {
    Source {
        id: SourceId::parse(outlet).unwrap(),
        name: outlet.to_owned(),
        url: format!("https://{outlet}.example.org/feed"),
        archive: None,
        kind: SourceKind::Feed,
        publisher: outlet.to_owned(),
        standing: standing(outlet),
        lang: Lang::EN,
        selector: None,
        read_all: false,
    }
}

fn entry(outlet: &str, n: u32) -> Entry {
    Entry {
        identity: Identity::new(format!("{outlet}/{n}")).unwrap(),
        title: String::new(),
        link: Some(format!("https://{outlet}.example.org/{n}")),
        published: Some(noon(2)),
        summary: String::new(),
        content: String::new(),
    }
}
