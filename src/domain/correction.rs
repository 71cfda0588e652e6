//! Corrections: what a person decides about a pledge. Each is a change of its life, and holds against all later reports.

use super::{Actor, Kind, Money, PledgeId, Programme, Scope, Stage};
use serde::{Deserialize, Serialize};
use std::fmt;

/// One field of a pledge with the value given to it by hand.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "field", content = "value", rename_all = "snake_case")]
pub enum Setting {
    /// How firm it is.
    Stage(Stage),
    /// What is given.
    Kind(Kind),
    /// How much; `None` for no sum.
    Amount(Option<Money>),
    /// Who gives, sorted.
    Donors(Vec<Actor>),
    /// What it is a part of; `None` for a pledge of its own.
    PartOf(Option<PledgeId>),
    /// Whom it serves.
    Scope(Scope),
    /// The programmes it runs under, sorted.
    Programmes(Vec<Programme>),
    /// The package's serial number; `None` for none.
    Ordinal(Option<u32>),
}

impl Setting {
    /// The field's name, as it is typed and printed.
    pub fn field(&self) -> &'static str {
        match self {
            Setting::Stage(_) => "stage",
            Setting::Kind(_) => "kind",
            Setting::Amount(_) => "amount",
            Setting::Donors(_) => "donors",
            Setting::PartOf(_) => "part_of",
            Setting::Scope(_) => "scope",
            Setting::Programmes(_) => "programmes",
            Setting::Ordinal(_) => "ordinal",
        }
    }

    /// The value, as printed; `none` where there is none.
    pub fn value(&self) -> String {
        match self {
            Setting::Stage(stage) => stage.to_string(),
            Setting::Kind(kind) => kind.to_string(),
            Setting::Amount(amount) => or_none(*amount),
            Setting::Donors(donors) => list(donors),
            Setting::PartOf(whole) => or_none(*whole),
            Setting::Scope(scope) => scope.to_string(),
            Setting::Programmes(programmes) => list(programmes),
            Setting::Ordinal(number) => or_none(*number),
        }
    }
}

/// As it is typed: `stage=contracted`.
impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.field(), self.value())
    }
}

fn or_none<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| "none".to_owned(), |value| value.to_string())
}

fn list<T: ToString>(values: &[T]) -> String {
    match values {
        [] => "none".to_owned(),
        values => values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
    }
}

/// What was corrected.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Correction {
    /// Another pledge was found to be this one.
    Absorbed {
        /// Which; its reports moved here.
        other: PledgeId,
    },
    /// It was found to be another pledge.
    MergedInto {
        /// Which; its reports moved there.
        survivor: PledgeId,
    },
    /// One of its reports was found to be of another promise.
    SplitOff {
        /// The pledge made of that report.
        into: PledgeId,
    },
    /// It was made of one report of another pledge.
    SplitFrom {
        /// Which.
        pledge: PledgeId,
    },
    /// It is no pledge.
    Rejected {
        /// Why, in the author's words.
        because: String,
    },
    /// It was rejected by mistake.
    Restored,
    /// A field was fixed: reports change it no more.
    Set {
        /// The field's value before, as printed.
        was: String,
        /// Its value from now on.
        setting: Setting,
    },
    /// A fixed field was given back to the vote of the reports.
    Released {
        /// The field's name.
        field: String,
    },
    /// Its whole was merged or rejected.
    Relinked {
        /// What it is a part of now; `None` for a pledge of its own.
        whole: Option<PledgeId>,
    },
    /// Its articles were read anew, and none reports it any more.
    Vacated,
}

impl fmt::Display for Correction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Correction::Absorbed { other } => write!(f, "{other} is the same promise and was merged into it"),
            Correction::MergedInto { survivor } => write!(f, "merged into {survivor}"),
            Correction::SplitOff { into } => write!(f, "a report was split off as {into}"),
            Correction::SplitFrom { pledge } => write!(f, "split off from {pledge}"),
            Correction::Rejected { because } => write!(f, "rejected: {because}"),
            Correction::Restored => f.write_str("restored"),
            Correction::Set { was, setting } => write!(f, "{} set: {was} → {}", setting.field(), setting.value()),
            Correction::Released { field } => write!(f, "{field} is left to its reports again"),
            Correction::Relinked { whole: Some(whole) } => write!(f, "a part of {whole} now"),
            Correction::Relinked { whole: None } => f.write_str("no part of another pledge any more"),
            Correction::Vacated => f.write_str("no report stands behind it any more"),
        }
    }
}

/// Why a pledge no longer counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Closed {
    /// A person rejected it. Reports of it are still filed under it, so that it does not come back as news.
    Rejected,
    /// It was merged into another, which takes its reports.
    MergedInto(PledgeId),
    /// No article reports it any more; the next that does opens it again.
    Vacant,
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Closed::Rejected => f.write_str("rejected"),
            Closed::MergedInto(survivor) => write!(f, "merged into {survivor}"),
            Closed::Vacant => f.write_str("no report stands behind it any more"),
        }
    }
}

/// What holds for a pledge apart from its reports.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Ruling {
    /// Why it no longer counts; `None` while it does.
    pub closed: Option<Closed>,
    /// The fields that were set by hand, each once.
    pub fixed: Vec<Setting>,
}

impl Ruling {
    /// The fields that stay fixed after a pledge's corrections, oldest first.
    pub fn fixed_by<'a>(corrections: impl IntoIterator<Item = &'a Correction>) -> Vec<Setting> {
        let mut fixed: Vec<Setting> = Vec::new();
        for correction in corrections {
            match correction {
                Correction::Set { setting, .. } => {
                    fixed.retain(|known| known.field() != setting.field());
                    fixed.push(setting.clone());
                }
                Correction::Released { field } => fixed.retain(|known| known.field() != field),
                Correction::Relinked { whole } => {
                    for known in fixed.iter_mut().filter(|known| matches!(known, Setting::PartOf(_))) {
                        *known = Setting::PartOf(*whole);
                    }
                }
                _ => {}
            }
        }
        fixed
    }
}
