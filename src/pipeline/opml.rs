//! OPML 2.0: lists of sources as feed readers exchange them.
//!
//! What a feed reader does not know of a source stands in attributes of our own namespace, so that a list that we wrote brings the same
//! sources back.

use super::feed::token::{Tag, Token, Tokens};
use crate::domain::{Lang, Source, SourceId, SourceKind, Standing};
use serde::de::DeserializeOwned;
use std::collections::HashSet;

/// The namespace of our attributes.
const NAMESPACE: &str = "urn:pledgewatch:source";

/// The sources a list names, each address once. Where the list does not say, a source is taken for general press in English.
pub fn read(text: &str) -> Vec<Source> {
    let mut seen = HashSet::new();
    let outlines = Tokens::new(text).filter_map(|token| match token {
        Token::Open(tag) if tag.name.eq_ignore_ascii_case("outline") => source(&tag),
        _ => None,
    });
    outlines.filter(|source| seen.insert(source.url.clone())).collect()
}

fn source(tag: &Tag<'_>) -> Option<Source> {
    let said = |name: &str| tag.attribute(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    let own = |name: &str| said(&format!("pledgewatch:{name}"));
    let url = said("xmlUrl").filter(|url| url.starts_with("http://") || url.starts_with("https://"))?;
    let name = said("title").or_else(|| said("text")).unwrap_or_else(|| url.clone());
    let id = own("id").and_then(|id| SourceId::parse(&id).ok()).or_else(|| named(&name)).or_else(|| named(&url))?;
    Some(Source {
        publisher: own("publisher").unwrap_or_else(|| id.as_str().to_owned()),
        kind: kind(own("kind").as_deref(), &own),
        standing: own("standing").and_then(|standing| by_name(&standing)).unwrap_or(Standing::GeneralPress),
        lang: said("language").and_then(|tag| Lang::parse(&tag).ok()).unwrap_or(Lang::EN),
        selector: own("selector"),
        read_all: own("read_all").is_some(),
        archive: own("archive"),
        id,
        name,
        url,
    })
}

fn kind(name: Option<&str>, own: &impl Fn(&str) -> Option<String>) -> SourceKind {
    match (name, own("item")) {
        (Some("page"), Some(item)) => SourceKind::Page { item, link: own("link"), title: own("title"), date: own("date") },
        (Some("sitemap"), _) => SourceKind::Sitemap,
        _ => SourceKind::Feed,
    }
}

fn by_name<T: DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
}

/// The id that a name suggests: its letters and digits, in lower case, joined by hyphens; `None` where it has none of `a-z` and `0-9`.
pub fn named(name: &str) -> Option<SourceId> {
    let name = name.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.").to_ascii_lowercase();
    let words: Vec<&str> = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).take(6).collect();
    SourceId::parse(&words.join("-")).ok()
}

/// The sources as a list, by standing.
pub fn write(sources: &[Source]) -> String {
    let head = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\" xmlns:pledgewatch=\"{NAMESPACE}\">\n\
         <head><title>The sources of pledgewatch</title></head>\n<body>\n"
    );
    let lists = [
        ("Official", Standing::Official),
        ("Trade press", Standing::TradePress),
        ("General press", Standing::GeneralPress),
        ("Aggregators", Standing::Aggregator),
    ];
    let body: String = lists.iter().map(|(title, standing)| list(title, sources.iter().filter(|s| s.standing == *standing))).collect();
    format!("{head}{body}</body>\n</opml>\n")
}

fn list<'a>(title: &str, sources: impl Iterator<Item = &'a Source>) -> String {
    let outlines: String = sources.map(outline).collect();
    if outlines.is_empty() { outlines } else { format!("<outline text=\"{title}\">\n{outlines}</outline>\n") }
}

