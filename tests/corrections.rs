//! What people decide about pledges holds, reading articles anew keeps to it, and the ledger is compared with others' lists.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "corrections/anything.rs"]
mod anything;
#[path = "support/claims.rs"]
mod claims;
#[path = "corrections/desk.rs"]
mod desk;
#[path = "corrections/hands.rs"]
mod hands;
#[path = "corrections/letters.rs"]
mod letters;
#[path = "corrections/reconcile.rs"]
mod reconcile;
#[path = "corrections/rereading.rs"]
mod rereading;
#[path = "support/rows.rs"]
mod rows;
