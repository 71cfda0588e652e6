//! The page by which a reader leaves (RFC 8058): a GET shows a button and changes nothing, only a POST does, from the button or
//! from the reader's mail program.

use super::{Room, Trouble};
use crate::store::Store;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, HeaderName, REFERRER_POLICY};
use axum::response::IntoResponse;
use minijinja::context;
use std::sync::Arc;

/// The token in the address must reach nobody else, and no store on the way.
const DISCREET: [(HeaderName, &str); 2] = [(CACHE_CONTROL, "no-store"), (REFERRER_POLICY, "no-referrer")];

pub(super) async fn ask(State(room): State<Arc<Room>>, Path(token): Path<String>) -> Result<impl IntoResponse, Trouble> {
    let subscriber = room.holder(token).await?;
    let left = room.left(&subscriber).await?;
    Ok((DISCREET, room.page("leave.html", context! { subscriber, left })?))
}

/// The words of RFC 8058 must be in the body, as a form or as multipart; what else is in it does not matter.
pub(super) async fn leave(State(room): State<Arc<Room>>, Path(token): Path<String>, body: String) -> Result<impl IntoResponse, Trouble> {
    let subscriber = room.holder(token).await?;
    if !(body.contains("List-Unsubscribe") && body.contains("One-Click")) {
        return Err(Trouble::Malformed("to leave, post List-Unsubscribe=One-Click".to_owned()));
    }
    let (database, name, now) = (room.database.clone(), subscriber.clone(), room.clock.now());
    let left = tokio::task::spawn_blocking(move || Store::open(&database)?.leave(&name, now));
    left.await.map_err(|error| Trouble::Ledger(error.to_string()))?.map_err(|error| Trouble::Ledger(error.to_string()))?;
    tracing::info!(subscriber, "Left by the link of a letter; `subscribers resume {subscriber}` undoes it");
    Ok((DISCREET, room.page("leave.html", context! { subscriber, left => true })?))
}

impl Room {
    /// Whose token it is. One that this ledger did not sign is answered like any page that is not there.
    async fn holder(&self, token: String) -> Result<String, Trouble> {
        let seal = self.read(|store| store.known_seal()).await?;
        let holder = seal.and_then(|seal| seal.holder(&token).map(str::to_owned));
        holder.ok_or_else(|| Trouble::Unknown("there is no such page".to_owned()))
    }

    async fn left(&self, subscriber: &str) -> Result<bool, Trouble> {
        let subscriber = subscriber.to_owned();
        Ok(self.read(move |store| store.left_at(&subscriber)).await?.is_some())
    }
}
