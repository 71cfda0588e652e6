//! Boxes of a page that its markup names as something else than the author's text.

use super::wall;
use scraper::{ElementRef, Html};

/// What class, id, role or label of such a box holds, in lower case.
const MARKS: &[&str] = &[
    "related",
    "newsletter",
    "read-more",
    "readmore",
    "read-also",
    "also-read",
    "see-also",
    "recommend",
    "teaser",
    "share",
    "sharing",
    "social",
    "promo",
    "subscribe",
    "subscription",
    "cookie",
    "consent",
    "breadcrumb",
    "comments",
    "disqus",
    "sidebar",
    "paywall",
    "advert",
    "sponsor",
    "taboola",
    "outbrain",
    "most-read",
    "mostread",
    "more-news",
    "author-bio",
    "authorbio",
    "tag-list",
    "tags",
    "footer",
    "caption",
    "gallery",
    "navigation",
    "popup",
    "modal",
    "signup",
    "sign-up",
];
/// Elements that never hold the author's text.
const NAMES: &[&str] = &["nav", "aside", "footer", "form", "button", "figcaption", "dialog"];
/// The largest part of a page's characters, in percent, that a box may hold: more is the article itself under an odd name.
const LARGEST_SHARE: usize = 30;

/// The longest call, in characters.
const LONGEST_CALL: usize = 160;

/// Removes the boxes from a page.
pub fn remove(document: &mut Html) {
    let whole = length(document.root_element());
    let is_small = |e: &ElementRef| length(*e) * 100 <= whole * LARGEST_SHARE;
    let boxes: Vec<_> = document.root_element().descendent_elements().filter(|e| is_box(*e)).filter(is_small).map(|e| e.id()).collect();
    for id in boxes {
        if let Some(mut node) = document.tree.get_mut(id) {
            node.detach();
        }
    }
}

fn length(element: ElementRef) -> usize {
    element.text().map(|text| text.trim().len()).sum()
}

fn is_box(element: ElementRef) -> bool {
    let name = element.value().name();
    if matches!(name, "html" | "head" | "body" | "main" | "article" | "h1" | "meta" | "link" | "title") {
        return false;
    }
    NAMES.contains(&name)
        || ["class", "id", "role", "aria-label", "data-component"].iter().any(|key| element.attr(key).is_some_and(is_marked))
}

/// Whether a name holds a mark at the beginning of one of its words.
fn is_marked(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    MARKS.iter().any(|mark| value.match_indices(mark).any(|(at, _)| !value[..at].ends_with(|c: char| c.is_ascii_alphanumeric())))
}

/// Takes away the lines around a text that are not the author's: banners, and calls to share, subscribe, read on.
pub fn trim(text: &mut Vec<String>) {
    let end = text.iter().rposition(|line| !is_call(line)).map_or(0, |last| last + 1);
    text.truncate(end);
    let start = text.iter().position(|line| !is_call(line)).unwrap_or_default();
    text.drain(..start);
}

/// How the calls begin, in lower case.
const CALLS: &[&str] = &[
    "read also",
    "read more",
    "related",
    "share this",
    "follow us",
    "subscribe",
    "sign up",
    "lesen sie auch",
    "mehr zum thema",
    "lire aussi",
    "читайте також",
    "читайте также",
    "lees ook",
    "les også",
    "läs också",
    "læs også",
    "czytaj też",
    "čtěte také",
    "lea también",
    "leggi anche",
];

fn is_call(line: &str) -> bool {
    line.chars().count() < LONGEST_CALL && (CALLS.iter().any(|call| line.to_lowercase().starts_with(call)) || wall::speaks_of_consent(line))
}
