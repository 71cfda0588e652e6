//! What two claims can agree on: donors, programmes, things, kinds, days, sums.

use crate::domain::{Actor, Kind, MentionClass, Programme};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// How two lists of donors relate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Donors {
    /// The same, and somebody.
    Same,
    /// One list is the other with some left out, or a coalition named in the place of its members.
    Overlap,
    /// Neither names anybody.
    Unnamed,
    /// One of both names nobody.
    HalfNamed,
    /// Different.
    Apart,
}

/// Compares donors; a coalition or programme stands for the states that act under it.
pub(super) fn donors(a: (&[Actor], &[Programme]), b: (&[Actor], &[Programme])) -> Donors {
    let (left, right): (BTreeSet<&Actor>, BTreeSet<&Actor>) = (a.0.iter().collect(), b.0.iter().collect());
    let acts_under = |donors: &BTreeSet<&Actor>, programmes: &[Programme]| {
        donors.len() == 1 && donors.iter().any(|Actor(donor)| programmes.iter().any(|Programme(id)| id == donor))
    };
    match (left.is_empty(), right.is_empty()) {
        (true, true) => Donors::Unnamed,
        (true, false) | (false, true) => Donors::HalfNamed,
        _ if left == right => Donors::Same,
        _ if left.is_subset(&right) || right.is_subset(&left) => Donors::Overlap,
        _ if acts_under(&left, b.1) || acts_under(&right, a.1) => Donors::Overlap,
        _ => Donors::Apart,
    }
}

/// Programmes that tell pledges apart; `udcg` only marks where they were announced.
pub(super) fn telling(programmes: &[Programme]) -> BTreeSet<&str> {
    programmes.iter().map(|Programme(id)| id.as_str()).filter(|id| *id != "udcg").collect()
}

/// Whether a claim speaks of an older promise.
pub(super) fn is_told_again(class: MentionClass) -> bool {
    matches!(class, MentionClass::Update | MentionClass::Restatement | MentionClass::Background)
}

/// Kinds that outlets do not tell apart for one and the same gift.
pub(super) fn group(kind: Kind) -> &'static str {
    match kind {
        Kind::Money | Kind::Package | Kind::Equipment | Kind::Ammunition | Kind::Sustainment => "aid",
        Kind::Training => "training",
        Kind::JointProduction => "joint production",
        Kind::UaProductionFinancing => "production financing",
        Kind::FrameworkAgreement => "agreement",
        Kind::OfficeOpened => "office",
    }
}

/// Days between two days; `None` where either is unknown.
pub(super) fn days_apart(a: Option<NaiveDate>, b: Option<NaiveDate>) -> Option<u64> {
    Some(a?.signed_duration_since(b?).num_days().unsigned_abs())
}

/// Days between a day and a stretch of days; 0 inside it.
pub(in crate::pipeline) fn days_outside(day: Option<NaiveDate>, first: Option<NaiveDate>, last: Option<NaiveDate>) -> Option<u64> {
    let (day, first, last) = (day?, first.or(last)?, last.or(first)?);
    if (first..=last).contains(&day) { Some(0) } else { days_apart(Some(day), Some(first)).min(days_apart(Some(day), Some(last))) }
}

/// The difference of two figures in thousandths of the larger, rounded up; `None` where both are nothing.
pub(in crate::pipeline) fn per_mille(a: u64, b: u64) -> Option<u64> {
    let larger = u128::from(a.max(b));
    if larger == 0 {
        return None;
    }
    u64::try_from((u128::from(a.abs_diff(b)) * 1000).div_ceil(larger)).ok()
}

/// Whether a figure has three or more digits that are not trailing noughts: such a figure seldom comes twice by chance.
pub(super) fn is_specific(units: u64) -> bool {
    let digits = units.to_string();
    digits.trim_end_matches('0').len() >= 3
}

/// Whether two names are of one thing across spellings, inflections and epithets: half of the shorter one's words are shared.
pub(super) fn same_thing(a: &str, b: &str) -> bool {
    let (a, b) = (stems(a), stems(b));
    let shared = a.intersection(&b).count();
    shared > 0 && shared * 2 >= a.len().min(b.len())
}

fn stems(name: &str) -> BTreeSet<String> {
    let words = name.split(|c: char| !c.is_alphanumeric() && c != '-');
    words.filter(|word| word.chars().count() >= 3).map(stem).collect()
}

/// Six letters tell words apart and bear with endings; names with digits are kept whole, without their hyphen.
fn stem(word: &str) -> String {
    let lower = word.to_lowercase();
    if lower.chars().any(|c| c.is_ascii_digit()) { lower.replace('-', "") } else { lower.chars().take(6).collect() }
}

/// Whether one quotation is the other with a word changed here and there: an agency's text that two outlets print is one voice.
/// Short ones are told alike by anybody.
pub(super) fn is_copy(a: &str, b: &str) -> bool {
    const TELLING_WORDS: usize = 8;
    let words = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<BTreeSet<String>>();
    let (a, b) = (words(a), words(b));
    a.len().min(b.len()) >= TELLING_WORDS && a.intersection(&b).count() * 10 >= a.len().max(b.len()) * 8
}
