//! Walls: answers that want proof of a human reader, or consent, instead of giving the document.
//!
//! They are named, so that a person can ask the publisher for a way in; they are never evaded.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;
use url::Url;

/// (header, part of its value, who): the header marks a wall whatever the status.
const MARKED: [(&str, &str, &str); 4] = [
    ("cf-mitigated", "challenge", "a Cloudflare challenge"),
    ("x-vercel-mitigated", "", "a Vercel challenge"),
    ("x-amzn-waf-action", "", "an AWS WAF challenge"),
    ("x-sucuri-block", "", "the Sucuri firewall"),
];

/// The same, for headers that these services put on good answers too: a wall only together with a refusal.
const REFUSED: [(&str, &str, &str); 7] = [
    ("x-datadome", "", "DataDome"),
    ("server", "datadome", "DataDome"),
    ("set-cookie", "datadome=", "DataDome"),
    ("x-iinfo", "", "Imperva"),
    ("set-cookie", "incap_ses", "Imperva"),
    ("set-cookie", "_px", "PerimeterX"),
    ("server", "akamaighost", "Akamai"),
];

/// Titles of wall pages that come with a good status.
const TITLES: [(&str, &str); 5] = [
    ("just a moment...", "a Cloudflare challenge"),
    ("attention required! | cloudflare", "the Cloudflare firewall"),
    ("making sure you're not a bot!", "Anubis"),
    ("making sure you&#39;re not a bot!", "Anubis"),
    ("pardon our interruption", "Imperva"),
];

/// First labels of hosts that show nothing but a form of consent.
const CONSENT: [&str; 2] = ["consent", "guce"];

/// Where a title stands, if there is one: wall pages are small and begin with it.
const TITLE_WITHIN: usize = 4096;

/// The wall that an answer's status and headers show.
pub(super) fn in_headers(status: StatusCode, headers: &HeaderMap) -> Option<&'static str> {
    let refused = matches!(status.as_u16(), 202 | 401 | 403 | 405 | 429 | 503);
    find(&MARKED, headers).or_else(|| find(&REFUSED, headers).filter(|_| refused))
}

/// The wall that a body shows.
pub(super) fn in_body(body: &[u8]) -> Option<&'static str> {
    let start = String::from_utf8_lossy(&body[..body.len().min(TITLE_WITHIN)]).to_ascii_lowercase();
    let title = start.split_once("<title").and_then(|(_, rest)| rest.split_once('>'))?.1.trim_start();
    TITLES.iter().find_map(|(text, by)| title.starts_with(text).then_some(*by))
}

/// The wall that a redirect leads to.
pub(super) fn in_address(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    let label = host.split('.').next()?;
    CONSENT.contains(&label).then(|| format!("the consent form of {host}"))
}

fn find(table: &[(&str, &str, &'static str)], headers: &HeaderMap) -> Option<&'static str> {
    let shows = |name: &str, part: &str| headers.get_all(name).iter().any(|value| has(value.as_bytes(), part));
    table.iter().find_map(|(name, part, by)| shows(name, part).then_some(*by))
}

fn has(value: &[u8], part: &str) -> bool {
    String::from_utf8_lossy(value).to_ascii_lowercase().contains(part)
}
