//! The byline of a page.

use super::head::Head;
use super::lines;
use super::linked::Linked;
use super::words::BYLINES;
use scraper::Html;

/// The longest byline, in characters: longer ones are biographies.
const LONGEST: usize = 120;

/// JSON-LD, then meta elements, then an element marked as author; `None` where there is none.
pub fn of(document: &Html, head: &Head, linked: &Linked) -> Option<String> {
    let meta = || head.meta(&BYLINES.metas);
    let candidates = linked.author.clone().into_iter().chain(meta().map(str::to_owned)).chain(marked(document));
    candidates.map(|name| without_by(&lines::squeeze(&name))).find(|name| is_name(name))
}

fn marked(document: &Html) -> Option<String> {
    let is_author = |e: &scraper::ElementRef| {
        e.attr("rel") == Some("author")
            || e.attr("itemprop") == Some("author")
            || e.value().classes().any(|c| BYLINES.classes.iter().any(|class| class == c))
    };
    document.root_element().descendent_elements().find(is_author).map(lines::flat)
}

fn without_by(name: &str) -> String {
    let found = BYLINES.prefixes.iter().find(|p| name.get(..p.len()).is_some_and(|start| start.eq_ignore_ascii_case(p)));
    name[found.map_or(0, |p| p.len())..].trim().to_owned()
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().count() <= LONGEST && !name.contains("://") && name.chars().any(char::is_alphabetic)
}
