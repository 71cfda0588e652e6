//! Entries: actors, makers, office-holders, programmes and things, and who stands in which role, as the files list them.

use super::super::hash::WordSet;
use crate::domain::Kind;
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;

pub(super) type Forms = BTreeMap<String, Vec<String>>;

/// Who gives or receives.
#[derive(Debug, Deserialize)]
pub struct ActorEntry {
    /// What is printed: `DK`, `EU`, `it_coalition`.
    pub id: String,
    /// What a reader knows it as.
    pub name: String,
    /// `state`, `eu_body`, `organisation`, `coalition`, `fund` or `group`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The currency that an ambiguous sign or word stands for.
    pub currency: Option<String>,
    /// Whom a group stands for.
    #[serde(default)]
    pub members: Vec<String>,
    #[serde(default)]
    pub(super) names: Forms,
    #[serde(default)]
    pub(super) demonyms: Forms,
    #[serde(default)]
    pub(super) capitals: Forms,
}

/// A maker of arms.
#[derive(Debug, Deserialize)]
pub struct CompanyEntry {
    /// What is printed.
    pub name: String,
    /// Seat, ISO 3166-1.
    pub country: String,
    /// Whether it is Ukrainian, hence never a giver.
    #[serde(default)]
    pub ukrainian: bool,
    pub(super) forms: Vec<String>,
}

/// Who holds an office for a time.
#[derive(Debug, Deserialize)]
pub struct HolderEntry {
    /// The actor spoken for.
    pub actor: String,
    /// First day in office.
    pub from: Option<NaiveDate>,
    /// Last day in office; none while serving.
    pub to: Option<NaiveDate>,
    pub(super) forms: Vec<String>,
}

impl HolderEntry {
    /// Whether the person may speak for the actor on a day, with half a year of grace for late reports; always without a day.
    pub fn serves(&self, day: Option<NaiveDate>) -> bool {
        let Some(day) = day else { return true };
        let grace = chrono::Days::new(180);
        self.from.is_none_or(|from| from <= day + grace) && self.to.is_none_or(|to| day <= to + grace)
    }
}

/// A way by which aid travels.
#[derive(Debug, Deserialize)]
pub struct ProgrammeEntry {
    /// What is printed.
    pub id: String,
    /// What a reader knows it as.
    pub name: String,
    /// Who it is as a giver; none where it cannot be one.
    pub actor: Option<String>,
    /// Whether it is only a meeting's name.
    #[serde(default)]
    pub venue: bool,
    /// Who alone pays for it; none where several do.
    pub payer: Option<String>,
    #[serde(rename = "kind")]
    kind_name: Option<String>,
    /// Whether it pays Ukrainian makers, so that such money goes by it wherever it is named.
    #[serde(default)]
    pub pays_makers: bool,
    /// The things that only it moves, by the names of `items.toml`.
    #[serde(default)]
    pub moves: Vec<String>,
    #[serde(default)]
    pub(super) forms: Forms,
}

/// How the ids of initiatives end in `programmes.toml`.
pub(super) const INITIATIVE: &str = "_initiative";

/// Whether an id is a coalition's, by its ending.
pub fn is_coalition(id: &str) -> bool {
    id.ends_with("_coalition")
}

impl ProgrammeEntry {
    /// The kind of whatever goes by it; none where it moves several.
    pub fn kind(&self) -> Option<Kind> {
        self.kind_name.as_deref().and_then(Kind::from_name)
    }
}

/// The class of words such as "weapons" that tell no thing from another.
pub const UNSPECIFIED: &str = "unspecified";

/// A thing given.
#[derive(Debug, Deserialize)]
pub struct ItemEntry {
    /// The canonical English name.
    pub name: String,
    /// What sort of thing it is (`tank`, `drone`); [`UNSPECIFIED`] for words that could be anything.
    #[serde(default)]
    pub class: String,
    #[serde(rename = "kind")]
    kind_name: String,
    #[serde(default)]
    pub(super) forms: Forms,
}

impl ItemEntry {
    /// Whether the thing can be told from others.
    pub fn is_specific(&self) -> bool {
        self.class != UNSPECIFIED
    }

    /// The kind of a gift of this thing.
    pub fn kind(&self) -> Kind {
        Kind::from_name(&self.kind_name).unwrap_or(Kind::Equipment)
    }
}

/// Who stands in which role.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roles {
    /// Actors that never give, Ukraine among them.
    pub never_gives: WordSet,
    pub(super) other_receivers: Vec<String>,
    pub(super) enemies: Vec<String>,
    pub(super) shared_programmes: Vec<String>,
    pub(super) reserve_currencies: Vec<String>,
    /// Lenders to states: what they give is civil.
    pub civil_givers: Vec<String>,
    /// Classes of things that are civil.
    pub(super) civil_things: Vec<String>,
    /// Endings behind a hyphen that make a name an attribute.
    pub attribute_endings: Vec<String>,
    /// Stems of words that make a gift an army's.
    pub military_stems: Vec<String>,
    /// Stems of words for an army.
    pub army_stems: Vec<String>,
    /// Languages, by code, whose clauses may end with their verb.
    pub verb_last: Vec<String>,
    /// The state that a language's press means by "the government", by language; absent for languages of many states.
    pub home: BTreeMap<String, String>,
}

/// The ordinals of a language in words.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ordinals {
    endings: Vec<String>,
    #[serde(default)]
    stems: BTreeMap<u32, String>,
    #[serde(default)]
    whole: BTreeMap<u32, Vec<String>>,
}

impl Ordinals {
    /// Each form with its number: each stem with each ending, at its end or where `{}` stands, and the forms that bend otherwise.
    pub(super) fn forms(&self) -> impl Iterator<Item = (u32, String)> {
        let bent =
            |stem: &String, ending: &String| if stem.contains("{}") { stem.replace("{}", ending) } else { format!("{stem}{ending}") };
        let stems = self.stems.iter().flat_map(move |(number, stem)| self.endings.iter().map(move |ending| (*number, bent(stem, ending))));
        stems.chain(self.whole.iter().flat_map(|(number, forms)| forms.iter().map(|form| (*number, form.clone()))))
    }
}

/// On which side of the war an actor stands.
#[derive(Clone, Copy)]
pub(super) struct Side {
    /// Ukraine itself.
    pub(super) ukraine: bool,
    /// The attacker.
    pub(super) enemy: bool,
    /// Another state that receives arms.
    pub(super) other_receiver: bool,
}

impl Roles {
    /// The side of the actor with an id.
    pub(super) fn side(&self, actor: &str) -> Side {
        let is_among = |ids: &[String]| ids.iter().any(|id| id == actor);
        Side { ukraine: actor == "UA", enemy: is_among(&self.enemies), other_receiver: is_among(&self.other_receivers) }
    }
}
