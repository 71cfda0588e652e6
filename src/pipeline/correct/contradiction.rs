//! What makes no sense to order, said so that a person knows what to do.

use crate::domain::PledgeId;

/// Why an order contradicts the ledger or itself.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Contradiction {
    /// No such pledge.
    #[error("no pledge {0} is in the ledger: `pledgewatch pledges` lists them")]
    Unknown(PledgeId),
    /// It gave its reports to another.
    #[error("{pledge} was merged into {survivor}: correct that one")]
    Gone {
        /// The pledge named.
        pledge: PledgeId,
        /// The one that stands in its place.
        survivor: PledgeId,
    },
    /// It was rejected before.
    #[error("{0} is rejected: restore it before it is corrected")]
    Rejected(PledgeId),
    /// It was not rejected, or is already restored.
    #[error("{0} is not rejected: there is nothing to restore")]
    NotRejected(PledgeId),
    /// Nothing is left of it.
    #[error("no report stands behind {0} any more: there is nothing to correct")]
    Vacant(PledgeId),
    /// A merge of a pledge with itself.
    #[error("{0} cannot be merged with itself: name two pledges")]
    Itself(PledgeId),
    /// A merge of a part with its whole.
    #[error("{part} is a part of {whole}: if it is the same promise, set part_of=none on {part} first")]
    Kin {
        /// The part.
        part: PledgeId,
        /// The whole.
        whole: PledgeId,
    },
    /// A report of another pledge.
    #[error("report {report} is not filed under {pledge}: its reports are {known}")]
    NotItsReport {
        /// The pledge named.
        pledge: PledgeId,
        /// The report named.
        report: i64,
        /// The numbers of the pledge's reports.
        known: String,
    },
    /// A split that would leave nothing behind.
    #[error("report {report} is the only one of {pledge}: there is nothing to split")]
    OnlyReport {
        /// The pledge named.
        pledge: PledgeId,
        /// The report named.
        report: i64,
    },
    /// A pledge as a part of itself.
    #[error("{0} cannot be a part of itself")]
    PartOfItself(PledgeId),
    /// A whole inside its own part.
    #[error("{whole} is itself a part of {part}: set part_of=none on {whole} first")]
    Circle {
        /// The pledge to become a part.
        part: PledgeId,
        /// The pledge to become its whole.
        whole: PledgeId,
    },
    /// No words of reason.
    #[error("a pledge is rejected for a reason: say which with --because")]
    NoReason,
    /// Nothing to do.
    #[error("{field} of {pledge} is set to {value} already")]
    SetAlready {
        /// The pledge named.
        pledge: PledgeId,
        /// The field's name.
        field: &'static str,
        /// Its value.
        value: String,
    },
    /// Nothing to release.
    #[error("{field} of {pledge} was not set by hand")]
    NotSet {
        /// The pledge named.
        pledge: PledgeId,
        /// The field's name.
        field: String,
    },
}
