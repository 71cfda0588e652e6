//! The ways out: one closed set, with two members that need no server.

use super::files::Folder;
use super::message::Stationery;
use super::sendmail::Sendmail;
use super::smtp::Smtp;
use super::{MailConfig, Receipt, SendError, Way};
use crate::domain::Letter;
use std::sync::{Arc, Mutex, PoisonError};

/// Letters kept in memory; clones share one box.
#[derive(Clone, Default, Debug)]
pub struct Mailbox(Arc<Mutex<Vec<Letter>>>);

impl Mailbox {
    /// The letters so far, oldest first.
    pub fn letters(&self) -> Vec<Letter> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn put(&self, letter: Letter) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(letter);
    }
}

/// Hands letters over.
pub enum Mailer {
    /// To a mail server: the usual way.
    Smtp(Box<Smtp>),
    /// To a local program: where the machine has its own mail system.
    Sendmail(Sendmail),
    /// Into a folder: for a dry try, and for readers of files.
    Files(Folder),
    /// Into memory: for tests and the demo.
    Memory(Mailbox),
}

impl Mailer {
    /// The mailer of a configuration. Nothing is connected yet.
    ///
    /// # Errors
    /// [`SendError::Misconfigured`] for an address or certificate file that cannot be read.
    pub fn new(config: MailConfig) -> Result<Self, SendError> {
        let stationery = Stationery::new(&config)?;
        Ok(match config.way {
            Way::Smtp(server) => Mailer::Smtp(Box::new(Smtp::new(server, stationery)?)),
            Way::Sendmail { program, timeout } => Mailer::Sendmail(Sendmail { program, timeout, stationery }),
            Way::Files(folder) => Mailer::Files(Folder { folder, stationery }),
        })
    }

    /// Tries once to hand a letter over. A link to a server is kept for the next letter and dropped after any error.
    ///
    /// # Errors
    /// See [`SendError`].
    pub async fn send(&mut self, letter: &Letter) -> Result<Receipt, SendError> {
        match self {
            Mailer::Smtp(smtp) => smtp.send(letter).await,
            Mailer::Sendmail(sendmail) => sendmail.send(letter).await,
            Mailer::Files(folder) => folder.send(letter),
            Mailer::Memory(mailbox) => {
                mailbox.put(letter.clone());
                Ok(Receipt { reply: "kept in memory".to_owned() })
            }
        }
    }

    /// Whether a letter could be sent now: connects and logs in, looks for the program or the folder. Sends nothing.
    ///
    /// # Errors
    /// See [`SendError`].
    pub async fn check_login(&mut self) -> Result<(), SendError> {
        match self {
            Mailer::Smtp(smtp) => smtp.check_login().await,
            Mailer::Sendmail(sendmail) => sendmail.check(),
            Mailer::Files(folder) => folder.check(),
            Mailer::Memory(_) => Ok(()),
        }
    }

    /// Takes leave of the server at the end of a batch; without effect for the other ways.
    pub async fn close(&mut self) {
        if let Mailer::Smtp(smtp) = self {
            smtp.close().await;
        }
    }
}
