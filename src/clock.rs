//! The only reader of time. Everything else gets its instants as arguments.

use chrono::{DateTime, Utc};

/// Where the time comes from.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The system's clock: the service.
    System,
    /// Always the same instant: tests and rehearsals.
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// The present instant.
    pub fn now(self) -> DateTime<Utc> {
        match self {
            #[allow(clippy::disallowed_methods, reason = "this is the place")]
            Clock::System => Utc::now(),
            Clock::Fixed(at) => at,
        }
    }
}
