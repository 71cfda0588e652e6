//! The lexicon: who, what and which words, read from TOML (`config/lexicon`).

use super::cue::Cue;
use super::dates::Calendar;
use super::givers::is_giving;
use super::money::{Vocabulary, VocabularyError};
use super::sentences::Abbreviations;
use super::spot::{ANY, Langs, Spotter, lang_bit};
use crate::domain::{Currency, Item, Kind, Programme};
use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, HashMap};

/// The files that are part of the program, by name.
const EMBEDDED: &[(&str, &str)] = &[
    ("actors.toml", include_str!("../../../config/lexicon/actors.toml")),
    ("companies.toml", include_str!("../../../config/lexicon/companies.toml")),
    ("holders.toml", include_str!("../../../config/lexicon/holders.toml")),
    ("programmes.toml", include_str!("../../../config/lexicon/programmes.toml")),
    ("items.toml", include_str!("../../../config/lexicon/items.toml")),
    ("currencies.toml", include_str!("../../../config/lexicon/currencies.toml")),
    ("roles.toml", include_str!("../../../config/lexicon/roles.toml")),
    ("calendar.toml", include_str!("../../../config/lexicon/calendar.toml")),
    ("abbreviations.toml", include_str!("../../../config/lexicon/abbreviations.toml")),
    ("phrases/en.toml", include_str!("../../../config/lexicon/phrases/en.toml")),
    ("phrases/uk.toml", include_str!("../../../config/lexicon/phrases/uk.toml")),
    ("phrases/de.toml", include_str!("../../../config/lexicon/phrases/de.toml")),
    ("phrases/fr.toml", include_str!("../../../config/lexicon/phrases/fr.toml")),
    ("phrases/pl.toml", include_str!("../../../config/lexicon/phrases/pl.toml")),
    ("phrases/nl.toml", include_str!("../../../config/lexicon/phrases/nl.toml")),
    ("phrases/lt.toml", include_str!("../../../config/lexicon/phrases/lt.toml")),
    ("phrases/sv.toml", include_str!("../../../config/lexicon/phrases/sv.toml")),
    ("phrases/no.toml", include_str!("../../../config/lexicon/phrases/no.toml")),
    ("phrases/da.toml", include_str!("../../../config/lexicon/phrases/da.toml")),
    ("phrases/cs.toml", include_str!("../../../config/lexicon/phrases/cs.toml")),
    ("phrases/ro.toml", include_str!("../../../config/lexicon/phrases/ro.toml")),
    ("phrases/ru.toml", include_str!("../../../config/lexicon/phrases/ru.toml")),
    ("phrases/es.toml", include_str!("../../../config/lexicon/phrases/es.toml")),
    ("phrases/it.toml", include_str!("../../../config/lexicon/phrases/it.toml")),
];

/// A lexicon file that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    /// Not the TOML that the file should hold.
    #[error("lexicon file {file}: {source}")]
    Form {
        /// The file's name.
        file: String,
        /// The fault, with line and key.
        source: Box<toml::de::Error>,
    },
    /// Not the currencies and numbers that the file should hold.
    #[error("lexicon file {file}: {source}")]
    Money {
        /// The file's name.
        file: String,
        /// The fault.
        source: Box<VocabularyError>,
    },
    /// A name that is no lexicon file.
    #[error(
        "\"{0}\" is no lexicon file: expected actors, companies, holders, programmes, items, currencies, roles, abbreviations or phrases/<lang>, with .toml"
    )]
    Name(String),
}

type Forms = BTreeMap<String, Vec<String>>;

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
    names: Forms,
    #[serde(default)]
    demonyms: Forms,
    #[serde(default)]
    capitals: Forms,
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
    forms: Vec<String>,
}

/// Who holds an office for a time.
#[derive(Debug, Deserialize)]
pub struct HolderEntry {
    /// The actor spoken for.
    pub actor: String,
    /// First day in office.
    pub from: Option<String>,
    /// Last day in office; none while serving.
    pub to: Option<String>,
    forms: Vec<String>,
}

