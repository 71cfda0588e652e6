//! Text for a terminal: no line longer than it is wide.

use super::service::terminal_width;
use crate::pipeline::digest::{NBSP, wrap};
use std::fmt::Display;

/// A text as lines that fit the terminal, or 80 columns where there is none. All lines but the first begin with `indent` spaces; the
/// first stands behind as many characters.
pub(super) fn folded(text: &str, indent: usize) -> String {
    wrap(text, terminal_width(), indent).replace(NBSP, " ")
}

/// Says on standard error that nothing passes, or that a full page may have more behind its last line.
pub(super) fn tell_page(what: &str, last: Option<impl Display>, is_full: bool) {
    match last {
        None => eprintln!("no {what} passes"),
        Some(last) if is_full => eprintln!("there may be more: go on with --after {last}"),
        Some(_) => {}
    }
}
