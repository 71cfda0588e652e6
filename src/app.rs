//! The composition root: every part is built here, once, and handed down.

use crate::clock::Clock;
use crate::config::Config;
use crate::domain::{Address, Filter, Include, Page, Schedule, Seal, Source, SourceId, Subscriber, Validators};
use crate::fetch::{Cap, FetchError, Fetcher, Request, Response};
use crate::hook::Hooks;
use crate::mail::Mailer;
use crate::pipeline::digest::{Classes, Desk, Names, Templates};
use crate::pipeline::extract::Lexicon;
use crate::pipeline::fx::Rates;
use crate::pipeline::schedule::next_due;
use crate::store::{PollState, Store};
use anyhow::{Context, Result};
use chrono::{DateTime, Utc};
use std::path::Path;
use std::sync::Arc;
use tracing::warn;

/// All that a cycle works with.
pub struct App {
    /// What to do.
    pub config: Config,
    /// What time it is.
    pub clock: Clock,
    /// The words it knows.
    pub lexicon: Arc<Lexicon>,
    /// What money is worth.
    pub rates: Rates,
    /// How letters are worded.
    pub templates: Templates,
    /// The names of donors and programmes.
    pub names: Names,
    /// What it remembers.
    pub store: Store,
    /// What signs the links of letters.
    pub seal: Seal,
    /// How it gets documents.
    pub fetcher: Arc<Fetcher>,
    /// How letters leave by mail.
    pub mailer: Mailer,
    /// How digests leave to webhooks.
    pub hooks: Hooks,
    /// Whether sources are polled that are not due yet: only when a person asks for it.
    pub poll_all: bool,
}

impl App {
    /// Builds every part.
    ///
    /// # Errors
    /// When one of them cannot be had; the error says which and what to do.
    pub fn build(config: Config, clock: Clock) -> Result<Self> {
        let config = with_things(config)?;
        std::fs::create_dir_all(&config.data_dir).with_context(|| format!("cannot make the data folder {}", config.data_dir.display()))?;
        let store = Store::open(&config.database())?;
        Self::with_store(config, clock, store)
    }

    /// Builds every part around a store that is open already, for a configuration whose subscribers ask for no class of things, or
    /// know them already (see [`with_things`]).
    ///
    /// # Errors
    /// As [`App::build`].
    pub fn with_store(config: Config, clock: Clock, mut store: Store) -> Result<Self> {
        let lexicon = lexicon(config.lexicon_dir.as_deref())?;
        Ok(App {
            names: Names::new(lexicon.names()),
            lexicon: Arc::new(lexicon),
            rates: rates(config.rates.as_deref())?,
            templates: own_or_embedded_templates(config.templates_dir.as_deref())?,
            seal: store.seal()?,
            store,
            fetcher: Arc::new(Fetcher::new(&config.fetch)?),
            mailer: Mailer::new(config.mail.clone())?,
            hooks: Hooks::new(&config.webhook, config.webhook_keys.clone())?,
            poll_all: false,
            config,
            clock,
        })
    }

    /// The desk at which letters are written.
    pub fn desk(&self) -> Desk<'_> {
        let (_, domain) = self.config.mail.from.trim_end_matches('>').rsplit_once('@').unwrap_or(("", "localhost"));
        Desk { templates: &self.templates, names: &self.names, domain, ledger: self.config.public_url.as_deref() }
    }

    /// Where a subscriber leaves with one click; `None` without a public web address.
    pub fn unsubscribe(&self, subscriber: &Subscriber) -> Option<String> {
        let base = self.config.public_url.as_ref().filter(|_| matches!(subscriber.address, Address::Mail(_)));
        base.map(|base| format!("{base}/unsubscribe/{}", self.seal.token(&subscriber.name)))
    }

    /// A configured source by its id; `None` where it was taken out of the configuration.
    pub fn source(&self, id: &SourceId) -> Option<&Source> {
        self.config.sources.iter().find(|source| source.id == *id)
    }

    /// The sources to poll now, each with its history.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn due(&self, now: DateTime<Utc>) -> Result<Vec<(Source, PollState)>> {
        let due = if self.poll_all { self.store.every_source(now)? } else { self.store.due(now)? };
        Ok(due.into_iter().filter_map(|state| Some((self.source(&state.source)?.clone(), state))).collect())
    }

    /// Who is told: the configured subscribers, or, where there are none, the person at the console.
    pub fn readers(&self) -> Vec<Subscriber> {
        if self.config.subscribers.is_empty() { vec![console_reader()] } else { self.config.subscribers.clone() }
    }

    /// The parts that read an article, to be shared by many at once.
    pub fn reader(&self) -> Reader {
        Reader { lexicon: self.lexicon.clone(), fetcher: self.fetcher.clone(), robots: self.config.respect_robots }
    }
}

