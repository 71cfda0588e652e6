//! Alarms: what only the operator can mend.

use chrono::{DateTime, Utc};

/// The name under which the operator's letters stand in the outbox; no subscriber may bear it.
pub const OPERATOR: &str = "operator";

/// Something that is amiss.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alarm {
    /// What, in a phrase that stays the same as long as it lasts: `source harbour-post`, `letters to desk`, `disk`.
    pub trouble: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// What is known of it and what to do, in one line; empty for one that is over.
    pub detail: String,
}

/// How the house stands, as far as the operator is concerned.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Health {
    /// Sources that fail, with the name of the outlet, since when, and why.
    pub failing: Vec<(String, DateTime<Utc>, String)>,
    /// Readers whose last letter was refused for good: the name, when, and the server's words.
    pub refused: Vec<(String, DateTime<Utc>, String)>,
    /// Readers whose letters wait although they were tried: the name, since when none gets through, and why the last try failed.
    pub delayed: Vec<(String, DateTime<Utc>, String)>,
    /// How many letters the fuse holds back.
    pub held: usize,
    /// How many megabytes the disk of the ledger has left; `None` where that cannot be asked.
    pub free_mb: Option<u64>,
}
