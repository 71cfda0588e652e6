//! Merging, measured on labelled articles.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "merging/gold.rs"]
mod gold;
