//! The edge to webhooks: digests as JSON, signed after the Standard Webhooks specification (version 1.0): an id that stays the same
//! however often a digest is tried, so that a receiver takes it once, a timestamp, and a signature over both and the body.

use crate::domain::{Letter, Seal};
use crate::fetch::{FetchConfig, FetchError, Poster};
use crate::mail::{Receipt, SendError};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use reqwest::header::{HeaderMap, HeaderValue};
use std::collections::HashMap;

/// The webhooks of a configuration.
pub struct Hooks {
    /// `None` posts nothing and takes all.
    poster: Option<Poster>,
    seals: HashMap<String, Seal>,
}

impl Hooks {
    /// The webhooks whose texts are signed with these seals, by subscriber. Nothing is connected yet.
    ///
    /// # Errors
    /// As [`Poster::new`].
    pub fn new(config: &FetchConfig, seals: HashMap<String, Seal>) -> Result<Self, FetchError> {
        Ok(Hooks { poster: Some(Poster::new(config)?), seals })
    }

    /// Webhooks that post nothing and take all: for a rehearsal.
    pub fn silent() -> Self {
        Hooks { poster: None, seals: HashMap::new() }
    }

    /// Tries once to hand a subscriber's digest over, signed as of `now`.
    ///
    /// # Errors
    /// See [`SendError`].
    pub async fn send(&self, subscriber: &str, letter: &Letter, now: DateTime<Utc>) -> Result<Receipt, SendError> {
        let Some(poster) = &self.poster else { return Ok(Receipt { reply: "not posted: a rehearsal".to_owned() }) };
        let missing = |what: &str| SendError::Misconfigured { reason: format!("there is no {what} for the webhook of {subscriber}") };
        let seal = self.seals.get(subscriber).ok_or_else(|| missing("key"))?;
        let json = letter.json.as_deref().ok_or_else(|| missing("data"))?;
        let headers = signed(&letter.message_id, json, seal, now).ok_or_else(|| missing("printable id"))?;
        verdict(poster.post(&letter.to, headers, json).await)
    }
}

/// `webhook-id`, `webhook-timestamp` and `webhook-signature`; `None` for an id that no header can hold.
fn signed(id: &str, json: &str, seal: &Seal, now: DateTime<Utc>) -> Option<HeaderMap> {
    let at = now.timestamp();
    let signature = STANDARD.encode(seal.sign(format!("{id}.{at}.{json}").as_bytes()));
    let mut headers = HeaderMap::new();
    headers.insert("webhook-id", HeaderValue::from_str(id).ok()?);
    headers.insert("webhook-timestamp", at.into());
    headers.insert("webhook-signature", HeaderValue::from_str(&format!("v1,{signature}")).ok()?);
    Some(headers)
}

/// What an answer, or its absence, means for the digest.
fn verdict(answer: Result<u16, FetchError>) -> Result<Receipt, SendError> {
    match answer {
        Ok(code @ 200..=299) => Ok(Receipt { reply: format!("taken by the webhook: {code}") }),
        Ok(code @ (408 | 425 | 429 | 500..=599)) => Err(SendError::Deferred { reply: format!("the webhook answered {code}") }),
        Ok(code @ (401 | 403)) => Err(SendError::Misconfigured { reason: format!("the webhook answered {code}: does it know this key?") }),
        Ok(code) => Err(SendError::Refused { reply: format!("the webhook answered {code}") }),
        Err(error @ (FetchError::Timeout { .. } | FetchError::Cut { .. })) => Err(SendError::Unknown { reason: error.to_string() }),
        Err(error @ (FetchError::Dns { .. } | FetchError::Connect { .. })) => Err(SendError::Deferred { reply: error.to_string() }),
        Err(error) => Err(SendError::Misconfigured { reason: error.to_string() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_have_one_meaning() {
        let fate = |answer| match verdict(answer) {
            Ok(_) => "sent",
            Err(SendError::Deferred { .. }) => "deferred",
            Err(SendError::Broken { .. }) => "broken",
            Err(SendError::Refused { .. }) => "refused",
            Err(SendError::Unknown { .. }) => "unknown",
            Err(SendError::Misconfigured { .. }) => "misconfigured",
        };
        let cause = || "x".to_owned();
        let rows = [
            (Ok(200), "sent"),
            (Ok(204), "sent"),
            (Ok(302), "refused"),
            (Ok(400), "refused"),
            (Ok(401), "misconfigured"),
            (Ok(404), "refused"),
            (Ok(410), "refused"),
            (Ok(429), "deferred"),
            (Ok(503), "deferred"),
            (Err(FetchError::Timeout { seconds: 1 }), "unknown"),
            (Err(FetchError::Cut { cause: cause() }), "unknown"),
            (Err(FetchError::Connect { cause: cause() }), "deferred"),
            (Err(FetchError::Dns { cause: cause() }), "deferred"),
            (Err(FetchError::Tls { cause: cause() }), "misconfigured"),
        ];
        for (answer, expected) in rows {
            assert_eq!(fate(answer.clone()), expected, "{answer:?}");
        }
    }
}
