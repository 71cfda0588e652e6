//! `--once` and the daemon: the same cycle, one time or again and again.

use super::Outcome;
use super::progress::Progress;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::cycle::{self, CycleReport, Step};
use crate::domain::{Digest, Page, Validators};
use crate::fetch::{Cap, Fetcher, Request, Response};
use crate::hook::Hooks;
use crate::mail::{Mailbox, Mailer};
use crate::stop::{GRACE, Stop};
use crate::store::Store;
use anyhow::{Context, Result, bail};
use std::cell::RefCell;
use std::future::Future;
use std::path::Path;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_cron_scheduler::{Job, JobScheduler};
use tracing::{error, info};

/// In which manner one cycle is run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Manner {
    /// Writes and sends nothing.
    pub dry_run: bool,
    /// Polls every source, due or not.
    pub all: bool,
}

/// Runs one cycle and prints what it brought. A dry run works on a copy of the ledger, which goes when this returns.
pub(super) fn once(config: Config, clock: Clock, manner: Manner) -> Result<Outcome> {
    let print = manner.dry_run || !config.mail_configured;
    let folder = manner.dry_run.then(tempfile::tempdir).transpose().context("cannot make a temporary folder for the dry run")?;
    let config = match &folder {
        Some(folder) => on_copy(config, folder.path())?,
        None => config,
    };
    let (app, report, told) = on_runtime(run_once(config, clock, manner, print))?;
    if print {
        print_digests(&app, &told)?;
    }
    println!("{}", summary(&report));
    Ok(if report.all_well() { Outcome::Well } else { Outcome::WithFailures })
}

async fn run_once(config: Config, clock: Clock, manner: Manner, print: bool) -> Result<(App, CycleReport, Vec<Digest>)> {
    let stop = Stop::on_signals()?;
    let mut app = App::build(config, clock)?;
    app.poll_all = manner.all;
    if manner.dry_run {
        app.mailer = Mailer::Memory(Mailbox::default());
        app.hooks = Hooks::silent();
    }
    let progress = Progress::new();
    let told = RefCell::new(Vec::new());
    let show = |step: &Step<'_>| {
        progress.show(step);
        if print {
            keep_digest(&told, step);
        }
    };
    let report = cycle::run(&mut app, &stop, &show).await;
    progress.finish();
    Ok((app, report?, told.into_inner()))
}

/// The same configuration with a copy of the ledger in another folder, and no feed.
fn on_copy(config: Config, folder: &Path) -> Result<Config> {
    let copy = Config { data_dir: folder.to_owned(), atom: None, ..config.clone() };
    if config.database().exists() {
        Store::open_read_only(&config.database())?.backup(&copy.database())?;
    }
    Ok(copy)
}

/// Keeps what a letter tells, to be printed when the cycle is over.
pub(super) fn keep_digest(told: &RefCell<Vec<Digest>>, step: &Step<'_>) {
    if let Step::Composed { digest } = step {
        told.borrow_mut().push((*digest).clone());
    }
}

/// Prints what the letters of a cycle tell.
pub(super) fn print_digests(app: &App, told: &[Digest]) -> Result<()> {
    for digest in told {
        println!("{}", app.desk()?.terminal(digest, terminal_width())?);
    }
    Ok(())
}

/// Runs cycles on a schedule until the wish to stop.
pub(super) fn daemon(config: Config, clock: Clock) -> Result<Outcome> {
    on_runtime(serve(config, clock))?;
    Ok(Outcome::Well)
}

async fn serve(config: Config, clock: Clock) -> Result<()> {
    let stop = Stop::on_signals()?;
    let mut app = App::build(config, clock)?;
    info!(
        sources = app.config.sources.len(),
        subscribers = app.config.subscribers.len(),
        "Started; the ledger is {}",
        app.config.database().display()
    );
    if let Some(listen) = app.config.listen {
        let server = crate::web::serve(listen, app.config.database(), clock).await.with_context(|| format!("cannot listen on {listen}"))?;
        info!("The ledger's pages are at http://{}", server.address);
    }
    let mut ticks = ticks(app.config.cycle.every).await?;
    loop {
        run_cycle(&mut app, &stop).await;
        tokio::select! {
            () = stop.wish() => break,
            _ = ticks.recv() => {}
        }
    }
    info!("Stopped");
    Ok(())
}

/// A cycle that fails is told and tried again with the next tick: the ledger may be locked, the disk full for a while.
async fn run_cycle(app: &mut App, stop: &Stop) {
    match cycle::run(app, stop, &|_| {}).await {
        Ok(report) => info!("{}", summary(&report)),
        Err(trouble) => error!("The cycle broke off: {trouble:#}; what it did is stored, the next one goes on"),
    }
}

/// A tick each so many minutes. The scheduler gives nothing but the tick, in UTC: what is due is computed by us and stored, so neither a
/// restart nor a change to summer time moves anything. A tick that comes while a cycle runs is dropped.
async fn ticks(every: chrono::Duration) -> Result<mpsc::Receiver<()>> {
    let (tick, ticks) = mpsc::channel(1);
    let scheduler = JobScheduler::new().await.context("cannot start the scheduler")?;
    let every = every.to_std().context("cycle.every_minutes is negative")?;
    let job = Job::new_repeated_async(every, move |_, _| {
        let tick = tick.clone();
        Box::pin(async move {
            let _ = tick.try_send(());
        })
    });
    scheduler.add(job.context("cannot make the scheduler's job")?).await.context("cannot add the scheduler's job")?;
    scheduler.start().await.context("cannot start the scheduler")?;
    Ok(ticks)
}

/// Gets one page as the service would, with the default limits and manners.
pub(super) fn get_page(url: &str) -> Result<Page> {
    on_runtime(async {
        let fetcher = Fetcher::new(&Config::default_in(Path::new(""))?.fetch)?;
        let request = Request { url, validators: &Validators::default(), cap: Cap::Page, robots: true };
        match fetcher.get(&request).await? {
            Response::Fetched { page, .. } => Ok(page),
            Response::NotModified { .. } => bail!("the server says \"not modified\" to a question without conditions"),
        }
    })
}

/// Runs a future to its end on the program's runtime. Threads left behind by parsers that will not end are not waited for.
pub(super) fn on_runtime<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().context("cannot start the runtime")?;
    let result = runtime.block_on(work);
    runtime.shutdown_timeout(Duration::from_secs(10).saturating_sub(GRACE));
    result
}

/// The terminal's width where there is one, else 80 columns; never under 40.
pub(super) fn terminal_width() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| usize::from(width.0)).clamp(40, 110)
}

/// One line about a cycle.
pub(super) fn summary(report: &CycleReport) -> String {
    let mut line = format!(
        "{} sources read, {} failed; {} new entries; {} articles read, {} failed; {} pledges added, {} reports merged; {} letters composed, {} sent, {} failed",
        report.sources_read,
        report.sources_failed,
        report.entries_new,
        report.articles_read,
        report.articles_failed,
        report.pledges_added,
        report.reports_merged,
        report.letters_composed,
        report.letters_sent,
        report.letters_failed,
    );
    if report.letters_held > 0 {
        line += &format!(", {} held", report.letters_held);
    }
    if report.stopped {
        line += "; stopped before the end, the next cycle goes on";
    }
    line
}
