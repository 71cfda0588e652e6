//! Whether a document reaches back to what was known: if it does not, entries may have come and gone between two polls.

use chrono::{DateTime, Utc};

/// One entry of a document.
pub(super) struct Sighting {
    /// Whether it was known before.
    pub known: bool,
    /// Its date; `None` where it has none.
    pub published: Option<DateTime<Utc>>,
}

/// Entries that a site pins above its list; more of them are the list itself.
const PINNED_AT_MOST: usize = 3;

/// Whether the new entries join on to known ones; an empty document joins on to nothing. Known ones after the first new one do; so do known ones before it, unless they
/// look pinned: a few, older than every new entry, above a list that runs from new to old.
pub(super) fn reaches_back(sightings: &[Sighting]) -> bool {
    let Some(first_new) = sightings.iter().position(|sighting| !sighting.known) else { return !sightings.is_empty() };
    let (above, list) = sightings.split_at(first_new);
    list.iter().any(|sighting| sighting.known) || (!above.is_empty() && !are_pinned(above, list))
}

fn are_pinned(above: &[Sighting], list: &[Sighting]) -> bool {
    let oldest_new = list.iter().filter_map(|sighting| sighting.published).min();
    let older = |sighting: &Sighting| sighting.published.zip(oldest_new).is_some_and(|(known, new)| known < new);
    above.len() <= PINNED_AT_MOST && above.len() < list.len() && runs_backwards(list) && above.iter().all(older)
}

fn runs_backwards(list: &[Sighting]) -> bool {
    let ends = list.first().and_then(|first| first.published).zip(list.last().and_then(|last| last.published));
    ends.is_some_and(|(first, last)| first > last)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// One word for each entry: `k` known or `n` new, and the day of its date, if it has one.
    #[track_caller]
    fn check(document: &str, reaches: bool) {
        let day = |digits: &str| (!digits.is_empty()).then(|| format!("2026-03-{digits:0>2}T12:00:00Z").parse().unwrap());
        let sighting = |word: &str| Sighting { known: word.starts_with('k'), published: day(&word[1..]) };
        let sightings: Vec<Sighting> = document.split_whitespace().map(sighting).collect();
        assert_eq!(reaches_back(&sightings), reaches, "{document}");
    }

    #[test]
    fn new_entries_join_on_to_known_ones() {
        check("k9 k8", true);
        check("n9 n8 k7", true);
        check("n9 n8 k7 n6", true);
        check("n k", true);
        check("k7 n8 n9", true);
        check("k6 n8", true);
        check("k k k n n", true);
        check("k4 k3 k2 k1 n9 n8 n7 n6 n5", true);
        check("k9 k8 n3 n2 n1", true);
    }

    #[test]
    fn new_entries_alone_or_under_pinned_ones_do_not() {
        check("", false);
        check("n9", false);
        check("n9 n8", false);
        check("n n n", false);
        check("k1 n9 n8 n7", false);
        check("k1 k2 k1 n9 n8 n7 n6", false);
    }
}
