//! Entries: the items of a feed, news list or sitemap.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What makes two sightings the same entry of one source (DESIGN §6): the guid without scheme and host, else the link
/// without scheme, else title and day. Never empty.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Identity(String);

impl Identity {
    /// An identity from its text; `None` for blank text.
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        (!text.trim().is_empty()).then_some(Identity(text))
    }

    /// The text that is compared.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One item as its source shows it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// See [`Identity`].
    pub identity: Identity,
    /// Plain text, no markup; empty where the source gives none.
    pub title: String,
    /// The article's address, absolute; `None` where the source gives none.
    pub link: Option<String>,
    /// When the source says it was published; `None` where it does not say or the date cannot be read. Never used as a cursor.
    pub published: Option<DateTime<Utc>>,
    /// The source's own summary, plain text; may be empty.
    pub summary: String,
    /// The article's whole text where the source carries it, plain text with line breaks between paragraphs; may be empty.
    pub content: String,
}

/// What became of an entry; shown by `explain`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryOutcome {
    /// Waits to be read.
    Fresh,
    /// Was there when its source was first seen, older than the look-back: known, never news.
    Seeded,
    /// Title and summary do not concern us: the page was not fetched.
    Skipped,
    /// Read and judged not relevant.
    Irrelevant,
    /// Read, and its mentions are in the ledger.
    Read,
    /// The page could not be got or read; tried again until the attempts run out.
    Failed,
}

impl EntryOutcome {
    /// Every outcome.
    pub const ALL: [EntryOutcome; 6] = [
        EntryOutcome::Fresh,
        EntryOutcome::Seeded,
        EntryOutcome::Skipped,
        EntryOutcome::Irrelevant,
        EntryOutcome::Read,
        EntryOutcome::Failed,
    ];

    /// The name by which it is stored and asked for.
    pub fn as_str(self) -> &'static str {
        match self {
            EntryOutcome::Fresh => "fresh",
            EntryOutcome::Seeded => "seeded",
            EntryOutcome::Skipped => "skipped",
            EntryOutcome::Irrelevant => "irrelevant",
            EntryOutcome::Read => "read",
            EntryOutcome::Failed => "failed",
        }
    }
}

impl fmt::Display for EntryOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            EntryOutcome::Fresh => "waits to be read",
            EntryOutcome::Seeded => "known since the source was first seen, too old to be news",
            EntryOutcome::Skipped => "skipped: its page was not fetched",
            EntryOutcome::Irrelevant => "read, not relevant",
            EntryOutcome::Read => "read, in the ledger",
            EntryOutcome::Failed => "could not be read",
        })
    }
}
