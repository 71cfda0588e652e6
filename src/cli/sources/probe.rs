//! `sources probe`: what can be polled at an address, as tables to be put into the sources file.

use crate::cli::Outcome;
use crate::cli::service::on_runtime;
use crate::config::{Config, sources_text};
use crate::domain::{Lang, Page, Source, SourceId, SourceKind, Standing, Validators};
use crate::fetch::{Cap, FetchError, Fetcher, Request, Response, without_credentials};
use crate::pipeline::feed::Feed;
use crate::pipeline::sitemap::Sitemap;
use crate::pipeline::{feed, opml, page, probe, sitemap};
use anyhow::{Context, Result};
use std::collections::HashSet;

/// Something that can be polled.
struct Find {
    url: String,
    kind: SourceKind,
    feed: Feed,
}

/// Asks the address, and what it leads to, and prints what can be polled. With nothing found, the outcome is a failure.
pub(super) fn run(url: &str, config: &Config) -> Result<Outcome> {
    let fetcher = Fetcher::new(&config.fetch)?;
    let finds = on_runtime(Probe { fetcher }.look(url))?;
    for find in &finds {
        print!("{}", find.told()?);
    }
    if finds.is_empty() {
        println!("Nothing at {} can be polled: no feed, no sitemap, and no list of headlines.", without_credentials(url));
        return Ok(Outcome::WithFailures);
    }
    Ok(Outcome::Well)
}

struct Probe {
    fetcher: Fetcher,
}

impl Probe {
    /// The address itself where it can be polled, else the feeds it leads to, else sitemaps; and the lists it shows that are in none of
    /// these: a feed in the customary place may be of another part of the site. A list that several selectors read is offered once.
    async fn look(&self, url: &str) -> Result<Vec<Find>> {
        let document = self.get(url).await.with_context(|| format!("cannot get {}", without_credentials(url)))?;
        if let Some(find) = self.list(document.clone()).await {
            return Ok(vec![find]);
        }
        let mut finds = self.read_all(probe::leads(&document)).await;
        if finds.is_empty() {
            let robots = self.robots(&document.url).await;
            finds = self.read_all(probe::sitemaps(&document.url, &robots)).await;
        }
        for list in shown(&document) {
            if !finds.iter().any(|find| find.shares_with(&list)) {
                finds.push(list);
            }
        }
        Ok(finds)
    }

    async fn get(&self, url: &str) -> Result<Page, FetchError> {
        let request = Request { url, validators: &Validators::default(), cap: Cap::Feed, robots: false };
        match self.fetcher.get(&request).await? {
            Response::Fetched { page, .. } => Ok(page),
            Response::NotModified { .. } => Err(FetchError::UnsolicitedNotModified),
        }
    }

    async fn robots(&self, page: &str) -> String {
        let Some(url) = url::Url::parse(page).ok().and_then(|page| page.join("/robots.txt").ok()) else { return String::new() };
        self.get(url.as_str()).await.map(|page| String::from_utf8_lossy(&page.body).into_owned()).unwrap_or_default()
    }

    /// A document as a feed or sitemap, an index by the newest sitemap it names; `None` where it is neither.
    async fn list(&self, document: Page) -> Option<Find> {
        let url = document.url.clone();
        if let Ok(feed) = feed::read(&document) {
            return Some(Find { url, kind: SourceKind::Feed, feed });
        }
        let newest = match sitemap::read(&document).ok()? {
            Sitemap::Articles(feed) => return Some(Find { url, kind: SourceKind::Sitemap, feed }),
            Sitemap::Index(children) => children.into_iter().max_by_key(|child| child.modified)?,
        };
        match sitemap::read(&self.get(&newest.url).await.ok()?).ok()? {
            Sitemap::Articles(feed) => Some(Find { url, kind: SourceKind::Sitemap, feed }),
            Sitemap::Index(_) => None,
        }
    }

    /// Those that can be read, each place once: an address may lead to where another one led.
    async fn read_all(&self, urls: Vec<String>) -> Vec<Find> {
        let mut finds: Vec<Find> = Vec::new();
        for url in urls {
            let Ok(document) = self.get(&url).await else { continue };
            let find = self.list(document).await;
            finds.extend(find.filter(|find| finds.iter().all(|known| known.feed.entries != find.feed.entries)));
        }
        finds
    }
}

/// The lists of headlines a page shows.
fn shown(document: &Page) -> impl Iterator<Item = Find> {
    let read = |kind: SourceKind| Some(Find { url: document.url.clone(), feed: page::read(document, &kind).ok()?, kind });
    probe::lists(document).into_iter().filter_map(read)
}

impl Find {
    /// Whether both lead to an article.
    fn shares_with(&self, other: &Find) -> bool {
        let links: HashSet<&str> = self.feed.entries.iter().filter_map(|entry| entry.link.as_deref()).collect();
        other.feed.entries.iter().filter_map(|entry| entry.link.as_deref()).any(|link| links.contains(link))
    }

    /// What it lists, as a comment, and its table.
    fn told(&self) -> Result<String> {
        let newest = self.feed.entries.iter().max_by_key(|entry| entry.published);
        let dated =
            newest.and_then(|entry| entry.published).map(|at| format!(", the newest of {}", at.format("%Y-%m-%d"))).unwrap_or_default();
        let title = newest
            .map(|entry| entry.title.as_str())
            .filter(|title| !title.is_empty())
            .map(|title| format!(": {title}"))
            .unwrap_or_default();
        Ok(format!("# {} entries{dated}{title}\n{}", self.feed.entries.len(), sources_text(&[self.source()?])?))
    }

    fn source(&self) -> Result<Source> {
        let host = url::Url::parse(&self.url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        let id = opml::named(&host).map_or_else(|| SourceId::parse("new").map_err(anyhow::Error::msg), Ok)?;
        Ok(Source {
            publisher: id.as_str().to_owned(),
            id,
            name: if self.feed.title.is_empty() { host } else { self.feed.title.clone() },
            url: self.url.clone(),
            archive: None,
            kind: self.kind.clone(),
            standing: Standing::GeneralPress,
            lang: self.feed.lang.unwrap_or(Lang::EN),
            selector: None,
            read_all: false,
        })
    }
}
