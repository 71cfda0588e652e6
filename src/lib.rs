//! pledgewatch: reads the defence news, keeps a ledger of what is promised to Ukraine, and tells it by letter.
pub mod demo;
pub mod domain;
pub mod fetch;
pub mod mail;
pub mod pipeline;
pub mod reprocess;
pub mod store;
