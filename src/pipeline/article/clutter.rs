//! Boxes of a page that its markup names as something else than the author's text.

use super::lines;
use super::words::CLUTTER;
use ego_tree::NodeRef;
use scraper::{ElementRef, Html, Node};
use std::ops::RangeInclusive;

/// The largest part of a page's characters, in percent, that a box may hold: more is the article itself under an odd name.
const LARGEST_SHARE: usize = 10;

/// The fewest characters of a link that is a headline.
const SHORTEST_LINK: usize = 20;

/// The fewest bytes of a paragraph that makes a linked heading one of the text.
const SHORTEST_HEADED: usize = 150;
/// How many characters a caption of a picture has, and the most lines: its text, its credit, a call to enlarge it.
const CAPTION: RangeInclusive<usize> = 10..=250;
const MOST_CAPTION_LINES: usize = 3;
/// How many texts of an element are counted before it is too long for a caption; most are blank.
const MOST_TEXTS: usize = 100;

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
    CLUTTER.elements.iter().any(|n| n == name)
        || is_picture(element)
        || (is_link_line(element) && is_all_link(element))
        || ["class", "id", "role", "aria-label", "data-component"].iter().any(|key| element.attr(key).is_some_and(is_marked))
}

/// Whether an element, all of whose words are links, leads away: a paragraph, a line in bold, a heading of no text.
fn is_link_line(element: ElementRef) -> bool {
    match element.value().name() {
        "p" => true,
        "strong" => is_line(element),
        "h3" | "h4" | "h5" => !heads_text(element),
        _ => false,
    }
}

/// Whether an element is a picture with what is written below it.
fn is_picture(element: ElementRef) -> bool {
    if !matches!(element.value().name(), "div" | "figure" | "dl" | "table" | "section") {
        return false;
    }
    let holds = |names: &[&str]| element.descendent_elements().filter(|e| names.contains(&e.value().name())).count();
    let chars: usize = element.text().take(MOST_TEXTS).map(|text| text.trim().chars().count()).sum();
    CAPTION.contains(&chars) && holds(&["img", "picture"]) > 0 && holds(&["a"]) < 2 && lines::of(element).len() <= MOST_CAPTION_LINES
}

/// Whether all words of an element are links.
fn is_all_link(element: ElementRef) -> bool {
    let linked: usize = element.descendent_elements().filter(|e| e.value().name() == "a").map(length).sum();
    linked >= SHORTEST_LINK && linked + 2 >= length(element)
}

/// Whether a paragraph of text follows a heading.
fn heads_text(heading: ElementRef) -> bool {
    let next = heading.next_siblings().find_map(ElementRef::wrap);
    next.is_some_and(|e| e.value().name() == "p" && length(e) >= SHORTEST_HEADED)
}

/// Whether nothing stands on the line of an inline element but itself.
fn is_line(element: ElementRef) -> bool {
    let ends_line = |node: NodeRef<Node>| match node.value() {
        Node::Text(text) => text.trim().is_empty(),
        Node::Element(element) => element.name() == "br",
        _ => true,
    };
    element.prev_sibling().is_none_or(ends_line) && element.next_sibling().is_none_or(ends_line)
}

/// Whether a name holds a mark at the beginning of one of its words.
fn is_marked(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let starts_word = |at: usize| {
        value[at..].starts_with(|c: char| c.is_ascii_uppercase()) || !value[..at].ends_with(|c: char| c.is_ascii_alphanumeric())
    };
    CLUTTER.marks.iter().any(|mark| lower.match_indices(mark.as_str()).any(|(at, _)| starts_word(at)))
}
