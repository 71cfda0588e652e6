//! The nouns of the program: plain data, valid by construction, knowing nothing of how they are got, kept or sent.
//!
//! Nothing here reads a clock, a file or the network, and nothing here imports another room.

mod alarm;
mod article;
mod baseline;
mod book;
mod correction;
mod desk;
mod digest;
mod entry;
mod euros;
mod evidence;
mod lang;
mod letter;
mod mention;
mod money;
mod pledge;
mod rhythm;
mod seal;
mod sketch;
mod source;
mod subscriber;

pub use alarm::{Alarm, Health, OPERATOR};
pub use article::{Article, Page};
pub use baseline::{Baseline, PageYield, Run};
pub use book::{Book, Filing, Key};
pub use correction::{Closed, Correction, Ruling, Setting};
pub use desk::{Desk, Numbered, Shelf, StandingClaim};
pub use digest::{Coverage, Digest, DigestLine, SourceTrouble, Window};
pub use entry::{Entry, EntryOutcome, Identity};
pub use euros::{Euros, MeanRate, Month, Rate, Stretch};
pub use evidence::{Evidence, Field, Span};
pub use lang::{Lang, LangError};
pub use letter::{Attachment, Letter, LetterState};
pub use mention::{Actor, Extraction, Item, Kind, Mention, MentionClass, Programme, Reason, Refusal, Relevance, Scope, Stage};
pub use money::{Currency, CurrencyError, Money, figure};
pub use pledge::{Change, ChangeKind, Confirmation, Pledge, PledgeId, Report};
pub use rhythm::Rhythm;
pub use seal::Seal;
pub use sketch::Sketch;
pub use source::{CacheHints, Source, SourceId, SourceKind, Standing, Validators};
pub use subscriber::{Address, Filter, Include, Schedule, Subscriber};
