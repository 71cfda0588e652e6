//! The verbs of the program: pure steps from one noun to the next. No I/O, no clock, no log.

pub mod alarm;
pub mod article;
pub mod correct;
pub mod digest;
pub mod extract;
pub mod feed;
pub mod fx;
pub mod merge;
pub mod opml;
pub mod page;
pub mod probe;
pub mod reconcile;
pub mod relevance;
pub mod reread;
pub mod schedule;
pub mod sitemap;
pub mod totals;
