//! From elements to lines of plain text: one line a block, spaces as a reader sees them.

use ego_tree::iter::Edge;
use scraper::{ElementRef, Node};

/// Elements that stand in the middle of a line.
const INLINE: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "label",
    "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "td", "th",
    "img", "picture",
];

/// The lines of an element, without blank ones. Cells of a table row share a line.
pub fn of(element: ElementRef) -> Vec<String> {
    let mut lines = Lines::default();
    for edge in element.traverse() {
        match edge {
            Edge::Open(node) => lines.open(node.value()),
            Edge::Close(node) => lines.close(node.value()),
        }
    }
    lines.finish()
}

/// The text of an element on one line.
pub fn flat(element: ElementRef) -> String {
    of(element).join(" ")
}

/// Joins words by single spaces.
pub fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether an element stands in the middle of a line, as those do that a page names itself (HTML, "Custom elements").
fn is_inline(name: &str) -> bool {
    INLINE.contains(&name) || name.contains('-')
}

#[derive(Default)]
struct Lines {
    done: Vec<String>,
    current: String,
}

impl Lines {
    fn open(&mut self, node: &Node) {
        match node {
            Node::Text(text) => self.current.push_str(text),
            Node::Element(element) => self.border(element.name()),
            _ => {}
        }
    }

    fn close(&mut self, node: &Node) {
        if let Node::Element(element) = node {
            self.border(element.name());
        }
    }

    fn border(&mut self, name: &str) {
        if matches!(name, "td" | "th") {
            self.current.push(' ');
        } else if !is_inline(name) {
            self.end_line();
        }
    }

    fn end_line(&mut self) {
        let line = squeeze(&std::mem::take(&mut self.current));
        if !line.is_empty() {
            self.done.push(line);
        }
    }

    fn finish(mut self) -> Vec<String> {
        self.end_line();
        self.done
    }
}
