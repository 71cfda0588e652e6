//! When things happen next: a subscriber's letter ([`due`]), a source's poll ([`poll`]).

pub mod due;
pub mod poll;

pub use due::{CronError, check_cron, next_due, period_key};
