//! The language of a text: what its words show outweighs what the page claims.

use super::head::Head;
use crate::domain::Lang;
use whatlang::{Detector, Lang as Found};

/// The fewest characters that show a language beyond doubt.
const ENOUGH: usize = 200;

/// The languages looked for, with their codes.
const KNOWN: &[(Found, &str)] = &[
    (Found::Eng, "en"),
    (Found::Deu, "de"),
    (Found::Fra, "fr"),
    (Found::Pol, "pl"),
    (Found::Ukr, "uk"),
    (Found::Rus, "ru"),
    (Found::Nld, "nl"),
    (Found::Swe, "sv"),
    (Found::Nob, "no"),
    (Found::Dan, "da"),
    (Found::Ces, "cs"),
    (Found::Slk, "sk"),
    (Found::Ron, "ro"),
    (Found::Spa, "es"),
    (Found::Por, "pt"),
    (Found::Ita, "it"),
    (Found::Lit, "lt"),
    (Found::Lav, "lv"),
    (Found::Est, "et"),
    (Found::Fin, "fi"),
    (Found::Hun, "hu"),
    (Found::Bul, "bg"),
    (Found::Hrv, "hr"),
    (Found::Slv, "sl"),
    (Found::Ell, "el"),
    (Found::Tur, "tr"),
    (Found::Jpn, "ja"),
    (Found::Kor, "ko"),
];

/// What the page claims: the `lang` of `html`, else `og:locale`.
pub fn declared(head: &Head) -> Option<Lang> {
    let said = head.lang.as_deref().and_then(|tag| Lang::parse(tag).ok());
    said.or_else(|| head.meta(&["og:locale", "language", "content-language"]).and_then(|tag| Lang::parse(tag).ok()))
}

/// The language of a text, given what its page claims and what its source usually writes.
pub fn of_text(text: &str, declared: Lang, usual: Lang) -> Lang {
    let detector = Detector::with_allowlist(KNOWN.iter().map(|(found, _)| *found).collect());
    let Some(info) = detector.detect(text).filter(|info| text.chars().count() >= ENOUGH && info.is_reliable()) else {
        return declared;
    };
    let Some(found) = KNOWN.iter().find(|(f, _)| *f == info.lang()).and_then(|(_, code)| Lang::parse(code).ok()) else {
        return declared;
    };
    [declared, usual].into_iter().find(|said| are_sisters(*said, found)).unwrap_or(found)
}

/// Danish and Norwegian differ too little for trigrams: there the page's word stands.
fn are_sisters(a: Lang, b: Lang) -> bool {
    let nordic = ["da", "no"];
    nordic.contains(&a.code()) && nordic.contains(&b.code())
}
