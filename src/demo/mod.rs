//! The bundled newsroom: a dozen outlets that are not there, served on a loopback port, so that the whole program can be
//! tried without a network.
//!
//! The outlets are invented, their sentences ours; most pledges they tell restate the facts of published ones, a few figures of
//! the second edition are made up. Every date is counted from the day of the demonstration, so that the news is always fresh.
//! Outlets and articles are data: one file each in `newsroom/`, and a template for each feed format and each site.

mod outlet;
mod press;
mod server;

pub use server::{Newsroom, serve};
