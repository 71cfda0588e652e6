//! Every reader gets every letter once, whatever the mail server, the clock, the configuration or the machine does meanwhile.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code)] // other tests use the rest of it
#[path = "support/claims.rs"]
mod claims;
#[path = "support/ledger.rs"]
mod ledger;
#[path = "support/office.rs"]
mod office;
#[allow(dead_code)] // other tests use the rest of it
#[path = "support/rows.rs"]
mod rows;
#[path = "support/smtp.rs"]
mod smtp;

#[path = "delivery/calendar.rs"]
mod calendar;
#[path = "delivery/changes.rs"]
mod changes;
#[path = "delivery/faults.rs"]
mod faults;
#[path = "delivery/floods.rs"]
mod floods;
#[path = "delivery/lateness.rs"]
mod lateness;
