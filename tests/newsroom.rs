//! The demo's newsroom, read through the fetcher: every outlet must show its particular fault and nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chrono::NaiveDate;
use pledgewatch::demo::{Newsroom, serve};
use pledgewatch::domain::{Source, Validators};
use pledgewatch::fetch::{Cap, FetchConfig, FetchError, Fetcher, Request, Response};
use std::time::Duration;

struct Visit {
    newsroom: Newsroom,
    fetcher: Fetcher,
}

impl Visit {
    async fn begin() -> Visit {
        let newsroom = serve(NaiveDate::from_ymd_opt(2026, 3, 1).unwrap()).await.unwrap();
        let allow = vec!["127.0.0.0/8".parse().unwrap()];
        let fetcher = Fetcher::new(&FetchConfig { per_host_spacing: Duration::ZERO, allow, ..FetchConfig::default() }).unwrap();
        Visit { newsroom, fetcher }
    }

    fn source(&self, id: &str) -> Source {
        self.newsroom.sources().into_iter().find(|source| source.id.as_str() == id).unwrap()
    }

    async fn ask(&self, url: &str, validators: &Validators) -> Result<Response, FetchError> {
        self.fetcher.get(&Request { url, validators, cap: Cap::Feed, robots: true }).await
    }

    /// The bytes of a document that must be there.
    async fn read(&self, url: &str) -> Vec<u8> {
        match self.ask(url, &Validators::default()).await {
            Ok(Response::Fetched { page, .. }) => page.body,
            other => panic!("{url}: {other:?}"),
        }
    }

    /// The addresses of all articles that are out.
    async fn all_links(&self) -> Vec<String> {
        let mut all = Vec::new();
        for source in self.newsroom.sources().iter().filter(|source| source.id.as_str() != "silent-observer") {
            all.extend(links(&self.feed(source.id.as_str()).await));
        }
        all
    }

    async fn feed(&self, id: &str) -> String {
        String::from_utf8_lossy(&self.read(&self.source(id).url).await).into_owned()
    }
}

fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(test);
}

/// How many entries a feed of any format shows.
fn entries(feed: &str) -> usize {
    ["<item>", "<item ", "<entry>", "\"date_published\""].iter().map(|mark| feed.matches(mark).count()).sum()
}

/// The addresses of a feed's articles.
fn links(feed: &str) -> Vec<String> {
    let words = feed.split(['"', '<', '>', '?']);
    let mut links: Vec<String> =
        words.filter(|word| word.starts_with("http://127.") && word.matches('/').count() == 4).map(str::to_owned).collect();
    links.retain(|link| !link.ends_with('/') && !link.ends_with("/feed"));
    links.sort();
    links.dedup();
    links
}

#[test]
fn every_outlet_prints_its_feed() {
    run(async {
        let visit = Visit::begin().await;
        let rows = [
            ("allied-press-office", 2, true),
            ("chatham-post", 3, false),
            ("defence-ledger", 4, true),
            ("dnipro-visnyk", 4, true),
            ("dziennik-obronny", 3, true),
            ("euroatlantic-wire", 5, true),
            ("gynybos-naujienos", 2, true),
            ("heeresblick", 2, true),
            ("le-fil-de-defense", 3, false),
            ("nordisk-forsvar", 3, true),
            ("oboronna-hazeta", 3, true),
            ("rheinische-depesche", 3, true),
        ];
        for (id, expected, sound) in rows {
            let bytes = visit.read(&visit.source(id).url).await;
            assert_eq!(entries(&String::from_utf8_lossy(&bytes)), expected, "{id}");
            let parsed = feed_rs::parser::parse(&bytes[..]).map(|feed| feed.entries).unwrap_or_default();
            let whole = parsed.iter().filter(|entry| entry.title.is_some() && entry.published.is_some() && !entry.links.is_empty()).count();
            assert_eq!(whole == expected, sound, "{id}: a strict parser reads {whole} entries");
        }
        assert_eq!(visit.newsroom.sources().len(), rows.len() + 1);
    });
}

#[test]
fn every_article_has_a_page_in_each_design() {
    run(async {
        let visit = Visit::begin().await;
        let links = visit.all_links().await;
        for link in &links {
            let page = String::from_utf8(visit.read(link).await).unwrap();
            assert!(page.contains("<h1") && page.matches("<p").count() + page.matches("class=\"par\"").count() >= 2, "{link}: {page}");
            assert!(page.contains("2026-02-2"), "{link} is of the last seven days");
        }
        assert_eq!(links.len(), 37);
    });
}

#[test]
fn faults_are_there() {
    run(async {
        let visit = Visit::begin().await;
        let broken = visit.ask(&visit.source("silent-observer").url, &Validators::default()).await;
        assert_eq!(broken, Err(FetchError::Status { code: 500, retry_after: None }));
        let Ok(Response::Fetched { moved: Some(moved), .. }) =
            visit.ask(&visit.source("dziennik-obronny").url, &Validators::default()).await
        else {
            panic!("a redirect");
        };
        assert!(moved.ends_with("/dziennik-obronny/feed"), "{moved}");
        assert!(visit.feed("chatham-post").await.contains("Post & Mail"));
        assert!(!visit.feed("le-fil-de-defense").await.contains("</rss>"));
        let visnyk = visit.read(&visit.source("dnipro-visnyk").url).await;
        let (text, _, faults) = encoding_rs::WINDOWS_1251.decode(&visnyk);
        assert!(!faults && text.contains("encoding=\"windows-1251\"") && text.contains("Данія готує 26-й пакет"), "{text}");
    });
}

#[test]
fn the_wire_has_nothing_new_and_says_so() {
    run(async {
        let visit = Visit::begin().await;
        let url = visit.source("euroatlantic-wire").url;
        let Ok(Response::Fetched { validators, .. }) = visit.ask(&url, &Validators::default()).await else { panic!("a feed") };
        visit.newsroom.publish_second_edition();
        assert!(matches!(visit.ask(&url, &validators).await, Ok(Response::NotModified { .. })));
    });
}

#[test]
fn the_second_edition_brings_five_more() {
    run(async {
        let visit = Visit::begin().await;
        let (first, newsroom) = (visit.all_links().await, &visit.newsroom);
        newsroom.publish_second_edition();
        let mut fresh = visit.all_links().await;
        fresh.retain(|link| !first.contains(link));
        let fresh: Vec<_> = fresh.iter().filter_map(|link| link.strip_prefix(&newsroom.base_url)).collect();
        let expected = [
            "/allied-press-office/sweden-twentieth-package-confirmed",
            "/chatham-post/first-belfast-missiles-delivered",
            "/dnipro-visnyk/daniia-persha-partiia",
            "/gynybos-naujienos/lietuva-didina-inasa",
            "/heeresblick/norwegen-luftverteidigung-bestaetigt",
        ];
        assert_eq!(fresh, expected);
    });
}
