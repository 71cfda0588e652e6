//! One request at a time to each host, with a pause between.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;

/// How many hosts are remembered; beyond it, those that nobody is asking are forgotten.
const REMEMBERED: usize = 1000;

/// Something kept for each host, behind a lock of its own.
pub(super) struct PerHost<T>(Mutex<HashMap<String, Arc<tokio::sync::Mutex<T>>>>);

impl<T: Default> PerHost<T> {
    pub fn new() -> Self {
        PerHost(Mutex::default())
    }

    /// Waits for the host's lock. Those who wait are served in the order they came.
    pub async fn lock(&self, host: &str) -> OwnedMutexGuard<T> {
        self.of(host).lock_owned().await
    }

    fn of(&self, host: &str) -> Arc<tokio::sync::Mutex<T>> {
        let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if hosts.len() >= REMEMBERED {
            hosts.retain(|_, kept| Arc::strong_count(kept) > 1);
        }
        Arc::clone(hosts.entry(host.to_owned()).or_default())
    }
}

/// The queue before each host: holds when its next request may begin; `None` before the first.
pub(super) type Queues = PerHost<Option<Instant>>;

/// The right to make one request to a host; when it is dropped the host's pause begins.
pub(super) struct Turn {
    next: OwnedMutexGuard<Option<Instant>>,
    pause: Duration,
}

impl Queues {
    /// Waits until the host may be asked; `spacing` is the pause it is owed afterwards.
    pub async fn turn(&self, host: &str, spacing: Duration) -> Turn {
        let next = self.lock(host).await;
        if let Some(begin) = *next {
            tokio::time::sleep_until(begin).await;
        }
        Turn { next, pause: spacing + offset(host, spacing) }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *self.next = Some(Instant::now() + self.pause);
    }
}

/// Up to a quarter of the pause, the same for a host each time: hosts must not be asked in step.
fn offset(host: &str, spacing: Duration) -> Duration {
    let mut hasher = DefaultHasher::new();
    host.hash(&mut hasher);
    spacing / 4 * (hasher.finish() % 256) as u32 / 256
}
