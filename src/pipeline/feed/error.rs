//! Why a document yields no entries.

use thiserror::Error;

/// Why a feed, page or sitemap could not be read. None of them means "no news".
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum FeedError {
    /// Nothing but white space came.
    #[error("the document is empty")]
    Empty,
    /// The document is something else.
    #[error("no feed, but {looks_like}")]
    NotAFeed {
        /// What it seems to be, such as `an html page titled "Sign in"`.
        looks_like: String,
    },
    /// The document is what was asked for, and holds no entry.
    #[error("no entry inside <{root}>")]
    NoEntries {
        /// The name of its outermost element; `json` for JSON; the selector of a page's items.
        root: String,
    },
    /// A page nests its elements so deeply that building a tree of it is not safe.
    #[error("elements are nested {depth} deep, more than {most}")]
    TooDeep {
        /// Where counting stopped.
        depth: usize,
        /// The limit.
        most: usize,
    },
    /// A page is so large that building a tree of it is not safe.
    #[error("{bytes} bytes are more than {most}")]
    TooLarge {
        /// The page's length.
        bytes: usize,
        /// The limit.
        most: usize,
    },
    /// A selector of the source cannot be read.
    #[error("\"{selector}\" is no CSS selector: {reason}")]
    Selector {
        /// As configured.
        selector: String,
        /// What the selector parser says.
        reason: String,
    },
    /// The source is not a page with selectors.
    #[error("the source is a {kind}, not a page with selectors")]
    NotAPage {
        /// What it is.
        kind: &'static str,
    },
    /// The parser behind the pre-pass refused what the pre-pass wrote.
    #[error("the parser refused the document: {0}")]
    Refused(String),
    /// The parser behind the pre-pass panicked.
    #[error("the parser panicked: {0}")]
    Panicked(String),
}
