//! The edge to the web: gets feeds and pages, politely and within limits.
//!
//! One [`Fetcher`] serves the whole program. To each host it makes one request at a time, with a pause between; it asks
//! conditionally, follows a few redirects that it checks one by one, obeys robots.txt for article pages, stops reading at a
//! size limit that counts decompressed bytes, and dials no private address. Proxies from the environment are not used: behind
//! one, the check of the dialled address would be blind.
//!
//! ```no_run
//! # use pledgewatch::{domain::Validators, fetch::*};
//! # async fn example() -> Result<(), FetchError> {
//! let fetcher = Fetcher::new(&FetchConfig::default())?;
//! let request = Request { url: "https://example.org/feed", validators: &Validators::default(), cap: Cap::Feed, robots: false };
//! if let Response::Fetched { page, validators, .. } = fetcher.get(&request).await? {
//!     println!("{} bytes; ask next time with {validators:?}", page.body.len());
//! }
//! # Ok(())
//! # }
//! ```

mod client;
mod error;
mod guard;
mod headers;
mod permission;
mod polite;
mod post;
mod robots;
mod wall;

pub use client::Fetcher;
pub use error::{FetchError, without_credentials};
pub use post::Poster;

use crate::domain::{CacheHints, Page, Validators};
use ipnet::IpNet;
use std::time::Duration;

/// How the web is asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FetchConfig {
    /// The `User-Agent` header: product, version, and where its operator can be reached. Its first word is our name in robots.txt.
    pub user_agent: String,
    /// From the dialling of the first to the last byte, over all redirects. Waiting for one's turn at a host is not counted.
    pub total_timeout: Duration,
    /// To resolve, connect and agree on TLS.
    pub connect_timeout: Duration,
    /// The pause between two requests to one host; zero for none. Each host's own is up to a quarter longer.
    pub per_host_spacing: Duration,
    /// The longest `Crawl-delay` of a robots.txt that is honoured in full; longer ones are cut to this.
    pub crawl_delay_cap: Duration,
    /// How many redirects are followed.
    pub redirects: usize,
    /// Private ranges that may be dialled all the same.
    pub allow: Vec<IpNet>,
    /// The largest feed, in bytes after decompression.
    pub feed_cap: usize,
    /// The largest page, in bytes after decompression.
    pub page_cap: usize,
}

impl Default for FetchConfig {
    fn default() -> Self {
        FetchConfig {
            user_agent: concat!("pledgewatch/", env!("CARGO_PKG_VERSION")).to_owned(),
            total_timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            per_host_spacing: Duration::from_secs(2),
            crawl_delay_cap: Duration::from_secs(10),
            redirects: 5,
            allow: Vec::new(),
            feed_cap: 15_000_000,
            page_cap: 5_000_000,
        }
    }
}

/// What kind of document is asked for; decides its size limit and the `Accept` header.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cap {
    /// A feed or sitemap.
    Feed,
    /// A page for readers.
    Page,
}

/// One question to the web. Without `Debug`, since its address may hold credentials.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The address, absolute, `http` or `https`. A user name and password in it are sent to its own host alone.
    pub url: &'a str,
    /// What the last answer gave to ask with; empty validators ask for the whole document.
    pub validators: &'a Validators,
    /// What is asked for.
    pub cap: Cap,
    /// Whether the site's robots.txt has a say: yes for article pages, no for feeds, which are there to be polled.
    pub robots: bool,
}

/// A good answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Response {
    /// The document.
    Fetched {
        /// The document; its address carries no credentials.
        page: Page,
        /// What to ask with the next time.
        validators: Validators,
        /// When to come back.
        hints: CacheHints,
        /// Where permanent redirects (301, 308) led before any temporary one; `None` where the address itself answered. Never
        /// given for an address with credentials: where those go is for a person to decide.
        moved: Option<String>,
    },
    /// The document is as it was when the validators were given.
    NotModified {
        /// When to come back.
        hints: CacheHints,
    },
}
