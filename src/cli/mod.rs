//! The command line: arguments in, exit code out. Each command is a small file that calls the same rooms as the service.

mod check;
mod demo;
mod digest;
mod input;
mod inspect;
mod ledger;
mod lines;
mod news;
mod outbox;
mod progress;
mod reread;
mod service;
mod sources;
mod subscribers;
mod upkeep;

use crate::clock::Clock;
use crate::config::Config;
use anyhow::Result;
use clap::{Parser, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The file looked for where none is named.
const DEFAULT_CONFIG: &str = "pledgewatch.toml";

/// Reads the defence news, keeps a ledger of what is promised to Ukraine, and tells it by letter.
#[derive(Parser)]
#[command(version, about, long_about = None, max_term_width = 100)]
struct Arguments {
    /// The configuration [default: pledgewatch.toml in this folder, if there]
    #[arg(long, short, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// One cycle: poll what is due, read, compose, send; then exit (0 all well, 2 ran through with failures, 1 could not run)
    #[arg(long)]
    once: bool,
    /// With --once: read everything, write and send nothing
    #[arg(long, requires = "once")]
    dry_run: bool,
    /// With --once: poll every source, due or not
    #[arg(long, requires = "once")]
    all: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// The whole pipeline against a bundled newsroom in a temporary folder: no network, no set-up
    Demo(demo::DemoArguments),
    /// Validate configuration, sources, lexicon, templates and database
    Check(check::CheckArguments),
    /// Show what articles yield, and why
    Extract(inspect::ExtractArguments),
    /// Show the entries of feeds
    Feed(inspect::DocumentArguments),
    /// Show the main text of pages
    Article(inspect::DocumentArguments),
    /// List the ledger, add it up (totals), or set a pledge right by hand (merge, split, reject, restore, set)
    Pledges(ledger::PledgesArguments),
    /// Find what the sources listed by words, and what became of it
    News(news::NewsArguments),
    /// The whole story of one pledge, letter or article address
    Explain(ledger::ExplainArguments),
    /// Read the stored articles again by today's lexicon and rules
    Reprocess(reread::ReprocessArguments),
    /// Compare the ledger with a table in the Kiel tracker's columns
    Reconcile(reread::ReconcileArguments),
    /// Compose a digest without sending it
    Digest(digest::DigestArguments),
    /// The health of each source
    Sources(sources::SourcesArguments),
    /// Who gets what, when next, and what was sent last
    Subscribers(subscribers::SubscribersArguments),
    /// The letters waiting, sent and refused
    Outbox(outbox::OutboxArguments),
    /// Copy the ledger while it is in use
    Backup(upkeep::BackupArguments),
    /// Look for damage, orphans and stuck letters
    Doctor(upkeep::DoctorArguments),
    /// Print the configuration template
    Template,
}

/// How a command that ran to its end went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outcome {
    /// All well.
    Well,
    /// Ran through, with failures told on the way.
    WithFailures,
}

/// Runs the program; a command that could not run says why on standard error.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let quiet = arguments.command.is_some();
    progress::start_log(quiet);
    match run(arguments) {
        Ok(Outcome::Well) => ExitCode::SUCCESS,
        Ok(Outcome::WithFailures) => ExitCode::from(2),
        Err(error) => {
            eprintln!("pledgewatch: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<Outcome> {
    let config = arguments.config.as_deref();
    let clock = Clock::System;
    match arguments.command {
        None if arguments.once => service::once(load(config)?, clock, service::Manner { dry_run: arguments.dry_run, all: arguments.all }),
        None => service::daemon(load(config)?, clock),
        Some(Command::Demo(demo)) => demo::run(&demo, clock),
        Some(Command::Check(check)) => check::run(&check, config, clock),
        Some(Command::Extract(extract)) => inspect::extract(&extract),
        Some(Command::Feed(documents)) => inspect::feed(&documents),
        Some(Command::Article(documents)) => inspect::article(&documents),
        Some(Command::Pledges(pledges)) => ledger::pledges(&pledges, &load(config)?, clock),
        Some(Command::News(news)) => news::run(&news, &load(config)?),
        Some(Command::Explain(explain)) => ledger::explain(&explain, &load(config)?),
        Some(Command::Reprocess(reprocess)) => reread::reprocess(&reprocess, load(config)?, clock),
        Some(Command::Reconcile(reconcile)) => reread::reconcile(&reconcile, &load(config)?),
        Some(Command::Digest(digest)) => digest::run(&digest, load(config)?, clock),
        Some(Command::Sources(sources)) => sources::run(&sources, &load(config)?, clock),
        Some(Command::Subscribers(arguments)) => subscribers::run(&arguments, &load(config)?, clock),
        Some(Command::Outbox(outbox)) => outbox::run(&outbox, &load(config)?, clock),
        Some(Command::Backup(backup)) => upkeep::backup(&backup, &load(config)?),
        Some(Command::Doctor(doctor)) => upkeep::doctor(&doctor, &load(config)?, clock),
        Some(Command::Template) => {
            print!("{}", crate::config::TEMPLATE);
            Ok(Outcome::Well)
        }
    }
}

/// The configuration named, else the one in this folder, else all defaults.
fn load(named: Option<&Path>) -> Result<Config> {
    let here = Path::new(DEFAULT_CONFIG);
    Ok(match named {
        Some(path) => Config::load(path)?,
        None if here.exists() => Config::load(here)?,
        None => Config::default_in(Path::new(""))?,
    })
}
