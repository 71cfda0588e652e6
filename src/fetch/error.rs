//! What can go wrong between a URL and its document, and how much it weighs.

use super::guard::Forbidden;
use crate::domain::CacheHints;
use std::error::Error;
use std::io::ErrorKind;
use std::net::IpAddr;
use std::time::Duration;
use url::Url;

/// An address that is gone for good is asked again only after this, should that have been a mistake.
const MUTED_FOR: Duration = Duration::from_secs(7 * 24 * 3600);

/// Why a document could not be got. No variant ever shows the credentials of a URL.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FetchError {
    /// The address, or the one a redirect leads to, cannot be asked.
    #[error("\"{url}\" cannot be fetched: {reason}")]
    BadUrl {
        /// The address, without credentials.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The address belongs to a private or special range (see the guard).
    #[error("{addr} is no public address: if the source is yours, add its range to `allow` in the [fetch] settings")]
    ForbiddenAddress {
        /// The address that was not dialled.
        addr: IpAddr,
    },
    /// The host's name could not be resolved.
    #[error("the host's name cannot be resolved: {cause}")]
    Dns {
        /// What the resolver said.
        cause: String,
    },
    /// No connection could be made.
    #[error("no connection: {cause}")]
    Connect {
        /// What the network said.
        cause: String,
    },
    /// The secure connection could not be made, or the certificate is not to be trusted.
    #[error("no secure connection: {cause}")]
    Tls {
        /// What the TLS library said.
        cause: String,
    },
    /// The time ran out before the whole document was there.
    #[error("no whole answer within {seconds} s")]
    Timeout {
        /// The limit in seconds.
        seconds: u64,
    },
    /// The answer broke off, or was no HTTP.
    #[error("the answer broke off: {cause}")]
    Cut {
        /// What the HTTP library said.
        cause: String,
    },
    /// The body is not compressed the way its `Content-Encoding` says.
    #[error("the body cannot be decompressed: {cause}")]
    Undecodable {
        /// The coding, or what the decompressor said.
        cause: String,
    },
    /// The document is larger, after decompression, than the limit.
    #[error("the document is larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// More redirects than are followed.
    #[error("more than {limit} redirects")]
    TooManyRedirects {
        /// The limit.
        limit: usize,
    },
    /// The server said no.
    #[error("the server answered with status {code}")]
    Status {
        /// The HTTP status code.
        code: u16,
        /// The wait the server asks for; `None` where it asks for none.
        retry_after: Option<Duration>,
    },
    /// 410: the document is gone for good.
    #[error("the server says that this address is gone for good (status 410)")]
    Gone,
    /// The server wants proof of a human reader, or consent, instead of answering.
    #[error("blocked by {by}: ask the publisher to let this User-Agent pass")]
    Challenge {
        /// Who stands in the way.
        by: String,
    },
    /// 304 to a request that carried no condition.
    #[error("the server says \"not modified\" though nothing was asked (status 304 to an unconditional request)")]
    UnsolicitedNotModified,
    /// The site's robots.txt forbids the page to us.
    #[error("robots.txt of {host} forbids {path}")]
    RobotsDisallow {
        /// The host.
        host: String,
        /// The path with its query.
        path: String,
    },
    /// The site's robots.txt cannot be read for now, so its pages are left alone for now (RFC 9309 §2.3.1.4).
    #[error("robots.txt of {host} is unavailable ({cause}): its pages are left alone until it is back")]
    RobotsUnavailable {
        /// The host.
        host: String,
        /// What became of the request for it.
        cause: String,
    },
    /// The HTTP client cannot be built.
    #[error(
        "the HTTP client cannot start: {cause}; see that CA certificates are installed (package ca-certificates) and that user_agent is one line of ASCII"
    )]
    Client {
        /// What the library said.
        cause: String,
    },
}

