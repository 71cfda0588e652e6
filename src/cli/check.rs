//! `check`: is everything in order? Names file, line and key of every fault.

use super::{Outcome, load};
use crate::app;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::Validators;
use crate::fetch::{Cap, Fetcher, Request};
use crate::mail::{DkimKey, MailConfig, Mailer};
use crate::store::Store;
use anyhow::{Context, Result};
use std::path::Path;

/// How far the check goes.
#[derive(clap::Args)]
pub(super) struct CheckArguments {
    /// Also log in to the mail server and ask each source
    #[arg(long)]
    online: bool,
}

/// Validates what the program would run on, and prints it with secrets hidden.
pub(super) fn run(arguments: &CheckArguments, named: Option<&Path>, clock: Clock) -> Result<Outcome> {
    let config = load(named)?;
    app::lexicon(config.lexicon_dir.as_deref())?;
    let config = app::with_things(config)?;
    app::templates(config.templates_dir.as_deref())?;
    let mailer = Mailer::new(config.mail.clone())?;
    if config.database().exists() {
        Store::open_read_only(&config.database())?;
    }
    print(&config, clock);
    if arguments.online { super::service::on_runtime(online(&config, mailer)) } else { Ok(Outcome::Well) }
}

fn print(config: &Config, clock: Clock) {
    println!("data        {}", config.data_dir.display());
    println!("sources     {}", config.sources.len());
    println!("mail        from {}, {}, {}", config.mail.from, config.mail.way, signed(&config.mail));
    for reader in &config.subscribers {
        let due = crate::pipeline::schedule::next_due(&reader.schedule, reader.zone, clock.now());
        let due = due.map_or_else(|| "never".to_owned(), |at| at.with_timezone(&reader.zone).format("%a %d %b %H:%M %Z").to_string());
        println!("subscriber  {} <{}> next letter {due}", reader.name, reader.address);
    }
    println!("web         {}", web(config));
    println!("all in order");
}

fn signed(mail: &MailConfig) -> String {
    let key = |dkim: &DkimKey| format!("signed by {}._domainkey.{}", dkim.selector, dkim.domain);
    mail.dkim.as_ref().map_or_else(|| "not signed".to_owned(), key)
}

/// Where the ledger's pages are. Links that nothing of ours answers are no fault, since another process may serve them, but worth a word.
fn web(config: &Config) -> String {
    match (config.listen, &config.public_url) {
        (None, None) => "no pages: web.listen is not set".to_owned(),
        (None, Some(url)) => {
            format!("letters link to {url}, but this configuration serves no pages: set web.listen, or serve them elsewhere")
        }
        (Some(address), None) => format!("http://{address}, not linked from letters: web.public_url is not set"),
        (Some(address), Some(url)) => format!("http://{address}, linked from letters as {url}"),
    }
}

async fn online(config: &Config, mut mailer: Mailer) -> Result<Outcome> {
    let mut outcome = Outcome::Well;
    match mailer.check_login().await {
        Ok(()) => println!("mail        logged in"),
        Err(error) => {
            println!("mail        {error}");
            outcome = Outcome::WithFailures;
        }
    }
    let fetcher = Fetcher::new(&config.fetch).context("cannot ask the sources")?;
    for source in &config.sources {
        let request = Request { url: &source.url, validators: &Validators::default(), cap: Cap::Feed, robots: false };
        match fetcher.get(&request).await {
            Ok(_) => println!("{:<26} answers", source.id.as_str()),
            Err(error) => {
                println!("{:<26} {error}", source.id.as_str());
                outcome = Outcome::WithFailures;
            }
        }
    }
    Ok(outcome)
}
