//! The days that readers of a page see.

use super::words::{DAYS, holds_any};
use super::{calendar, day, lines};
use chrono::NaiveDate;
use ego_tree::NodeId;
use scraper::{ElementRef, Node};
use std::collections::HashSet;

/// How many elements before and after the headline stand beside it.
const BEFORE: usize = 20;
const AFTER: usize = 60;
/// The longest text that is a date line, in characters.
const LONGEST: usize = 120;
/// The longest line that is little but a day, in bytes.
const BARE: usize = 40;
/// How many characters of a paragraph may hold a dateline.
const DATELINE: usize = 60;

/// The elements of a page, as far as days are printed in them.
pub struct Printed<'e, 'a> {
    elements: &'e [ElementRef<'a>],
    month_first: bool,
    /// Where the headline stands; `None` where there is none.
    headline: Option<usize>,
    /// The boxes that are not of the article. One that holds the headline is the article's, whatever its name.
    others: HashSet<NodeId>,
}

impl<'e, 'a> Printed<'e, 'a> {
    /// Looks for the headline: a heading that says `title`, else the first `h1`. `month_first` reads `5/17/2024`.
    pub fn new(elements: &'e [ElementRef<'a>], title: &str, month_first: bool) -> Self {
        let is_title = |e: &ElementRef| matches!(e.value().name(), "h1" | "h2") && !title.is_empty() && lines::flat(*e) == title;
        let headline = elements.iter().position(is_title).or_else(|| elements.iter().position(|e| e.value().name() == "h1"));
        let around: HashSet<NodeId> = headline.map(|at| elements[at].ancestors().map(|node| node.id()).collect()).unwrap_or_default();
        let others = elements.iter().filter(|e| is_other_box(**e)).map(|e| e.id()).filter(|id| !around.contains(id)).collect();
        Printed { elements, month_first, headline, others }
    }

    /// All days that readers see beside the headline, in order: one that is of something else may be among them.
    pub fn beside(&self) -> impl Iterator<Item = NaiveDate> {
        self.window().iter().filter(|e| e.attr("itemprop").is_none()).filter_map(|e| self.day_of(*e))
    }

    /// The day of the first date line beside the headline; a line that is little but a day needs no name.
    pub fn date_line(&self) -> Option<NaiveDate> {
        let named = self.window().iter().filter(|e| is_time(**e) || is_date_line(**e)).find_map(|e| self.day_of(*e));
        named.or_else(|| self.window().iter().filter(|e| shown(**e).is_some_and(|t| t.len() <= BARE)).find_map(|e| self.day_of(*e)))
    }

    fn window(&self) -> &'e [ElementRef<'a>] {
        let Some(at) = self.headline else { return &[] };
        &self.elements[at.saturating_sub(BEFORE)..self.elements.len().min(at + AFTER)]
    }

    /// The day of a `time` that says it is of the publication, anywhere.
    pub fn marked(&self) -> Option<NaiveDate> {
        self.elements.iter().filter(|e| is_time(**e) && is_of_publication(**e)).find_map(|e| self.day_of(*e))
    }

    /// The day of any `time`, else of any date line.
    pub fn anywhere(&self) -> Option<NaiveDate> {
        let times = self.elements.iter().filter(|e| is_time(**e));
        let lines = self.elements.iter().filter(|e| is_date_line(**e));
        times.chain(lines).find_map(|e| self.day_of(*e))
    }

    /// The day of the last change.
    pub fn last_change(&self) -> Option<NaiveDate> {
        let changes = self.elements.iter().filter(|e| names(**e).any(|name| holds_any(&name, &DAYS.later_marks)));
        changes.filter_map(|e| short_text(*e)).find_map(|text| calendar::first_day(&text, self.month_first))
    }

    /// The day of a dateline or of a short line of text below the headline.
    pub fn in_prose(&self) -> Option<NaiveDate> {
        let below = &self.elements[self.headline.unwrap_or_default()..];
        let dateline = |e: &ElementRef| calendar::first_day(&lines::flat(*e).chars().take(DATELINE).collect::<String>(), self.month_first);
        let datelines = below.iter().take(AFTER).filter(|e| e.value().name() == "p").find_map(dateline);
        let short = |read: fn(ElementRef) -> Option<String>| below.iter().find_map(|e| calendar::first_day(&read(*e)?, self.month_first));
        datelines.or_else(|| short(short_text)).or_else(|| short(shown))
    }

    /// The day of publication that an element prints.
    fn day_of(&self, element: ElementRef) -> Option<NaiveDate> {
        if is_of_change(element) {
            return None;
        }
        let read = |text: String| calendar::first_day(&before_change(&text), self.month_first);
        let found = shown(element).and_then(read).or_else(|| is_time(element).then(|| read(day::value(element))).flatten())?;
        (!self.is_elsewhere(element)).then_some(found)
    }

    /// Whether an element stands in a box of its own that is not of the article.
    fn is_elsewhere(&self, element: ElementRef) -> bool {
        std::iter::once(element.id()).chain(element.ancestors().map(|node| node.id())).any(|id| self.others.contains(&id))
    }
}

fn is_other_box(element: ElementRef) -> bool {
    matches!(element.value().name(), "nav" | "aside") || names(element).any(|name| holds_any(&name, &DAYS.elsewhere))
}

fn is_time(element: ElementRef) -> bool {
    element.value().name() == "time"
}

fn is_of_publication(time: ElementRef) -> bool {
    time.attr("pubdate").is_some() || names(time).any(|name| holds_any(&name, &DAYS.publication_marks))
}

fn is_date_line(element: ElementRef) -> bool {
    matches!(
        element.value().name(),
        "span" | "p" | "div" | "li" | "small" | "em" | "td" | "b" | "i" | "a" | "abbr" | "h2" | "h3" | "h4" | "h5" | "h6"
    ) && names(element).any(|name| holds_any(&name, &DAYS.marks))
}

/// Whether the element's names, or the words right before it, say that something was changed on its day.
fn is_of_change(element: ElementRef) -> bool {
    if is_of_publication(element) {
        return false;
    }
    let label = element.prev_sibling().and_then(|node| if let Node::Text(text) = node.value() { Some(text.to_lowercase()) } else { None });
    names(element).any(|name| holds_any(&name, &DAYS.later_marks)) || label.is_some_and(|label| holds_any(&label, &DAYS.updated))
}

/// What a line says before it speaks of a change, in lower case.
fn before_change(line: &str) -> String {
    let mut line = line.to_lowercase();
    let end = DAYS.updated.iter().filter_map(|word| line.find(word.as_str())).min().unwrap_or(line.len());
    line.truncate(end);
    line
}

/// Class and id, in lower case.
fn names(element: ElementRef) -> impl Iterator<Item = String> {
    ["class", "id"].into_iter().filter_map(move |key| element.attr(key)).map(str::to_ascii_lowercase)
}

/// The text of an element, or the first of its own words where the whole is no line.
fn shown(element: ElementRef) -> Option<String> {
    let own = || element.children().find_map(|node| node.value().as_text().filter(|t| !t.trim().is_empty()).map(|t| lines::squeeze(t)));
    short_text(element).or_else(|| own().filter(|text| text.chars().count() <= LONGEST))
}

/// The text of an element, unless it is too long to be a date line.
fn short_text(element: ElementRef) -> Option<String> {
    let mut text = String::new();
    for part in element.text() {
        text.push_str(part);
        text.push(' ');
        if text.len() > 4 * LONGEST {
            return None;
        }
    }
    let text = lines::squeeze(&text);
    (text.chars().count() <= LONGEST).then_some(text)
}
