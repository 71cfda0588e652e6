//! The day a page was published, in its publisher's own reckoning.

use super::head::Head;
use super::linked::Linked;
use super::{calendar, lines};
use chrono::NaiveDate;
use scraper::{ElementRef, Html};

/// Meta names of the day of publication, the surest first.
const METAS: &[&str] = &[
    "article:published_time",
    "datepublished",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "publication_date",
    "publish-date",
    "publish_date",
    "publishdate",
    "published-date",
    "pubdate",
    "cxenseparse:recs:publishtime",
    "rnews:datepublished",
    "citation_publication_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "dc.date.created",
    "date",
    "article_date_original",
    "originalpublicationdate",
    "displaydate",
    "last-modified-date",
    "datecreated",
    "dcterms.available",
    "timestamp",
];
/// Meta names that may name a later day: better than nothing.
const LATER_METAS: &[&str] = &["article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod", "dcterms.modified"];
/// What the class or id of an element with the date holds.
const MARKS: &[&str] = &["date", "datum", "time", "publish", "posted", "fecha", "data-pub", "meta", "byline", "stamp"];
/// The longest text that is a date line, in characters.
const LONGEST: usize = 120;

/// JSON-LD, meta elements, microdata, `time`, the address, then a visible date; `None` where there is none.
pub fn of(document: &Html, head: &Head, linked: &Linked, url: &str) -> Option<NaiveDate> {
    let month_first = head.lang.as_deref().is_some_and(|lang| lang.eq_ignore_ascii_case("en-us"));
    let read = |text: &str| calendar::first_day(text, month_first);
    let elements: Vec<ElementRef> = document.root_element().descendent_elements().collect();
    let said = linked.published.as_deref().and_then(read).or_else(|| METAS.iter().find_map(|name| head.meta(&[name]).and_then(read)));
    said.or_else(|| elements.iter().filter(|e| e.attr("itemprop") == Some("datePublished")).find_map(|e| read(&value(*e))))
        .or_else(|| marked_time(&elements).and_then(|e| read(&value(e))))
        .or_else(|| calendar::day_in_address(url))
        .or_else(|| head.canonical.as_deref().and_then(calendar::day_in_address))
        .or_else(|| elements.iter().filter(|e| e.value().name() == "time").find_map(|e| read(&value(*e))))
        .or_else(|| elements.iter().filter(|e| is_date_line(**e)).find_map(|e| read(&short_text(*e)?)))
        .or_else(|| near_headline(&elements).find_map(|e| read(&short_text(*e)?)))
        .or_else(|| LATER_METAS.iter().find_map(|name| head.meta(&[name]).and_then(read)))
}

/// What follows the first headline, or everything where there is none.
fn near_headline<'e, 'a>(elements: &'e [ElementRef<'a>]) -> impl Iterator<Item = &'e ElementRef<'a>> {
    let start = elements.iter().position(|e| e.value().name() == "h1").unwrap_or_default();
    elements[start..].iter()
}

/// The `time` that says it is of the publication (`pubdate`, or a class that says so).
fn marked_time<'a>(elements: &[ElementRef<'a>]) -> Option<ElementRef<'a>> {
    let says_so = |e: &&ElementRef| {
        e.attr("pubdate").is_some() || e.attr("class").is_some_and(|c| ["publish", "entry-date"].iter().any(|w| c.contains(w)))
    };
    elements.iter().filter(|e| e.value().name() == "time").find(says_so).copied()
}

/// The machine's form where there is one, else the visible text.
fn value(element: ElementRef) -> String {
    let machine = ["datetime", "content"].iter().find_map(|name| element.attr(name).filter(|v| !v.trim().is_empty()));
    machine.map_or_else(|| lines::flat(element), str::to_owned)
}

fn is_date_line(element: ElementRef) -> bool {
    let marked = |name: &str| {
        element.attr(name).is_some_and(|v| {
            let v = v.to_ascii_lowercase();
            MARKS.iter().any(|mark| v.contains(mark))
        })
    };
    matches!(element.value().name(), "span" | "p" | "div" | "li" | "small" | "em" | "td" | "b" | "i" | "a" | "abbr" | "h4" | "h5" | "h6")
        && (marked("class") || marked("id"))
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
