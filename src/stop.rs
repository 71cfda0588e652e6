//! The wish to stop: SIGTERM or SIGINT, seen by everything that takes long.

use std::time::Duration;
use tokio::sync::watch;

/// After the wish to stop, work in flight has this long to end by itself.
pub const GRACE: Duration = Duration::from_secs(8);

/// Tells whether, and waits until, the program is asked to stop. Clones see the same wish.
#[derive(Clone, Debug)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// A wish that is never uttered.
    pub fn never() -> Self {
        Stop(watch::channel(false).1)
    }

    /// Listens for SIGTERM and SIGINT from now on.
    ///
    /// # Errors
    /// When the system refuses to deliver signals.
    pub fn on_signals() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let (wish, seen) = watch::channel(false);
        tokio::spawn(async move {
            tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
            let _ = wish.send(true);
            // The channel stays open, so that waiting clones see the wish and not an end.
            wish.closed().await;
        });
        Ok(Stop(seen))
    }

    /// Whether the wish was uttered.
    pub fn wished(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns when the wish is uttered.
    pub async fn wish(&self) {
        let mut seen = self.0.clone();
        if seen.wait_for(|wished| *wished).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// The same, owning its own sight of the wish.
    pub async fn wished_for(self) {
        self.wish().await;
    }

    /// Returns when the wish is uttered and the grace for work in flight is over.
    pub async fn grace_over(&self) {
        self.wish().await;
        tokio::time::sleep(GRACE).await;
    }
}
