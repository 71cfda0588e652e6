//! The edge to webhooks: digests as JSON, signed after the Standard Webhooks specification (version 1.0): an id that stays the same
//! however often a digest is tried, so that a receiver takes it once, a timestamp, and a signature over both and the body.

use crate::domain::{Letter, Seal};
use crate::fetch::{FetchConfig, FetchError, Poster};
use crate::mail::{Receipt, SendError};
use chrono::{DateTime, Utc};
use reqwest::header::{HeaderMap, HeaderValue};
use std::collections::HashMap;

/// The webhooks of a configuration.
pub struct Hooks {
    poster: Poster,
    seals: HashMap<String, Seal>,
}

impl Hooks {
    /// The webhooks whose texts are signed with these seals, by subscriber. Nothing is connected yet.
    ///
    /// # Errors
    /// As [`Poster::new`].
    pub fn new(config: &FetchConfig, seals: HashMap<String, Seal>) -> Result<Self, FetchError> {
        Ok(Hooks { poster: Poster::new(config)?, seals })
    }

    /// Tries once to hand a subscriber's digest over, signed as of `now`.
    ///
    /// # Errors
    /// See [`SendError`].
    pub async fn send(&self, subscriber: &str, letter: &Letter, now: DateTime<Utc>) -> Result<Receipt, SendError> {
        let missing = |what: &str| SendError::Misconfigured { reason: format!("there is no {what} for the webhook of {subscriber}") };
        let seal = self.seals.get(subscriber).ok_or_else(|| missing("key"))?;
        let json = letter.json.as_deref().ok_or_else(|| missing("data"))?;
        let headers = signed(&letter.message_id, json, seal, now).ok_or_else(|| missing("printable id"))?;
        verdict(self.poster.post(&letter.to, headers, json).await)
    }
}

/// `webhook-id`, `webhook-timestamp` and `webhook-signature`; `None` for an id that no header can hold.
fn signed(id: &str, json: &str, seal: &Seal, now: DateTime<Utc>) -> Option<HeaderMap> {
    let at = now.timestamp();
    let signature = base64(&seal.sign(format!("{id}.{at}.{json}").as_bytes()));
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

/// Base64 with padding (RFC 4648 §4).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |chunk: &[u8]| {
        let bits = chunk.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte)) << (8 * (3 - chunk.len()));
        let digit = move |place: usize| if place > chunk.len() { '=' } else { char::from(DIGITS[bits >> (18 - 6 * place) & 63]) };
        (0..4).map(digit).collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        let rows =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy")];
        for (text, coded) in rows {
            assert_eq!(base64(text.as_bytes()), coded);
        }
        assert_eq!(base64(&[0xfb, 0xff]), "+/8=");
    }

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
