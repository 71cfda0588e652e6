//! The store: every transaction can be repeated, survives being cut off, and says what is wrong with a file it refuses.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/claims.rs"]
mod claims;
#[path = "store/files.rs"]
mod files;
#[path = "store/finding.rs"]
mod finding;
#[path = "store/gaps.rs"]
mod gaps;
#[path = "store/letters.rs"]
mod letters;
#[path = "store/older.rs"]
mod older;
#[path = "store/polls.rs"]
mod polls;
#[path = "store/recordings.rs"]
mod recordings;
#[path = "support/schemas.rs"]
mod schemas;
#[path = "store/upkeep.rs"]
mod upkeep;
#[path = "store/world.rs"]
mod world;
