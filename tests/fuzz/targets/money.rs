//! Any text in any language to the grammars of sums, counts and sentences: what they find stands on character borders, in order.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pledgewatch::domain::{Lang, Span};
use pledgewatch::pipeline::extract::money::{self, Vocabulary};
use pledgewatch::pipeline::extract::normalise::Normal;
use pledgewatch::pipeline::extract::{numbers, sentences};
use std::sync::LazyLock;

static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(|| Vocabulary::parse(include_str!("../../../config/lexicon/currencies.toml")).expect("the vocabulary is sound"));
static ABBREVIATIONS: LazyLock<sentences::Abbreviations> = LazyLock::new(|| {
    sentences::Abbreviations::parse(include_str!("../../../config/lexicon/abbreviations.toml")).expect("the abbreviations are sound")
});

fuzz_target!(|bytes: &[u8]| {
    let Some((lang, original)) = pledgewatch_fuzz::text(bytes) else { return };
    read(&original, lang);
});

fn read(original: &str, lang: Lang) {
    let normal = Normal::of(original);
    let sums = money::find(&normal.text, lang, &VOCABULARY);
    let before = |(at, sum): (usize, &money::Sum)| sum.gloss_of.is_none_or(|of| of < at);
    assert!(sums.iter().enumerate().all(before), "a gloss restates what stands before it");
    in_order(&normal, original, &sums.iter().map(|sum| sum.span).collect::<Vec<_>>());
    in_order(&normal, original, &numbers::find(&normal.text, lang, &VOCABULARY).iter().map(|count| count.span).collect::<Vec<_>>());
    in_order(&normal, original, &sentences::split(&normal.text, lang, &ABBREVIATIONS));
}

fn in_order(normal: &Normal, original: &str, spans: &[Span]) {
    assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start), "spans in order: {spans:?}");
    for span in spans {
        let back = normal.back(*span).of(original);
        assert!(Normal::of(back).text.contains(span.of(&normal.text)), "{back:?} leads back from {:?}", span.of(&normal.text));
    }
}
