//! What an article claims: text in, mentions with their evidence out.

mod assemble;
mod claims;
mod clauses;
mod confidence;
mod cue;
mod dateline;
pub mod dates;
mod explain;
mod fold;
mod gates;
mod givers;
mod grounds;
mod hash;
mod headings;
mod lexicon;
mod lines;
mod makers;
mod modality;
pub mod money;
pub mod normalise;
pub mod numbers;
mod ordinal;
mod places;
mod reading;
pub mod sentences;
mod split;
mod spot;
mod standing;
mod things;
mod totals;
pub mod wire;
mod words;

pub use assemble::extract;
pub use explain::explain;
pub use lexicon::{Lexicon, LexiconError};
