//! Entries whose publisher edited the headline after all names with it: guid, link and title.
//!
//! Such an entry stands where another one stood until now. Only entries that have vanished although the document still reaches
//! back beyond them are compared, and only those of about the same time, so the search is short and rarely wrong.

use super::Fault;
use super::identity::TELLING_TITLE;
use super::values::{instant, millis};
use crate::domain::Entry;
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use rusqlite::{Connection, Row, params};
use std::collections::HashSet;

/// Entries that are compared with one stranger.
const MOST_COMPARED: usize = 64;
/// The share of common words that makes two titles of the same second one.
const ALIKE_AT_ONE_INSTANT: f32 = 0.5;
/// The same, where only the day is common. Numbers must then be equal too, for serials ("Notice 51", "Notice 52") differ in nothing else.
const ALIKE_ON_ONE_DAY: f32 = 0.8;
/// Digits in a row that are an article's number rather than a date or a page.
const ARTICLE_NUMBER: usize = 5;

/// An entry that may have been edited.
pub(super) struct Candidate {
    pub id: i64,
    pub first_seen: DateTime<Utc>,
    title: String,
    link: Option<String>,
    published: DateTime<Utc>,
}

/// Entries of the source from within a day of `published`, none dated before `reaches_to`.
pub(super) fn candidates(
    connection: &Connection,
    source: &str,
    reaches_to: DateTime<Utc>,
    published: DateTime<Utc>,
) -> Result<Vec<Candidate>, Fault> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT id, first_seen, title, link, published FROM entry
         WHERE source = ?1 AND dated BETWEEN ?2 AND ?3 AND published IS NOT NULL ORDER BY abs(dated - ?4) LIMIT {MOST_COMPARED}"
    ))?;
    let day = TimeDelta::days(1);
    let from = published.checked_sub_signed(day).map_or(reaches_to, |from| from.max(reaches_to));
    let until = published.checked_add_signed(day).unwrap_or(published);
    let rows = statement.query_map(params![source, millis(from), millis(until), millis(published)], candidate)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn candidate(row: &Row<'_>) -> rusqlite::Result<Candidate> {
    Ok(Candidate {
        id: row.get(0)?,
        first_seen: instant(row.get(1)?),
        title: row.get(2)?,
        link: row.get(3)?,
        published: instant(row.get(4)?),
    })
}

/// The candidate most like `entry`; `None` where none is like enough.
pub(super) fn likest(entry: &Entry, candidates: impl Iterator<Item = Candidate>) -> Option<Candidate> {
    let words = words(&entry.title);
    let alike = candidates.filter_map(|candidate| Some((likeness(entry, &words, &candidate)?, candidate)));
    alike.max_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, candidate)| candidate)
}

/// How like two entries are, 0 to 1; `None` where they are two.
fn likeness(entry: &Entry, words_of_entry: &HashSet<String>, candidate: &Candidate) -> Option<f32> {
    let published = entry.published?;
    let telling = |title: &str| title.chars().count() >= TELLING_TITLE;
    // Under one and the same headline it would be known by it, unless several stand under it.
    if !telling(&entry.title) || !telling(&candidate.title) || entry.title == candidate.title {
        return None;
    }
    let words = words(&candidate.title);
    let common = words.intersection(words_of_entry).count() as f32;
    let share = common / words.len().max(words_of_entry.len()).max(1) as f32;
    let one_instant = published == candidate.published && published.time() != NaiveTime::MIN;
    let one_day = published.date_naive() == candidate.published.date_naive();
    let numbered = one_instant && shares_number(entry.link.as_deref(), candidate.link.as_deref());
    let same = numbered
        || (one_instant && share >= ALIKE_AT_ONE_INSTANT)
        || (one_day && share >= ALIKE_ON_ONE_DAY && numbers(&words) == numbers(words_of_entry));
    same.then_some(share)
}

fn words(title: &str) -> HashSet<String> {
    title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

fn numbers(words: &HashSet<String>) -> HashSet<&String> {
    words.iter().filter(|word| word.contains(|c: char| c.is_ascii_digit())).collect()
}

fn shares_number(one: Option<&str>, other: Option<&str>) -> bool {
    let numbers = |link: Option<&str>| -> HashSet<String> {
        let runs = link.unwrap_or_default().split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() >= ARTICLE_NUMBER);
        runs.filter(|run| !is_day(run)).map(str::to_owned).collect()
    };
    !numbers(one).is_disjoint(&numbers(other))
}

/// Whether digits are a day (`20260301`), which all articles of that day share.
fn is_day(digits: &str) -> bool {
    digits.len() == 8 && chrono::NaiveDate::parse_from_str(digits, "%Y%m%d").is_ok()
}
