//! `demo`: the whole pipeline against the bundled newsroom, in a temporary folder. No network, no set-up.

use super::{Outcome, service};
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::cycle;
use crate::demo::{self, Newsroom};
use crate::mail::Way;
use crate::stop::Stop;
use anyhow::{Context, Result};
use chrono::NaiveDate;
use std::cell::RefCell;
use std::path::{Path, PathBuf};

/// Where the demo leaves its files.
#[derive(clap::Args)]
pub(super) struct DemoArguments {
    /// Keep ledger and letters here [default: a folder in the system's temporary directory]
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// Show it as of the evening of this day (YYYY-MM-DD) [default: now]
    #[arg(long, value_name = "DAY")]
    day: Option<NaiveDate>,
}

/// Runs two cycles against the newsroom and shows the digests, what was merged, and what was rejected and why.
pub(super) fn run(arguments: &DemoArguments, clock: Clock) -> Result<Outcome> {
    let folder = match &arguments.keep {
        Some(folder) => folder.clone(),
        None => tempfile::Builder::new().prefix("pledgewatch-demo-").tempdir().context("cannot make a temporary folder")?.keep(),
    };
    let evening = arguments.day.and_then(|day| day.and_hms_opt(20, 0, 0));
    let clock = evening.map_or(clock, |evening| Clock::Fixed(evening.and_utc()));
    service::on_runtime(show(&folder, clock))?;
    Ok(Outcome::Well)
}

async fn show(folder: &Path, clock: Clock) -> Result<()> {
    let newsroom = demo::serve(clock.now().date_naive()).await.context("cannot open the newsroom on a loopback port")?;
    let mut app = App::build(configuration(folder, &newsroom)?, clock)?;
    println!("A newsroom with {} feeds is open at {}.\n", app.config.sources.len(), newsroom.base_url);
    cycle(&mut app, "first cycle").await?;
    newsroom.publish_second_edition();
    app.poll_all = true;
    cycle(&mut app, "second cycle, after the newsroom's next edition").await?;
    merged(&app)?;
    rejected(&app)?;
    println!("Ledger and letters are in {}", folder.display());
    Ok(())
}

/// Runs a cycle and shows what it brought.
async fn cycle(app: &mut App, which: &str) -> Result<()> {
    let told = RefCell::new(Vec::new());
    let report = cycle::run(app, &Stop::never(), &|step| service::keep_digest(&told, step)).await?;
    println!("── {which}: {}\n", service::summary(&report));
    service::print_digests(app, &told.into_inner())
}

fn configuration(folder: &Path, newsroom: &Newsroom) -> Result<Config> {
    let mut config = Config::default_in(folder)?;
    config.data_dir = folder.to_owned();
    config.sources = newsroom.sources();
    config.fetch.allow = vec!["127.0.0.0/8".parse().context("the loopback range")?];
    config.fetch.per_host_spacing = std::time::Duration::ZERO;
    config.parallel = 1; // the same order, hence the same numbers, each time it is shown
    config.mail.way = Way::Files(folder.join("letters"));
    Ok(config)
}

/// The pledges that more than one report tells of, with the reason each was merged.
fn merged(app: &App) -> Result<()> {
    println!("── merged");
    for pledge in app.store.pledges(&Default::default())? {
        let Some(story) = app.store.pledge(pledge.id)? else { continue };
        if story.reports.len() > 1 {
            println!("{}  {}", pledge.id, story.reports[0].report.title);
            story
                .reports
                .iter()
                .skip(1)
                .for_each(|filed| println!("      + {} [{}]: {}", filed.report.outlet, filed.report.lang, filed.because));
        }
    }
    println!();
    Ok(())
}

/// The entries that did not become news, with the reason.
fn rejected(app: &App) -> Result<()> {
    println!("── rejected");
    for story in app.store.rejected(200)? {
        let verdict = story.article.as_ref().map(|article| &article.relevance).or(story.skipped.as_ref());
        let why = verdict.map(|verdict| verdict.reasons.join("; ")).or(story.error).unwrap_or_default();
        println!("{}  {}\n      {}: {why}", story.source, story.title, story.outcome);
    }
    println!();
    Ok(())
}
