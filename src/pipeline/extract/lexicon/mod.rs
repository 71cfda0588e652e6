//! The lexicon: who, what and which words, read from TOML (`config/lexicon`).

mod entries;
mod files;
mod questions;
mod senses;

pub use entries::{ActorEntry, CompanyEntry, HolderEntry, ItemEntry, ProgrammeEntry, Roles, is_coalition};
pub use files::LexiconError;
pub use senses::{Sense, Split, Who};

use super::dates::Calendar;
use super::hash::ByWord;
use super::money::Vocabulary;
use super::sentences::Abbreviations;
use super::spot::Spotter;
use entries::Side;
use files::EMBEDDED;
use std::collections::HashMap;

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
    /// Finds the names of Ukraine, whatever language they are of.
    ukraine: Spotter<()>,
    /// What is asked of entries most often.
    known: Known,
}

/// Where entries stand in their lists, by id or name, and on which side they are.
#[derive(Default)]
struct Known {
    actors: ByWord<usize>,
    programmes: ByWord<usize>,
    items: ByWord<usize>,
    actor_sides: Vec<Side>,
    holder_sides: Vec<Side>,
}

impl Known {
    fn of(lexicon: &Lexicon) -> Known {
        Known {
            actors: by_key(lexicon.actors.iter().map(|actor| &actor.id)),
            programmes: by_key(lexicon.programmes.iter().map(|programme| &programme.id)),
            items: by_key(lexicon.items.iter().map(|item| &item.name)),
            actor_sides: lexicon.actors.iter().map(|actor| lexicon.roles.side(&actor.id)).collect(),
            holder_sides: lexicon.holders.iter().map(|holder| lexicon.roles.side(&holder.actor)).collect(),
        }
    }
}

/// The places of some keys; of equal ones the first stands.
fn by_key<'a>(keys: impl DoubleEndedIterator<Item = &'a String> + ExactSizeIterator) -> ByWord<usize> {
    keys.enumerate().rev().map(|(at, key)| (key.clone(), at)).collect()
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

    fn read<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Lexicon, LexiconError> {
        let mut lexicon = Lexicon::default();
        for (name, text) in files {
            lexicon.take(name, text)?;
        }
        lexicon.index();
        lexicon.known = Known::of(&lexicon);
        lexicon.ukraine = lexicon.forms.only(|sense| sense.who().is_some_and(|who| lexicon.is_ukraine(who) || lexicon.is_for_ukraine(who)));
        Ok(lexicon)
    }
}
