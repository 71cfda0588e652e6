//! What a letter says: from pledges and coverage to subject, HTML and text.
//!
//! [`select()`] filters and sorts what a subscriber wants into a `Digest`; a [`Desk`] words it. A letter is the same each time it
//! is composed from the same digest: its message id depends on subscriber, period and sender alone.

mod atom;
mod classes;
mod compose;
mod data;
mod desk;
mod select;
mod subject;
mod sums;
mod table;
mod templates;
mod totals;
mod view;
mod words;
mod wrap;

pub use classes::{Classes, UnknownClass};
pub use desk::{Desk, Issue, message_id};
pub use select::select;
pub(crate) use sums::{NBSP, euros};
pub use templates::{TemplateError, Templates};
pub use words::{Names, one_line};
pub(crate) use wrap::wrap;
