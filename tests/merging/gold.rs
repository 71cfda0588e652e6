//! The score on labelled articles, given right mentions: how many pairs of mentions that are one pledge are found, and how many
//! found pairs are one. The articles lie outside the repository; without them the test says so and passes.

use pledgewatch::domain::{
    Actor, Article, Evidence, Field, Item, Kind, Lang, Mention, MentionClass, Money, Programme, Report, Scope, Span, Stage, Standing,
};
use pledgewatch::pipeline::fx::{Rates, SHIPPED};
use pledgewatch::pipeline::merge::{Memory, file};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

#[derive(Deserialize)]
struct Row {
    id: String,
    lang: String,
    published: Option<String>,
    url: Option<String>,
    title: String,
    text: String,
    pledges: Vec<Label>,
}

#[derive(Deserialize)]
struct Label {
    key: String,
    class: String,
    donors: Vec<String>,
    kind: String,
    amount: Option<Money>,
    item: Option<String>,
    quantity: Option<u64>,
    stage: String,
    programmes: Vec<String>,
    scope: Option<String>,
    part_of: Option<String>,
}

/// A labelled new pledge, and the pledge it was filed under.
struct Located {
    article: String,
    key: String,
    pledge: i64,
}

#[derive(Default, Clone, Copy)]
struct Score {
    right: u32,
    wrong: u32,
    missed: u32,
}

impl Score {
    fn f1(self) -> f64 {
        let (right, errors) = (f64::from(2 * self.right), f64::from(self.wrong + self.missed));
        if right + errors == 0.0 { 1.0 } else { right / (right + errors) }
    }
}

#[test]
fn right_mentions_become_the_right_pledges() {
    let shared = std::env::var("PLEDGEWATCH_SHARED").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared").to_owned());
    for name in ["dev.jsonl", "dev_long.jsonl"] {
        let path = PathBuf::from(&shared).join("gold").join(name);
        let Ok(rows) = std::fs::read_to_string(&path) else {
            println!("skipped: no labelled articles at {}", path.display());
            continue;
        };
        let mut rows: Vec<Row> = rows.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        check(name, &rows, 0.93);
        rows.reverse();
        check(&format!("{name}, last article first"), &rows, 0.90);
    }
}

fn check(name: &str, rows: &[Row], floor: f64) {
    let located = locate(rows);
    let all = score(name, &located, |_| true);
    let held = score("", &located, held_out);
    let seen = score("", &located, |key| !held_out(key));
    println!(
        "{name}: {} mentions, pairwise F1 {:.3} ({} right, {} wrong, {} missed); held-out keys {:.3}, the others {:.3}",
        located.len(),
        all.f1(),
        all.right,
        all.wrong,
        all.missed,
        held.f1(),
        seen.f1()
    );
    assert!(all.f1() >= floor, "{name}: pairwise F1 {:.3} is under {floor}", all.f1());
}

/// Three keys in ten, by a hash that nobody chose: a rule fitted to a few labels shows as a difference between the two figures.
fn held_out(key: &str) -> bool {
    key.bytes().fold(2_166_136_261_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(16_777_619)) % 10 < 3
}

fn score(name: &str, located: &[Located], counts: impl Fn(&str) -> bool) -> Score {
    let mut score = Score::default();
    let counted: Vec<&Located> = located.iter().filter(|mention| counts(&mention.key)).collect();
    for (i, a) in counted.iter().enumerate() {
        for b in counted.iter().skip(i + 1) {
            let (same, together) = (a.key == b.key, a.pledge == b.pledge);
            score.right += u32::from(same && together);
            score.wrong += u32::from(!same && together);
            score.missed += u32::from(same && !together);
            if same != together && !name.is_empty() {
                println!("  {}: {} {} | {} {}", if same { "missed" } else { "wrong" }, a.article, a.key, b.article, b.key);
            }
        }
    }
    score
}

fn locate(rows: &[Row]) -> Vec<Located> {
    let rates = Rates::parse(SHIPPED).unwrap();
    let mut book = Memory::default();
    let mut located = Vec::new();
    for row in rows {
        let reports: Vec<Report> = row.pledges.iter().map(|label| report(row, label)).collect();
        let filed = file(&mut book, &reports, &rates).unwrap();
        for (label, pledge) in row.pledges.iter().zip(filed) {
            if label.class == "new_pledge" {
                located.push(Located { article: row.id.clone(), key: label.key.clone(), pledge: pledge.unwrap().0 });
            }
        }
    }
    located
}

fn report(row: &Row, label: &Label) -> Report {
    let article = Article {
        url: row.url.clone(),
        title: row.title.clone(),
        text: row.text.clone(),
        published: None,
        lang: Lang::parse(&row.lang).unwrap(),
        author: None,
    };
    let place: BTreeMap<&str, usize> = row.pledges.iter().enumerate().map(|(i, label)| (label.key.as_str(), i)).collect();
    let mention = Mention {
        class: MentionClass::from_name(&label.class).unwrap(),
        donors: label.donors.iter().cloned().map(Actor).collect(),
        recipient: "UA".to_owned(),
        kind: Kind::from_name(&label.kind).unwrap(),
        amount: label.amount,
        items: items(label),
        stage: Stage::from_name(&label.stage).unwrap(),
        programmes: label.programmes.iter().cloned().map(Programme).collect(),
        scope: label.scope.as_deref().and_then(Scope::from_name).unwrap_or_default(),
        ordinal: None,
        part_of: label.part_of.as_deref().and_then(|key| place.get(key).copied()),
        confidence: 1.0,
        evidence: Evidence::cut(&article, Field::Text, Span::new(0, article.text.len())).unwrap(),
        reasons: Vec::new(),
    };
    Report {
        mention,
        url: row.url.clone(),
        title: row.title.clone(),
        outlet: row.id.clone(),
        publisher: row.id.clone(),
        standing: Standing::GeneralPress,
        lang: article.lang,
        day: row.published.as_deref().and_then(|day| day.parse().ok()),
        sketch: None,
    }
}

fn items(label: &Label) -> Vec<Item> {
    let names = label.item.as_deref().unwrap_or_default().split([';', ',']).map(str::trim).filter(|name| !name.is_empty());
    let named = names.enumerate().map(|(i, name)| Item {
        name: name.to_owned(),
        as_written: name.to_owned(),
        quantity: label.quantity.filter(|_| i == 0),
    });
    named.collect()
}
