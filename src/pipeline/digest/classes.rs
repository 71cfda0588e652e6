//! The classes of things, by which a reader chooses: what the lexicon's items file says of each.

use serde::Deserialize;
use std::collections::BTreeMap;

/// The names of things by class: `air_defence` → `Patriot air defence systems`, ….
#[derive(Clone, Debug, Default)]
pub struct Classes(BTreeMap<String, Vec<String>>);

#[derive(Deserialize)]
struct Items {
    #[serde(default)]
    item: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    name: String,
    class: String,
}

impl Classes {
    /// Reads the lexicon's items file.
    ///
    /// # Errors
    /// When an item has no name or class.
    pub fn parse(items: &str) -> Result<Self, toml::de::Error> {
        let mut classes = BTreeMap::<String, Vec<String>>::new();
        for item in toml::from_str::<Items>(items)?.item {
            classes.entry(item.class).or_default().push(item.name);
        }
        Ok(Classes(classes))
    }

    /// The names of all things of these classes.
    ///
    /// # Errors
    /// When there is no such class; with those that there are.
    pub fn things(&self, classes: &[String]) -> Result<Vec<String>, UnknownClass> {
        let unknown = |class: &String| UnknownClass { class: class.clone(), known: self.0.keys().cloned().collect::<Vec<_>>().join(", ") };
        let things = classes.iter().map(|class| self.0.get(class).cloned().ok_or_else(|| unknown(class)));
        Ok(things.collect::<Result<Vec<_>, _>>()?.concat())
    }
}

/// A class that no thing has.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("there is no class of things \"{class}\": write some of {known}")]
pub struct UnknownClass {
    class: String,
    known: String,
}
