//! Headers of a question and of its answer.

use super::Cap;
use crate::domain::{CacheHints, Validators};
use chrono::{DateTime, FixedOffset};
use reqwest::header::{
    ACCEPT, AGE, AsHeaderName, CACHE_CONTROL, CONTENT_ENCODING, DATE, ETAG, EXPIRES, HeaderMap, HeaderValue, IF_MODIFIED_SINCE,
    IF_NONE_MATCH, LAST_MODIFIED, RETRY_AFTER,
};
use std::time::Duration;

/// The conditions that the validators make; empty where there are none that can be sent.
pub(super) fn conditions(validators: &Validators) -> HeaderMap {
    let pairs = [(IF_NONE_MATCH, &validators.etag), (IF_MODIFIED_SINCE, &validators.last_modified)];
    let sendable = pairs.into_iter().filter_map(|(name, value)| Some((name, HeaderValue::from_str(value.as_deref()?).ok()?)));
    sendable.collect()
}

/// The `Accept` header for a kind of document. Both end in "anything": servers mislabel feeds and pages alike.
pub(super) fn accept(cap: Cap) -> (reqwest::header::HeaderName, &'static str) {
    let kinds = match cap {
        Cap::Feed => "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5",
        Cap::Page => "text/html, application/xhtml+xml;q=0.9, */*;q=0.5",
    };
    (ACCEPT, kinds)
}

/// The validators of an answer, exactly as sent.
pub(super) fn validators(headers: &HeaderMap) -> Validators {
    Validators { etag: text(headers, ETAG).map(str::to_owned), last_modified: text(headers, LAST_MODIFIED).map(str::to_owned) }
}

/// When to come back, as far as an answer says. Dates are measured against the server's own `Date`, so no clock of ours enters.
pub(super) fn hints(headers: &HeaderMap) -> CacheHints {
    CacheHints { max_age: freshness(headers), retry_after: retry_after(headers), ttl: None }
}

/// A compression that we did not offer and cannot undo; `None` for a body that can be read as it is.
pub(super) fn foreign_coding(headers: &HeaderMap) -> Option<&str> {
    let coding = text(headers, CONTENT_ENCODING)?;
    let compressed = ["deflate", "compress", "x-compress", "x-gzip", "gzip", "br", "zstd"];
    compressed.iter().any(|known| coding.to_ascii_lowercase().contains(known)).then_some(coding)
}

/// A header's text; `None` where it is absent or holds more than visible ASCII.
pub(super) fn text(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

fn freshness(headers: &HeaderMap) -> Option<Duration> {
    let lifetime = max_age(headers).or_else(|| until(headers, text(headers, EXPIRES)?))?;
    Some(lifetime.saturating_sub(text(headers, AGE).and_then(seconds).unwrap_or_default()))
}

fn max_age(headers: &HeaderMap) -> Option<Duration> {
    let directives = headers.get_all(CACHE_CONTROL).into_iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    directives
        .filter_map(|directive| directive.split_once('='))
        .find_map(|(name, value)| name.trim().eq_ignore_ascii_case("max-age").then(|| seconds(value.trim().trim_matches('"')))?)
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = text(headers, RETRY_AFTER)?;
    seconds(value).or_else(|| until(headers, value))
}

fn seconds(value: &str) -> Option<Duration> {
    value.trim().parse().ok().map(Duration::from_secs)
}

fn until(headers: &HeaderMap, date: &str) -> Option<Duration> {
    (http_date(date)? - http_date(text(headers, DATE)?)?).to_std().ok()
}

fn http_date(text: &str) -> Option<DateTime<FixedOffset>> {
    DateTime::parse_from_rfc2822(text.trim()).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use reqwest::header::HeaderName;

    fn headers(lines: &str) -> HeaderMap {
        let pairs = lines.split('|').filter_map(|line| line.split_once(": "));
        pairs.map(|(name, value)| (name.trim().parse::<HeaderName>().unwrap(), value.trim().parse().unwrap())).collect()
    }

    #[track_caller]
    fn check(lines: &str, max_age: Option<u64>, retry_after: Option<u64>) {
        let expected =
            CacheHints { max_age: max_age.map(Duration::from_secs), retry_after: retry_after.map(Duration::from_secs), ttl: None };
        assert_eq!(hints(&headers(lines)), expected, "{lines}");
    }

    #[test]
    fn hints_are_read() {
        let date = "Date: Sun, 01 Mar 2026 12:00:00 GMT";
        check("", None, None);
        check("Cache-Control: public, Max-Age=600", Some(600), None);
        check("Cache-Control: max-age=600 | Age: 200", Some(400), None);
        check("Cache-Control: max-age=600 | Age: 900", Some(0), None);
        check("Cache-Control: s-maxage=600, no-store", None, None);
        check("Cache-Control: max-age=soon", None, None);
        check(&format!("{date} | Expires: Sun, 01 Mar 2026 12:05:00 GMT"), Some(300), None);
        check(&format!("{date} | Expires: Sun, 01 Mar 2026 11:05:00 GMT"), None, None);
        check(&format!("{date} | Expires: Sun, 01 Mar 2026 12:05:00 GMT | Cache-Control: max-age=60"), Some(60), None);
        check("Expires: Sun, 01 Mar 2026 12:05:00 GMT", None, None);
        check("Expires: 0", None, None);
        check("Retry-After: 120", None, Some(120));
        check(&format!("{date} | Retry-After: Sun, 01 Mar 2026 13:00:00 GMT"), None, Some(3600));
        check("Retry-After: -5", None, None);
    }

    #[test]
    fn only_what_can_be_sent_is_asked_with() {
        let asked = |etag: Option<&str>, date: Option<&str>| {
            conditions(&Validators { etag: etag.map(str::to_owned), last_modified: date.map(str::to_owned) }).len()
        };
        assert_eq!(
            [asked(None, None), asked(Some("W/\"a\""), None), asked(Some("\"a\""), Some("yesterday")), asked(Some("a\nb"), None)],
            [0, 1, 2, 0]
        );
    }

    #[test]
    fn a_coding_we_cannot_undo_is_named() {
        let rows = [
            ("", None),
            ("Content-Encoding: identity", None),
            ("Content-Encoding: UTF-8", None),
            ("Content-Encoding: Deflate", Some("Deflate")),
        ];
        for (lines, coding) in rows {
            assert_eq!(foreign_coding(&headers(lines)), coding, "{lines}");
        }
    }
}
