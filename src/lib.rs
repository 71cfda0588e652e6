//! pledgewatch reads the defence news, keeps a ledger of what is promised to Ukraine's defence, and tells it by letter.
//!
//! # The map
//! Rooms in reading order. Each may use only the rooms named beside it; a test (`tests/layers.rs`) keeps it so.
//!
//! | room | what it is | may use |
//! |---|---|---|
//! | [`domain`] | pure nouns: [`Entry`](domain::Entry), [`Article`](domain::Article), [`Mention`](domain::Mention), [`Pledge`](domain::Pledge), … | nothing |
//! | [`pipeline`] | pure verbs, one file or folder a step; no I/O, no clock, no log | `domain` |
//! | [`fetch`] | edge: HTTP, politely and safely | `domain` |
//! | [`store`] | edge: the ledger in SQLite | `domain` |
//! | [`mail`] | edge: letters out, by SMTP, sendmail or as files | `domain` |
//! | [`hook`] | edge: digests to webhooks, signed | `domain`, `fetch`, `mail` |
//! | [`web`] | edge: the ledger's pages, `/healthz`, `/metrics` | `domain`, `store` |
//! | [`config`] | settings as written → [`Config`](config::Config) as used | `domain`, the edges' own settings |
//! | [`clock`] | the only reader of time | nothing |
//! | [`app`] | composition root: builds every part once and hands it down | all above |
//! | [`cycle`] | the walk, on one screen | all above |
//! | [`reprocess`] | stored articles read anew by today's rules | `domain`, `pipeline`, `store` |
//! | [`turn`], [`stop`] | whose turn it is; the wish to stop | nothing |
//! | [`demo`] | a bundled newsroom on a loopback port | `domain` |
//! | [`cli`] | the commands | all |
//!
//! # One entry's walk
//! `Entry → Page → Article → Relevance → Vec<Mention> → Vec<Change> → Digest → Letter`. Each step takes one type and returns the next;
//! nothing is rewritten in place. Time, network, disk and mail enter as arguments.
//!
//! | # | step | room | durable |
//! |---|---|---|---|
//! | 1 | due sources | `store` | |
//! | 2 | get the source, with its validators | `fetch` | |
//! | 3 | read it: bytes → entries | `pipeline::{feed, page, sitemap}` | |
//! | 4 | when to come back | `pipeline::schedule` | commit 1: entries + validators + next poll |
//! | 5 | get the article's page | `fetch` | |
//! | 6 | main text, language, date | `pipeline::article` | |
//! | 7 | what does it claim? | `pipeline::extract` | |
//! | 8 | does it concern us? score and reasons | `pipeline::relevance` | |
//! | 9 | is it news? | `store` reads candidates, `pipeline::merge` decides | commit 2: article, verdict, mentions, pledges, changes |
//! | 10 | tell it, per subscriber | `pipeline::digest` | commit 3: letter in the outbox + the subscriber's mark |
//! | 11 | send it | `mail` | commit 4, for each letter |
//! | 12 | show it | `web` | |
//!
//! # Invariants
//! - Every commit is idempotent: a crash anywhere is repaired by the next cycle.
//! - An entry and the validators that came with it are stored together or not at all.
//! - A letter and the mark that it was composed are stored together; its `Message-ID` never changes.
//! - A quote always equals its span: [`Evidence`](domain::Evidence) can only be cut out of an article.
//! - Money is never a floating-point number.

// The documentation is for those who carry on, and is built with private items: links to them are wanted.
#![allow(rustdoc::private_intra_doc_links)]

pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod cycle;
pub mod demo;
pub mod domain;
pub mod fetch;
pub mod hook;
pub mod mail;
pub mod pipeline;
pub mod reprocess;
pub mod stop;
pub mod store;
pub mod turn;
pub mod web;
