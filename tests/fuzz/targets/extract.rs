//! Any article in any language: extracting and explaining must neither panic nor take long, and every quote is its span.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pledgewatch::domain::{Article, Evidence};
use pledgewatch::pipeline::extract::{Lexicon, explain};
use pledgewatch::pipeline::relevance;
use std::sync::LazyLock;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::embedded().expect("the embedded lexicon is sound"));

fuzz_target!(|bytes: &[u8]| {
    let Some((lang, original)) = pledgewatch_fuzz::text(bytes) else { return };
    let (title, text) = original.split_once('\n').unwrap_or(("", &original));
    let article = Article { url: None, title: title.to_owned(), text: text.to_owned(), published: None, lang, author: None };
    let (extraction, relevance) = relevance::read(&article, &LEXICON);
    explain(&article, &extraction, &relevance);
    let quoted = |evidence: &Evidence| evidence.quote() == evidence.span().of(article.field(evidence.field()));
    assert!(extraction.mentions.iter().all(|mention| quoted(&mention.evidence)), "a mention's quote is its span");
    assert!(extraction.refusals.iter().all(|refusal| quoted(&refusal.evidence)), "a refusal's quote is its span");
});
