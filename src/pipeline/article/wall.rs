//! Pages that stand in an article's place: challenges, consent walls, log-in forms, unresolved redirects.
//!
//! A page's address and title may name a wall at once. Everything else that walls are made of stands on honest pages too
//! (banners, log-in boxes, bot-detection scripts), so it is looked for only where no text came out.

use super::head::Head;
use super::words::{WALLS, holds_any, starts_with_any};
use super::{ArticleError, redirect};
use crate::domain::Page;
use scraper::{ElementRef, Html};
use url::Url;

/// Refuses a page whose address or title is a wall's.
pub fn check_label(page: &Page, head: &Head, document: &Html) -> Result<(), ArticleError> {
    let url = Url::parse(&page.url).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    let title = head.title.as_deref().unwrap_or_default().to_lowercase();
    if let Some(url) = url.as_ref().filter(|_| WALLS.redirect_hosts.iter().any(|h| h == host)) {
        return Err(redirect::target(document, url).map_or(ArticleError::Unresolved, |url| ArticleError::Redirect { url }));
    }
    if WALLS.consent_hosts.iter().any(|h| h == host) || starts_with_any(&title, &WALLS.consent_titles) {
        return Err(ArticleError::Consent);
    }
    match WALLS.challenge_titles.iter().find(|(start, _)| title.starts_with(start.as_str())) {
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
    holds_any(&line.to_lowercase(), &WALLS.consent_words)
}

fn is_consent_text(text: &str) -> bool {
    let asking: usize = text.lines().filter(|line| speaks_of_consent(line)).map(str::len).sum();
    asking * 2 > text.len()
}

/// The wall that explains why a page has no text.
fn behind(source: &str, html: &str) -> Option<ArticleError> {
    let source = source.to_ascii_lowercase();
    if let Some((_, by)) = WALLS.challenges.iter().find(|(mark, _)| source.contains(mark.as_str())) {
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
