//! When things are due.

pub mod poll;
