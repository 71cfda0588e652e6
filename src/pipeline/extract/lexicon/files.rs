//! Files: the lexicon's TOML, and where the forms in it are looked up.

use super::super::cue::Cue;
use super::super::dates::Calendar;
use super::super::givers::is_giving;
use super::super::money::{Vocabulary, VocabularyError};
use super::super::sentences::Abbreviations;
use super::super::spot::{ANY, Langs, Spotter, lang_bit};
use super::Lexicon;
use super::entries::{ActorEntry, CompanyEntry, Forms, HolderEntry, ItemEntry, Ordinals, ProgrammeEntry};
use super::senses::{Sense, Split, Who};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// The files that are part of the program, by name.
pub(super) const EMBEDDED: &[(&str, &str)] = &[
    ("actors.toml", include_str!("../../../../config/lexicon/actors.toml")),
    ("companies.toml", include_str!("../../../../config/lexicon/companies.toml")),
    ("holders.toml", include_str!("../../../../config/lexicon/holders.toml")),
    ("programmes.toml", include_str!("../../../../config/lexicon/programmes.toml")),
    ("items.toml", include_str!("../../../../config/lexicon/items.toml")),
    ("currencies.toml", include_str!("../../../../config/lexicon/currencies.toml")),
    ("roles.toml", include_str!("../../../../config/lexicon/roles.toml")),
    ("calendar.toml", include_str!("../../../../config/lexicon/calendar.toml")),
    ("abbreviations.toml", include_str!("../../../../config/lexicon/abbreviations.toml")),
    ("ordinals.toml", include_str!("../../../../config/lexicon/ordinals.toml")),
    ("phrases/en.toml", include_str!("../../../../config/lexicon/phrases/en.toml")),
    ("phrases/uk.toml", include_str!("../../../../config/lexicon/phrases/uk.toml")),
    ("phrases/de.toml", include_str!("../../../../config/lexicon/phrases/de.toml")),
    ("phrases/fr.toml", include_str!("../../../../config/lexicon/phrases/fr.toml")),
    ("phrases/pl.toml", include_str!("../../../../config/lexicon/phrases/pl.toml")),
    ("phrases/nl.toml", include_str!("../../../../config/lexicon/phrases/nl.toml")),
    ("phrases/lt.toml", include_str!("../../../../config/lexicon/phrases/lt.toml")),
    ("phrases/sv.toml", include_str!("../../../../config/lexicon/phrases/sv.toml")),
    ("phrases/no.toml", include_str!("../../../../config/lexicon/phrases/no.toml")),
    ("phrases/da.toml", include_str!("../../../../config/lexicon/phrases/da.toml")),
    ("phrases/cs.toml", include_str!("../../../../config/lexicon/phrases/cs.toml")),
    ("phrases/ro.toml", include_str!("../../../../config/lexicon/phrases/ro.toml")),
    ("phrases/ru.toml", include_str!("../../../../config/lexicon/phrases/ru.toml")),
    ("phrases/es.toml", include_str!("../../../../config/lexicon/phrases/es.toml")),
    ("phrases/it.toml", include_str!("../../../../config/lexicon/phrases/it.toml")),
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
        "\"{0}\" is no lexicon file: expected actors, companies, holders, programmes, items, currencies, roles, abbreviations, calendar, ordinals or phrases/<lang>, with .toml"
    )]
    Name(String),
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

impl Lexicon {
    /// Takes what a file holds.
    pub(super) fn take(&mut self, name: &str, text: &str) -> Result<(), LexiconError> {
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
            "ordinals.toml" => {
                let ordinals: BTreeMap<String, Ordinals> = parse(name, text)?;
                for (lang, ordinals) in &ordinals {
                    ordinals.forms().for_each(|(number, form)| self.forms.add(form, lang_bit(lang), Sense::Rank(number)));
                }
            }
            _ => {
                let lang = name.strip_prefix("phrases/").and_then(|rest| rest.strip_suffix(".toml"));
                let bit = lang.map(lang_bit).filter(|bit| *bit != 0).ok_or_else(|| LexiconError::Name(name.to_owned()))?;
                let mut lists: BTreeMap<Cue, Vec<String>> = parse(name, text)?;
                let fused = lists.remove(&Cue::Fused).unwrap_or_default();
                let particles = lists.remove(&Cue::Particle).unwrap_or_default();
                self.add_negated(bit, &fused, &lists);
                self.add_split(bit, &particles, &lists);
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

    /// Adds the verbs whose particle may stand apart from them: each form that ends in one.
    fn add_split(&mut self, bit: Langs, particles: &[String], lists: &BTreeMap<Cue, Vec<String>>) {
        for (at, particle) in particles.iter().enumerate() {
            self.forms.add(particle.clone(), bit, Sense::Particle(at));
            let finite = |form: &str| form.strip_suffix(particle.as_str())?.strip_suffix(' ').map(str::to_owned);
            let verbs = lists.iter().flat_map(|(cue, forms)| forms.iter().filter_map(move |form| Some((*cue, finite(form)?))));
            for (cue, verb) in verbs.filter(|(_, verb)| !verb.contains(' ')) {
                self.forms.add(verb, bit, Sense::Split(Split { particle: at, cue }));
            }
        }
    }

    /// Moves the forms of all entries to where they are looked up.
    pub(super) fn index(&mut self) {
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

fn take_all(spotter: &mut Spotter<Sense>, forms: &mut Forms, sense: Sense) {
    for (lang, list) in std::mem::take(forms) {
        let langs = lang_bit(&lang);
        list.into_iter().for_each(|form| spotter.add(form, langs, sense));
    }
}

fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, LexiconError> {
    toml::from_str(text).map_err(|source| LexiconError::Form { file: file.to_owned(), source: Box::new(source) })
}
