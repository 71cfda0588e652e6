//! Years of news, made up: the same in each run, in the order of their days, and shaped like what the service reads all day.
//! A day's articles tell a few new promises, and more often those of the days before, once more.
#![allow(dead_code, clippy::unwrap_used)]

use crate::claims;
use chrono::{DateTime, Days, NaiveDate, Utc};
use pledgewatch::domain::*;
use pledgewatch::pipeline::fx::Rates;
use pledgewatch::pipeline::merge;
use pledgewatch::store::{EntryId, Older, PollOutcome, Polled, Reading, Recording, Store};

const DONORS: [&str; 40] = [
    "AT", "AU", "BE", "BG", "CA", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "EU", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IS", "IT",
    "JP", "KR", "LT", "LU", "LV", "MT", "NATO", "NL", "NO", "NZ", "PL", "PT", "RO", "SE", "SI", "SK", "TR", "US",
];
const KINDS: [Kind; 5] = [Kind::Money, Kind::Package, Kind::Equipment, Kind::JointProduction, Kind::Training];
const PROGRAMMES: [&str; 4] = ["purl", "danish_model", "drone_coalition", "czech_initiative"];
const CURRENCIES: [&str; 5] = ["EUR", "EUR", "USD", "DKK", "GBP"];
const SYLLABLES: [&str; 24] = [
    "ar", "be", "con", "de", "en", "fer", "go", "hu", "in", "ka", "lo", "men", "no", "or", "pro", "qua", "ri", "sta", "ti", "u", "ver",
    "wa", "yo", "zen",
];

/// Words of a made-up language that the articles are written in.
const WORDS: u64 = 12_000;

/// Words of an article: as long, once compressed, as the mean of real ones (1.5 kB).
const ARTICLE: u64 = 510;

/// Promises that an article may tell once more.
const REMEMBERED: usize = 24;

/// Numbers without a pattern that matters, the same in each run.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }

    /// Common words far more often than rare ones, as in any language.
    fn word(&mut self) -> String {
        let skewed = self.below(WORDS) * self.below(WORDS) / WORDS * self.below(WORDS) / WORDS;
        word(skewed)
    }

    fn words(&mut self, count: u64) -> String {
        (0..count).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }

    /// A promise nobody told before.
    pub fn mention(&mut self) -> Mention {
        let currency = Currency::parse(self.pick(&CURRENCIES)).unwrap();
        let amount = (self.below(4) > 0).then(|| Money::exact(currency, (1 + self.below(999)) * 1_000_000));
        let items = vec![claims::item(&format!("{} {}", word(self.below(500)), word(self.below(40))), None)];
        let programmes = if self.below(5) == 0 { vec![Programme(self.pick(&PROGRAMMES).to_owned())] } else { Vec::new() };
        let evidence = claims::evidence(&self.words(25));
        Mention { amount, items, programmes, evidence, ..claims::mention(&[self.pick(&DONORS)], self.pick(&KINDS)) }
    }
}

fn word(number: u64) -> String {
    let count = SYLLABLES.len() as u64;
    let syllable = |n: u64| SYLLABLES[usize::try_from(n % count).unwrap()];
    format!(
        "{}{}{}",
        syllable(number),
        syllable(number / count),
        if number < count * count { "" } else { syllable(number / count / count) }
    )
}

/// How much happens.
#[derive(Clone, Copy)]
pub struct Pace {
    pub sources: u64,
    /// Articles a day, of all sources.
    pub articles: u64,
    /// Of a hundred articles, those that tell a promise.
    pub telling: u64,
    /// Of a hundred that tell one, those that tell a new one.
    pub new: u64,
    /// Words of an article.
    pub words: u64,
}

/// The pace of some hundred busy sources: 685 articles a day are a million in four years.
pub const NEWS: Pace = Pace { sources: 60, articles: 685, telling: 25, new: 40, words: ARTICLE };

/// Nothing but new promises, as many each day as a thousand in three weeks, told in one line.
pub const PROMISES: Pace = Pace { sources: 1, articles: 48, telling: 100, new: 100, words: 4 };

/// A ledger that grows day by day.
pub struct Years {
    pub pace: Pace,
    pub day: NaiveDate,
    pub articles: u64,
    dice: Dice,
    told: Vec<Mention>,
    rates: Rates,
}

impl Years {
    pub fn begin(pace: Pace, day: NaiveDate, rates: Rates) -> Self {
        Years { pace, day, articles: 0, dice: Dice(1), told: Vec::new(), rates }
    }

