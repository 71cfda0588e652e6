//! Texts posted to addresses that an operator chose.

use super::guard::Guard;
use super::{FetchConfig, FetchError};
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use reqwest::{Client, redirect};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// Posts JSON: dials no private address that is not allowed, and follows no redirect, for a signed text is meant for one receiver.
pub struct Poster {
    client: Client,
    guard: Guard,
    limit: Duration,
}

impl Poster {
    /// A poster with the limits and the allowed addresses of a configuration.
    ///
    /// # Errors
    /// As [`super::Fetcher::new`].
    pub fn new(config: &FetchConfig) -> Result<Self, FetchError> {
        let guard = Guard::new(&config.allow);
        let client = Client::builder()
            .user_agent(&config.user_agent)
            .connect_timeout(config.connect_timeout)
            .timeout(config.total_timeout)
            .redirect(redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .pool_max_idle_per_host(0)
            .dns_resolver(Arc::new(guard.clone()))
            .build()
            .map_err(|error| FetchError::from_build(&error))?;
        Ok(Poster { client, guard, limit: config.total_timeout })
    }

    /// Posts a text once and returns the answer's status code, whatever it is; the answer's body is not read.
    ///
    /// # Errors
    /// When no answer came. After [`FetchError::Timeout`] and [`FetchError::Cut`] the text may have arrived.
    pub async fn post(&self, url: &str, headers: HeaderMap, json: &str) -> Result<u16, FetchError> {
        let bad = |error: url::ParseError| FetchError::BadUrl { url: super::without_credentials(url), reason: error.to_string() };
        let url = Url::parse(url).map_err(bad)?;
        self.guard.check_literal(&url)?;
        let question = self.client.post(url).headers(headers).header(CONTENT_TYPE, "application/json").body(json.to_owned());
        let answer = question.send().await.map_err(|error| FetchError::from_client(&error, self.limit))?;
        Ok(answer.status().as_u16())
    }
}
