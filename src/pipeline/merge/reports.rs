//! From an article's mentions to reports: each with whose word it is.

use super::copies::sketch;
use crate::domain::{Article, Mention, Report, Source};
use chrono::NaiveDate;

/// The reports of an article that a source listed, in the order of its mentions.
pub fn reports(source: &Source, article: &Article, mentions: &[Mention], day: NaiveDate) -> Vec<Report> {
    if mentions.is_empty() {
        return Vec::new();
    }
    let sketch = sketch(&article.text);
    let report = |mention: &Mention| Report {
        mention: mention.clone(),
        url: article.url.clone(),
        title: article.title.clone(),
        outlet: source.name.clone(),
        publisher: source.publisher.clone(),
        standing: source.standing,
        lang: article.lang,
        day: Some(day),
        sketch: sketch.clone(),
    };
    mentions.iter().map(report).collect()
}
