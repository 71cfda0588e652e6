//! Subscribers: who gets what, and when.

use super::{Actor, Confirmation, Kind, Lang, Programme, Stage};
use chrono::{NaiveTime, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::fmt;

/// When a subscriber's letters are due, in their own time zone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Schedule {
    /// With every cycle that has news.
    Instant,
    /// On these days at this time of day.
    At {
        /// The days; all seven for a daily letter.
        days: Vec<Weekday>,
        /// The wall-clock time.
        time: NaiveTime,
    },
    /// A cron expression of five fields, kept as written; valid when built by the configuration.
    Cron(String),
}

/// Which pledges a subscriber wants; an empty list lets everything through.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Filter {
    /// At least one of these donors.
    pub donors: Vec<Actor>,
    /// One of these kinds.
    pub kinds: Vec<Kind>,
    /// At least one thing of these classes of the lexicon: `air_defence`, `tank`, …
    pub classes: Vec<String>,
    /// The names of all things of those classes, as the lexicon has them; empty where no class is asked for.
    pub things: Vec<String>,
    /// At least one of these programmes.
    pub programmes: Vec<Programme>,
    /// One of these stages.
    pub stages: Vec<Stage>,
    /// Reported in one of these languages.
    pub languages: Vec<Lang>,
    /// At least this many euros; a pledge without a sum passes only where this is `None`.
    pub min_eur: Option<u64>,
    /// At least this rung of confirmation.
    pub confirmation: Option<Confirmation>,
}

/// A part of the letter that a subscriber can ask for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Include {
    /// New pledges.
    Pledges,
    /// Changes of known ones.
    Changes,
    /// Partnerships without money.
    Partnerships,
    /// What fell under the threshold of confidence.
    Unchecked,
}

/// Where a subscriber's letters go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Address {
    /// To a mail address, as letters.
    Mail(String),
    /// To an http or https address, as signed JSON.
    Webhook(String),
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Address::Mail(written) | Address::Webhook(written)) = self;
        f.write_str(written)
    }
}

/// One reader of letters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Subscriber {
    /// Unique short name; also the digest's name in message ids.
    pub name: String,
    /// Where letters go; several subscribers may share one address.
    pub address: Address,
    /// The zone in which due times and windows are reckoned.
    pub zone: Tz,
    /// When letters are due.
    pub schedule: Schedule,
    /// Which pledges.
    pub filter: Filter,
    /// Which parts.
    pub include: Vec<Include>,
    /// Whether letters by mail carry their lines as a CSV file.
    pub csv: bool,
    /// Whether a letter comes even when there is nothing new.
    pub when_empty: bool,
}
