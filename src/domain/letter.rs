//! Letters: worded digests on their way to a reader.

use serde::{Deserialize, Serialize};

/// A letter ready to be sent: all that the wire needs, fixed when it was composed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Letter {
    /// `Message-ID` without angle brackets (RFC 5322 §3.6.4): the same each time this letter is tried.
    pub message_id: String,
    /// The reader's address: a mail address, or that of a webhook.
    pub to: String,
    /// One line, no control characters.
    pub subject: String,
    /// The plain-text part.
    pub text: String,
    /// The HTML part; empty for a letter of text alone.
    pub html: String,
    /// The message id this letter answers, without angle brackets; `None` begins a thread.
    pub in_reply_to: Option<String>,
    /// What is attached to a letter by mail.
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// What a webhook gets in place of the parts; `None` for a letter by mail.
    #[serde(default)]
    pub json: Option<String>,
    /// The https address at which its reader leaves with one click (RFC 8058); `None` offers none.
    #[serde(default)]
    pub unsubscribe: Option<String>,
}

/// A file that travels with a letter.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Attachment {
    /// Its name: `pledges-2026-05-20.csv`.
    pub name: String,
    /// What it is (RFC 2045): `text/csv; charset=utf-8`.
    pub media_type: String,
    /// Its text.
    pub text: String,
}

/// Where a letter is in the outbox.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterState {
    /// Waits for its next try.
    Queued,
    /// Is being handed over.
    Sending,
    /// Was accepted by the server.
    Sent,
    /// Was refused for good.
    Failed,
    /// The link broke after the text was handed over: it may have arrived. Tried again with the same message id.
    Unknown,
    /// Taken back before anybody had it, because it waited too long or its reader is gone; a later letter tells its news.
    Recalled,
}
