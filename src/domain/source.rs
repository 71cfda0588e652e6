//! Sources: the feeds, news lists and sitemaps that are polled.

use super::Lang;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::Duration;

/// A source's short name, unique in the configuration: lower-case letters, digits and hyphens.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SourceId(String);

impl SourceId {
    /// Reads an id.
    ///
    /// # Errors
    /// When it is empty or holds anything but `a-z`, `0-9` and `-`.
    pub fn parse(id: &str) -> Result<Self, String> {
        let fits = !id.is_empty() && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        fits.then(|| SourceId(id.to_owned()))
            .ok_or_else(|| format!("\"{id}\" is no source id: write lower-case letters, digits and hyphens, such as defense-news"))
    }

    /// The id's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for SourceId {
    type Error = String;
    fn try_from(id: String) -> Result<Self, String> {
        SourceId::parse(&id)
    }
}

impl From<SourceId> for String {
    fn from(id: SourceId) -> String {
        id.0
    }
}

impl fmt::Display for SourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How much weight a publisher's word has; a later one outweighs an earlier one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Repeats others, some of them hostile.
    Aggregator,
    /// A newspaper, agency or broadcaster.
    GeneralPress,
    /// Press of the defence field.
    TradePress,
    /// A ministry, army, alliance or company speaking for itself.
    Official,
}

/// How a source lists its entries.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SourceKind {
    /// RSS, Atom or JSON Feed.
    Feed,
    /// A page with a list of links, read with CSS selectors.
    Page {
        /// Selects each item of the list.
        item: String,
        /// Selects, inside an item, the `a` with the address; `None` takes the item's first link.
        link: Option<String>,
        /// Selects, inside an item, the title; `None` takes the link's text.
        title: Option<String>,
        /// Selects, inside an item, the date; `None` leaves the date unknown.
        date: Option<String>,
    },
    /// A sitemap (sitemaps.org, with or without Google's news extension).
    Sitemap,
}

/// A place that is polled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    /// Unique short name.
    pub id: SourceId,
    /// The outlet's name as a reader knows it.
    pub name: String,
    /// The address polled.
    pub url: String,
    /// A longer list of the same articles: a sitemap, or a list of the source's own kind. It is asked where the polled list no longer
    /// reaches back to what is known, and its older pages do not either; `None` where there is none.
    pub archive: Option<String>,
    /// How entries are listed there.
    pub kind: SourceKind,
    /// The publisher family: sources of one family count as one voice.
    pub publisher: String,
    /// The weight of its word.
    pub standing: Standing,
    /// The language it usually writes in: a prior, not a promise.
    pub lang: Lang,
    /// A CSS selector for the article's text on its pages; `None` leaves it to the general extractor.
    pub selector: Option<String>,
    /// Whether every entry's page is read, even where title and summary do not name Ukraine.
    pub read_all: bool,
}

/// What a server gave to ask with the next time (RFC 9110 §13.1): kept exactly as sent.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Validators {
    /// The `ETag` header.
    pub etag: Option<String>,
    /// The `Last-Modified` header.
    pub last_modified: Option<String>,
}

impl Validators {
    /// Whether there is nothing to ask with.
    pub fn is_empty(&self) -> bool {
        self.etag.is_none() && self.last_modified.is_none()
    }
}

/// What a source says about when to come back: the earliest the next poll may be, counted from the answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CacheHints {
    /// How long the answer stays fresh (RFC 9111 §4.2: `max-age`, else `Expires`, less `Age`); `None` where the server does not say.
    pub max_age: Option<Duration>,
    /// The wait a server asks for with 429 or 503 (RFC 9110 §10.2.3); `None` where it asks for none.
    pub retry_after: Option<Duration>,
    /// The feed's own `ttl` (RSS 2.0) or syndication period (RSS 1.0); `None` where the feed names none.
    pub ttl: Option<Duration>,
}