impl HolderEntry {
    /// Whether the person may speak for the actor on a day, with half a year of grace for late reports; always without a day.
    pub fn serves(&self, day: Option<NaiveDate>) -> bool {
        let Some(day) = day else { return true };
        let read = |text: &Option<String>| text.as_deref().and_then(|t| t.parse::<NaiveDate>().ok());
        let grace = chrono::Days::new(180);
        read(&self.from).is_none_or(|from| from <= day + grace) && read(&self.to).is_none_or(|to| day <= to + grace)
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
    venue: bool,
    /// Who alone pays for it; none where several do.
    pub payer: Option<String>,
    /// The kind of whatever goes by it; none where it moves several.
    #[serde(rename = "kind")]
    kind_name: Option<String>,
    /// Whether it pays Ukrainian makers, so that such money goes by it wherever it is named.
    #[serde(default)]
    pub pays_makers: bool,
    /// The things that only it moves, by the names of `items.toml`.
    #[serde(default)]
    pub moves: Vec<String>,
    #[serde(default)]
    forms: Forms,
}

/// How the ids of those end in `programmes.toml`.
const POOLS: [&str; 2] = ["_coalition", "_initiative"];

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
    forms: Forms,
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

/// How an actor is named.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    /// By name.
    Name(u32),
    /// By adjective or people.
    Demonym(u32),
    /// By capital or seat of power.
    Capital(u32),
    /// By office-holder.
    Holder(u32),
    /// A company.
    Company(u32),
    /// A programme or coalition.
    Programme(u32),
}

/// What a form of the lexicon stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sense {
    /// An actor, company, office-holder or programme.
    Who(Who),
    /// A thing, by its place in [`Lexicon::items`].
    What(u32),
    /// A cue.
    Cue(Cue),
}

impl Sense {
    /// The actor, company, office-holder or programme, if it is one.
    pub fn who(&self) -> Option<Who> {
        if let Sense::Who(who) = self { Some(*who) } else { None }
    }

    /// The thing, if it is one.
    pub fn what(&self) -> Option<u32> {
        if let Sense::What(item) = self { Some(*item) } else { None }
    }

    /// The cue, if it is one.
    pub fn cue(&self) -> Option<Cue> {
        if let Sense::Cue(cue) = self { Some(*cue) } else { None }
    }
}

/// Who stands in which role.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Roles {
    /// Actors that never give, Ukraine among them.
    pub never_gives: Vec<String>,
    other_receivers: Vec<String>,
    enemies: Vec<String>,
    shared_programmes: Vec<String>,
    reserve_currencies: Vec<String>,
    /// Lenders to states: what they give is civil.
    pub civil_givers: Vec<String>,
    /// Classes of things that are civil.
    civil_things: Vec<String>,
    /// Stems of words that make a gift an army's.
    pub military_stems: Vec<String>,
    /// The state that a language's press means by "the government", by language; absent for languages of many states.
    pub home: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    actor: Vec<ActorEntry>,
    #[serde(default)]
    company: Vec<CompanyEntry>,
    #[serde(default)]
    holder: Vec<HolderEntry>,
    #[serde(default)]
    programme: Vec<ProgrammeEntry>,
    #[serde(default)]
    item: Vec<ItemEntry>,
}

/// Everything the extractor knows of the world.
#[derive(Default)]
pub struct Lexicon {
    /// Currencies and numbers.
    pub money: Vocabulary,
    /// Dots that end no sentence.
    pub abbreviations: Abbreviations,
    /// Names of months, for days told in prose.
    pub calendar: Calendar,
    /// States, bodies, coalitions.
    pub actors: Vec<ActorEntry>,
    /// Makers.
    pub companies: Vec<CompanyEntry>,
    /// Office-holders.
    pub holders: Vec<HolderEntry>,
    /// Programmes.
    pub programmes: Vec<ProgrammeEntry>,
    /// Things.
    pub items: Vec<ItemEntry>,
    /// Who stands in which role.
    pub roles: Roles,
    /// Finds all that has a form.
    pub forms: Spotter<Sense>,
}

