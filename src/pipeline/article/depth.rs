//! How deep and how large the DOM of a page becomes, told from its tags alone.
//!
//! Imitates the stack of open elements of the HTML standard (§13.2.4.2) and errs towards counting too much, so that what
//! passes can be held by any parser that follows the standard.

use super::tags::Tag;

/// The most times one unclosed formatting element is repeated (the standard's "Noah's Ark clause").
const ARK: usize = 3;
/// The most blocks that the end tag of a formatting element is led through (the standard's "adoption agency").
const ADOPTIONS: usize = 7;

/// The elements open at one place of a page.
#[derive(Default)]
pub struct Depth<'a> {
    open: Vec<Open<'a>>,
    /// Formatting elements that a block's end cut off: they are built again in every block that follows.
    pending: Vec<Open<'a>>,
    built: usize,
    work: usize,
}

#[derive(Clone, Copy)]
struct Open<'a> {
    name: &'a str,
    source: &'a str,
    class: Class,
}

/// How the standard treats an element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Built again where a block's end cuts it off.
    Formatting,
    /// An inline end tag does not reach past it.
    Special,
    /// No end tag but a table's reaches past it.
    Border,
    /// Opens and closes at its own end tag only.
    Plain,
}

impl<'a> Depth<'a> {
    /// Follows one tag.
    pub fn take(&mut self, tag: &Tag<'a>) {
        if tag.closes {
            self.close(tag.name);
        } else {
            self.built += 1 + self.pending.len();
            self.work += self.depth();
            self.close_optional(tag);
            self.open_implied(tag);
            if !is_void(tag) {
                self.push(tag.name, tag.source);
            }
        }
    }

    /// How many elements are open, counting those that are built again.
    pub fn depth(&self) -> usize {
        self.open.len() + self.pending.len()
    }

    /// How many elements have been built up to here.
    pub fn built(&self) -> usize {
        self.built
    }

    /// The depths of all elements built, added up: what a walk from each of them to the root costs.
    pub fn work(&self) -> usize {
        self.work
    }

    fn push(&mut self, name: &'a str, source: &'a str) {
        self.open.push(Open { name, source, class: class_of(name) });
    }

    /// Opens the table parts that HTML lets authors leave out.
    fn open_implied(&mut self, tag: &Tag<'a>) {
        let parts: &[&'static str] = match () {
            () if tag.is_any(&["td", "th"]) && !self.top_is(&["tr"]) => &["tbody", "tr"],
            () if tag.is("tr") && self.top_is(&["table"]) => &["tbody"],
            () if tag.is("col") && self.top_is(&["table"]) => &["colgroup"],
            () => &[],
        };
        parts.iter().for_each(|part| self.push(part, part));
    }

    fn top_is(&self, names: &[&str]) -> bool {
        self.open.last().is_some_and(|top| is_any(top.name, names))
    }

    fn close(&mut self, name: &str) {
        let class = class_of(name);
        if class == Class::Formatting
            && let Some(at) = self.pending.iter().rposition(|o| o.name.eq_ignore_ascii_case(name))
        {
            self.pending.remove(at);
            return;
        }
        let Some(at) = self.position(name, class) else { return };
        let blocks = self.open[at + 1..].iter().filter(|o| matches!(o.class, Class::Special | Class::Border)).count();
        if class != Class::Formatting || blocks == 0 {
            self.truncate(at);
        } else if blocks < ADOPTIONS && self.open.iter().filter(|o| o.source == self.open[at].source).count() <= ARK {
            self.built += self.open.len() - at;
            self.open.remove(at);
        }
    }

    /// Closes everything from `at` on; formatting elements caught in it become pending.
    fn truncate(&mut self, at: usize) {
        for cut in self.open.split_off(at).into_iter().skip(1).filter(|o| o.class == Class::Formatting) {
            if self.pending.iter().filter(|o| o.source == cut.source).count() < ARK {
                self.pending.push(cut);
            }
        }
    }

    /// Where the element that an end tag closes stands; `None` where the tag is ignored.
    fn position(&self, name: &str, class: Class) -> Option<usize> {
        let hides = |open: &Open| match class {
            _ if is_any(name, TABLE_PARTS) => is_any(open.name, &["table"]),
            Class::Plain => matches!(open.class, Class::Special | Class::Border),
            _ => open.class == Class::Border,
        };
        let (at, open) = self.open.iter().enumerate().rev().find(|(_, o)| o.name.eq_ignore_ascii_case(name) || hides(o))?;
        open.name.eq_ignore_ascii_case(name).then_some(at)
    }

    /// Closes what a start tag closes without an end tag.
    fn close_optional(&mut self, tag: &Tag) {
        match () {
            () if tag.is("a") => self.close("a"),
            () if tag.is("li") => self.close_item(&["li"]),
            () if tag.is_any(&["dt", "dd"]) => self.close_item(&["dt", "dd"]),
            () if tag.is_any(&["td", "th"]) => self.close_nearest(&["td", "th"], &["table"]),
            () if tag.is("tr") => self.close_nearest(&["tr"], &["table"]),
            () if tag.is_any(&["tbody", "thead", "tfoot"]) => self.close_nearest(&["tbody", "thead", "tfoot"], &["table"]),
            () if tag.is("option") && self.top_is(&["option"]) => self.truncate(self.open.len() - 1),
            () => {}
        }
        if is_any(tag.name, BLOCKS) || tag.is_any(&["li", "dt", "dd"]) {
            self.close_paragraph();
        }
    }

