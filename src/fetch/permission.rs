//! What sites' robots.txt allow, remembered for a day.

use super::client::Fetcher;
use super::polite::PerHost;
use super::robots::Rules;
use super::{Cap, FetchError, Request, Response};
use crate::domain::Validators;
use std::time::Duration;
use tokio::time::Instant;
use url::{Position, Url};

/// RFC 9309 §2.4: no copy is used for longer.
const KNOWN_FOR: Duration = Duration::from_secs(24 * 3600);
/// A site that could not say is asked again after this time.
const UNAVAILABLE_FOR: Duration = Duration::from_secs(15 * 60);

/// What each site (scheme, host and port) last said.
pub(super) type Permissions = PerHost<Option<Known>>;

/// One site's word, and until when it holds.
pub(super) struct Known {
    word: Result<Rules, FetchError>,
    until: Instant,
}

impl Permissions {
    /// Asks whether the page may be read, getting the site's robots.txt where it is not known. Returns the pause that the
    /// site wants between two requests; zero where it names none.
    pub async fn ask(&self, fetcher: &Fetcher, url: &Url) -> Result<Duration, FetchError> {
        let mut known = self.lock(&url[..Position::BeforePath]).await;
        if known.as_ref().is_none_or(|known| known.until <= Instant::now()) {
            *known = Some(Known::learn(fetcher, url).await?);
        }
        let rules = match known.as_ref().map(|known| &known.word) {
            Some(Ok(rules)) => rules,
            Some(Err(unavailable)) => return Err(unavailable.clone()),
            None => return Ok(Duration::ZERO),
        };
        let path = &url[Position::BeforePath..Position::AfterQuery];
        rules.allow(path).then(|| rules.delay()).ok_or_else(|| FetchError::RobotsDisallow { host: host(url), path: path.to_owned() })
    }
}

impl Known {
    /// Gets a site's robots.txt. A site without one (status 4xx) allows all; one that cannot answer for now forbids all for
    /// now; trouble of the network is no answer at all, and not remembered.
    async fn learn(fetcher: &Fetcher, page: &Url) -> Result<Self, FetchError> {
        let url = format!("{}/robots.txt", &page[..Position::BeforePath]);
        let request = Request { url: &url, validators: &Validators::default(), cap: Cap::Page, robots: false };
        let word = match fetcher.get_boxed(&request).await {
            Ok(Response::Fetched { page, .. }) => Ok(Rules::parse(&String::from_utf8_lossy(&page.body), fetcher.name())),
            Ok(Response::NotModified { .. }) | Err(FetchError::Gone | FetchError::TooManyRedirects { .. }) => Ok(Rules::default()),
            Err(FetchError::Status { code: ..=428 | 430..=499, .. }) => Ok(Rules::default()),
            Err(trouble) if trouble.is_our_network() || matches!(trouble, FetchError::ForbiddenAddress { .. }) => return Err(trouble),
            Err(trouble) => Err(FetchError::RobotsUnavailable { host: host(page), cause: trouble.to_string() }),
        };
        let time = if word.is_ok() { KNOWN_FOR } else { UNAVAILABLE_FOR };
        Ok(Known { word, until: Instant::now() + time })
    }
}

fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}