fn outline(source: &Source) -> String {
    let kind = serde_json::to_value(&source.kind).unwrap_or_default();
    let part = |name: &str| kind.get(name).and_then(|value| value.as_str()).map(str::to_owned);
    let standing = serde_json::to_value(source.standing).ok().and_then(|name| name.as_str().map(str::to_owned));
    let feed = source.kind == SourceKind::Feed;
    let attributes = [
        ("type", feed.then(|| "rss".to_owned())),
        ("text", Some(source.name.clone())),
        ("title", Some(source.name.clone())),
        ("xmlUrl", Some(source.url.clone())),
        ("language", Some(source.lang.code().to_owned())),
        ("pledgewatch:id", Some(source.id.as_str().to_owned())),
        ("pledgewatch:publisher", Some(source.publisher.clone()).filter(|publisher| publisher != source.id.as_str())),
        ("pledgewatch:standing", standing),
        ("pledgewatch:selector", source.selector.clone()),
        ("pledgewatch:read_all", source.read_all.then(|| "true".to_owned())),
        ("pledgewatch:archive", source.archive.clone()),
        ("pledgewatch:kind", part("kind").filter(|_| !feed)),
        ("pledgewatch:item", part("item")),
        ("pledgewatch:link", part("link")),
        ("pledgewatch:title", part("title")),
        ("pledgewatch:date", part("date")),
    ];
    let said = attributes.into_iter().filter_map(|(name, value)| Some(format!(" {name}=\"{}\"", escaped(&value?))));
    format!("  <outline{}/>\n", said.collect::<String>())
}

fn escaped(value: &str) -> String {
    value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn plain(id: &str) -> Source {
        Source {
            id: SourceId::parse(id).unwrap(),
            name: format!("The {id}"),
            url: format!("https://{id}.example/feed?a=1&b=\"2\""),
            archive: None,
            kind: SourceKind::Feed,
            publisher: id.to_owned(),
            standing: Standing::GeneralPress,
            lang: Lang::EN,
            selector: None,
            read_all: false,
        }
    }

    #[test]
    fn a_list_that_we_wrote_brings_the_same_sources_back() {
        let some = |text: &str| Some(text.to_owned());
        let page = SourceKind::Page { item: "ul > li.news".to_owned(), link: some("a"), title: some("h3"), date: None };
        let sources = [
            Source { standing: Standing::Official, kind: page, lang: Lang::parse("uk").unwrap(), read_all: true, ..plain("ministry") },
            Source {
                publisher: "group".to_owned(),
                selector: some("div.\"text\""),
                archive: some("https://a.example/map"),
                ..plain("paper")
            },
            Source { kind: SourceKind::Sitemap, standing: Standing::Aggregator, name: "A & B <C>".to_owned(), ..plain("all") },
        ];
        assert_eq!(read(&write(&sources)), sources);
    }

    #[test]
    fn lists_of_feed_readers_are_read() {
        let rows = [
            (r#"<outline text="Défense – Zone" xmlUrl="https://x.example/rss"/>"#, Some(("d-fense-zone", "https://x.example/rss"))),
            (r#"<OUTLINE TITLE="A" XMLURL=" http://x.example/a "></OUTLINE>"#, Some(("a", "http://x.example/a"))),
            (r#"<outline text="Оборона" xmlUrl="https://www.x.example/rss"/>"#, Some(("x-example-rss", "https://www.x.example/rss"))),
            (r#"<outline xmlUrl="https://x.example/?a=1&amp;b"/>"#, Some(("x-example-a-1-b", "https://x.example/?a=1&b"))),
            (r#"<outline text="folder"/>"#, None),
            (r#"<outline text="A" xmlUrl="feed://x.example"/>"#, None),
            ("not a list", None),
        ];
        for (text, expected) in rows {
            let found = read(&format!("<opml><body>{text}{text}"));
            let found: Vec<_> = found.iter().map(|source| (source.id.as_str(), source.url.as_str())).collect();
            assert_eq!(found, Vec::from_iter(expected), "{text}");
        }
    }
}
