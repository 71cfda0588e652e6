//! The fetcher: one question, some hops, one answer.

use super::error::bare;
use super::guard::Guard;
use super::permission::Permissions;
use super::polite::Queues;
use super::{Cap, FetchConfig, FetchError, Request, Response, headers, wall};
use crate::domain::Page;
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use reqwest::{Client, StatusCode, redirect};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;
use url::Url;

/// Gets documents; shared by all tasks.
pub struct Fetcher {
    client: Client,
    guard: Guard,
    queues: Queues,
    permissions: Permissions,
    config: FetchConfig,
}

/// How far a question has come.
struct Walk {
    url: Url,
    hops: usize,
    /// Where the permanent redirects at its start have led.
    moved: Option<Url>,
    /// Whether all redirects so far were permanent.
    permanent: bool,
    /// What is left of the total time.
    left: Duration,
}

/// What one hop brings.
enum Hop {
    Answer(Response),
    Redirect { to: Url, permanent: bool },
}

impl Fetcher {
    /// Builds the one client of the program.
    ///
    /// # Errors
    /// [`FetchError::Client`] when the system has no CA certificates, or the `User-Agent` holds what a header cannot.
    pub fn new(config: &FetchConfig) -> Result<Self, FetchError> {
        let guard = Guard::new(&config.allow);
        let client = Client::builder()
            .user_agent(&config.user_agent)
            .connect_timeout(config.connect_timeout)
            .redirect(redirect::Policy::none())
            .referer(false)
            .no_proxy()
            // A kept connection may close under the next question, and would skip the guard; with pauses of seconds it saves nothing.
            .pool_max_idle_per_host(0)
            .dns_resolver(Arc::new(guard.clone()))
            .http1_allow_obsolete_multiline_headers_in_responses(true)
            .http1_ignore_invalid_headers_in_responses(true)
            .build()
            .map_err(|error| FetchError::from_build(&error))?;
        Ok(Fetcher { client, guard, queues: Queues::new(), permissions: Permissions::new(), config: config.clone() })
    }

    /// Gets a document. To wait for one's turn at the host is part of it; to ask for one URL twice at once is the caller's mistake.
    ///
    /// # Errors
    /// See [`FetchError`]: each says what to do, how much it weighs and when to come back.
    pub async fn get(&self, request: &Request<'_>) -> Result<Response, FetchError> {
        let mut walk = Walk::begin(request.url, self.config.total_timeout)?;
        loop {
            match self.hop(&mut walk, request).await? {
                Hop::Answer(answer) => return Ok(answer),
                Hop::Redirect { .. } if walk.hops == self.config.redirects => {
                    return Err(FetchError::TooManyRedirects { limit: self.config.redirects });
                }
                Hop::Redirect { to, permanent } => walk.follow(to, permanent),
            }
        }
    }

