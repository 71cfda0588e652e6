//! What became of a try to send a letter.

/// Proof that a letter was taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// What the server, the program or the folder answered.
    pub reply: String,
}

/// Why a letter was not, or not surely, taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Not taken, and the same try may succeed later: a 4xx reply about this letter.
    #[error("not taken for now, try again later: {reply}")]
    Deferred {
        /// What was answered, or what went wrong.
        reply: String,
    },
    /// No link, or one that fell silent, was cut or was closed by 421 before the text was handed over. Surely not taken, and nothing is
    /// the matter with the letter: the next one may fare alike.
    #[error("the mail server could not be used, try again later: {reason}")]
    Broken {
        /// How the link ended.
        reason: String,
    },
    /// Refused for good: a 5xx reply to this sender, recipient or text. Another try would be refused alike.
    #[error("refused for good: {reply}")]
    Refused {
        /// What was answered.
        reply: String,
    },
    /// The text was handed over and then the link broke or fell silent: the letter may have arrived.
    #[error("handed over, but no answer came: {reason}")]
    Unknown {
        /// How the link ended.
        reason: String,
    },
    /// No letter can be sent until the operator sets something right: login, certificate, encryption, address, folder.
    /// Nothing is the matter with the letter itself.
    #[error("mail is not set up right: {reason}")]
    Misconfigured {
        /// What is wrong.
        reason: String,
    },
}

impl SendError {
    pub(super) fn deferred(reply: impl ToString) -> Self {
        SendError::Deferred { reply: reply.to_string() }
    }

    pub(super) fn broken(reason: impl ToString) -> Self {
        SendError::Broken { reason: reason.to_string() }
    }

    pub(super) fn refused(reply: impl ToString) -> Self {
        SendError::Refused { reply: reply.to_string() }
    }

    pub(super) fn unknown(reason: impl ToString) -> Self {
        SendError::Unknown { reason: reason.to_string() }
    }

    pub(super) fn misconfigured(reason: impl ToString) -> Self {
        SendError::Misconfigured { reason: reason.to_string() }
    }
}
