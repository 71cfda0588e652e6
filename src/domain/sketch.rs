//! Sketches: what is kept of a text so that its copies are known when the text itself is gone.

use serde::{Deserialize, Serialize};

/// The bottom sketch of a text: of all its runs of three words, hashed, the smallest hashes (Broder 1997, "On the resemblance and
/// containment of documents").
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Sketch {
    /// How many different runs of words the text has.
    pub runs: u32,
    /// Their smallest hashes, in order, each once.
    pub smallest: Vec<u32>,
}
