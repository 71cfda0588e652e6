//! Merging: rows of claims with the pledges they must become, and the score on labelled articles.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "merging/cases.rs"]
mod cases;
#[path = "support/claims.rs"]
mod claims;
#[path = "merging/copies.rs"]
mod copies;
#[path = "merging/gold.rs"]
mod gold;
#[path = "merging/ledger.rs"]
mod ledger;
#[path = "support/rows.rs"]
mod rows;
