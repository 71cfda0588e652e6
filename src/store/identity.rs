//! The names under which an entry is recognised when its source calls it something else.
//!
//! Names are stored as hashes of 64 bits, an eighth of their length: among a million entries two different names share one with a
//! chance of one in a million.

use crate::domain::{Entry, Identity};
use sha2::{Digest as _, Sha256};

/// Parameters that tell where a reader came from, not what is read.
const TRACKING: [&str; 9] = ["fbclid", "gclid", "mc_cid", "mc_eid", "cmpid", "ocid", "ref", "source", "at_medium"];

/// Titles shorter than this, in characters, are headings ("Daily briefing") rather than names.
pub(super) const TELLING_TITLE: usize = 20;

/// The hash of an address as it is compared; `None` for a bare host, which many entries may share.
pub(super) fn link_key(link: &str) -> Option<i64> {
    place(link).map(|place| hash(&[&place]))
}

/// The first eight bytes of the SHA-256 of these texts, none of which can run into the next.
fn hash(texts: &[&str]) -> i64 {
    let digest = texts.iter().fold(Sha256::new(), |digest, text| digest.chain_update(text).chain_update([0])).finalize();
    let (first, _) = digest.as_slice().split_first_chunk().unwrap_or((&[0; 8], &[]));
    i64::from_le_bytes(*first)
}

/// An address without scheme, `www.`, tracking, fragment and last slash.
fn place(link: &str) -> Option<String> {
    let (_, rest) = link.split_once("://")?;
    let rest = rest.split('#').next().unwrap_or_default();
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = place.split_once('/').unwrap_or((place, ""));
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !is_tracking(pair)).collect();
    let path = path.trim_end_matches('/');
    if path.is_empty() && kept.is_empty() {
        return None;
    }
    let host = host.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let mark = if kept.is_empty() { "" } else { "?" };
    Some(format!("{host}/{path}{mark}{}", kept.join("&")))
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default();
    name.starts_with("utm_") || TRACKING.contains(&name)
}

/// An entry's own name at its source.
pub(super) fn own_name(source: &str, identity: &Identity) -> i64 {
    hash(&[source, "guid", identity.as_str()])
}

/// The weaker names of an entry at its source: its link, and its title with its day.
pub(super) fn aliases(source: &str, entry: &Entry) -> Vec<i64> {
    let link = entry.link.as_deref().and_then(place).map(|place| hash(&[source, "link", &place]));
    let title = entry.title.trim();
    let titled = entry.published.filter(|_| title.chars().count() >= TELLING_TITLE);
    let titled = titled.map(|at| hash(&[source, "title", &at.date_naive().to_string(), &title.to_lowercase()]));
    link.into_iter().chain(titled).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_compared_by_what_they_lead_to() {
        let rows = [
            ("https://www.Example.org/News/a/?utm_source=x#top", Some("example.org/News/a")),
            ("http://example.org/News/a", Some("example.org/News/a")),
            ("https://example.org/?p=12&fbclid=9", Some("example.org/?p=12")),
            ("https://example.org/a?page=2", Some("example.org/a?page=2")),
            ("https://example.org/", None),
            ("https://example.org", None),
            ("mailto:x", None),
        ];
        for (link, key) in rows {
            assert_eq!(place(link).as_deref(), key, "{link}");
        }
    }
}
