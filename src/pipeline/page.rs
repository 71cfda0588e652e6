//! A news list as a source: a page whose entries are found with CSS selectors.

use super::feed::identity::{Candidate, settle};
use super::feed::token::{Token, Tokens};
use super::feed::{Feed, FeedError, decode, parse_date, plain};
use crate::domain::{Entry, Identity, Lang, Page, SourceKind};
use chrono::{DateTime, Utc};
use scraper::{ElementRef, Html, Selector};
use sha2::{Digest, Sha256};
use url::Url;

/// The tree builder slows down, and tools behind it recurse, with depth.
const DEEPEST: usize = 512;

/// Bytes of a page a tree is built of.
const LARGEST: usize = 3 << 20;

/// Characters of a block's first line that serve as its title.
const LONGEST_TITLE: usize = 160;

/// Elements that have no end tag, or whose end tag is usually left out: they do not deepen a page.
const UNCLOSED: [&str; 24] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "p", "li", "dt", "dd",
    "tr", "td", "th", "option", "tbody", "thead",
];

/// A source's selectors, read.
struct Selectors {
    item: Selector,
    link: Option<Selector>,
    title: Option<Selector>,
    date: Option<Selector>,
}

/// Reads the entries a page lists.
///
/// # Errors
/// When the source has no selectors or one cannot be read, the page is empty, too large or too deep for a tree, or lists nothing.
pub fn read(page: &Page, kind: &SourceKind) -> Result<Feed, FeedError> {
    let selectors = selectors(kind)?;
    let tree = tree(page)?;
    let base = base(&tree, &page.url);
    let candidates: Vec<Candidate> = tree.select(&selectors.item).filter_map(|item| candidate(item, &selectors, base.as_ref())).collect();
    let blocks = || tree.select(&selectors.item).filter_map(|item| block(item, &selectors)).collect();
    let entries = settle(if candidates.is_empty() { blocks() } else { candidates });
    if entries.is_empty() {
        return Err(FeedError::NoEntries { root: item_selector(kind) });
    }
    let title = first_text(&tree, "title").unwrap_or_default();
    let lang = tree.root_element().attr("lang").and_then(|tag| Lang::parse(tag).ok());
    let next = select(tree.root_element(), "a[rel~=next][href], link[rel~=next][href]");
    let next = next.and_then(|link| address(link.attr("href")?, base.as_ref())).filter(|next| *next != page.url);
    Ok(Feed { title, lang, entries, ttl: None, next, complete: true })
}

/// The tree of a page.
///
/// # Errors
/// When the page is empty, or too large or too deep for a tree.
pub(super) fn tree(page: &Page) -> Result<Html, FeedError> {
    let html = decode::text(&page.body, page.content_type.as_deref());
    if html.trim().is_empty() {
        return Err(FeedError::Empty);
    }
    guard(&html)?;
    Ok(Html::parse_document(&html))
}

fn selectors(kind: &SourceKind) -> Result<Selectors, FeedError> {
    match kind {
        SourceKind::Page { item, link, title, date } => Ok(Selectors {
            item: selector(item)?,
            link: link.as_deref().map(selector).transpose()?,
            title: title.as_deref().map(selector).transpose()?,
            date: date.as_deref().map(selector).transpose()?,
        }),
        SourceKind::Feed => Err(FeedError::NotAPage { kind: "feed" }),
        SourceKind::Sitemap => Err(FeedError::NotAPage { kind: "sitemap" }),
    }
}

fn item_selector(kind: &SourceKind) -> String {
    match kind {
        SourceKind::Page { item, .. } => item.clone(),
        SourceKind::Feed | SourceKind::Sitemap => String::new(),
    }
}

fn selector(text: &str) -> Result<Selector, FeedError> {
    Selector::parse(text).map_err(|fault| FeedError::Selector { selector: text.to_owned(), reason: fault.to_string() })
}

