//! From a fetched page to the text its author wrote, with title, day, language, address and byline.
//!
//! `decode` → `sieve` (limits, before any DOM is built) → `head` and `linked` (what the page says of itself) → `clutter` (boxes
//! that are not the author's) → `text` and `furniture` (lines that are not) → `wall` (pages that stand in an article's place).

mod address;
mod author;
pub mod baseline;
mod calendar;
mod clutter;
mod day;
mod decode;
mod depth;
mod furniture;
mod head;
mod language;
mod lead;
mod lines;
mod linked;
mod printed;
mod redirect;
mod sieve;
mod tags;
mod text;
mod title;
mod wall;
mod words;

use crate::domain::{Article, Entry, Lang, Page, PageYield};
use day::Told;
use furniture::Known;
use head::Head;
use linked::Linked;
use scraper::Html;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The fewest characters that stand for an article: below this a page shows a teaser, a notice or an error.
const SHORTEST_TEXT: usize = 120;
/// The fewest characters of a feed's own text that stand for the article: shorter ones are summaries.
const SHORTEST_FEED_TEXT: usize = 600;

/// What is known of a page before it is read.
#[derive(Clone, Copy, Debug)]
pub struct Hints<'a> {
    /// A CSS selector for the article's text; `None` leaves it to the general extractor.
    pub selector: Option<&'a str>,
    /// The language its source usually writes in.
    pub lang: Lang,
}

/// Why a page is no article.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArticleError {
    /// A document of another kind.
    #[error("document is not HTML but {content_type}")]
    NotHtml {
        /// The `Content-Type` header, or what the first bytes show.
        content_type: String,
    },
    /// More bytes than are read.
    #[error("page has {bytes} bytes, over the limit of {limit}")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// More elements inside each other than any honest page has.
    #[error("page nests {depth} elements or more, over the limit of {limit}")]
    TooDeep {
        /// The depth at which counting stopped.
        depth: usize,
        /// The limit.
        limit: usize,
    },
    /// Markup that would stall a parser.
    #[error("page has more than {limit} {what}")]
    TooTangled {
        /// What there is too much of.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// A page that asks for proof of being human.
    #[error("page is a challenge by {by}, not the article")]
    Challenge {
        /// The company that guards the site.
        by: &'static str,
    },
    /// A page that asks for consent to cookies first.
    #[error("page is a consent wall, not the article")]
    Consent,
    /// A page that asks to log in first.
    #[error("page is a login form, not the article")]
    Login,
    /// A redirect page of Google News that names its target.
    #[error("page is a Google News redirect to {url}")]
    Redirect {
        /// The article's address.
        url: String,
    },
    /// A redirect page of Google News that does not name its target.
    #[error("page is a Google News redirect that does not name the article")]
    Unresolved,
    /// A page without a main text.
    #[error("page has no main text: {chars} characters were found, an article has {SHORTEST_TEXT} or more")]
    NoText {
        /// How much was found.
        chars: usize,
    },
    /// A selector that cannot be read.
    #[error("selector \"{selector}\" is not CSS")]
    Selector {
        /// As configured.
        selector: String,
    },
    /// A defect of a parser, caught.
    #[error("a parser failed on the page")]
    Panicked,
}

/// Reads the article of a page. Work is bounded by the limits of size, depth and elements.
///
/// # Errors
/// See [`ArticleError`].
pub fn read(page: &Page, hints: &Hints) -> Result<Article, ArticleError> {
    catch_unwind(AssertUnwindSafe(|| read_page(page, hints))).unwrap_or(Err(ArticleError::Panicked))
}

/// The feed's own text as an article. Behind a link, `None` where it is too short to be more than a summary; an entry that leads nowhere
/// is all there is, such as a block of a page that changes.
pub fn from_entry(entry: &Entry, lang: Lang) -> Option<Article> {
    let own = if entry.link.is_none() && entry.content.trim().is_empty() { &entry.summary } else { &entry.content };
    let text = own.trim();
    let fewest = if entry.link.is_some() { SHORTEST_FEED_TEXT } else { 1 };
    (text.chars().count() >= fewest).then(|| Article {
        url: entry.link.clone(),
        title: entry.title.clone(),
        text: text.to_owned(),
        published: entry.published.map(|at| at.date_naive()),
        lang: language::of_text(text, lang, lang),
        author: None,
    })
}

/// What a page yielded, for its source's [`baseline`].
pub fn yielded(read: &Result<Article, ArticleError>) -> PageYield {
    match read {
        Ok(article) => PageYield { chars: Some(article.text.chars().count()), dated: article.published.is_some() },
        Err(_) => PageYield { chars: None, dated: false },
    }
}

/// The article with what its page leaves open filled from the entry that led to it.
pub fn completed(article: Article, entry: &Entry) -> Article {
    let title = if article.title.is_empty() { entry.title.clone() } else { article.title };
    let published = article.published.or_else(|| entry.published.map(|at| at.date_naive()));
    Article { title, published, ..article }
}

fn read_page(page: &Page, hints: &Hints) -> Result<Article, ArticleError> {
    check_kind(page)?;
    sieve::check_size(page.body.len())?;
    let source = decode::decode(&page.body, page.content_type.as_deref());
    let sieved = sieve::sieve(&source)?;
    let mut document = Html::parse_document(&sieved.html);
    let head = Head::of(&document);
    let linked = Linked::of(&sieved);
    wall::check_label(page, &head, &document)?;
    let title = title::of(&document, &head, &linked);
    let titles = title::all(&document, &head, &linked);
    let published = day::of(&document, &Told { head: &head, linked: &linked, url: &page.url, title: &title });
    let lead = lead::of(&document, &head);
    clutter::remove(&mut document);
    let author = author::of(&document, &head, &linked);
    let known = Known { titles: &titles, author: author.as_deref() };
    let text = wall::check_text(text::of(&document, &linked, &known, hints.selector), &source, &sieved.html)?;
    let text = lead::above(lead, text);
    Ok(Article {
        url: Some(address::of(&page.url, &head)),
        lang: language::of_text(&text, language::declared(&head).unwrap_or(hints.lang), hints.lang),
        title,
        published,
        author,
        text,
    })
}

/// Refuses what says it is, or visibly is, no HTML.
fn check_kind(page: &Page) -> Result<(), ArticleError> {
    let said = page.content_type.as_deref().unwrap_or("text/html").trim().to_ascii_lowercase();
    let kind = said.split(';').next().unwrap_or_default().trim();
    if !kind.is_empty() && !["html", "xml", "text/plain", "octet-stream"].iter().any(|k| kind.contains(k)) {
        return Err(ArticleError::NotHtml { content_type: kind.to_owned() });
    }
    if page.body.starts_with(b"%PDF-") {
        return Err(ArticleError::NotHtml { content_type: "application/pdf".to_owned() });
    }
    Ok(())
}
