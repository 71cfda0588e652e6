//! Pages that stand in an article's place: challenges, consent walls, log-in forms, unresolved redirects.

use super::head::Head;
use super::{ArticleError, lines};
use crate::domain::Page;
use scraper::Html;
use url::Url;

/// The most visible characters of a wall: an article that merely loads such a script shows more.
const LARGEST_WALL: usize = 2_000;

/// Marks of challenge pages, in lower case, with the company behind each.
const CHALLENGES: &[(&str, &str)] = &[
    ("_cf_chl_opt", "Cloudflare"),
    ("cf-mitigated", "Cloudflare"),
    ("cf-browser-verification", "Cloudflare"),
    ("cf-error-details", "Cloudflare"),
    ("captcha-delivery.com", "DataDome"),
    ("_incapsula_resource", "Imperva"),
    ("px-captcha", "HUMAN"),
    ("_pxappid", "HUMAN"),
    ("errors.edgesuite.net", "Akamai"),
    ("sec-if-cpt-container", "Akamai"),
    ("gokuprops", "AWS WAF"),
    ("awswafintegration", "AWS WAF"),
    ("sucuri_cloudproxy_js", "Sucuri"),
    ("anubis_challenge", "Anubis"),
    ("ddos-guard", "DDoS-Guard"),
    ("smartcaptcha", "Yandex"),
    ("_kpsdk", "Kasada"),
];

/// Hosts that ask for consent on behalf of others.
const CONSENT_HOSTS: &[&str] =
    &["consent.google.com", "consent.youtube.com", "consent.yahoo.com", "guce.yahoo.com", "myprivacy.dpgmedia.nl", "myprivacy.dpgmedia.be"];
/// What the titles, headings and addresses of consent walls hold, in lower case.
const CONSENT_WORDS: &[&str] = &[
    "before you continue",
    "bevor sie",
    "avant de continuer",
    "zustimmung",
    "privacy gate",
    "privacy-gate",
    "cookie wall",
    "cookiewall",
    "consent-management",
    "we value your privacy",
    "your privacy choices",
    "datenschutzeinstellungen",
    "pur-abo",
    "samtykke",
];

/// Names the wall a page is, if it is one.
pub fn check(page: &Page, source: &str, document: &Html, head: &Head) -> Result<(), ArticleError> {
    let url = Url::parse(&page.url).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    if CONSENT_HOSTS.contains(&host) {
        return Err(ArticleError::Consent);
    }
    if host == "news.google.com" {
        return Err(ArticleError::Unresolved);
    }
    let visible = lines::flat(document.root_element());
    if visible.chars().count() > LARGEST_WALL {
        return Ok(());
    }
    check_short(source, document, &visible, &format!("{} {}", page.url, head.title.as_deref().unwrap_or_default()).to_lowercase())
}

fn check_short(source: &str, document: &Html, visible: &str, label: &str) -> Result<(), ArticleError> {
    let source = source.to_ascii_lowercase();
    if label.contains("just a moment") || label.contains("attention required! | cloudflare") {
        return Err(ArticleError::Challenge { by: "Cloudflare" });
    }
    if let Some((_, by)) = CHALLENGES.iter().find(|(mark, _)| source.contains(mark)) {
        return Err(ArticleError::Challenge { by });
    }
    let opening = visible.chars().take(300).collect::<String>().to_lowercase();
    if CONSENT_WORDS.iter().any(|word| label.contains(word) || opening.contains(word)) {
        return Err(ArticleError::Consent);
    }
    let asks_password = |e: scraper::ElementRef| e.value().name() == "input" && e.attr("type") == Some("password");
    let paragraphs = document.root_element().descendent_elements().filter(|e| e.value().name() == "p").count();
    if paragraphs < 4 && document.root_element().descendent_elements().any(asks_password) {
        return Err(ArticleError::Login);
    }
    Ok(())
}
