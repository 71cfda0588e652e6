//! Text for a terminal: no line longer than it is wide.

use super::service::terminal_width;
use crate::pipeline::digest::{NBSP, wrap};

/// A text as lines that fit the terminal, or 80 columns where there is none. All lines but the first begin with `indent` spaces; the
/// first stands behind as many characters.
pub(super) fn folded(text: &str, indent: usize) -> String {
    wrap(text, terminal_width(), indent).replace(NBSP, " ")
}
