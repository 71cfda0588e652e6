//! The words and names by which pages are read, from `config/article/*.toml`.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// `calendar.toml`: the beginnings of month names in lower case, January first.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    pub months: Vec<Vec<String>>,
}

/// `days.toml`: how pages name the day they were published.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Days {
    /// Names of `meta` elements, the surest first.
    pub metas: Vec<String>,
    /// Names of `meta` elements that may name a later day.
    pub later_metas: Vec<String>,
    /// Keys in scripts.
    pub script_keys: Vec<String>,
    /// Parts of classes and ids of elements with a printed day.
    pub marks: Vec<String>,
    /// Parts of classes of `time` elements of the publication.
    pub publication_marks: Vec<String>,
    /// Parts of classes and ids of boxes in which days are of something else.
    pub elsewhere: Vec<String>,
    /// Parts of classes and ids of elements with the day of the last change.
    pub later_marks: Vec<String>,
    /// Words before the day of a later change.
    pub updated: Vec<String>,
}

/// `walls.toml`: how pages look that stand in an article's place.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Walls {
    /// Hosts of aggregators whose pages only lead on.
    pub redirect_hosts: Vec<String>,
    /// Hosts that ask for consent.
    pub consent_hosts: Vec<String>,
    /// How titles of consent walls begin.
    pub consent_titles: Vec<String>,
    /// What paragraphs of consent walls hold.
    pub consent_words: Vec<String>,
    /// How titles of challenge pages begin, with the company behind each.
    pub challenge_titles: BTreeMap<String, String>,
    /// Marks of challenge pages, with the company behind each.
    pub challenges: BTreeMap<String, String>,
}

/// `clutter.toml`: what on a page is not the author's text.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Clutter {
    /// Beginnings of words in names of boxes.
    pub marks: Vec<String>,
    /// Elements that never hold the author's text.
    pub elements: Vec<String>,
    /// How lines begin that stand below an article.
    pub farewells: Vec<String>,
    /// How lines begin that call to read on, share or subscribe.
    pub calls: Vec<String>,
    /// Words for a picture, before the name of its owner.
    pub credits: Vec<String>,
    /// Headings of what stands below an article.
    pub endings: Vec<String>,
}

/// `bylines.toml`: how pages name their author.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Bylines {
    /// Names of `meta` elements, the surest first.
    pub metas: Vec<String>,
    /// Classes of elements.
    pub classes: Vec<String>,
    /// Words before a name.
    pub prefixes: Vec<String>,
}

pub static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| embedded(include_str!("../../../config/article/calendar.toml")));
pub static DAYS: LazyLock<Days> = LazyLock::new(|| embedded(include_str!("../../../config/article/days.toml")));
pub static WALLS: LazyLock<Walls> = LazyLock::new(|| embedded(include_str!("../../../config/article/walls.toml")));
pub static CLUTTER: LazyLock<Clutter> = LazyLock::new(|| embedded(include_str!("../../../config/article/clutter.toml")));
pub static BYLINES: LazyLock<Bylines> = LazyLock::new(|| embedded(include_str!("../../../config/article/bylines.toml")));

/// The files are part of the program; that each can be read is a matter of the tests.
fn embedded<T: DeserializeOwned + Default>(toml: &str) -> T {
    toml::from_str(toml).unwrap_or_default()
}

/// Whether one of `parts` stands in `text`, which is in lower case.
pub fn holds_any(text: &str, parts: &[String]) -> bool {
    parts.iter().any(|part| text.contains(part.as_str()))
}

/// Whether `text`, which is in lower case, begins with one of `starts`.
pub fn starts_with_any(text: &str, starts: &[String]) -> bool {
    starts.iter().any(|start| text.starts_with(start.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_can_be_read() {
        assert_eq!(CALENDAR.months.len(), 12);
        let lists = [&DAYS.metas, &WALLS.consent_words, &CLUTTER.calls, &BYLINES.metas];
        assert!(lists.iter().all(|list| !list.is_empty()));
    }
}
