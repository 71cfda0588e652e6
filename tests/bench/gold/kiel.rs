//! The Kiel Institute's packages, told in prose beside their coded sums: whether the coded sum is read from the prose at all, and
//! whether it is the sum of a mention.

use pledgewatch::domain::{Article, Lang, Money};
use pledgewatch::pipeline::extract::Lexicon;
use pledgewatch::pipeline::extract::money::{self, Stated, Sum, Vocabulary};
use pledgewatch::pipeline::relevance;
use serde_json::Value;
use std::path::Path;

/// A military package whose figure is printed.
struct Package {
    article: Article,
    currency: String,
    amount: f64,
}

impl Package {
    fn parse(line: &str) -> Option<Package> {
        let row: Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let printed = row["amount_in_text"] == true && text("aid_general").starts_with("Mil");
        let published = text("date").parse().ok();
        let article = Article { url: None, title: String::new(), text: text("text"), published, lang: Lang::EN, author: None };
        printed.then(|| Package { article, currency: text("currency"), amount: row["amount"].as_f64().unwrap() })
    }

    /// Whether a sum is the coded one, to a hundredth: the coders round.
    fn is(&self, currency: &str, bounds: [Option<u64>; 2]) -> bool {
        let near = |units: u64| (units as f64 - self.amount).abs() <= 0.011 * self.amount;
        currency == self.currency && bounds.into_iter().flatten().any(near)
    }

    fn is_read(&self, sum: &Sum) -> bool {
        let candidates = match &sum.currency {
            Stated::Known(currency) => vec![*currency],
            Stated::Ambiguous(candidates) => candidates.clone(),
            Stated::Elided => Vec::new(),
        };
        candidates.iter().any(|currency| self.is(currency.code(), [sum.min, sum.max]))
    }

    fn is_told(&self, sum: Option<Money>) -> bool {
        sum.is_some_and(|sum| self.is(sum.currency().code(), [sum.min(), sum.max()]))
    }
}

/// Prints the shares; where the packages are absent, says so.
pub fn report(path: &Path) {
    let Ok(text) = std::fs::read_to_string(path) else {
        return println!("{}: not there, nothing is scored", path.display());
    };
    let packages: Vec<Package> = text.lines().filter_map(Package::parse).collect();
    let (lexicon, vocabulary) =
        (Lexicon::embedded().unwrap(), Vocabulary::parse(include_str!("../../../config/lexicon/currencies.toml")).unwrap());
    let (mut read, mut told, mut first) = (0, 0, 0);
    for package in &packages {
        let (extraction, _) = relevance::read(&package.article, &lexicon);
        let news: Vec<_> = extraction.mentions.iter().filter(|mention| mention.class.is_news() && mention.amount.is_some()).collect();
        read += usize::from(money::find(&package.article.text, Lang::EN, &vocabulary).iter().any(|sum| package.is_read(sum)));
        told += usize::from(extraction.mentions.iter().any(|mention| package.is_told(mention.amount)));
        first += usize::from(news.first().is_some_and(|mention| package.is_told(mention.amount)));
    }
    let share = |count: usize| count as f64 / packages.len() as f64;
    println!(
        "Kiel packages with the figure printed: {}; the coded sum is read in {:.3}, that of a mention in {:.3}, of the first news in {:.3}",
        packages.len(),
        share(read),
        share(told),
        share(first)
    );
}
