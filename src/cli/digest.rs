//! `digest`: what a letter would say, shown, opened or sent as a test; nothing of it is recorded.

use super::{Outcome, service};
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::{Address, Digest, Letter, Subscriber, Window};
use crate::pipeline::digest::{Issue, select};
use anyhow::{Context, Result};
use chrono::Duration;
use std::path::Path;

/// For whom, how far back, and in which form.
#[derive(clap::Args)]
pub(super) struct DigestArguments {
    /// A subscriber's name: their filter and zone [default: everything, in UTC]
    #[arg(long = "for", value_name = "NAME")]
    subscriber: Option<String>,
    /// How many days back
    #[arg(long, default_value_t = 7)]
    days: u32,
    /// Also write the letter as HTML and show it in the browser
    #[arg(long)]
    open: bool,
    /// Also send it to this address as a test letter; it is not recorded, and moves nobody's mark
    #[arg(long, value_name = "ADDRESS")]
    to: Option<String>,
}

/// Composes a digest of the last days and prints it.
pub(super) fn run(arguments: &DigestArguments, config: Config, clock: Clock) -> Result<Outcome> {
    let mut app = App::build(config, clock)?;
    let reader = reader(&app, arguments.subscriber.as_deref())?;
    let told = compose(&app, &reader, Duration::days(i64::from(arguments.days)))?;
    println!("{}", app.desk().terminal(&told, service::terminal_width())?);
    if arguments.open {
        open(&app, &letter(&app, &reader, &told)?)?;
    }
    if let Some(to) = &arguments.to {
        let reader = Subscriber { address: Address::Mail(to.clone()), ..reader };
        let letter = letter(&app, &reader, &told)?;
        send(&mut app, Letter { subject: format!("[test] {}", letter.subject), ..letter })?;
    }
    Ok(Outcome::Well)
}

fn reader(app: &App, name: Option<&str>) -> Result<Subscriber> {
    let Some(name) = name else { return Ok(crate::app::console_reader()) };
    let found = app.config.subscribers.iter().find(|subscriber| subscriber.name == name);
    found.cloned().with_context(|| format!("there is no subscriber \"{name}\" in the configuration"))
}

fn compose(app: &App, reader: &Subscriber, back: Duration) -> Result<Digest> {
    let now = app.clock.now();
    let window = Window { from: now - back, until: now, zone: reader.zone };
    let lines = app.store.lines(app.store.last_change_before(window.from)?, app.store.latest_change_id()?)?;
    let coverage = app.store.coverage(window.from, window.until)?;
    Ok(select(&lines, reader, app.config.threshold, window, coverage))
}

/// The letter under an id of its own, so that no mailbox takes it for the real one.
fn letter(app: &App, reader: &Subscriber, told: &Digest) -> Result<Letter> {
    let period = format!("test at {}", app.clock.now().to_rfc3339());
    Ok(app.desk().letter(&Issue { digest: told, subscriber: reader, period: &period, reply_to: None })?)
}

fn open(app: &App, letter: &Letter) -> Result<()> {
    let path = app.config.data_dir.join("digest.html");
    std::fs::write(&path, &letter.html).with_context(|| format!("cannot write {}", path.display()))?;
    println!("the letter is {}", path.display());
    show(&path);
    Ok(())
}

fn send(app: &mut App, letter: Letter) -> Result<()> {
    let receipt = service::on_runtime(async {
        let sent = app.mailer.send(&letter).await;
        app.mailer.close().await;
        sent.with_context(|| format!("the test letter to {} was not sent", letter.to))
    })?;
    println!("the test letter to {} was sent: {}", letter.to, receipt.reply);
    Ok(())
}

/// Asks the desktop to show a file; where there is none, the path was printed.
fn show(path: &Path) {
    let _ = std::process::Command::new("xdg-open").arg(path).spawn();
}
