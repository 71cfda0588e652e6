//! The ledger is compared with others' lists.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/claims.rs"]
#[allow(dead_code)]
mod claims;
#[path = "corrections/reconcile.rs"]
mod reconcile;
