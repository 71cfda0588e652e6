//! How many bytes of plain text a second the money grammar reads.
#![allow(clippy::unwrap_used, missing_docs)]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pledgewatch::domain::Lang;
use pledgewatch::pipeline::extract::money::{self, Vocabulary};
use std::hint::black_box;

const ENGLISH: &str = "The ministry said on Tuesday that the new package, worth more than €1.5 billion, will be paid out over three years. \
    Officials in the capital did not say how many launchers are part of it, but they named 20 million for repairs as the first step.\n";
const UKRAINIAN: &str = "У міністерстві повідомили, що новий пакет вартістю понад 2,6 млрд данських крон буде виплачено протягом трьох років. \
    Кількість установок посадовці не назвали, проте перший крок коштуватиме 20 млн євро.\n";

fn find(criterion: &mut Criterion) {
    let vocabulary = Vocabulary::parse(include_str!("../../config/lexicon/currencies.toml")).unwrap();
    let mut group = criterion.benchmark_group("money::find");
    for (code, paragraph) in [("en", ENGLISH), ("uk", UKRAINIAN)] {
        let text = paragraph.repeat(1_000_000 / paragraph.len());
        let lang = Lang::parse(code).unwrap();
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(code, |bench| bench.iter(|| money::find(black_box(&text), lang, &vocabulary)));
    }
    group.finish();
}

criterion_group!(benches, find);
criterion_main!(benches);
