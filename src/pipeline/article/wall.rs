//! Pages that stand in an article's place: challenges, consent walls, log-in forms, unresolved redirects.
//!
//! A page's address and title may name a wall at once. Everything else that walls are made of stands on honest pages too
//! (banners, log-in boxes, bot-detection scripts), so it is looked for only where no text came out.

use super::ArticleError;
use super::head::Head;
use crate::domain::Page;
use scraper::{ElementRef, Html};
use url::Url;

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

/// How the titles of challenge pages begin, in lower case.
const CHALLENGE_TITLES: &[(&str, &str)] =
    &[("just a moment", "Cloudflare"), ("attention required! | cloudflare", "Cloudflare"), ("ddos-guard", "DDoS-Guard")];
/// Hosts that ask for consent on behalf of others.
const CONSENT_HOSTS: &[&str] =
    &["consent.google.com", "consent.youtube.com", "consent.yahoo.com", "guce.yahoo.com", "myprivacy.dpgmedia.nl", "myprivacy.dpgmedia.be"];
/// How the titles of consent walls begin, in lower case.
const CONSENT_TITLES: &[&str] = &[
    "before you continue",
    "bevor sie fortfahren",
    "avant de continuer",
    "privacy gate",
    "cookie wall",
    "cookiewall",
    "we value your privacy",
    "your privacy choices",
    "zustimmung erforderlich",
    "datenschutzeinstellungen",
];
/// What every paragraph of a consent wall or banner speaks of, in lower case.
const CONSENT_WORDS: &[&str] = &[
    "cookie",
    "kakor",
    "informasjonskapsler",
    "evästei",
    "ciasteczka",
    "файли cookie",
    "we value your privacy",
    "personal data",
    "personalised ads",
    "personalized ads",
    "personenbezogene daten",
    "personalisierte werbung",
    "données personnelles",
    "persoonsgegevens",
    "datos personales",
    "dati personali",
    "danych osobowych",
    "персональних даних",
    "персональных данных",
];

/// Refuses a page whose address or title is a wall's.
pub fn check_label(page: &Page, head: &Head) -> Result<(), ArticleError> {
    let url = Url::parse(&page.url).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    let title = head.title.as_deref().unwrap_or_default().to_lowercase();
    if host == "news.google.com" {
        return Err(ArticleError::Unresolved);
    }
    if CONSENT_HOSTS.contains(&host) || CONSENT_TITLES.iter().any(|start| title.starts_with(start)) {
        return Err(ArticleError::Consent);
    }
    match CHALLENGE_TITLES.iter().find(|(start, _)| title.starts_with(start)) {
        Some((_, by)) => Err(ArticleError::Challenge { by }),
        None => Ok(()),
    }
}

/// Passes a text on unless it is a wall's own; where there is none, names the wall that the page (`source` as fetched, `html` as
/// sieved) is.
pub fn check_text(found: Result<String, ArticleError>, source: &str, html: &str) -> Result<String, ArticleError> {
    match found {
        Ok(text) if is_consent_text(&text) => Err(ArticleError::Consent),
        Ok(text) => Ok(text),
        Err(error) => Err(behind(source, html).unwrap_or(error)),
    }
}

/// Whether a line speaks of consent to cookies.
pub fn speaks_of_consent(line: &str) -> bool {
    let line = line.to_lowercase();
    CONSENT_WORDS.iter().any(|word| line.contains(word))
}

fn is_consent_text(text: &str) -> bool {
    let asking: usize = text.lines().filter(|line| speaks_of_consent(line)).map(str::len).sum();
    asking * 2 > text.len()
}

/// The wall that explains why a page has no text.
fn behind(source: &str, html: &str) -> Option<ArticleError> {
    let source = source.to_ascii_lowercase();
    if let Some((_, by)) = CHALLENGES.iter().find(|(mark, _)| source.contains(mark)) {
        return Some(ArticleError::Challenge { by });
    }
    let document = Html::parse_document(html);
    if asks_password(&document) {
        return Some(ArticleError::Login);
    }
    let visible: Vec<&str> = document.root_element().text().collect();
    is_consent_text(&visible.join("\n")).then_some(ArticleError::Consent)
}

fn asks_password(document: &Html) -> bool {
    let is_field = |e: ElementRef| e.value().name() == "input" && e.attr("type") == Some("password");
    document.root_element().descendent_elements().any(is_field)
}