impl Lexicon {
    /// The lexicon that is part of the program.
    ///
    /// # Errors
    /// When one of its files is faulty.
    pub fn embedded() -> Result<Lexicon, LexiconError> {
        Lexicon::read(EMBEDDED.iter().copied())
    }

    /// The embedded lexicon with some files, given as name (`actors.toml`, `phrases/en.toml`) and text, in place of its own.
    ///
    /// # Errors
    /// When a name is unknown or a text is faulty; the error names file, line and key.
    pub fn with_files(files: &[(String, String)]) -> Result<Lexicon, LexiconError> {
        if let Some((name, _)) = files.iter().find(|(name, _)| EMBEDDED.iter().all(|(known, _)| known != name)) {
            return Err(LexiconError::Name(name.clone()));
        }
        let own = |name: &str| files.iter().find(|(other, _)| other == name).map(|(_, text)| text.as_str());
        Lexicon::read(EMBEDDED.iter().map(|(name, text)| (*name, own(name).unwrap_or(text))))
    }

    /// The English names of actors and programmes, by id.
    pub fn names(&self) -> HashMap<String, String> {
        let actors = self.actors.iter().map(|actor| (actor.id.clone(), actor.name.clone()));
        actors.chain(self.programmes.iter().map(|programme| (programme.id.clone(), programme.name.clone()))).collect()
    }

    /// Whether a name is Ukraine, its people, seat of power or one who speaks for it.
    pub(in crate::pipeline) fn is_ukraine(&self, who: Who) -> bool {
        self.stands_for(who).is_some_and(|id| id == "UA")
    }

    /// Whether a name is the attacker, its seat of power or one who speaks for it.
    pub(in crate::pipeline) fn is_enemy(&self, who: Who) -> bool {
        !matches!(who, Who::Demonym(_)) && self.stands_for(who).is_some_and(|id| holds(&self.roles.enemies, id))
    }

    /// Whether a currency is the attacker's own.
    pub(in crate::pipeline) fn is_enemys(&self, currency: Currency) -> bool {
        let money = |id: &String| self.actor(id).and_then(|actor| actor.currency.as_deref());
        self.roles.enemies.iter().filter_map(money).any(|code| code == currency.code())
    }

    /// Whether a name is another state that receives arms.
    pub(in crate::pipeline) fn is_other_receiver(&self, who: Who) -> bool {
        !matches!(who, Who::Holder(_)) && self.stands_for(who).is_some_and(|id| holds(&self.roles.other_receivers, id))
    }

    /// Whether a name is a state's own.
    pub(in crate::pipeline) fn is_state(&self, who: Who) -> bool {
        let Who::Name(at) = who else { return false };
        self.actors.get(at as usize).is_some_and(|actor| actor.kind == "state")
    }

    /// Whether a name is a programme that serves Ukraine alone.
    pub(in crate::pipeline) fn is_for_ukraine(&self, who: Who) -> bool {
        let Who::Programme(at) = who else { return false };
        self.programmes.get(at as usize).is_some_and(|programme| !holds(&self.roles.shared_programmes, &programme.id))
    }

    /// Whether a name is a programme that one actor alone pays for.
    pub(in crate::pipeline) fn has_one_payer(&self, who: Who) -> bool {
        let Who::Programme(at) = who else { return false };
        self.programmes.get(at as usize).is_some_and(|programme| programme.payer.is_some())
    }

    /// The actor that a name, adjective, capital or office-holder stands for.
    fn stands_for(&self, who: Who) -> Option<&str> {
        match who {
            Who::Name(at) | Who::Demonym(at) | Who::Capital(at) => self.actors.get(at as usize).map(|actor| actor.id.as_str()),
            Who::Holder(at) => self.holders.get(at as usize).map(|holder| holder.actor.as_str()),
            Who::Company(_) | Who::Programme(_) => None,
        }
    }

