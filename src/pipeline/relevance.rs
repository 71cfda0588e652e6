//! Whether an article concerns us: before its page is fetched, and after it was read.

use super::extract::{Lexicon, extract};
use crate::domain::{Article, Entry, Extraction, Lang, Relevance, Scope, Source};
use whatlang::{Detector, Lang as Found};

/// The languages that are read, by whatlang's names.
const READ: [(Found, &str); 15] = [
    (Found::Eng, "en"),
    (Found::Ukr, "uk"),
    (Found::Deu, "de"),
    (Found::Fra, "fr"),
    (Found::Pol, "pl"),
    (Found::Nld, "nl"),
    (Found::Lit, "lt"),
    (Found::Swe, "sv"),
    (Found::Nob, "no"),
    (Found::Dan, "da"),
    (Found::Ces, "cs"),
    (Found::Ron, "ro"),
    (Found::Rus, "ru"),
    (Found::Spa, "es"),
    (Found::Ita, "it"),
];

/// How much of a text is looked at to tell its language.
const SAMPLE: usize = 4000;

/// Reads an article to its end: what it claims, and whether that concerns us. The service, the commands and re-processing all read so.
pub fn read(article: &Article, lexicon: &Lexicon) -> (Extraction, Relevance) {
    let extraction = extract(article, lexicon);
    let relevance = judge(&extraction);
    (extraction, relevance)
}

/// Judges an article by what was read out of it: at least one claim told as news, not only of civil aid.
pub fn judge(extraction: &Extraction) -> Relevance {
    let news = extraction.mentions.iter().filter(|mention| mention.class.is_news() && mention.scope != Scope::Civil);
    let score = news.clone().map(|mention| mention.confidence).fold(0.0_f32, f32::max);
    let reasons =
        news.map(|mention| format!("{} of {}: \"{}\"", mention.class, mention.kind, mention.evidence.quote())).collect::<Vec<_>>();
    let reasons = if reasons.is_empty() { vec!["no claim told as news".to_owned()] } else { reasons };
    Relevance { relevant: score > 0.0, score, reasons }
}

/// Judges an entry by its title, summary and content, before its page is fetched: whether Ukraine is named. Meant to miss nothing.
pub fn worth_reading(entry: &Entry, source: &Source, lexicon: &Lexicon) -> Relevance {
    if source.read_all {
        return Relevance { relevant: true, score: 1.0, reasons: vec!["every entry of this source is read".to_owned()] };
    }
    let text = format!("{}\n{}\n{}", entry.title, entry.summary, entry.content);
    let named = lexicon.names_ukraine(&text);
    let reason = if named { "names Ukraine" } else { "does not name Ukraine" };
    Relevance { relevant: named, score: if named { 0.5 } else { 0.0 }, reasons: vec![reason.to_owned()] }
}

/// The language of a text among the fifteen that are read; the prior where the text is too short to tell, else English.
pub fn detect_language(text: &str, prior: Option<Lang>) -> Lang {
    let end = text.char_indices().nth(SAMPLE).map_or(text.len(), |(at, _)| at);
    let detector = Detector::with_allowlist(READ.iter().map(|(found, _)| *found).collect());
    let found = detector.detect(&text[..end]).filter(|info| prior.is_none() || info.is_reliable());
    let code = found.and_then(|info| READ.iter().find(|(lang, _)| *lang == info.lang())).map(|(_, code)| *code);
    code.and_then(|code| Lang::parse(code).ok()).or(prior).unwrap_or(Lang::EN)
}
