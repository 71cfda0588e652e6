//! What sums tell of each other: a second currency in brackets is a gloss, a number without a currency may borrow its neighbour's.

use super::context::border;
use super::lexer::Reader;
use super::{Stated, Sum, shares};

/// How far apart, in bytes, a sum and its gloss may stand.
const GLOSS_REACH: usize = 48;
/// How many words may stand between a sum and the comma behind which its gloss follows.
const GLOSS_WORDS: usize = 5;
/// How far apart, in bytes, a sum and a number that borrows its currency may stand.
const LIST_REACH: usize = 240;

/// Drops scaled numbers without a currency that count something else: "2 million shells" stays out, "and 60 million for drones" in.
pub(super) fn drop_strangers(reader: &Reader<'_>, sums: &mut Vec<Sum>) {
    let named = sums.iter().filter(|sum| sum.currency != Stated::Elided).map(|sum| sum.span.start).collect::<Vec<_>>();
    sums.retain(|sum| sum.currency != Stated::Elided || is_money(reader, sum, &named));
}

fn is_money(reader: &Reader<'_>, sum: &Sum, named: &[usize]) -> bool {
    let rest = &reader.text[sum.span.end..];
    let word = behind_gloss(rest)
        .trim_start_matches(' ')
        .split(|c: char| !(c.is_alphabetic() || c == '\''))
        .next()
        .unwrap_or_default()
        .to_lowercase();
    if !word.is_empty() {
        return reader.tables.links.contains(&word) && !rest.starts_with('-');
    }
    let at = named.partition_point(|&start| start < sum.span.start);
    let ends_line = reader.text[..sum.span.start].ends_with(": ") && (rest.is_empty() || rest.starts_with('\n'));
    let near = |index: Option<usize>| {
        let start = index.and_then(|index| named.get(index));
        start.is_some_and(|&start| {
            in_one_line(reader.text, start, sum.span.start) || ends_line && start.abs_diff(sum.span.start) <= LIST_REACH
        })
    };
    !rest.trim_start_matches(' ').starts_with('%') && (shares::follow(reader, sum.span.end) || near(at.checked_sub(1)) || near(Some(at)))
}

/// What follows a sum, or the brackets behind it: "680 million (500 million US) will pay".
fn behind_gloss(rest: &str) -> &str {
    let bracket = rest.strip_prefix(" (").and_then(|inner| inner.split_once(')'));
    bracket.filter(|(inner, _)| inner.len() <= GLOSS_REACH).map_or(rest, |(_, behind)| behind)
}

fn in_one_line(text: &str, a: usize, b: usize) -> bool {
    a.abs_diff(b) <= LIST_REACH && !text[a.min(b)..a.max(b)].contains('\n')
}

/// Marks each sum that only restates the one before in another currency.
pub(super) fn mark_glosses(reader: &Reader<'_>, sums: &mut [Sum]) {
    for at in 1..sums.len() {
        let before = &sums[at - 1];
        let original = before.gloss_of.unwrap_or(at - 1);
        let differs = sums[at].currency != Stated::Elided && sums[at].currency != sums[original].currency;
        if differs && restates(reader, before, &sums[at]) {
            sums[at].gloss_of = Some(original);
        }
    }
}

fn restates(reader: &Reader<'_>, before: &Sum, sum: &Sum) -> bool {
    let gap = &reader.text[before.span.end..sum.span.start];
    if gap.len() > GLOSS_REACH || gap.contains('\n') {
        return false;
    }
    if before.gloss_of.is_some() {
        return !gap.contains([')', '.']) && gap.len() <= 12;
    }
    match gap.split_once(['(', '[']) {
        Some((words, inner)) => {
            !words.contains(['.', ';', ')']) && inner.len() <= 24 && !inner.contains([')', ';']) && closes(reader.text, sum.span.end, words)
        }
        None => gap.trim() == "/" || is_dashed(gap) || says_or(reader, gap),
    }
}

/// Whether the bracket holds little more than the sum, or stands right behind the sum it restates.
fn closes(text: &str, end: usize, words: &str) -> bool {
    let tail = &text[end..border(text, (end + GLOSS_REACH).min(text.len()))];
    words.trim().is_empty() || tail.find([')', ']', '/', ',']).is_some_and(|at| at <= 12)
}

/// " - about": the gap is a dash with little behind it.
fn is_dashed(gap: &str) -> bool {
    let rest = gap.trim_start().strip_prefix(['–', '—']).or_else(|| gap.strip_prefix(" - "));
    rest.is_some_and(|words| words.split_whitespace().count() <= GLOSS_WORDS && !words.contains([',', ';', ':', '.']))
}

/// ", or about": the gap begins with a comma and the word for "or".
fn says_or(reader: &Reader<'_>, gap: &str) -> bool {
    let Some((_, rest)) = gap.rsplit_once(", ").filter(|(words, _)| words.split_whitespace().count() <= GLOSS_WORDS) else { return false };
    reader.tables.or.contains(rest.split(' ').next().unwrap_or_default())
}
