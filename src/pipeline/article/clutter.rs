//! Boxes of a page that its markup names as something else than the author's text.

use super::words::{CLUTTER, starts_with_any};
use super::{calendar, wall};
use ego_tree::NodeRef;
use scraper::{ElementRef, Html, Node};

/// The largest part of a page's characters, in percent, that a box may hold: more is the article itself under an odd name.
const LARGEST_SHARE: usize = 10;

/// The fewest characters of a link that is a headline.
const SHORTEST_LINK: usize = 20;
/// The longest line of what stands above an article, in characters: its site, section, byline.
const LONGEST_LABEL: usize = 80;
/// How many lines from the top the headline and the date are looked for.
const TOP: usize = 6;
/// The longest line that is but a date, in characters.
const LONGEST_DATE: usize = 40;
/// The longest farewell, in characters.
const LONGEST_FAREWELL: usize = 200;
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
    CLUTTER.elements.iter().any(|n| n == name)
        || (matches!(name, "p" | "h3" | "h4" | "h5") && is_all_link(element))
        || (name == "strong" && is_line(element) && is_all_link(element))
        || ["class", "id", "role", "aria-label", "data-component"].iter().any(|key| element.attr(key).is_some_and(is_marked))
}

/// Whether all words of an element are links.
fn is_all_link(element: ElementRef) -> bool {
    let linked: usize = element.descendent_elements().filter(|e| e.value().name() == "a").map(length).sum();
    linked >= SHORTEST_LINK && linked + 2 >= length(element)
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

/// Takes away the lines of a text that are not the author's: calls to read on, share and subscribe anywhere; banners and
/// dates around it.
pub fn trim(text: &mut Vec<String>, titles: &[String]) {
    text.dedup();
    text.retain(|line| !is_call(line));
    let is_title = |line: &str| titles.iter().any(|title| is_same(line, title));
    let above = text.iter().take(TOP).take_while(|line| line.chars().count() < LONGEST_LABEL || is_title(line));
    if let Some(at) = above.enumerate().filter(|(_, line)| is_title(line) || is_date(line)).map(|(at, _)| at).last() {
        text.drain(..=at);
    }
    let end = text.iter().rposition(|line| !is_edge(line) && !is_farewell(line)).map_or(0, |last| last + 1);
    text.truncate(end);
    let start = text.iter().position(|line| !is_edge(line)).unwrap_or_default();
    text.drain(..start);
}

fn is_same(line: &str, title: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let line = letters(line);
    !line.is_empty() && line == letters(title)
}

fn is_call(line: &str) -> bool {
    let start = line.to_lowercase();
    let start = start.trim_start_matches(|c: char| !c.is_alphanumeric());
    line.chars().count() < LONGEST_CALL && starts_with_any(start, &CLUTTER.calls)
}

/// Whether a line is what publishers put below an article: how to follow, write to or pay them, and whose the rights are.
fn is_farewell(line: &str) -> bool {
    let start = line.to_lowercase();
    let start = start.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©');
    line.chars().count() < LONGEST_FAREWELL && starts_with_any(start, &CLUTTER.farewells)
}

/// Whether a line is a date or a banner.
fn is_edge(line: &str) -> bool {
    let chars = line.chars().count();
    is_date(line) || (chars < LONGEST_CALL && wall::speaks_of_consent(line))
}

fn is_date(line: &str) -> bool {
    line.chars().count() < LONGEST_DATE && calendar::first_day(line, false).is_some()
}
