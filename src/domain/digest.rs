//! Digests: what one letter tells.

use super::{Change, Pledge, Report, SourceId};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

/// The half-open stretch of time a digest covers, with the zone it is printed in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// The first instant covered.
    pub from: DateTime<Utc>,
    /// The first instant no longer covered.
    pub until: DateTime<Utc>,
    /// The reader's zone.
    pub zone: Tz,
}

/// A pledge with what happened to it in the window and who reported it.
#[derive(Clone, PartialEq, Debug)]
pub struct DigestLine {
    /// The pledge as it stands now.
    pub pledge: Pledge,
    /// What happened in the window, oldest first; never empty.
    pub changes: Vec<Change>,
    /// All its reports, weightiest first; never empty.
    pub reports: Vec<Report>,
}

/// A source that could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceTrouble {
    /// Which source.
    pub source: SourceId,
    /// The outlet's name.
    pub name: String,
    /// What is wrong, as a phrase.
    pub trouble: String,
    /// Since when.
    pub since: Option<DateTime<Utc>>,
}

/// How much of the news was seen.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Coverage {
    /// Sources read in the window.
    pub sources_read: usize,
    /// Sources configured.
    pub sources_total: usize,
    /// Entries first seen in the window.
    pub entries: usize,
    /// Articles judged relevant in the window.
    pub relevant: usize,
    /// What was failing, silent or gapped.
    pub troubles: Vec<SourceTrouble>,
}

/// The content of one letter, before it is worded.
#[derive(Clone, PartialEq, Debug)]
pub struct Digest {
    /// What it covers.
    pub window: Window,
    /// New pledges with or without a sum, largest first.
    pub pledges: Vec<DigestLine>,
    /// Known pledges that changed.
    pub changes: Vec<DigestLine>,
    /// New partnerships: agreements, offices, joint production without money.
    pub partnerships: Vec<DigestLine>,
    /// New claims under the threshold of confidence.
    pub unchecked: Vec<DigestLine>,
    /// What was read to find them.
    pub coverage: Coverage,
}

impl Digest {
    /// Whether it tells of no pledge at all.
    pub fn is_empty(&self) -> bool {
        self.pledges.is_empty() && self.changes.is_empty() && self.partnerships.is_empty() && self.unchecked.is_empty()
    }
}