    fn close_nearest(&mut self, names: &[&str], borders: &[&str]) {
        let found = self.open.iter().rposition(|o| is_any(o.name, names) || is_any(o.name, borders));
        if let Some(at) = found.filter(|&at| is_any(self.open[at].name, names)) {
            self.truncate(at);
        }
    }

    /// A list item closes the one before it, unless another block stands between.
    fn close_item(&mut self, names: &[&str]) {
        let stops = |o: &Open| matches!(o.class, Class::Special | Class::Border) && !is_any(o.name, &["address", "div", "p"]);
        let found = self.open.iter().rposition(|o| is_any(o.name, names) || stops(o));
        if let Some(at) = found.filter(|&at| is_any(self.open[at].name, names)) {
            self.truncate(at);
        }
    }

    fn close_paragraph(&mut self) {
        let found = self.open.iter().rposition(|o| is_any(o.name, &["p", "button"]) || o.class == Class::Border);
        if let Some(at) = found.filter(|&at| is_any(self.open[at].name, &["p"])) {
            self.truncate(at);
        }
    }
}

const TABLE_PARTS: &[&str] = &["table", "caption", "tbody", "thead", "tfoot", "tr", "td", "th"];

/// Blocks that end an open paragraph.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "header",
    "footer",
    "aside",
    "nav",
    "main",
    "figure",
    "figcaption",
    "blockquote",
    "address",
    "center",
    "details",
    "dialog",
    "dir",
    "dl",
    "fieldset",
    "form",
    "hgroup",
    "hr",
    "menu",
    "pre",
    "listing",
    "summary",
    "search",
];

fn is_any(name: &str, names: &[&str]) -> bool {
    names.iter().any(|n| name.eq_ignore_ascii_case(n))
}

/// Elements without content or end tag.
fn is_void(tag: &Tag) -> bool {
    tag.is_any(&[
        "img", "br", "meta", "link", "input", "hr", "source", "wbr", "area", "base", "col", "embed", "param", "track", "keygen",
        "basefont", "bgsound", "image",
    ])
}

fn class_of(name: &str) -> Class {
    let formatting = ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
    let borders = ["table", "td", "th", "caption", "applet", "html", "marquee", "object", "template"];
    let specials = ["li", "tr", "tbody", "thead", "tfoot", "body", "button", "dd", "dt", "head", "colgroup"];
    match () {
        () if is_any(name, &formatting) => Class::Formatting,
        () if is_any(name, &borders) => Class::Border,
        () if is_any(name, BLOCKS) || is_any(name, &specials) => Class::Special,
        () => Class::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::article::tags::{Piece, Tags};

    fn counted(html: &str) -> usize {
        let mut depth = Depth::default();
        let tags = Tags::new(html).filter_map(|piece| if let Piece::Tag(tag) = piece { Some(tag) } else { None });
        tags.map(|tag| {
            depth.take(&tag);
            depth.depth()
        })
        .max()
        .unwrap_or_default()
    }

    fn built(html: &str) -> usize {
        let document = scraper::Html::parse_document(html);
        document.tree.root().descendants().map(|node| node.ancestors().count()).max().unwrap_or_default()
    }

    #[test]
    fn optional_ends_are_honoured() {
        let rows = [
            ("<div><p>a<p>b<p>c</div>", 2),
            ("<ul><li>a<li>b<li>c</ul>", 2),
            ("<ul><li><ul><li>a</ul><li>b</ul>", 4),
            ("<table><tr><td>a<td>b<tr><td>c</table>", 4),
            ("<br><img><hr><input>", 0),
            ("<p><b>a<p>b<p>c", 2),
            ("<p><b>a<p><i>b", 3),
        ];
        for (html, depth) in rows {
            assert_eq!(counted(html), depth, "{html}");
        }
    }

    /// The count must never lag far behind what a parser builds, whatever the tags.
    #[test]
    fn the_count_keeps_up_with_a_parser() {
        let names = [
            "div",
            "p",
            "span",
            "b",
            "b",
            "i class=x",
            "a href=y",
            "font",
            "table",
            "tr",
            "td",
            "li",
            "ul",
            "h2",
            "button",
            "form",
            "dd",
            "dl",
            "blockquote",
            "nobr",
            "section",
            "object",
            "center",
            "caption",
            "tbody",
            "option",
            "br",
        ];
        let mut seed = 7_u64;
        let mut draw = |n: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % n
        };
        for round in 0..300 {
            let few = 2 + draw(names.len() - 2);
            let html: String = (0..200)
                .map(|_| {
                    let name = names[(round + draw(few)) % names.len()];
                    if draw(2) == 0 { format!("<{name}>x") } else { format!("</{}>x", name.split(' ').next().unwrap_or_default()) }
                })
                .collect();
            let (real, ours) = (built(&html), counted(&html));
            assert!(real <= ours + ours / 2 + 12, "a parser built {real} levels where {ours} were counted: {html}");
        }
    }
}
