//! What the pages of a source usually yield: by this it is seen when a site was rebuilt and its articles can no longer be read.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What one page yielded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PageYield {
    /// The length of its text in characters; `None` where it had none, or was a wall.
    pub chars: Option<usize>,
    /// Whether it named its day of publication itself.
    pub dated: bool,
}

/// What the pages of a source usually yield, and since when they do not.
#[derive(Clone, PartialEq, Default, Debug, Serialize, Deserialize)]
pub struct Baseline {
    /// How many pages it was learnt from.
    pub pages: u32,
    /// The mean length of a text in characters; newer pages weigh more.
    pub chars: f64,
    /// The share of pages that name their day, 0 to 1; newer pages weigh more.
    pub dated: f64,
    /// The pages since the last one with a text; `None` while pages have one.
    pub textless: Option<Run>,
    /// The pages since the last one of usual length.
    pub short: Option<Run>,
    /// The pages since the last one that named its day.
    pub undated: Option<Run>,
}

/// Pages one after the other that all lack the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Run {
    /// When the first of them was read.
    pub since: DateTime<Utc>,
    /// How many there were.
    pub pages: u32,
}
