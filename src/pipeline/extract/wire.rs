//! The output line of `pledgewatch extract --jsonl`.

use crate::domain::{Article, Extraction, Field, Mention, Relevance};
use serde_json::{Value, json};

/// One article's line: `id` as given on input, `pledge_ids` one for each mention in order (`None` where it was not merged).
pub fn line(id: &str, article: &Article, extraction: &Extraction, relevance: &Relevance, pledge_ids: &[Option<String>]) -> Value {
    let ids = pledge_ids.iter().map(Option::as_deref).chain(std::iter::repeat(None));
    let mentions: Vec<Value> = extraction.mentions.iter().zip(ids).map(|(mention, id)| row(mention, id)).collect();
    json!({ "id": id, "lang": article.lang, "relevant": relevance.relevant, "score": relevance.score, "mentions": mentions })
}

fn row(mention: &Mention, pledge_id: Option<&str>) -> Value {
    let span = mention.evidence.span();
    let mut evidence = json!({ "start": span.start, "end": span.end, "quote": mention.evidence.quote() });
    if mention.evidence.field() == Field::Title {
        evidence["in"] = json!("title");
    }
    let amount = mention.amount.map(|sum| json!({ "currency": sum.currency(), "min": sum.min(), "max": sum.max() }));
    json!({
        "class": mention.class, "donors": mention.donors, "recipient": mention.recipient, "kind": mention.kind, "amount": amount,
        "items": mention.items, "stage": mention.stage, "programmes": mention.programmes, "scope": mention.scope,
        "ordinal": mention.ordinal, "part_of": mention.part_of, "confidence": mention.confidence, "pledge_id": pledge_id, "evidence": evidence,
    })
}
