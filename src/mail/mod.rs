//! The post: hands letters over and says exactly what became of each.
//!
//! One letter has one recipient. A try ends as a [`Receipt`] or as one of five [`SendError`]s, and the difference between
//! them is what keeps letters from being lost or doubled: a letter that was not taken is tried again, one that was refused is
//! reported, and one whose fate is not known is tried again under the same `Message-ID`.

mod config;
mod dkim;
mod error;
mod files;
mod link;
mod mailer;
mod message;
mod sendmail;
mod smtp;

pub use config::{DkimKey, MailConfig, Secret, Security, SmtpConfig, Way};
pub use error::{Receipt, SendError};
pub use mailer::{Mailbox, Mailer};
