//! The sources file.

use super::error::{ConfigError, Written};
use super::settings::{KindSetting, SourceList, SourceSettings};
use crate::domain::{Lang, Source, SourceId, SourceKind, Standing};
use serde::Serialize;
use std::collections::HashSet;
use toml::Spanned;

/// Reads a list of `[[source]]` tables; ids and addresses are unique.
pub(super) fn read(written: &Written) -> Result<Vec<Source>, ConfigError> {
    let list: SourceList = written.parse()?;
    let mut seen = HashSet::new();
    let mut sources = Vec::with_capacity(list.source.len());
    for settings in list.source {
        unique(written, &mut seen, settings.id.span(), settings.id.get_ref().as_str(), "id")?;
        unique(written, &mut seen, settings.url.span(), settings.url.get_ref(), "url")?;
        address(written, &settings.url)?;
        settings.archive.as_ref().map_or(Ok(()), |archive| address(written, archive))?;
        sources.push(source(written, settings)?);
    }
    Ok(sources)
}

/// Sources as they are written in a sources file.
///
/// # Errors
/// When a source cannot be put into words, which no source we know of cannot.
pub fn text(sources: &[Source]) -> Result<String, toml::ser::Error> {
    let tables = sources.iter().map(|source| Ok(format!("[[source]]\n{}\n", toml::to_string(&Table::of(source))?)));
    tables.collect()
}

/// A `[[source]]` table; what is left out is as it would be read.
#[derive(Serialize)]
struct Table<'a> {
    id: &'a SourceId,
    name: &'a str,
    url: &'a str,
    archive: Option<&'a str>,
    publisher: Option<&'a str>,
    standing: Standing,
    lang: Lang,
    selector: Option<&'a str>,
    read_all: Option<bool>,
    #[serde(flatten)]
    kind: Option<&'a SourceKind>,
}

impl<'a> Table<'a> {
    fn of(source: &'a Source) -> Self {
        Table {
            id: &source.id,
            name: &source.name,
            url: &source.url,
            archive: source.archive.as_deref(),
            publisher: Some(source.publisher.as_str()).filter(|publisher| *publisher != source.id.as_str()),
            standing: source.standing,
            lang: source.lang,
            selector: source.selector.as_deref(),
            read_all: source.read_all.then_some(true),
            kind: Some(&source.kind).filter(|kind| **kind != SourceKind::Feed),
        }
    }
}

fn unique(written: &Written, seen: &mut HashSet<String>, span: std::ops::Range<usize>, value: &str, key: &str) -> Result<(), ConfigError> {
    if seen.insert(value.to_owned()) {
        return Ok(());
    }
    Err(written.fault(span, format!("source {key} \"{value}\" is there twice: remove one of the two")))
}

fn address(written: &Written, url: &Spanned<String>) -> Result<(), ConfigError> {
    match url::Url::parse(url.get_ref()) {
        Ok(parsed) if matches!(parsed.scheme(), "http" | "https") => Ok(()),
        _ => Err(written.fault(url.span(), format!("\"{}\" is no address: write one that begins with https:// or http://", url.get_ref()))),
    }
}

fn source(written: &Written, settings: SourceSettings) -> Result<Source, ConfigError> {
    let kind = kind(written, &settings)?;
    Ok(Source {
        publisher: settings.publisher.unwrap_or_else(|| settings.id.get_ref().as_str().to_owned()),
        id: settings.id.into_inner(),
        name: settings.name,
        url: settings.url.into_inner(),
        archive: settings.archive.map(Spanned::into_inner),
        kind,
        standing: settings.standing,
        lang: settings.lang,
        selector: settings.selector,
        read_all: settings.read_all,
    })
}

fn kind(written: &Written, settings: &SourceSettings) -> Result<SourceKind, ConfigError> {
    match (settings.kind, &settings.item) {
        (KindSetting::Feed, _) => Ok(SourceKind::Feed),
        (KindSetting::Sitemap, _) => Ok(SourceKind::Sitemap),
        (KindSetting::Page, Some(item)) => Ok(SourceKind::Page {
            item: item.clone(),
            link: settings.link.clone(),
            title: settings.title.clone(),
            date: settings.date.clone(),
        }),
        (KindSetting::Page, None) => {
            Err(written.fault(settings.id.span(), "a source of kind \"page\" needs item = \"…\", the CSS selector of one item of its list"))
        }
    }
}