/// Refuses what no tree should be built of.
fn guard(html: &str) -> Result<(), FeedError> {
    if html.len() > LARGEST {
        return Err(FeedError::TooLarge { bytes: html.len(), most: LARGEST });
    }
    let mut depth = 0usize;
    for token in Tokens::new(html) {
        match token {
            Token::Open(tag) if !is_unclosed(tag.name) => depth += 1,
            Token::Close(name) if !is_unclosed(name) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Err(FeedError::TooDeep { depth, most: DEEPEST });
        }
    }
    Ok(())
}

fn is_unclosed(name: &str) -> bool {
    UNCLOSED.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// The address relative links start from.
fn base(tree: &Html, url: &str) -> Option<Url> {
    let page = Url::parse(url).ok()?;
    let stated = select(tree.root_element(), "base").and_then(|base| base.attr("href")).and_then(|href| page.join(href).ok());
    Some(stated.unwrap_or(page))
}

fn first_text(tree: &Html, name: &str) -> Option<String> {
    select(tree.root_element(), name).map(|element| text(&element))
}

fn select<'a>(element: ElementRef<'a>, name: &str) -> Option<ElementRef<'a>> {
    element.select(&Selector::parse(name).ok()?).next()
}

/// The entry an item shows; `None` where it has no link to follow.
fn candidate(item: ElementRef, selectors: &Selectors, base: Option<&Url>) -> Option<Candidate> {
    let anchor = match &selectors.link {
        Some(link) => item.select(link).next(),
        None => (item.value().name() == "a").then_some(item).or_else(|| select(item, "a[href]")),
    }?;
    let link = address(anchor.attr("href")?, base)?;
    let title = selectors.title.as_ref().and_then(|title| item.select(title).next()).unwrap_or(anchor);
    let entry = Entry {
        identity: Identity::new(link.clone())?,
        title: text(&title),
        published: selectors.date.as_ref().and_then(|date| item.select(date).next()).and_then(|element| date_of(&element)),
        link: Some(link),
        summary: String::new(),
        content: String::new(),
    };
    Some(Candidate { guid: String::new(), entry })
}

/// The entry that a block without any link is: where no item of a page leads anywhere, its words are the news, and other words are
/// other news. `None` where it says nothing.
fn block(item: ElementRef, selectors: &Selectors) -> Option<Candidate> {
    let content = plain::paragraphs(&item.inner_html());
    let stated = selectors.title.as_ref().and_then(|title| item.select(title).next()).map(|title| text(&title));
    let first_line = content.lines().next()?.chars().take(LONGEST_TITLE).collect();
    let hash = Sha256::digest(plain::line(&content).as_bytes());
    let guid = hash.iter().take(16).fold("block:".to_owned(), |name, byte| format!("{name}{byte:02x}"));
    let entry = Entry {
        identity: Identity::new(guid.clone())?,
        title: stated.filter(|title| !title.is_empty()).unwrap_or(first_line),
        published: selectors.date.as_ref().and_then(|date| item.select(date).next()).and_then(|element| date_of(&element)),
        link: None,
        summary: String::new(),
        content,
    };
    Some(Candidate { guid, entry })
}

/// `href` as an absolute web address.
fn address(href: &str, base: Option<&Url>) -> Option<String> {
    let joined = base.map_or_else(|| Url::parse(href.trim()), |base| base.join(href.trim())).ok()?;
    matches!(joined.scheme(), "http" | "https").then(|| joined.into())
}

/// A `time` element says its date twice; machines read the attribute.
fn date_of(element: &ElementRef) -> Option<DateTime<Utc>> {
    let attribute = element.attr("datetime").or_else(|| element.attr("content"));
    attribute.and_then(parse_date).or_else(|| parse_date(&text(element)))
}

