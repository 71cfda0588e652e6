//! `extract`, `feed` and `article`: what one document yields. The same functions as the service, and nothing else:
//! no configuration, no database, and no network for files.

mod extract;
mod json;

pub(super) use extract::{ExtractArguments, extract};

use super::{Outcome, input};
use crate::domain::{Lang, Page};
use crate::pipeline::{article, feed};
use anyhow::Result;
use serde_json::{Value, json};

/// Which documents, and in which form the answer comes.
#[derive(clap::Args)]
pub(super) struct DocumentArguments {
    /// Files (also .gz), - for standard input, or (for article) an address
    #[arg(required = true, value_name = "FILE")]
    documents: Vec<String>,
    /// One JSON object a line, for each document
    #[arg(long)]
    jsonl: bool,
}

/// Shows the entries of feeds.
pub(super) fn feed(arguments: &DocumentArguments) -> Result<Outcome> {
    each(
        arguments,
        |name| Ok(feed::read(&page(name)?)?),
        json::feed,
        |feed| {
            let mut shown = format!("{} ({} entries)\n", feed.title, feed.entries.len());
            for entry in &feed.entries {
                let day = entry.published.map_or_else(|| "no date   ".to_owned(), |at| at.format("%Y-%m-%d").to_string());
                shown += &format!("  {day}  {}\n              {}\n", entry.title, entry.link.as_deref().unwrap_or("no link"));
            }
            shown
        },
    )
}

/// Shows the main text of pages.
pub(super) fn article(arguments: &DocumentArguments) -> Result<Outcome> {
    let read = |name: &str| {
        let hints = article::Hints { selector: None, lang: Lang::EN };
        Ok(article::read(&page(name)?, &hints)?)
    };
    each(arguments, read, json::article, |article| {
        let day = article.published.map_or_else(|| "no date".to_owned(), |day| day.to_string());
        format!("{}\n{day} · {} · {}\n\n{}\n", article.title, article.lang, article.url.as_deref().unwrap_or("no address"), article.text)
    })
}

/// Reads each document and prints what it yields; one that fails is told and does not stop the others.
fn each<T>(
    arguments: &DocumentArguments,
    read: impl Fn(&str) -> Result<T>,
    as_json: impl Fn(&T) -> Value,
    as_text: impl Fn(&T) -> String,
) -> Result<Outcome> {
    let mut outcome = Outcome::Well;
    for name in &arguments.documents {
        let result = read(name);
        match (&result, arguments.jsonl) {
            (Ok(yielded), false) => println!("{}", as_text(yielded)),
            (Err(error), false) => eprintln!("{name}: {error:#}"),
            (_, true) => println!("{}", line(name, &result, &as_json)),
        }
        if result.is_err() {
            outcome = Outcome::WithFailures;
        }
    }
    Ok(outcome)
}

/// The batch form: `file`, `ok`, `error`, and what the document yields.
fn line<T>(name: &str, result: &Result<T>, as_json: impl Fn(&T) -> Value) -> Value {
    let mut line = json!({ "file": name, "ok": result.is_ok(), "error": result.as_ref().err().map(|error| format!("{error:#}")) });
    if let (Some(line), Some(Value::Object(yielded))) = (line.as_object_mut(), result.as_ref().ok().map(as_json)) {
        line.extend(yielded);
    }
    line
}

/// A document as a page: from a file as it lies there, from an address as it comes over the wire.
fn page(name: &str) -> Result<Page> {
    if input::is_url(name) {
        return super::service::get_page(name);
    }
    Ok(Page { url: String::new(), content_type: input::content_type(name), body: input::bytes(name)? })
}
