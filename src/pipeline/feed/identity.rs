//! What makes two sightings of an entry the same entry.

use crate::domain::{Entry, Identity};
use std::collections::{HashMap, HashSet};

/// Guids that say nothing.
const BLANK_GUIDS: [&str; 7] = ["n/a", "na", "none", "null", "undefined", "0", "-"];

/// An entry before it is known what sets it apart.
pub(crate) struct Candidate {
    /// The guid as the source gives it; may be empty.
    pub(crate) guid: String,
    /// Everything else; its identity is not yet right.
    pub(crate) entry: Entry,
}

/// The candidates as entries in their order, each with an identity of its own; a repetition of the same entry is left out.
pub(crate) fn settle(candidates: Vec<Candidate>) -> Vec<Entry> {
    let mut names: Vec<String> = candidates.iter().map(first_choice).collect();
    tell_apart(&mut names, &candidates, |entry| entry.link.as_deref().map(of_link).unwrap_or_default());
    tell_apart(&mut names, &candidates, of_title);
    let mut seen = HashSet::new();
    let named =
        candidates.into_iter().zip(names).filter_map(|(candidate, name)| Some(Entry { identity: Identity::new(name)?, ..candidate.entry }));
    named.filter(|entry| seen.insert(entry.identity.clone())).collect()
}

/// The guid, else the link, else title and day.
fn first_choice(candidate: &Candidate) -> String {
    let link = candidate.entry.link.as_deref().map(of_link);
    of_guid(&candidate.guid).or(link).unwrap_or_else(|| of_title(&candidate.entry))
}

/// Adds `more` to each name that occurs more than once, all its bearers alike, so that their order does not matter.
fn tell_apart(names: &mut [String], candidates: &[Candidate], more: impl Fn(&Entry) -> String) {
    let mut sightings: HashMap<String, usize> = HashMap::new();
    for name in names.iter() {
        *sightings.entry(name.clone()).or_default() += 1;
    }
    for (name, candidate) in names.iter_mut().zip(candidates) {
        if sightings.get(name).is_some_and(|times| *times > 1) {
            *name = format!("{name} {}", more(&candidate.entry)).trim_end().to_owned();
        }
    }
}

/// A guid without scheme and host where it is an address (publishers move hosts and to https); `None` for one that says nothing.
fn of_guid(guid: &str) -> Option<String> {
    let guid = guid.trim();
    let lower = guid.to_ascii_lowercase();
    if guid.is_empty() || BLANK_GUIDS.contains(&lower.as_str()) {
        return None;
    }
    let Some(address) = without_scheme(guid) else { return Some(guid.to_owned()) };
    let path = address.find(['/', '?', '#']).map_or("", |at| &address[at..]);
    Some(if path.trim_matches('/').is_empty() { address.to_owned() } else { path.to_owned() })
}

/// A link without scheme, fragment and campaign parameters.
fn of_link(link: &str) -> String {
    let address = without_scheme(link).unwrap_or(link);
    let address = address.split('#').next().unwrap_or_default();
    let Some((path, query)) = address.split_once('?') else { return address.to_owned() };
    let kept: Vec<&str> = query.split('&').filter(|part| !part.to_ascii_lowercase().starts_with("utm_")).collect();
    if kept.is_empty() { path.to_owned() } else { format!("{path}?{}", kept.join("&")) }
}

/// Title and day; where there is no title, the beginning of the text.
fn of_title(entry: &Entry) -> String {
    let day = entry.published.map(|at| at.date_naive().to_string()).unwrap_or_default();
    let words = [&entry.title, &entry.summary, &entry.content].into_iter().find(|text| !text.is_empty());
    let words: String = words.map(|text| text.chars().take(200).collect()).unwrap_or_default();
    format!("{words} {day}").trim().to_owned()
}

fn without_scheme(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_once("://")?;
    (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")).then_some(rest)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use chrono::{TimeZone, Utc};

    fn candidate(guid: &str, link: Option<&str>, title: &str) -> Candidate {
        let entry = Entry {
            identity: Identity::new("?").unwrap(),
            title: title.to_owned(),
            link: link.map(str::to_owned),
            published: Some(Utc.with_ymd_and_hms(2026, 3, 1, 9, 0, 0).unwrap()),
            summary: String::new(),
            content: String::new(),
        };
        Candidate { guid: guid.to_owned(), entry }
    }

    #[test]
    fn one_entry() {
        let rows = [
            ("https://a.org/?p=17", Some("https://a.org/x"), "/?p=17"),
            ("http://b.org/2026/x", None, "/2026/x"),
            ("https://a.org/", None, "a.org/"),
            ("tag:a.org,2026:7", None, "tag:a.org,2026:7"),
            ("N/A", Some("https://a.org/x?utm_source=rss&id=3#top"), "a.org/x?id=3"),
            (" ", Some("http://a.org/x?utm_source=rss"), "a.org/x"),
            ("", None, "Title 2026-03-01"),
        ];
        for (guid, link, identity) in rows {
            let entries = settle(vec![candidate(guid, link, "Title")]);
            assert_eq!(entries[0].identity.as_str(), identity, "{guid} {link:?}");
        }
    }

    #[test]
    fn a_guid_that_repeats_is_joined_by_the_link() {
        let rows =
            vec![candidate("7", Some("https://a.org/1"), "A"), candidate("7", Some("https://a.org/2"), "B"), candidate("8", None, "C")];
        let identities: Vec<String> = settle(rows).iter().map(|e| e.identity.to_string()).collect();
        assert_eq!(identities, ["7 a.org/1", "7 a.org/2", "8"]);
    }

    #[test]
    fn the_same_entry_twice_is_one() {
        assert_eq!(settle(vec![candidate("7", None, "A"), candidate("7", None, "A"), candidate("", None, "")]).len(), 2);
    }
}
