//! The book: what merging asks of the place where pledges are kept, be it the database or memory.

use super::{ChangeKind, Pledge, PledgeId, Report, Ruling};
use chrono::NaiveDate;

/// One handle under which a claim is filed and found again.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Key {
    /// What is compared, such as `DK 27`.
    pub text: String,
    /// How many days apart two claims under this key may be made and still be compared.
    pub reach: u32,
}

/// A claim on its way into the book.
#[derive(Clone, Copy, Debug)]
pub struct Filing<'a> {
    /// The mention's place in its article's list.
    pub position: usize,
    /// The claim with its circumstances.
    pub report: &'a Report,
    /// Where it is filed.
    pub keys: &'a [Key],
    /// Why it belongs where it is filed, as a phrase.
    pub because: &'a str,
}

/// A place where pledges are kept. Everything between two calls of its owner's commit happens together or not at all.
pub trait Book {
    /// What can go wrong in it.
    type Error;

    /// The pledges that share a key with a claim made on `day`, within that key's reach; a claim or pledge without a day is
    /// within every reach.
    ///
    /// # Errors
    /// When the book cannot be read.
    fn candidates(&mut self, keys: &[Key], day: Option<NaiveDate>) -> Result<Vec<Pledge>, Self::Error>;

    /// A pledge as it stands; `None` for a number that is not in the ledger.
    ///
    /// # Errors
    /// When the book cannot be read.
    fn pledge(&mut self, id: PledgeId) -> Result<Option<Pledge>, Self::Error>;

    /// Every report of a pledge, in the order they came.
    ///
    /// # Errors
    /// When the book cannot be read.
    fn reports(&mut self, pledge: PledgeId) -> Result<Vec<Report>, Self::Error>;

    /// Enters a new pledge with its first report; the number it carries is replaced by the one given to it.
    ///
    /// # Errors
    /// When the book cannot be written.
    fn enter(&mut self, pledge: Pledge, filing: Filing<'_>) -> Result<PledgeId, Self::Error>;

    /// Adds a report to a known pledge, with what it changes.
    ///
    /// # Errors
    /// When the book cannot be written.
    fn amend(&mut self, pledge: &Pledge, changes: &[ChangeKind], filing: Filing<'_>) -> Result<(), Self::Error>;

    /// The pledge that takes the reports of a candidate: itself, but for one that was merged into another by hand.
    ///
    /// # Errors
    /// When the book cannot be read.
    fn heir(&mut self, candidate: &Pledge) -> Result<Pledge, Self::Error> {
        Ok(candidate.clone())
    }

    /// What was decided about a pledge by hand; nothing, in a book without hands.
    ///
    /// # Errors
    /// When the book cannot be read.
    fn ruling(&mut self, _pledge: PledgeId) -> Result<Ruling, Self::Error> {
        Ok(Ruling::default())
    }
}