    /// The same with a known size, for the question for a robots.txt that stands inside a question for a page.
    pub(super) fn get_boxed<'a>(
        &'a self,
        request: &'a Request<'a>,
    ) -> Pin<Box<dyn Future<Output = Result<Response, FetchError>> + Send + 'a>> {
        Box::pin(self.get(request))
    }

    /// Our name in a robots.txt: the product in the `User-Agent`.
    pub(super) fn name(&self) -> &str {
        self.config.user_agent.split(['/', ' ']).next().unwrap_or_default()
    }

    async fn hop(&self, walk: &mut Walk, request: &Request<'_>) -> Result<Hop, FetchError> {
        self.guard.check_literal(&walk.url)?;
        let wanted = if request.robots { self.permissions.ask(self, &walk.url).await? } else { Duration::ZERO };
        let spacing = self.config.per_host_spacing.max(wanted.min(self.config.crawl_delay_cap));
        let _turn = self.queues.turn(walk.url.host_str().unwrap_or_default(), spacing).await;
        let begun = Instant::now();
        let hop = self.ask(walk, request).await;
        walk.left = walk.left.saturating_sub(begun.elapsed());
        hop
    }

    async fn ask(&self, walk: &Walk, request: &Request<'_>) -> Result<Hop, FetchError> {
        let conditions = headers::conditions(request.validators);
        let asked = !conditions.is_empty();
        let (accept, kinds) = headers::accept(request.cap);
        let question = self.client.get(walk.url.clone()).headers(conditions).header(accept, kinds).timeout(walk.left);
        let answer = question.send().await.map_err(|error| self.read_error(error))?;
        match answer.status().as_u16() {
            304 if asked => Ok(Hop::Answer(Response::NotModified { hints: headers::hints(answer.headers()) })),
            304 => Err(FetchError::UnsolicitedNotModified),
            code @ (301 | 302 | 303 | 307 | 308) => redirect(&walk.url, code, answer.headers()),
            _ => match refusal(answer.status(), answer.headers()) {
                Some(refused) => Err(refused),
                None => self.document(walk, request.cap, answer).await,
            },
        }
    }

    async fn document(&self, walk: &Walk, cap: Cap, answer: reqwest::Response) -> Result<Hop, FetchError> {
        if let Some(coding) = headers::foreign_coding(answer.headers()) {
            return Err(FetchError::Undecodable { cause: format!("its coding {coding} was not offered") });
        }
        let (validators, hints) = (headers::validators(answer.headers()), headers::hints(answer.headers()));
        let content_type = headers::text(answer.headers(), CONTENT_TYPE).map(str::to_owned);
        let body = self.body(answer, self.limit(cap)).await?;
        if let Some(by) = wall::in_body(&body) {
            return Err(FetchError::Challenge { by: by.to_owned() });
        }
        let page = Page { url: bare(walk.url.clone()).into(), content_type, body };
        Ok(Hop::Answer(Response::Fetched { page, validators, hints, moved: walk.moved.clone().map(String::from) }))
    }

    /// Reads a body up to the limit. What arrives here is decompressed, piece by piece, so a small bomb costs no more than the limit.
    async fn body(&self, mut answer: reqwest::Response, limit: usize) -> Result<Vec<u8>, FetchError> {
        let too_large = FetchError::TooLarge { limit };
        if answer.content_length().is_some_and(|length| length > limit as u64) {
            return Err(too_large);
        }
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(|error| self.read_error(error))? {
            if body.len() + piece.len() > limit {
                return Err(too_large);
            }
            body.extend_from_slice(&piece);
        }
        Ok(body)
    }

    fn limit(&self, cap: Cap) -> usize {
        match cap {
            Cap::Feed => self.config.feed_cap,
            Cap::Page => self.config.page_cap,
        }
    }

    fn read_error(&self, error: reqwest::Error) -> FetchError {
        FetchError::from_client(&error, self.config.total_timeout)
    }
}

impl Walk {
    fn begin(url: &str, left: Duration) -> Result<Self, FetchError> {
        let parsed = Url::parse(url).map_err(|error| bad_url(url, error.to_string()))?;
        Ok(Walk { url: fetchable(parsed)?, hops: 0, moved: None, permanent: true, left })
    }

    fn follow(&mut self, to: Url, permanent: bool) {
        self.permanent &= permanent;
        if self.permanent && !has_credentials(&self.url) {
            self.moved = Some(to.clone());
        }
        self.url = to;
        self.hops += 1;
    }
}

/// Where a redirect leads. Credentials go along only to the same scheme, host and port.
fn redirect(from: &Url, code: u16, headers: &HeaderMap) -> Result<Hop, FetchError> {
    let location = headers.get(LOCATION).map(|value| String::from_utf8_lossy(value.as_bytes()));
    let location = location.ok_or(FetchError::Status { code, retry_after: None })?;
    let joined = from.join(location.trim()).map_err(|error| bad_url(&location, error.to_string()))?;
    let mut to = bare(fetchable(joined)?);
    if to.origin() == from.origin() {
        // Neither can fail: the origin that had credentials is the one that gets them.
        let _ = to.set_username(from.username());
        let _ = to.set_password(from.password());
    }
    match wall::in_address(&to) {
        Some(by) => Err(FetchError::Challenge { by }),
        None => Ok(Hop::Redirect { to, permanent: matches!(code, 301 | 308) }),
    }
}

/// Why an answer that is neither a redirect nor "not modified" is no document; `None` for a good one.
fn refusal(status: StatusCode, headers: &HeaderMap) -> Option<FetchError> {
    if let Some(by) = wall::in_headers(status, headers) {
        return Some(FetchError::Challenge { by: by.to_owned() });
    }
    match status.as_u16() {
        200 | 203 => None,
        410 => Some(FetchError::Gone),
        code => Some(FetchError::Status { code, retry_after: headers::hints(headers).retry_after }),
    }
}

fn fetchable(url: Url) -> Result<Url, FetchError> {
    match url.scheme() {
        "http" | "https" => Ok(url),
        scheme => Err(bad_url(url.as_str(), format!("only http and https are, not {scheme}"))),
    }
}

fn bad_url(url: &str, reason: String) -> FetchError {
    FetchError::BadUrl { url: super::without_credentials(url), reason }
}

fn has_credentials(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}
