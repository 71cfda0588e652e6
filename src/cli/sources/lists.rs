//! Lists of sources as feed readers exchange them, in and out.

use crate::cli::Outcome;
use crate::config::{Config, sources_text};
use crate::domain::{Source, SourceId};
use crate::fetch::without_credentials;
use crate::pipeline::opml;
use anyhow::{Context, Result, bail};
use std::collections::HashSet;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

/// Adds the sources of an OPML file that are not configured yet to the sources file; prints them where none is configured.
pub(super) fn import(file: &Path, config: &Config) -> Result<Outcome> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let listed = opml::read(&text);
    if listed.is_empty() {
        bail!("{} lists no feed: an OPML file has outline elements with an xmlUrl", file.display());
    }
    let count = listed.len();
    let added = new_ones(listed, &config.sources);
    let tables = sources_text(&added)?;
    match &config.sources_file {
        Some(path) => {
            append(path, &tables).with_context(|| format!("cannot add to {}", path.display()))?;
            println!("{} of {count} sources added to {}; see their standing and language there", added.len(), path.display());
        }
        None => print!("# {} of {count} sources: put them into a file that `sources` names in the configuration\n\n{tables}", added.len()),
    }
    Ok(Outcome::Well)
}

/// Prints all sources; an address shows no credentials, since lists are made to be passed on.
pub(super) fn export(config: &Config) -> Result<Outcome> {
    let sources: Vec<Source> =
        config.sources.iter().map(|source| Source { url: without_credentials(&source.url), ..source.clone() }).collect();
    print!("{}", opml::write(&sources));
    Ok(Outcome::Well)
}

/// Those whose address is not configured, each with an id of its own.
fn new_ones(listed: Vec<Source>, known: &[Source]) -> Vec<Source> {
    let urls: HashSet<&str> = known.iter().map(|source| source.url.as_str()).collect();
    let mut ids: HashSet<SourceId> = known.iter().map(|source| source.id.clone()).collect();
    let mut added: Vec<Source> = listed.into_iter().filter(|source| !urls.contains(source.url.as_str())).collect();
    for source in &mut added {
        let free = (2..).filter_map(|n| SourceId::parse(&format!("{}-{n}", source.id)).ok());
        let own = std::iter::once(source.id.clone()).chain(free).find(|id| !ids.contains(id));
        let Some(own) = own else { continue };
        if source.publisher == source.id.as_str() {
            source.publisher = own.as_str().to_owned();
        }
        ids.insert(own.clone());
        source.id = own;
    }
    added
}

fn append(path: &Path, tables: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new().append(true).create(true).open(path)?;
    file.write_all(format!("\n{tables}").as_bytes())
}
