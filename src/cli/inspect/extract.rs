//! `extract`: what articles claim, and why.

use super::super::{Outcome, input};
use crate::domain::{Article, Extraction, Lang, Relevance, Report, Standing};
use crate::pipeline::extract::{self, Lexicon};
use crate::pipeline::fx::Rates;
use crate::pipeline::merge::{self, Memory};
use crate::pipeline::{article, relevance};
use anyhow::{Context, Result};
use chrono::NaiveDate;
use serde::Deserialize;
use std::io::{BufRead, Write};
use std::path::PathBuf;

/// Which articles, and in which form the answer comes.
#[derive(clap::Args)]
pub(in crate::cli) struct ExtractArguments {
    /// Web pages (.html), plain texts or their .gz, addresses, or - for standard input; with --jsonl files of articles
    #[arg(value_name = "FILE")]
    documents: Vec<String>,
    /// Batch form: articles in as JSON objects, one a line (id, title, text, and where known url, published, lang); mentions out likewise
    #[arg(long)]
    jsonl: bool,
    /// A folder with files that stand in for those of the embedded lexicon
    #[arg(long, value_name = "DIR")]
    lexicon: Option<PathBuf>,
}

/// An article as the batch form has it.
#[derive(Deserialize)]
struct Line {
    id: String,
    #[serde(default)]
    title: String,
    text: String,
    url: Option<String>,
    published: Option<String>,
    lang: Option<Lang>,
}

/// Shows what articles claim.
pub(in crate::cli) fn extract(arguments: &ExtractArguments) -> Result<Outcome> {
    let reader = Reader { lexicon: crate::app::lexicon(arguments.lexicon.as_deref())?, rates: crate::app::rates(None)? };
    let standard_input = ["-".to_owned()];
    let documents = if arguments.documents.is_empty() { &standard_input[..] } else { &arguments.documents };
    if arguments.jsonl { reader.batch(documents) } else { reader.human(documents) }
}

struct Reader {
    lexicon: Lexicon,
    rates: Rates,
}

impl Reader {
    fn read(&self, article: &Article) -> (Extraction, Relevance) {
        relevance::read(article, &self.lexicon)
    }

    fn human(&self, documents: &[String]) -> Result<Outcome> {
        let mut outcome = Outcome::Well;
        for name in documents {
            match self.document(name) {
                Ok(article) => {
                    let (extraction, relevance) = self.read(&article);
                    println!("{}", extract::explain(&article, &extraction, &relevance));
                }
                Err(error) => {
                    eprintln!("{name}: {error:#}");
                    outcome = Outcome::WithFailures;
                }
            }
        }
        Ok(outcome)
    }

    /// A web page is read as the service reads it; anything else is the text itself, its first line the title.
    fn document(&self, name: &str) -> Result<Article> {
        let page = super::page(name)?;
        if page.content_type.as_deref() == Some("text/html") || input::is_url(name) || looks_like_html(&page.body) {
            return Ok(article::read(&page, &article::Hints { selector: None, lang: Lang::EN })?);
        }
        let text = String::from_utf8_lossy(&page.body);
        let (title, text) = text.trim().split_once('\n').unwrap_or(("", text.trim()));
        Ok(self.article(Line { id: String::new(), title: title.to_owned(), text: text.to_owned(), url: None, published: None, lang: None }))
    }

    fn article(&self, line: Line) -> Article {
        let lang = line.lang.unwrap_or_else(|| relevance::detect_language(&line.text, None));
        Article {
            url: line.url,
            title: line.title,
            text: line.text,
            published: line.published.as_deref().and_then(day),
            lang,
            author: None,
        }
    }

    fn batch(&self, files: &[String]) -> Result<Outcome> {
        let mut ledger = Memory::default();
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        for file in files {
            for (number, line) in input::bytes(file)?.lines().enumerate() {
                let line = line.with_context(|| format!("{file}:{}: not UTF-8", number + 1))?;
                if !line.trim().is_empty() {
                    let line = serde_json::from_str(&line).with_context(|| format!("{file}:{}: not an article", number + 1))?;
                    writeln!(out, "{}", self.answer(line, &mut ledger))?;
                }
            }
        }
        out.flush()?;
        Ok(Outcome::Well)
    }

    fn answer(&self, line: Line, ledger: &mut Memory) -> serde_json::Value {
        let id = line.id.clone();
        let article = self.article(line);
        let (extraction, relevance) = self.read(&article);
        let reports: Vec<Report> = extraction.mentions.iter().map(|mention| report(&article, mention, &id)).collect();
        let Ok(filed) = merge::file(ledger, &reports, &self.rates);
        let pledges: Vec<Option<String>> = filed.into_iter().map(|pledge| pledge.map(|id| id.to_string())).collect();
        extract::wire::line(&id, &article, &extraction, &relevance, &pledges)
    }
}

/// A mention as a report of an outlet nobody knows: the article's id stands for the publisher.
fn report(article: &Article, mention: &crate::domain::Mention, id: &str) -> Report {
    Report {
        mention: mention.clone(),
        url: article.url.clone(),
        title: article.title.clone(),
        outlet: id.to_owned(),
        publisher: id.to_owned(),
        standing: Standing::GeneralPress,
        lang: article.lang,
        day: article.published,
        sketch: merge::copies::sketch(&article.text),
    }
}

fn looks_like_html(body: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&body[..body.len().min(1024)]).to_ascii_lowercase();
    start.contains("<!doctype html") || start.contains("<html")
}

/// The day at the beginning of a date; a month or year alone is no day.
fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.get(..10)?, "%Y-%m-%d").ok()
}
