//! When things happen next: a subscriber's letter ([`due`]), a letter's next try ([`retry`]), a source's poll ([`poll`]).

pub mod due;
pub mod poll;
pub mod retry;

pub use due::{CronError, check_cron, next_due, period_key, planned};
pub use retry::next_try;
