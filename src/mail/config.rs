//! How the post is reached.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// A text that is never printed: `Debug` shows three dots, and there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Locks a text away.
    pub fn new(text: impl Into<String>) -> Self {
        Secret(text.into())
    }

    /// The text itself, for the one place that needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"…\"")
    }
}

/// How the link to the mail server is protected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Security {
    /// Begins in the clear and must turn to TLS before anything is said (RFC 3207), usually on port 587. A server that does
    /// not offer it gets no letter.
    StartTls,
    /// TLS from the first byte (RFC 8314), usually on port 465.
    Tls,
    /// No protection. With a password only to a server on this machine.
    None,
}

/// A mail server and the way to log in there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SmtpConfig {
    /// Its name; the certificate must bear it.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the link is protected.
    pub security: Security,
    /// User and password; `None` sends without login.
    pub login: Option<(String, Secret)>,
    /// A PEM file with the certificates to trust instead of the system's; `None` trusts the system's.
    pub ca_file: Option<PathBuf>,
    /// The longest wait for a link and for each answer.
    pub timeout: Duration,
}

/// How letters leave.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Way {
    /// Through a mail server.
    Smtp(SmtpConfig),
    /// Through a program that reads a letter on its standard input as `sendmail -i -f FROM -- TO` does.
    Sendmail {
        /// The program.
        program: PathBuf,
        /// How long it may run for one letter.
        timeout: Duration,
    },
    /// As `.eml` files into a folder, which is made where it is missing.
    Files(PathBuf),
}

impl fmt::Display for Way {
    /// In words, without secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Way::Smtp(SmtpConfig { host, port, security, login, .. }) => {
                let protection = match security {
                    Security::StartTls => "with STARTTLS",
                    Security::Tls => "with TLS",
                    Security::None => "in the clear",
                };
                let login = login.as_ref().map_or_else(|| "without a login".to_owned(), |(user, _)| format!("as {user}"));
                write!(f, "through {host}:{port} {protection}, {login}")
            }
            Way::Sendmail { program, .. } => write!(f, "through {}", program.display()),
            Way::Files(folder) => write!(f, "as files into {}", folder.display()),
        }
    }
}

/// The key by which the sender's domain answers for its letters (DKIM, RFC 6376).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DkimKey {
    /// The domain that answers: that of the sender's address, or one above it.
    pub domain: String,
    /// Which of the domain's keys: its public half stands in the DNS under `selector._domainkey.domain`.
    pub selector: String,
    /// The RSA key as PEM (PKCS #1).
    pub key: Secret,
}

/// The post as configured.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MailConfig {
    /// The sender, as `name <address>` or the address alone.
    pub from: String,
    /// `List-Id` without angle brackets (RFC 2919), such as `pledges.example.org`; `None` leaves the header out.
    pub list_id: Option<String>,
    /// The address to which a reader writes to leave (RFC 2369), beside the letter's own link; `None` offers no such way.
    pub unsubscribe: Option<String>,
    /// What signs letters; `None` leaves them unsigned, as where the mail server signs them.
    pub dkim: Option<DkimKey>,
    /// How letters leave.
    pub way: Way,
}
