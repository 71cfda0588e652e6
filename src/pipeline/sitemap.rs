//! Sitemaps (sitemaps.org 0.9), with Google's news extension: addresses to entries, an index to its children.

use super::feed::identity::{Candidate, settle};
use super::feed::token::{Token, Tokens};
use super::feed::{Feed, FeedError, decode, entities, parse_date, plain};
use crate::domain::{Entry, Identity, Lang, Page};
use chrono::{DateTime, Utc};

/// Addresses of one sitemap that are kept, the newest where it dates them: the protocol allows 50 000, which is an archive, not news.
const MOST_ENTRIES: usize = 5_000;

/// What a sitemap says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sitemap {
    /// The addresses of articles, as a feed without a title.
    Articles(Feed),
    /// The sitemaps it refers to.
    Index(Vec<Child>),
}

/// A sitemap that an index refers to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Child {
    /// Its address.
    pub url: String,
    /// When it changed last; `None` where the index does not say.
    pub modified: Option<DateTime<Utc>>,
}

/// Reads a sitemap or an index of sitemaps, packed with gzip or not.
///
/// # Errors
/// When nothing came, something other than a sitemap came, or it names no address.
pub fn read(page: &Page) -> Result<Sitemap, FeedError> {
    let bytes = decode::unpack(&page.body);
    let text = decode::text(&bytes, page.content_type.as_deref());
    if text.trim().is_empty() {
        return Err(FeedError::Empty);
    }
    let places = places(&text);
    let complete = text.trim_end().ends_with('>') && bytes.len() < decode::MOST_BYTES;
    match root(&text).as_deref() {
        Some("sitemapindex") if !places.is_empty() => Ok(Sitemap::Index(places.into_iter().map(child).collect())),
        Some("urlset") if !places.is_empty() => Ok(Sitemap::Articles(feed(places, complete))),
        Some(root @ ("sitemapindex" | "urlset")) => Err(FeedError::NoEntries { root: root.to_owned() }),
        Some(name) => Err(FeedError::NotAFeed { looks_like: format!("a document that begins with <{name}>, where a sitemap should be") }),
        None => Err(FeedError::NotAFeed { looks_like: "text, where a sitemap should be".to_owned() }),
    }
}

/// Whether a document is a sitemap or an index of sitemaps, packed with gzip or not.
pub fn is_one(page: &Page) -> bool {
    let bytes = decode::unpack(&page.body);
    let text = decode::text(&bytes, page.content_type.as_deref());
    matches!(root(&text).as_deref(), Some("sitemapindex" | "urlset"))
}

/// One `url` or `sitemap` element.
#[derive(Default)]
struct Place {
    location: String,
    modified: String,
    published: String,
    title: String,
    language: String,
}

impl Place {
    /// The part an element of that name fills; images and videos have a `title` and a `loc` of their own, under their prefixes.
    fn part(&mut self, name: &str) -> Option<&mut String> {
        match name {
            "loc" => Some(&mut self.location),
            "lastmod" => Some(&mut self.modified),
            "publication_date" => Some(&mut self.published),
            "title" => Some(&mut self.title),
            "language" => Some(&mut self.language),
            _ => None,
        }
    }
}

fn root(text: &str) -> Option<String> {
    Tokens::new(text).find_map(|token| match token {
        Token::Open(tag) => Some(local(tag.name)),
        _ => None,
    })
}

/// The name without its prefix, in lower case; names of the image and video extensions are nobody's.
fn local(name: &str) -> String {
    let (prefix, local) = name.rsplit_once(':').unwrap_or(("", name));
    if matches!(prefix, "image" | "video" | "xhtml") { String::new() } else { local.to_ascii_lowercase() }
}

fn places(text: &str) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    let mut inside = String::new();
    for token in Tokens::new(text) {
        match token {
            Token::Open(tag) => {
                inside = local(tag.name);
                if matches!(inside.as_str(), "url" | "sitemap") {
                    places.push(Place::default());
                }
            }
            Token::Close(_) => inside.clear(),
            Token::Text(text) => append(&mut places, &inside, &entities::unescape(text)),
            Token::CData(text) => append(&mut places, &inside, text),
        }
    }
    places.retain(|place| !place.location.trim().is_empty());
    newest(places)
}

fn append(places: &mut [Place], inside: &str, text: &str) {
    if let Some(part) = places.last_mut().and_then(|place| place.part(inside)) {
        part.push_str(text);
    }
}