impl FetchError {
    /// How much the failure counts against its source, in quarters of a whole failure: 4 for what will not mend by itself,
    /// 2 for what may, 1 for a passing trouble of the network.
    pub fn weight(&self) -> u32 {
        use FetchError::*;
        match self {
            Timeout { .. } | Connect { .. } | Cut { .. } => 1,
            Dns { .. } | Tls { .. } | Undecodable { .. } | UnsolicitedNotModified | RobotsUnavailable { .. } => 2,
            Status { code: 404 | 408 | 425 | 429 | 500.., .. } => 2,
            Status { .. } | BadUrl { .. } | ForbiddenAddress { .. } | TooLarge { .. } | TooManyRedirects { .. } => 4,
            Gone | Challenge { .. } | RobotsDisallow { .. } | Client { .. } => 4,
        }
    }

    /// Whether the same question would bring the same answer for long.
    pub fn is_lasting(&self) -> bool {
        self.weight() == 4 || matches!(self, FetchError::Status { code: 404, .. })
    }

    /// Whether the fault may lie with our own network: when every host of a cycle fails so, nothing is counted against the sources.
    pub fn is_our_network(&self) -> bool {
        matches!(self, FetchError::Timeout { .. } | FetchError::Dns { .. } | FetchError::Connect { .. } | FetchError::Tls { .. })
    }

    /// What the failure says about when to come back.
    pub fn hints(&self) -> CacheHints {
        match self {
            FetchError::Status { retry_after, .. } => CacheHints { retry_after: *retry_after, ..CacheHints::default() },
            FetchError::Gone => CacheHints { retry_after: Some(MUTED_FOR), ..CacheHints::default() },
            _ => CacheHints::default(),
        }
    }

    /// Reads the error of building the client.
    pub(super) fn from_build(error: &reqwest::Error) -> Self {
        FetchError::Client { cause: root_cause(error) }
    }

    /// Reads the HTTP client's error. Its URL is never shown, since it may hold credentials.
    pub(super) fn from_client(error: &reqwest::Error, limit: Duration) -> Self {
        let cause = root_cause(error);
        if let Some(Forbidden(addr)) = in_chain(error) {
            FetchError::ForbiddenAddress { addr: *addr }
        } else if error.is_timeout() {
            FetchError::Timeout { seconds: limit.as_secs() }
        } else if error.is_dns() {
            FetchError::Dns { cause }
        } else if error.is_connect() && has_io(error, ErrorKind::InvalidData) {
            // TLS faults come as invalid data; a connection that fails otherwise says so.
            FetchError::Tls { cause }
        } else if error.is_connect() {
            FetchError::Connect { cause }
        } else if is_decompression(error) && !has_io(error, ErrorKind::UnexpectedEof) {
            FetchError::Undecodable { cause }
        } else {
            FetchError::Cut { cause }
        }
    }
}

/// A URL that can be shown: without user name and password. Text that is no URL is shown whole only where it holds no `@`.
pub fn without_credentials(url: &str) -> String {
    match Url::parse(url) {
        Ok(url) => bare(url).into(),
        Err(_) if url.contains('@') => format!("…@{}", url.rsplit('@').next().unwrap_or_default()),
        Err(_) => url.to_owned(),
    }
}

/// The URL without user name and password.
pub(super) fn bare(mut url: Url) -> Url {
    // Both fail only for URLs that cannot have credentials at all.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

/// The error and what caused it, down to the root. An I/O error's own `source` would skip the error it holds.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| match error.downcast_ref::<std::io::Error>() {
        Some(io) => io.get_ref().map(|held| held as &(dyn Error + 'static)),
        None => error.source(),
    })
}

fn in_chain<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    chain(error).find_map(|error| error.downcast_ref())
}

fn root_cause(error: &(dyn Error + 'static)) -> String {
    chain(error).last().map(ToString::to_string).unwrap_or_default()
}

fn has_io(error: &(dyn Error + 'static), kind: ErrorKind) -> bool {
    chain(error).filter_map(|error| error.downcast_ref::<std::io::Error>()).any(|io| io.kind() == kind)
}

/// A decompressor's I/O error stands bare below the client's own; an error of HTTP has its type around it.
fn is_decompression(error: &(dyn Error + 'static)) -> bool {
    chain(error).find(|error| !error.is::<reqwest::Error>()).is_some_and(|error| error.is::<std::io::Error>())
}