/// What is read in an element, in one line.
fn text(element: &ElementRef) -> String {
    plain::line(&element.inner_html())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn kind(item: &str, title: Option<&str>, date: Option<&str>) -> SourceKind {
        SourceKind::Page { item: item.into(), link: None, title: title.map(str::to_owned), date: date.map(str::to_owned) }
    }

    fn page(body: &str) -> Page {
        Page { url: "https://mod.example/news/".into(), content_type: Some("text/html; charset=utf-8".into()), body: body.into() }
    }

    const LIST: &str = "<html lang=da><title>News &amp; press</title><ul>
        <li class=n><h3>First <b>package</b></h3><time datetime='2026-03-01T09:00:00+01:00'>1. marts</time><a href='first'>Read</a></li>
        <li class=n><h3>Second</h3><time>2 March 2026</time><a href='/news/second#top'>Read</a></li>
        <li class=n><h3>No link</h3></li><li class=n><a href='javascript:x()'>x</a></li></ul>";

    #[test]
    fn a_list_is_read() {
        let feed = read(&page(LIST), &kind("li.n", Some("h3"), Some("time"))).unwrap();
        let rows: Vec<_> =
            feed.entries.iter().map(|e| (e.title.as_str(), e.link.as_deref().unwrap(), e.published.unwrap().to_rfc3339())).collect();
        assert_eq!(
            rows,
            [
                ("First package", "https://mod.example/news/first", "2026-03-01T08:00:00+00:00".to_owned()),
                ("Second", "https://mod.example/news/second#top", "2026-03-02T00:00:00+00:00".to_owned()),
            ]
        );
        assert_eq!((feed.title.as_str(), feed.lang.unwrap().code()), ("News & press", "da"));
    }

    #[test]
    fn without_selectors_the_link_is_the_title() {
        let feed = read(&page("<a class=n href=/1>One</a><a class=n href=/2>Two</a>"), &kind("a.n", None, None)).unwrap();
        assert_eq!(feed.entries.iter().map(|e| e.title.as_str()).collect::<Vec<_>>(), ["One", "Two"]);
    }

    #[test]
    fn a_block_without_a_link_is_known_by_its_words() {
        let read_block = |words: &str| {
            let body =
                format!("<main><div class=status><h2>Timetable</h2><p>Ferries leave from\n {words}.</p><p>No others.</p></div></main>");
            read(&page(&body), &kind("div.status", None, None)).unwrap().entries.remove(0)
        };
        let before = read_block("quay 4");
        assert_eq!((before.title.as_str(), before.link.as_deref()), ("Timetable", None));
        assert_eq!(before.content, "Timetable\nFerries leave from quay 4.\nNo others.");
        assert_eq!(before.identity, read_block("  quay 4").identity, "white space is no news");
        assert_ne!(before.identity, read_block("quay 5").identity);
    }

    #[test]
    fn the_page_of_older_items_is_found() {
        let rows = [
            ("<a rel=next href='?page=2'>", Some("https://mod.example/news/?page=2")),
            ("<link rel='next' href='/news/2'>", Some("https://mod.example/news/2")),
            ("<a rel=next href='/news/'>", None),
            ("<a rel=prev href='?page=0'>", None),
        ];
        for (link, next) in rows {
            let feed = read(&page(&format!("{LIST}{link}")), &kind("li.n", None, None)).unwrap();
            assert_eq!(feed.next.as_deref(), next, "{link}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let rows = [
            (String::new(), "the document is empty"),
            ("<p>nothing</p>".to_owned(), "no entry inside <li>"),
            ("<div>".repeat(600), "elements are nested 513 deep, more than 512"),
            ("x".repeat(LARGEST + 1), "3145729 bytes are more than 3145728"),
        ];
        for (body, message) in rows {
            assert_eq!(read(&page(&body), &kind("li", None, None)).unwrap_err().to_string(), message);
        }
        assert!(matches!(read(&page(LIST), &kind("li[", None, None)), Err(FeedError::Selector { .. })));
        assert_eq!(read(&page(LIST), &SourceKind::Feed).unwrap_err(), FeedError::NotAPage { kind: "feed" });
    }
}