/// The newest [`MOST_ENTRIES`], in the order of the document; undated ones count as oldest.
fn newest(places: Vec<Place>) -> Vec<Place> {
    if places.len() <= MOST_ENTRIES {
        return places;
    }
    let mut dated: Vec<(Option<DateTime<Utc>>, usize, Place)> =
        places.into_iter().enumerate().map(|(at, place)| (date(&place), at, place)).collect();
    dated.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    dated.truncate(MOST_ENTRIES);
    dated.sort_by_key(|(_, at, _)| *at);
    dated.into_iter().map(|(_, _, place)| place).collect()
}

fn date(place: &Place) -> Option<DateTime<Utc>> {
    parse_date(&place.published).or_else(|| parse_date(&place.modified))
}

fn child(place: Place) -> Child {
    Child { modified: parse_date(&place.modified), url: place.location.trim().to_owned() }
}

fn feed(places: Vec<Place>, complete: bool) -> Feed {
    let lang = places.iter().find_map(|place| Lang::parse(&place.language).ok());
    let entries = settle(places.into_iter().filter_map(candidate).collect());
    Feed { title: String::new(), lang, entries, ttl: None, next: None, complete }
}

fn candidate(place: Place) -> Option<Candidate> {
    let link = place.location.trim().to_owned();
    let entry = Entry {
        identity: Identity::new(link.clone())?,
        title: plain::line(&place.title),
        published: date(&place),
        link: Some(link),
        summary: String::new(),
        content: String::new(),
    };
    Some(Candidate { guid: String::new(), entry })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use std::io::Write;

    fn page(body: &[u8]) -> Page {
        Page { url: "https://news.example/sitemap.xml".into(), content_type: None, body: body.to_vec() }
    }

    const NEWS: &str = "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='n' xmlns:image='i'>
        <url><loc>https://news.example/a?x=1&amp;y=2</loc><lastmod>2026-03-02</lastmod><news:news><news:publication><news:name>N</news:name>
        <news:language>uk</news:language></news:publication><news:publication_date>2026-03-01T10:00:00+02:00</news:publication_date>
        <news:title><![CDATA[Shells & more]]></news:title></news:news><image:image><image:loc>https://i/1.jpg</image:loc><image:title>i</image:title></image:image></url>
        <url><loc>https://news.example/b</loc></url></urlset>";

    #[test]
    fn articles_are_read() {
        let Ok(Sitemap::Articles(feed)) = read(&page(NEWS.as_bytes())) else { panic!("no articles") };
        let [a, b] = feed.entries.as_slice() else { panic!("{:?}", feed.entries) };
        assert_eq!((a.title.as_str(), a.link.as_deref()), ("Shells & more", Some("https://news.example/a?x=1&y=2")));
        assert_eq!(a.published.unwrap().to_rfc3339(), "2026-03-01T08:00:00+00:00");
        assert_eq!((b.link.as_deref(), b.published), (Some("https://news.example/b"), None));
        assert_eq!(feed.lang.unwrap().code(), "uk");
        assert!(feed.complete);
    }

    #[test]
    fn packed_ones_are_read() {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(NEWS.as_bytes()).unwrap();
        assert_eq!(read(&page(&gz.finish().unwrap())), read(&page(NEWS.as_bytes())));
    }

    #[test]
    fn an_index_names_its_children() {
        let index = "<sitemapindex><sitemap><loc> https://news.example/1.xml.gz </loc><lastmod>2026-03-01</lastmod></sitemap><sitemap/></sitemapindex>";
        let Ok(Sitemap::Index(children)) = read(&page(index.as_bytes())) else { panic!("no index") };
        assert_eq!(children.len(), 1);
        assert_eq!(children[0].url, "https://news.example/1.xml.gz");
        assert!(children[0].modified.is_some());
    }

    #[test]
    fn what_is_none_is_said() {
        let rows = [
            ("", "the document is empty"),
            ("<urlset></urlset>", "no entry inside <urlset>"),
            ("<html>", "no feed, but a document that begins with <html>, where a sitemap should be"),
            ("busy", "no feed, but text, where a sitemap should be"),
        ];
        for (body, message) in rows {
            assert_eq!(read(&page(body.as_bytes())).unwrap_err().to_string(), message, "{body}");
        }
    }

    #[test]
    fn the_newest_are_kept() {
        let old = "<url><loc>https://news.example/old</loc><lastmod>2001-01-01</lastmod></url>";
        let new: String =
            (0..MOST_ENTRIES).map(|n| format!("<url><loc>https://news.example/{n}</loc><lastmod>2026-01-01</lastmod></url>")).collect();
        let Ok(Sitemap::Articles(feed)) = read(&page(format!("<urlset>{old}{new}</urlset>").as_bytes())) else { panic!("no articles") };
        assert_eq!(feed.entries.len(), MOST_ENTRIES);
        assert_eq!(feed.entries[0].link.as_deref(), Some("https://news.example/0"));
    }
}
