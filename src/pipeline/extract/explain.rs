//! What one article yields and why, for people.

use crate::domain::{Article, Extraction, Mention, Relevance, Span};
use std::fmt::Write;

/// The verdict, each mention with its reasons, each sum that was not taken.
pub fn explain(article: &Article, extraction: &Extraction, relevance: &Relevance) -> String {
    let mut out = String::new();
    let verdict = if relevance.relevant { "relevant" } else { "not relevant" };
    let _ = writeln!(out, "{verdict} (score {:.2}, language {}): {}", relevance.score, article.lang, relevance.reasons.join("; "));
    for (at, mention) in extraction.mentions.iter().enumerate() {
        tell(&mut out, article, at, mention);
    }
    for refusal in &extraction.refusals {
        let _ = writeln!(out, "\nnot taken: \"{}\" ({})", refusal.evidence.quote(), refusal.because);
    }
    out
}

fn tell(out: &mut String, article: &Article, at: usize, mention: &Mention) {
    let donors: Vec<&str> = mention.donors.iter().map(|actor| actor.0.as_str()).collect();
    let _ = writeln!(
        out,
        "\n{}. {} by {}: {}, {} (confidence {:.2})",
        at + 1,
        mention.class,
        donors.join(", "),
        mention.kind,
        mention.stage,
        mention.confidence
    );
    if let Some(sum) = mention.amount {
        let _ = writeln!(out, "   amount: {sum}");
    }
    for item in &mention.items {
        let _ =
            writeln!(out, "   item: {} ({}){}", item.name, item.as_written, item.quantity.map(|n| format!(" × {n}")).unwrap_or_default());
    }
    let _ = writeln!(out, "   \"{}\"", marked(article, mention));
    for reason in &mention.reasons {
        let words = reason.span.map(|(field, span)| format!(": \"{}\"", span.of(article.field(field)))).unwrap_or_default();
        let _ = writeln!(out, "   {} — {}{words}", reason.field, reason.rule);
    }
}

/// The sentence with the words that set a field in brackets, each followed by the field's name.
fn marked(article: &Article, mention: &Mention) -> String {
    let (field, whole) = (mention.evidence.field(), mention.evidence.span());
    let within = |span: &Span| whole.start <= span.start && span.end <= whole.end;
    let spans = mention.reasons.iter().filter_map(|reason| reason.span.map(|(at, span)| (at, span, reason.field.as_ref())));
    let mut marks: Vec<(Span, &str)> =
        spans.filter(|(at, span, _)| *at == field && within(span)).map(|(_, span, name)| (span, name)).collect();
    marks.sort_by_key(|(span, _)| (span.start, span.end));
    let text = article.field(field);
    let mut out = String::new();
    let mut at = whole.start;
    for (span, name) in marks.into_iter().filter(|(span, _)| !span.of(text).is_empty()) {
        if span.start >= at {
            let _ = write!(out, "{}[{}]({name})", Span::new(at, span.start).of(text), span.of(text));
            at = span.end;
        }
    }
    out + Span::new(at, whole.end).of(text)
}
