//! Labelled articles, and what the extractor says of them, in one form.

use pledgewatch::domain::{Article, Lang, Mention, Money};
use pledgewatch::pipeline::extract::Lexicon;
use pledgewatch::pipeline::relevance;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// A claim, labelled or said.
#[derive(Clone, Debug, Default)]
pub struct Claim {
    pub class: String,
    pub donors: BTreeSet<String>,
    pub kind: String,
    pub currency: String,
    /// The bounds of the sum; none of both where there is no sum.
    pub bounds: Option<(Option<u64>, Option<u64>)>,
    pub items: String,
    pub stage: String,
    pub programmes: BTreeSet<String>,
    pub civil: bool,
    /// What the extractor thinks the chance is that it is right; 1 for a label.
    pub confidence: f32,
}

/// A labelled article.
#[derive(Clone, Debug)]
pub struct Gold {
    article: Article,
    pub english: bool,
    pub relevant: bool,
    pub claims: Vec<Claim>,
    key: String,
}

/// What the extractor says of one.
#[derive(Clone, Debug)]
pub struct Said {
    pub relevant: bool,
    pub claims: Vec<Claim>,
}

fn texts(value: &Value) -> BTreeSet<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

impl Claim {
    fn labelled(row: &Value) -> Claim {
        let amount = &row["amount"];
        Claim {
            class: text(&row["class"]),
            donors: texts(&row["donors"]),
            kind: text(&row["kind"]),
            currency: text(&amount["currency"]),
            bounds: amount.is_object().then(|| (amount["min"].as_u64(), amount["max"].as_u64())),
            items: text(&row["item"]),
            stage: text(&row["stage"]),
            programmes: texts(&row["programmes"]),
            civil: row["scope"] == "civil",
            confidence: 1.0,
        }
    }

    fn said(mention: &Mention) -> Claim {
        let named = |money: &Money| money.currency().to_string();
        Claim {
            class: mention.class.to_string(),
            donors: mention.donors.iter().map(|actor| actor.0.clone()).collect(),
            kind: mention.kind.to_string(),
            currency: mention.amount.as_ref().map(named).unwrap_or_default(),
            bounds: mention.amount.map(|money| (money.min(), money.max())),
            items: mention.items.iter().map(|item| format!("{} {} ", item.name, item.as_written)).collect(),
            stage: mention.stage.to_string(),
            programmes: mention.programmes.iter().map(|programme| programme.0.clone()).collect(),
            civil: mention.scope.to_string() == "civil",
            confidence: mention.confidence,
        }
    }
}

impl Gold {
    /// Reads one line of a gold file.
    pub fn parse(line: &str) -> Gold {
        let row: Value = serde_json::from_str(line).expect("a line of JSON");
        let lang = text(&row["lang"]);
        let day = row["published"].as_str().and_then(|day| day.get(..10)?.parse().ok());
        let pledges = row["pledges"].as_array().cloned().unwrap_or_default();
        let mut keys: Vec<String> = pledges.iter().map(|pledge| text(&pledge["key"])).collect();
        keys.sort();
        Gold {
            english: lang == "en",
            article: Article {
                url: None,
                title: text(&row["title"]),
                text: text(&row["text"]),
                published: day,
                lang: Lang::parse(&lang).expect("a language that is read"),
                author: None,
            },
            relevant: row["relevant"] == true,
            claims: pledges.iter().map(Claim::labelled).collect(),
            key: keys.into_iter().next().unwrap_or_else(|| text(&row["id"])),
        }
    }

    /// The first byte of the hash of the article's first key: what decides whether it is held out.
    pub fn hash(&self) -> u8 {
        Sha256::digest(&self.key)[0]
    }
}

/// The extractor with its lexicon.
pub struct Reader(Lexicon);

impl Reader {
    pub fn new() -> Reader {
        Reader(Lexicon::embedded().expect("a sound lexicon"))
    }

    pub fn read(&self, gold: &Gold) -> Said {
        let (extraction, verdict) = relevance::read(&gold.article, &self.0);
        Said { relevant: verdict.relevant, claims: extraction.mentions.iter().map(Claim::said).collect() }
    }
}
