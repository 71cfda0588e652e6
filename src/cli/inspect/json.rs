//! The JSON forms of what a document yields.

use crate::domain::Article;
use crate::pipeline::feed::Feed;
use serde_json::{Value, json};

/// `{"entries":[{"id","title","link","published"}]}`; `published` is RFC 3339 or null.
pub(super) fn feed(feed: &Feed) -> Value {
    let entries: Vec<Value> = feed
        .entries
        .iter()
        .map(|entry| {
            let published = entry.published.map(|at| at.to_rfc3339());
            json!({ "id": entry.identity.as_str(), "title": entry.title, "link": entry.link, "published": published })
        })
        .collect();
    json!({ "entries": entries })
}

/// `{"title","published","language","text"}`; `published` is a day or null.
pub(super) fn article(article: &Article) -> Value {
    json!({ "title": article.title, "published": article.published, "language": article.lang, "text": article.text })
}