    /// Whether a thing serves civilians unless something military stands beside it.
    pub fn is_civil(&self, item: &ItemEntry) -> bool {
        self.roles.civil_things.contains(&item.class)
    }

    /// Whether a thing can be told from others.
    pub fn is_specific(&self, item: &Item) -> bool {
        self.items.iter().any(|entry| entry.name == item.name && entry.is_specific())
    }

    /// Whether a name is a coalition or initiative, which gives what its members put in.
    pub fn pools(&self, who: Who) -> bool {
        let Who::Programme(at) = who else { return false };
        self.programmes.get(at as usize).is_some_and(|entry| POOLS.iter().any(|end| entry.id.ends_with(end)))
    }

    /// Whether a name is a Ukrainian maker's.
    pub(in crate::pipeline) fn is_ukrainian_maker(&self, who: Who) -> bool {
        let Who::Company(at) = who else { return false };
        self.companies.get(at as usize).is_some_and(|company| company.ukrainian)
    }

    /// The kind of whatever goes by a programme; none where it moves several.
    pub fn kind_of(&self, programme: &Programme) -> Option<Kind> {
        self.programmes.iter().find(|entry| entry.id == programme.0)?.kind_name.as_deref().and_then(Kind::from_name)
    }

    /// Whether a programme pays Ukrainian makers.
    pub fn pays_makers(&self, programme: &Programme) -> bool {
        self.programmes.iter().any(|entry| entry.id == programme.0 && entry.pays_makers)
    }

    /// Whether a thing, by its canonical name, serves civilians.
    pub fn is_civil_name(&self, name: &str) -> bool {
        self.items.iter().any(|entry| entry.name == name && self.is_civil(entry))
    }

    /// Whether a programme is only a meeting's name.
    pub fn is_venue(&self, programme: &Programme) -> bool {
        self.programmes.iter().any(|entry| entry.id == programme.0 && entry.venue)
    }

    /// Who alone pays for a programme; none where several do.
    pub fn payer(&self, programme: &Programme) -> Option<&str> {
        self.programmes.iter().find(|entry| entry.id == programme.0)?.payer.as_deref()
    }

    /// Whether a thing goes by this programme wherever both are named.
    pub fn moves(&self, programme: &Programme, item: &str) -> bool {
        let entry = self.programmes.iter().find(|entry| entry.id == programme.0);
        entry.is_some_and(|entry| entry.moves.iter().any(|name| name == item))
    }

    /// The one actor whose own money a currency is; none for money that several share.
    pub fn issuer(&self, currency: Currency) -> Option<&ActorEntry> {
        let mut issuers = self.actors.iter().filter(|actor| actor.currency.as_deref() == Some(currency.code()));
        let shared = self.roles.reserve_currencies.iter().any(|code| code == currency.code());
        issuers.next().filter(|_| !shared && issuers.next().is_none())
    }

    /// The actor with an id.
    pub fn actor(&self, id: &str) -> Option<&ActorEntry> {
        self.actors.iter().find(|actor| actor.id == id)
    }

    fn read<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Lexicon, LexiconError> {
        let mut lexicon = Lexicon::default();
        for (name, text) in files {
            lexicon.take(name, text)?;
        }
        lexicon.index();
        Ok(lexicon)
    }

