//! What an article claims: text in, mentions with their evidence out.

pub mod dates;
pub mod money;
pub mod normalise;
pub mod numbers;
pub mod sentences;
