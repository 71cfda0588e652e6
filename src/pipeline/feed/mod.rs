//! Bytes of a feed to entries: tolerant of everything that is wrong with feeds, and impossible to kill.
//!
//! Any bytes are decoded ([`decode`]) and read by our own tolerant readers ([`xml`], [`json`]), which never recurse and whose work
//! grows with the length of the document alone. They write what they find as one small well-formed Atom document ([`canon`]);
//! `feed-rs` reads that one, and [`identity`] decides what sets its entries apart.

mod canon;
mod dates;
pub(crate) mod decode;
pub(crate) mod entities;
mod error;
pub(crate) mod identity;
mod json;
mod names;
mod older;
pub(crate) mod plain;
pub(crate) mod token;
mod xml;

pub use error::FeedError;

use crate::domain::{Entry, Identity, Lang, Page};
use canon::{Draft, Field};
use chrono::{DateTime, Duration, Utc};
use identity::Candidate;
use std::panic::{AssertUnwindSafe, catch_unwind};
use xml::Reading;

pub(crate) use dates::parse as parse_date;

/// What a feed says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Feed {
    /// Its title, plain text; may be empty.
    pub title: String,
    /// Its language; `None` where it does not say.
    pub lang: Option<Lang>,
    /// Its entries in the order of the document, at most 5 000; never empty.
    pub entries: Vec<Entry>,
    /// How long it asks not to be fetched again (`ttl`, or the syndication module's period); `None` where it does not ask.
    pub ttl: Option<Duration>,
    /// The address of the page with older entries (RFC 5005 `next`, `prev-archive`; JSON Feed `next_url`; WordPress's `paged`);
    /// `None` where none is known.
    pub next: Option<String>,
    /// Whether the document was read to its end: `false` where it is cut off or holds more entries than are kept.
    pub complete: bool,
}

/// Reads RSS, Atom, CDF or JSON Feed of any version, in any encoding, as far as it can be read.
///
/// # Errors
/// When nothing came, something other than a feed came, or it holds no entry.
pub fn read(page: &Page) -> Result<Feed, FeedError> {
    let bytes = decode::unpack(&page.body);
    let text = decode::text(&bytes, page.content_type.as_deref());
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if text.trim_end().is_empty() {
        return Err(FeedError::Empty);
    }
    let mut reading = if text.starts_with(['{', '[']) { json::read(text, &page.url) } else { xml::read(text, &page.url) };
    if reading.canon.count() == 0 {
        return Err(no_entries(text, reading.root));
    }
    reading.complete &= bytes.len() < decode::MOST_BYTES;
    let (ttl, next) = (ttl(&reading.head), older::page_after(&page.url, &reading.head));
    Ok(Feed { ttl, next, ..parse(reading)? })
}

/// Hands the canonical document to the parser; should it ever panic, that is an error like any other.
fn parse(Reading { canon, head, complete, .. }: Reading) -> Result<Feed, FeedError> {
    let atom = canon.finish(&head);
    let parser = feed_rs::parser::Builder::new()
        .timestamp_parser(|text| DateTime::parse_from_rfc3339(text).ok().map(DateTime::<Utc>::from))
        .id_generator(|_, _, _| String::new())
        .build();
    let parsed = catch_unwind(AssertUnwindSafe(|| parser.parse(atom.as_bytes())));
    drop(atom);
    let parsed =
        parsed.map_err(|panic| FeedError::Panicked(panic_text(&*panic)))?.map_err(|fault| FeedError::Refused(fault.to_string()))?;
    let title = parsed.title.map(|text| text.content).unwrap_or_default();
    let lang = parsed.language.and_then(|tag| Lang::parse(&tag).ok());
    let entries = identity::settle(parsed.entries.into_iter().filter_map(candidate).collect());
    Ok(Feed { title, lang, entries, ttl: None, next: None, complete })
}

fn candidate(entry: feed_rs::model::Entry) -> Option<Candidate> {
    let link = entry.links.into_iter().next().map(|link| link.href);
    let entry_so_far = Entry {
        identity: Identity::new("unsettled")?,
        title: entry.title.map(|text| text.content).unwrap_or_default(),
        link,
        published: entry.published,
        summary: entry.summary.map(|text| text.content).unwrap_or_default(),
        content: entry.content.and_then(|content| content.body).unwrap_or_default(),
    };
    Some(Candidate { guid: entry.id, entry: entry_so_far })
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("no message").to_owned()
}

/// `ttl` is in minutes; the syndication module names a period and how often in it.
fn ttl(head: &Draft) -> Option<Duration> {
    let minutes = |field| head.first(&[field]).and_then(|text: &str| text.parse::<i64>().ok()).filter(|n| (1..=1_000_000).contains(n));
    let period = match head.first(&[Field::Period]).map(str::to_ascii_lowercase).as_deref() {
        Some("hourly") => Some(60),
        Some("daily") => Some(24 * 60),
        Some("weekly") => Some(7 * 24 * 60),
        Some("monthly") => Some(30 * 24 * 60),
        Some("yearly") => Some(365 * 24 * 60),
        _ => None,
    };
    let by_period = period.map(|period| period / minutes(Field::Frequency).unwrap_or(1));
    minutes(Field::Ttl).or(by_period).map(Duration::minutes)
}

/// Tells a feed without entries from what is no feed.
fn no_entries(text: &str, root: Option<String>) -> FeedError {
    match root.as_deref() {
        Some("rss" | "feed" | "rdf" | "channel" | "json") => FeedError::NoEntries { root: root.unwrap_or_default() },
        Some("html") => FeedError::NotAFeed { looks_like: html_page(text) },
        Some("urlset" | "sitemapindex") => FeedError::NotAFeed { looks_like: "a sitemap".to_owned() },
        Some("opml") => FeedError::NotAFeed { looks_like: "a list of feeds (opml)".to_owned() },
        Some(name) => FeedError::NotAFeed { looks_like: format!("a document that begins with <{}>", start(name)) },
        None if text.starts_with("%PDF") => FeedError::NotAFeed { looks_like: "a pdf file".to_owned() },
        None => FeedError::NotAFeed { looks_like: format!("text that begins with \"{}\"", start(text)) },
    }
}

/// Names the walls that publishers put before their feeds.
fn html_page(text: &str) -> String {
    let title =
        text.split_once("<title").and_then(|(_, rest)| rest.split_once('>')).map(|(_, rest)| rest.split("</").next().unwrap_or_default());
    let title = start(&plain::line(title.unwrap_or_default()));
    let challenge = ["cf-challenge", "cf_chl", "challenge-platform", "_Incapsula_", "captcha", "Just a moment..."];
    match challenge.iter().any(|sign| text.contains(sign)) {
        true => format!("a challenge page against robots, titled \"{title}\""),
        false => format!("an html page titled \"{title}\""),
    }
}

/// The first words of `text`, for a message.
fn start(text: &str) -> String {
    text.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