    /// Lists, reads and files the articles of the next day: a poll of each source, then all readings in one transaction.
    pub fn pass(&mut self, store: &mut Store) {
        let now = noon(self.day);
        for n in 0..self.pace.sources {
            let entries: Vec<Entry> = (n..self.pace.articles).step_by(self.pace.sources as usize).map(|_| self.entry(n)).collect();
            poll(store, &source(n), &entries, now);
        }
        let waiting = store.fresh_entries(usize::MAX >> 1, now).unwrap();
        let mut recording = store.begin_recording(now).unwrap();
        for queued in waiting {
            self.read(&mut recording, queued.id, &queued.source, &queued.entry);
        }
        recording.commit().unwrap();
        self.day = self.day + Days::new(1);
    }

    pub fn entry(&mut self, source: u64) -> Entry {
        self.articles += 1;
        let title = self.dice.words(9);
        let place = format!("https://www.outlet-{source}.example.org");
        Entry {
            identity: Identity::new(format!("{place}/?p={}", self.articles)).unwrap(),
            link: Some(format!("{place}/{}/{}-{}/", self.day.format("%Y/%m/%d"), title.replace(' ', "-"), self.articles)),
            title,
            published: Some(noon(self.day)),
            summary: self.dice.words(self.pace.words.min(30)),
            content: String::new(),
        }
    }

    fn read(&mut self, recording: &mut Recording<'_>, id: EntryId, source: &SourceId, entry: &Entry) {
        let telling = self.dice.below(100) < self.pace.telling;
        let mentions: Vec<Mention> = telling.then(|| self.mention()).into_iter().collect();
        let article = Article {
            url: entry.link.clone(),
            title: entry.title.clone(),
            text: self.dice.words(self.pace.words),
            published: Some(self.day),
            lang: Lang::EN,
            author: None,
        };
        let reasons = vec!["names Ukraine 3 times".to_owned(), "names a donor near a verb of giving".to_owned()];
        let relevance = Relevance { relevant: telling, score: if telling { 0.9 } else { 0.2 }, reasons };
        let extraction = Extraction { mentions, refusals: Vec::new(), day: Some(self.day) };
        recording.article(id, Reading { article: &article, relevance: &relevance, extraction: &extraction }).unwrap();
        let report = |mention: &Mention| Report {
            url: entry.link.clone(),
            title: entry.title.clone(),
            day: Some(self.day),
            ..claims::report(mention.clone(), source.as_str(), None)
        };
        let reports: Vec<Report> = extraction.mentions.iter().map(report).collect();
        merge::file(recording, &reports, &self.rates).unwrap();
    }

    /// A new promise, or one of the last days.
    pub fn mention(&mut self) -> Mention {
        if !self.told.is_empty() && self.dice.below(100) >= self.pace.new {
            let place = usize::try_from(self.dice.below(self.told.len() as u64)).unwrap();
            return Mention { evidence: claims::evidence(&self.dice.words(25)), ..self.told[place].clone() };
        }
        let mention = self.dice.mention();
        self.told.push(mention.clone());
        if self.told.len() > REMEMBERED {
            self.told.remove(0);
        }
        mention
    }
}

fn noon(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(12, 0, 0).unwrap().and_utc()
}

/// A poll that brings these entries; the next is due in ten years.
pub fn poll(store: &mut Store, source: &Source, entries: &[Entry], now: DateTime<Utc>) {
    let validators = Validators { etag: Some("\"5f2b\"".to_owned()), last_modified: None };
    let week_ago = now - chrono::TimeDelta::days(7);
    let next_due = now + chrono::TimeDelta::days(3650);
    let older = Older::default();
    let outcome =
        PollOutcome { source: &source.id, entries, complete: true, validators: &validators, next_due, news_since: week_ago, older };
    store.record_polls(&[Polled::Read(outcome)], now).unwrap();
}

/// The n-th source, of a publisher of its own.
pub fn source(n: u64) -> Source {
    Source {
        id: SourceId::parse(&format!("outlet-{n}")).unwrap(),
        name: format!("Outlet {n}"),
        url: format!("http://127.0.0.1:9/outlet-{n}.xml"),
        kind: SourceKind::Feed,
        publisher: format!("outlet-{n}"),
        standing: Standing::GeneralPress,
        lang: Lang::EN,
        selector: None,
        archive: None,
        read_all: false,
    }
}