    fn take(&mut self, name: &str, text: &str) -> Result<(), LexiconError> {
        match name {
            "actors.toml" | "companies.toml" | "holders.toml" | "programmes.toml" | "items.toml" => {
                let file: File = parse(name, text)?;
                self.actors.extend(file.actor);
                self.companies.extend(file.company);
                self.holders.extend(file.holder);
                self.programmes.extend(file.programme);
                self.items.extend(file.item);
            }
            "roles.toml" => self.roles = parse(name, text)?,
            "currencies.toml" => {
                self.money =
                    Vocabulary::parse(text).map_err(|source| LexiconError::Money { file: name.to_owned(), source: Box::new(source) })?
            }
            "abbreviations.toml" => {
                self.abbreviations =
                    Abbreviations::parse(text).map_err(|source| LexiconError::Form { file: name.to_owned(), source: Box::new(source) })?;
            }
            "calendar.toml" => {
                self.calendar =
                    Calendar::parse(text).map_err(|source| LexiconError::Form { file: name.to_owned(), source: Box::new(source) })?;
            }
            _ => {
                let lang = name.strip_prefix("phrases/").and_then(|rest| rest.strip_suffix(".toml"));
                let bit = lang.map(lang_bit).filter(|bit| *bit != 0).ok_or_else(|| LexiconError::Name(name.to_owned()))?;
                let mut lists: BTreeMap<Cue, Vec<String>> = parse(name, text)?;
                let fused = lists.remove(&Cue::Fused).unwrap_or_default();
                self.add_negated(bit, &fused, &lists);
                for (cue, forms) in lists {
                    forms.into_iter().for_each(|form| self.forms.add(form, bit, Sense::Cue(cue)));
                }
            }
        }
        Ok(())
    }

    /// Adds the words of giving that a language negates by a prefix: they say both what is done and that it is not.
    fn add_negated(&mut self, bit: Langs, prefixes: &[String], lists: &BTreeMap<Cue, Vec<String>>) {
        let giving = lists.iter().filter(|(cue, _)| is_giving(**cue)).flat_map(|(cue, forms)| forms.iter().map(|form| (*cue, form)));
        let verbs = giving.filter(|(_, form)| !form.contains([' ', '-', '=']));
        for (cue, form, prefix) in verbs.flat_map(|(cue, form)| prefixes.iter().map(move |prefix| (cue, form, prefix))) {
            self.forms.add(format!("{prefix}{form}"), bit, Sense::Cue(cue));
            self.forms.add(format!("{prefix}{form}"), bit, Sense::Cue(Cue::Negation));
        }
    }

    /// Moves the forms of all entries to where they are looked up.
    fn index(&mut self) {
        for (at, programme) in (0..).zip(&mut self.programmes) {
            take_all(&mut self.forms, &mut programme.forms, Sense::Who(Who::Programme(at)));
        }
        for (at, actor) in (0..).zip(&mut self.actors) {
            take_all(&mut self.forms, &mut actor.names, Sense::Who(Who::Name(at)));
            take_all(&mut self.forms, &mut actor.demonyms, Sense::Who(Who::Demonym(at)));
            take_all(&mut self.forms, &mut actor.capitals, Sense::Who(Who::Capital(at)));
        }
        for (at, holder) in (0..).zip(&mut self.holders) {
            std::mem::take(&mut holder.forms).into_iter().for_each(|form| self.forms.add(form, ANY, Sense::Who(Who::Holder(at))));
        }
        for (at, company) in (0..).zip(&mut self.companies) {
            std::mem::take(&mut company.forms).into_iter().for_each(|form| self.forms.add(form, ANY, Sense::Who(Who::Company(at))));
        }
        for (at, item) in (0..).zip(&mut self.items) {
            take_all(&mut self.forms, &mut item.forms, Sense::What(at));
        }
    }
}

fn holds(ids: &[String], id: &str) -> bool {
    ids.iter().any(|own| own == id)
}

fn take_all(spotter: &mut Spotter<Sense>, forms: &mut Forms, sense: Sense) {
    for (lang, list) in std::mem::take(forms) {
        let langs = lang_bit(&lang);
        list.into_iter().for_each(|form| spotter.add(form, langs, sense));
    }
}

fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, LexiconError> {
    toml::from_str(text).map_err(|source| LexiconError::Form { file: file.to_owned(), source: Box::new(source) })
}
