//! What was fetched, and what a reader would read of it.

use super::{Field, Lang};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A document as it came over the wire, decompressed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// The address that answered, after redirects.
    pub url: String,
    /// The `Content-Type` header, as sent; `None` where the server sent none.
    pub content_type: Option<String>,
    /// The bytes, undecoded.
    pub body: Vec<u8>,
}

/// The part of a page that an author wrote: no menus, teasers or link lists.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Article {
    /// The canonical address where the page names one, else the address fetched; `None` for text from standard input.
    pub url: Option<String>,
    /// The headline, without markup; empty where there is none.
    pub title: String,
    /// The main text: paragraphs separated by a line break, no markup.
    pub text: String,
    /// The day of publication in the publisher's own reckoning; `None` where neither page nor feed says.
    pub published: Option<NaiveDate>,
    /// The language the text is written in.
    pub lang: Lang,
    /// The byline, as printed.
    pub author: Option<String>,
}

impl Article {
    /// The text that spans of `field` point into.
    pub fn field(&self, field: Field) -> &str {
        match field {
            Field::Title => &self.title,
            Field::Text => &self.text,
        }
    }
}
