//! The desk: what correcting asks of the place where pledges are kept, beyond what merging does.

use super::{Book, ChangeKind, Closed, Key, Mention, Pledge, PledgeId, Report};

/// A report with its number.
#[derive(Clone, PartialEq, Debug)]
pub struct Numbered {
    /// Its number in the ledger.
    pub id: i64,
    /// The report.
    pub report: Report,
}

/// A place where pledges are corrected.
pub trait Desk: Book {
    /// The pledges that are parts of a whole.
    ///
    /// # Errors
    /// When the book cannot be read.
    fn parts(&mut self, whole: PledgeId) -> Result<Vec<Pledge>, Self::Error>;

    /// Every report of a pledge with its number, in the order they came.
    ///
    /// # Errors
    /// When the book cannot be read.
    fn numbered(&mut self, pledge: PledgeId) -> Result<Vec<Numbered>, Self::Error>;

    /// Enters a pledge that has no report yet; the number it carries is replaced by the one given to it.
    ///
    /// # Errors
    /// When the book cannot be written.
    fn found(&mut self, pledge: Pledge) -> Result<PledgeId, Self::Error>;

    /// Moves a report under another pledge, by hand.
    ///
    /// # Errors
    /// When the book cannot be written.
    fn move_report(&mut self, report: i64, to: PledgeId, because: &str) -> Result<(), Self::Error>;

    /// Files a pledge under these keys too, as of a report's day.
    ///
    /// # Errors
    /// When the book cannot be written.
    fn file_keys(&mut self, pledge: PledgeId, report: &Report, keys: &[Key]) -> Result<(), Self::Error>;

    /// Writes a pledge as it now stands.
    ///
    /// # Errors
    /// When the book cannot be written.
    fn rewrite(&mut self, pledge: &Pledge) -> Result<(), Self::Error>;

    /// Takes a pledge out of lists and totals; with `None` it counts again.
    ///
    /// # Errors
    /// When the book cannot be written.
    fn close(&mut self, pledge: PledgeId, how: Option<Closed>) -> Result<(), Self::Error>;

    /// Adds changes to a pledge's life.
    ///
    /// # Errors
    /// When the book cannot be written.
    fn note(&mut self, pledge: PledgeId, changes: &[ChangeKind]) -> Result<(), Self::Error>;
}

/// A claim as an article's last reading left it.
#[derive(Clone, PartialEq, Debug)]
pub struct StandingClaim {
    /// The claim.
    pub mention: Mention,
    /// The pledge it is a report of; `None` for claims that are no news.
    pub pledge: Option<PledgeId>,
    /// Whether a person filed it there.
    pub by_hand: bool,
}

/// A desk with one article on it that is read anew.
pub trait Shelf: Desk {
    /// The article's claims as they stand, in the order of the text.
    ///
    /// # Errors
    /// When the book cannot be read.
    fn standing(&mut self) -> Result<Vec<StandingClaim>, Self::Error>;

    /// Puts these claims in the place of those that stand. `kept` names for each the old one, by its place, whose report it goes on
    /// being; an old one that none names is lost with its report.
    ///
    /// # Errors
    /// When the book cannot be written.
    fn relist(&mut self, mentions: &[Mention], kept: &[Option<usize>]) -> Result<(), Self::Error>;
}