/// The reader of a program without subscribers: everything, with every cycle, in UTC.
pub fn console_reader() -> Subscriber {
    Subscriber {
        name: "console".to_owned(),
        address: Address::Mail("console@localhost".to_owned()),
        zone: chrono_tz::UTC,
        schedule: Schedule::Instant,
        filter: Filter::default(),
        include: vec![Include::Pledges, Include::Changes, Include::Partnerships, Include::Unchecked],
        csv: false,
        when_empty: false,
    }
}

/// When a subscriber's next letter is due; `None` with every cycle that has news.
pub fn next_letter(subscriber: &Subscriber, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match subscriber.schedule {
        Schedule::Instant => None,
        _ => next_due(&subscriber.schedule, subscriber.zone, now),
    }
}

/// The parts that read an article. Clones are cheap.
#[derive(Clone)]
pub struct Reader {
    /// The words it knows.
    pub lexicon: Arc<Lexicon>,
    /// How it gets pages.
    pub fetcher: Arc<Fetcher>,
    /// Whether robots.txt has a say.
    pub robots: bool,
}

impl Reader {
    /// Gets an article's page.
    ///
    /// # Errors
    /// As [`Fetcher::get`].
    pub async fn page(&self, url: &str) -> Result<Page, FetchError> {
        let request = Request { url, validators: &Validators::default(), cap: Cap::Page, robots: self.robots };
        match self.fetcher.get(&request).await? {
            Response::Fetched { page, .. } => Ok(page),
            Response::NotModified { .. } => Err(FetchError::UnsolicitedNotModified),
        }
    }
}

/// The European Central Bank's monthly means as embedded, or those of a fresher file.
///
/// # Errors
/// When the file cannot be read, or a line of it is wrong.
pub fn rates(file: Option<&Path>) -> Result<Rates> {
    let Some(file) = file else { return Ok(Rates::parse(include_str!("../config/fx/ecb_monthly.csv"))?) };
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read the rates in {}", file.display()))?;
    Rates::parse(&text).with_context(|| format!("in the rates of {}", file.display()))
}

/// The embedded lexicon, with the files of a folder in place of its own.
///
/// # Errors
/// When a file cannot be read, or a line of it is wrong.
pub fn lexicon(folder: Option<&Path>) -> Result<Lexicon> {
    let Some(folder) = folder else { return Ok(Lexicon::embedded()?) };
    Lexicon::with_files(&files(folder, "toml")?).with_context(|| format!("in the lexicon folder {}", folder.display()))
}

/// The configuration with the things that each subscriber's classes stand for.
///
/// # Errors
/// When the lexicon has no such class, or its file of things cannot be read.
pub fn with_things(mut config: Config) -> Result<Config> {
    let classes = classes(config.lexicon_dir.as_deref())?;
    for subscriber in &mut config.subscribers {
        let filter = &mut subscriber.filter;
        filter.things = classes.things(&filter.classes).with_context(|| format!("in the filter of subscriber {}", subscriber.name))?;
    }
    Ok(config)
}

/// The classes of the embedded lexicon's things, or of those that a folder has in their place.
fn classes(folder: Option<&Path>) -> Result<Classes> {
    let own = folder.map(|folder| folder.join("items.toml")).filter(|file| file.exists());
    let Some(file) = own else { return Ok(Classes::parse(include_str!("../config/lexicon/items.toml"))?) };
    let text = std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    Classes::parse(&text).with_context(|| format!("in {}", file.display()))
}

/// The embedded letter templates, with the files of a folder in place of them, each tried on a sample.
///
/// # Errors
/// When a file cannot be read, or a template is wrong.
pub fn templates(folder: Option<&Path>) -> Result<Templates> {
    let Some(folder) = folder else { return Ok(Templates::embedded()?) };
    let own = Templates::from_files(&files(folder, "j2")?).and_then(|own| own.check().map(|()| own));
    own.with_context(|| format!("in the templates folder {}", folder.display()))
}

/// The operator's templates, or, where one is wrong, those that come with the program: a letter in plain dress is better than none.
fn own_or_embedded_templates(folder: Option<&Path>) -> Result<Templates> {
    templates(folder).or_else(|fault| {
        warn!("{fault:#}; letters are worded by the templates that come with the program");
        Ok(Templates::embedded()?)
    })
}

/// The files of a folder and its sub-folders with this ending: path from the folder, and text.
fn files(folder: &Path, ending: &str) -> Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).with_context(|| format!("cannot list {}", next.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
                found.push((path.strip_prefix(folder).unwrap_or(&path).display().to_string(), text));
            }
        }
    }
    found.sort();
    Ok(found)
}
