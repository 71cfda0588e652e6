//! What a person sees of a cycle: a bar on a terminal, one log line per source otherwise.

use crate::cycle::Step;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Starts the log on standard error. `RUST_LOG` decides the level; otherwise the service logs and the commands only warn.
pub(super) fn start_log(quiet: bool) {
    let level = if quiet || std::io::stderr().is_terminal() { "warn" } else { "info" };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(format!("{level},tokio_cron_scheduler=warn")));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    let _ = log.with_ansi(std::io::stderr().is_terminal()).try_init();
}

/// Moves the bar along the steps of a cycle.
pub(super) struct Progress(Option<ProgressBar>);

impl Progress {
    /// A bar where standard error is a terminal, nothing otherwise.
    pub fn new() -> Self {
        Progress(std::io::stderr().is_terminal().then(bar))
    }

    /// Shows one step.
    pub fn show(&self, step: &Step<'_>) {
        let Some(bar) = &self.0 else { return };
        match step {
            Step::Polling { sources } => restart(bar, *sources, "sources"),
            Step::Reading { pages } => restart(bar, *pages, "pages"),
            Step::Composed { .. } => {}
            Step::Sending { letters } => restart(bar, *letters, "letters"),
            Step::Done { what } => {
                bar.set_message(what.clone());
                bar.inc(1);
            }
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{prefix:>8} [{bar:24}] {pos}/{len} {wide_msg}");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "))
}

fn restart(bar: &ProgressBar, length: usize, prefix: &'static str) {
    bar.set_length(length as u64);
    bar.set_position(0);
    bar.set_prefix(prefix);
}
