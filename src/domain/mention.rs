//! Mentions: what one article claims about one pledge (GUIDE, "The unit" and "Fields").

use super::{Evidence, Field, Money, Span};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// Who gives, pays, makes or signs: ISO 3166-1 alpha-2 for a state, `EU`, `NATO`, a coalition's or programme's id, else a
/// company's or body's name.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Actor(pub String);

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A programme's id as GUIDE lists it, such as `purl` or `danish_model`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Programme(pub String);

impl fmt::Display for Programme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Gives an enum its wire names in one place: `as_str`, `ALL` and `Display`.
macro_rules! named {
    ($type:ident { $($variant:ident = $name:literal),+ $(,)? }) => {
        impl $type {
            /// Every value, in order.
            pub const ALL: &'static [$type] = &[$($type::$variant),+];
            /// The name that is printed and stored.
            pub fn as_str(self) -> &'static str {
                match self { $($type::$variant => $name),+ }
            }
            /// The value of a printed name; `None` for any other text.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some($type::$variant),)+ _ => None }
            }
        }
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

/// What the text does with a claim.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MentionClass {
    /// Reported as news here.
    NewPledge,
    /// An older pledge moved on.
    Update,
    /// An older pledge told again.
    Restatement,
    /// A sum over time or over donors: never new money.
    CumulativeTotal,
    /// History, or a teaser.
    Background,
    /// Refused or denied.
    Negated,
    /// Asked for.
    Request,
    /// Wished for.
    Opinion,
}
named!(MentionClass {
    NewPledge = "new_pledge", Update = "update", Restatement = "restatement", CumulativeTotal = "cumulative_total",
    Background = "background", Negated = "negated", Request = "request", Opinion = "opinion",
});

impl MentionClass {
    /// Whether a mention of this class makes its article relevant (GUIDE, "The unit").
    pub fn is_news(self) -> bool {
        matches!(self, MentionClass::NewPledge | MentionClass::Update | MentionClass::Restatement)
    }
}

/// What is given.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Money, for whatever military purpose.
    Money,
    /// Mixed or unspecified, in kind.
    Package,
    /// Named equipment.
    Equipment,
    /// Ammunition and missiles.
    Ammunition,
    /// Training of Ukrainian soldiers.
    Training,
    /// Repair and spares.
    Sustainment,
    /// Making arms together.
    JointProduction,
    /// Paying Ukrainian makers.
    UaProductionFinancing,
    /// A memorandum, letter of intent, or joining a coalition.
    FrameworkAgreement,
    /// An office or site opened.
    OfficeOpened,
}
named!(Kind {
    Money = "money", Package = "package", Equipment = "equipment", Ammunition = "ammunition", Training = "training",
    Sustainment = "sustainment", JointProduction = "joint_production", UaProductionFinancing = "ua_production_financing",
    FrameworkAgreement = "framework_agreement", OfficeOpened = "office_opened",
});

/// How firm a pledge is; a later stage is firmer. `Withdrawn` is the way out.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// May, if, draft, needs parliament.
    Considered,
    /// Will, plans to.
    Announced,
    /// Signed, approved.
    Agreed,
    /// An order or contract placed.
    Contracted,
    /// Handed over, paid in, opened.
    Delivered,
    /// Taken back.
    Withdrawn,
}
named!(Stage {
    Considered = "considered", Announced = "announced", Agreed = "agreed", Contracted = "contracted",
    Delivered = "delivered", Withdrawn = "withdrawn",
});

/// Whom the aid serves.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The armed forces or the defence industry.
    #[default]
    Military,
    /// Both.
    Dual,
    /// Civil aid: listed, never counted.
    Civil,
}
named!(Scope { Military = "military", Dual = "dual", Civil = "civil" });

/// A thing given.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Item {
    /// The canonical English name where the lexicon knows it, else the words of the text.
    pub name: String,
    /// The words of the text.
    pub as_written: String,
    /// How many; `None` where the text gives none, a range or a rate.
    pub quantity: Option<u64>,
}

/// Why one field of a mention has its value.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Reason {
    /// The field's name as printed: `donors`, `amount`, `stage`, `class`, …
    pub field: Cow<'static, str>,
    /// The rule that set it, as a phrase.
    pub rule: Cow<'static, str>,
    /// The words it went by; `None` where it is a default.
    pub span: Option<(Field, Span)>,
}

/// One article's claim about one pledge.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Mention {
    /// What the text does with the claim.
    pub class: MentionClass,
    /// Who gives; empty where the text does not name them.
    pub donors: Vec<Actor>,
    /// `UA`, or the fund or body named.
    pub recipient: String,
    /// What is given.
    pub kind: Kind,
    /// How much, as printed first; `None` where no sum is given.
    pub amount: Option<Money>,
    /// The things named.
    pub items: Vec<Item>,
    /// How firm it is.
    pub stage: Stage,
    /// The programmes it runs under.
    pub programmes: Vec<Programme>,
    /// Whom it serves.
    pub scope: Scope,
    /// The package's serial number ("46th package", "XXVII"): the best key to merge on.
    pub ordinal: Option<u32>,
    /// The mention of the same article that this one is a part of, by its place in the list.
    pub part_of: Option<usize>,
    /// From 0 (a guess) to 1 (certain): the share of such mentions that are right, as calibrated.
    pub confidence: f32,
    /// The sentence that proves it.
    pub evidence: Evidence,
    /// Why each field has its value.
    pub reasons: Vec<Reason>,
}

/// A sum that stands in the text and was not taken for a pledge, with the reason.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Refusal {
    /// The sum as read.
    pub amount: Money,
    /// Where it stands.
    pub evidence: Evidence,
    /// Why it was not taken: "gloss of EUR 500 000 000", "capacity, not a pledge".
    pub because: String,
}

/// Whether an article concerns us.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Relevance {
    /// Whether it reports at least one pledge as its news.
    pub relevant: bool,
    /// From 0 to 1.
    pub score: f32,
    /// What spoke for and against, as phrases.
    pub reasons: Vec<String>,
}

/// All that was read out of one article.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Extraction {
    /// The claims, in the order of the text.
    pub mentions: Vec<Mention>,
    /// The sums not taken.
    pub refusals: Vec<Refusal>,
    /// The day the text speaks on, where it says so; a fallback for the publication day.
    pub day: Option<NaiveDate>,
}
