//! The edge for browsers and monitors: the ledger's pages, its JSON, `/healthz` and `/metrics`. It only ever reads, but where a reader
//! leaves the list.

mod leave;
mod metrics;
mod pages;

use crate::clock::Clock;
use crate::store::{Store, StoreError};
use axum::Router;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

/// A running server; it ends with the program.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
}

/// What a request is answered from. Each opens the ledger for itself, for reading alone, so that none waits for another or for a cycle.
struct Room {
    database: PathBuf,
    clock: Clock,
    pages: minijinja::Environment<'static>,
}

/// Opens the ledger to browsers.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn serve(listen: SocketAddr, database: PathBuf, clock: Clock) -> std::io::Result<Server> {
    let listener = tokio::net::TcpListener::bind(listen).await?;
    let address = listener.local_addr()?;
    let room = Arc::new(Room { database, clock, pages: pages::templates() });
    let router = Router::new()
        .route("/", get(pages::list))
        .route("/pledges/{id}", get(pages::story))
        .route("/api/pledges", get(pages::json))
        .route("/unsubscribe/{token}", get(leave::ask).post(leave::leave))
        .route("/healthz", get(metrics::health))
        .route("/metrics", get(metrics::metrics))
        .with_state(room);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(Server { address })
}

impl Room {
    /// Reads from the ledger, off the threads that serve.
    async fn read<T: Send + 'static>(&self, read: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static) -> Result<T, Trouble> {
        let database = self.database.clone();
        let read = tokio::task::spawn_blocking(move || Store::open_read_only(&database).and_then(|store| read(&store)));
        read.await.map_err(|error| Trouble::Ledger(error.to_string()))?.map_err(|error| Trouble::Ledger(error.to_string()))
    }

    fn page(&self, name: &str, shown: minijinja::Value) -> Result<Html<String>, Trouble> {
        let page = self.pages.get_template(name).and_then(|template| template.render(shown));
        page.map(Html).map_err(|error| Trouble::Ledger(error.to_string()))
    }
}

/// Why a request cannot be answered.
enum Trouble {
    /// There is no such thing.
    Unknown(String),
    /// The question is malformed.
    Malformed(String),
    /// The ledger cannot be read.
    Ledger(String),
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        match self {
            Trouble::Unknown(what) => (StatusCode::NOT_FOUND, what),
            Trouble::Malformed(what) => (StatusCode::BAD_REQUEST, what),
            Trouble::Ledger(what) => (StatusCode::SERVICE_UNAVAILABLE, what),
        }
        .into_response()
    }
}
