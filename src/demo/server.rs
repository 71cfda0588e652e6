//! Serves the newsroom on a loopback port.

use super::outlet::{Outlet, Quirk, outlets};
use super::press::{Press, Print};
use crate::domain::Source;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The newsroom at work; it closes when this is dropped.
pub struct Newsroom {
    /// Scheme, host and port, without a closing slash.
    pub base_url: String,
    desk: Arc<Desk>,
    serving: JoinHandle<io::Result<()>>,
}

struct Desk {
    outlets: Vec<Outlet>,
    press: Press,
    edition: AtomicU8,
}

/// Opens the newsroom for a demonstration on this day: its news is of the six days before.
///
/// # Errors
/// When no loopback port can be opened, or a bundled file is faulty.
pub async fn serve(today: NaiveDate) -> io::Result<Newsroom> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base_url = format!("http://{}", listener.local_addr()?);
    let press = Press::new(&base_url, today).map_err(io::Error::other)?;
    let desk = Arc::new(Desk { outlets: outlets().map_err(io::Error::other)?, press, edition: AtomicU8::new(1) });
    let router = Router::new().fallback(answer).with_state(Arc::clone(&desk));
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(Newsroom { base_url, desk, serving })
}

impl Newsroom {
    /// The outlets, as a configuration would name them.
    pub fn sources(&self) -> Vec<Source> {
        self.desk.outlets.iter().map(|outlet| outlet.source(&self.base_url)).collect()
    }

    /// Brings out the second edition: updates and confirmations of what the first one told.
    pub fn publish_second_edition(&self) {
        self.desk.edition.store(2, Ordering::Relaxed);
    }
}

impl Drop for Newsroom {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(State(desk): State<Arc<Desk>>, uri: Uri, headers: HeaderMap) -> Response {
    let (outlet, rest) = uri.path().trim_start_matches('/').split_once('/').unwrap_or_default();
    match desk.outlets.iter().find(|known| known.id.as_str() == outlet) {
        Some(outlet) if outlet.quirk == Quirk::Broken => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Some(outlet) if rest == "old-feed" => {
            (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, format!("/{}/feed", outlet.id))]).into_response()
        }
        Some(outlet) => desk.print(outlet, rest, &headers),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Desk {
    fn print(&self, outlet: &Outlet, rest: &str, headers: &HeaderMap) -> Response {
        let edition = self.edition.load(Ordering::Relaxed);
        let print = match outlet.out(edition).into_iter().find(|story| story.slug == rest) {
            _ if rest == "feed" => self.press.feed(outlet, edition),
            Some(story) => self.press.page(outlet, story, edition),
            None => return StatusCode::NOT_FOUND.into_response(),
        };
        match print {
            Ok(print) if rest == "feed" && outlet.quirk == Quirk::Conditional => conditional(print, headers),
            Ok(print) => good(print),
            Err(fault) => (StatusCode::INTERNAL_SERVER_ERROR, fault.to_string()).into_response(),
        }
    }
}

/// Answers "not modified" to whoever already has this print.
fn conditional(print: Print, headers: &HeaderMap) -> Response {
    let etag = format!("\"{}\"", Sha256::digest(&print.body).iter().take(8).map(|byte| format!("{byte:02x}")).collect::<String>());
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|asked| asked.as_bytes() == etag.as_bytes());
    let answer = if known { StatusCode::NOT_MODIFIED.into_response() } else { good(print) };
    ([(header::ETAG, etag)], answer).into_response()
}

fn good(print: Print) -> Response {
    ([(header::CONTENT_TYPE, print.content_type)], print.body).into_response()
}
