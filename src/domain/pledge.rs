//! Pledges: the ledger's records, merged from the mentions of many articles, and the changes of their lives.

use super::{Actor, Correction, Euros, Kind, Lang, Mention, Money, Programme, Scope, Sketch, Stage, Standing};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A pledge's number in the ledger, printed as `p-17`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PledgeId(pub i64);

impl PledgeId {
    /// Reads `p-17` or `17`; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        text.trim().trim_start_matches("p-").parse().ok().map(PledgeId)
    }
}

impl fmt::Display for PledgeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "p-{}", self.0)
    }
}

/// Who stands behind a pledge's report; a later rung is firmer.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confirmation {
    /// One publisher.
    OneOutlet,
    /// Two publishers of different families.
    Independent,
    /// An official source.
    Official,
}

/// One mention with the circumstances of its article: what the ledger merges.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Report {
    /// The claim.
    pub mention: Mention,
    /// The article's address; `None` for text from standard input.
    pub url: Option<String>,
    /// The article's headline.
    pub title: String,
    /// The outlet's name.
    pub outlet: String,
    /// The publisher's family: one family is one voice.
    pub publisher: String,
    /// The weight of its word.
    pub standing: Standing,
    /// The article's language.
    pub lang: Lang,
    /// The day the claim was made as far as known: publication day, else the day it was read.
    pub day: Option<NaiveDate>,
    /// The sketch of the article's text, by which copies of it are known; `None` for a text too short to tell.
    pub sketch: Option<Sketch>,
}

/// A promise as the ledger holds it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Pledge {
    /// Its number.
    pub id: PledgeId,
    /// Who gives, sorted.
    pub donors: Vec<Actor>,
    /// What is given.
    pub kind: Kind,
    /// The figure that the vote of its reports gives; `None` where no report has one.
    pub amount: Option<Money>,
    /// The amount in euros at the mean rate of its month; `None` without amount, or where its currency has no rate.
    pub eur: Option<Euros>,
    /// Canonical names of the things given.
    pub items: Vec<String>,
    /// The largest quantity reported for its first item; `None` where none is.
    pub quantity: Option<u64>,
    /// The firmest stage reported.
    pub stage: Stage,
    /// The programmes it runs under.
    pub programmes: Vec<Programme>,
    /// Whom it serves.
    pub scope: Scope,
    /// The package's serial number.
    pub ordinal: Option<u32>,
    /// The pledge it is a part of: its sum is inside the other's.
    pub part_of: Option<PledgeId>,
    /// The first day it was reported.
    pub first_day: Option<NaiveDate>,
    /// The last day it was reported.
    pub last_day: Option<NaiveDate>,
    /// Who stands behind it.
    pub confirmation: Confirmation,
    /// The least doubtful report's confidence, 0 to 1.
    pub confidence: f32,
}

/// What happened to a pledge.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ChangeKind {
    /// It entered the ledger.
    Added,
    /// A fact was reported otherwise by a weightier or later voice.
    Amended {
        /// `amount`, `quantity`, …
        field: String,
        /// The old value, as printed.
        was: String,
        /// The new value, as printed.
        now: String,
    },
    /// It moved on.
    Advanced {
        /// Stage before.
        from: Stage,
        /// Stage now.
        to: Stage,
    },
    /// More or weightier publishers stand behind it.
    Confirmed {
        /// The rung reached.
        to: Confirmation,
    },
    /// It was told again as news; no fact changed.
    Restated {
        /// Its sum as it was known; `None` where none was.
        amount: Option<Money>,
        /// The day it was first told; `None` where it is not known.
        day: Option<NaiveDate>,
    },
    /// It was taken back or denied.
    Withdrawn,
    /// A person corrected it.
    Corrected {
        /// Who.
        author: String,
        /// How.
        what: Correction,
    },
}

impl fmt::Display for Confirmation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Confirmation::OneOutlet => "one outlet",
            Confirmation::Independent => "two independent publishers",
            Confirmation::Official => "an official source",
        })
    }
}

impl fmt::Display for ChangeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ChangeKind::Added => f.write_str("entered the ledger"),
            ChangeKind::Amended { field, was, now } => write!(f, "{field}: {was} → {now}"),
            ChangeKind::Advanced { from, to } => write!(f, "moved on: {from} → {to}"),
            ChangeKind::Confirmed { to } => write!(f, "confirmed by {to}"),
            ChangeKind::Restated { amount, day } => {
                let what = amount.map_or_else(|| "what was told".to_owned(), |amount| amount.to_string());
                write!(f, "told again: restates {what}{}", day.map(|day| day.format(" of %-d %b %Y").to_string()).unwrap_or_default())
            }
            ChangeKind::Withdrawn => f.write_str("withdrawn"),
            ChangeKind::Corrected { author, what } => write!(f, "{what} (by {author})"),
        }
    }
}

/// One dated step of a pledge's life. Changes are only ever added.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Change {
    /// Its number in the ledger.
    pub id: i64,
    /// Whose life.
    pub pledge: PledgeId,
    /// When the ledger learnt of it.
    pub at: DateTime<Utc>,
    /// What happened.
    pub kind: ChangeKind,
}
