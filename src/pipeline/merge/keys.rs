//! Keys: under which handles a claim is filed, and where it is looked for. They narrow a ledger of any size to a few candidates;
//! whether one of them is the same promise is for [`compare`](fn@super::compare) to say.

use super::facts::{group, is_specific, is_told_again};
use crate::domain::{Actor, Key, Kind, Programme, Report};
use crate::pipeline::fx::Rates;

/// A new promise is told within this many days of its first report.
pub const NEWS_REACH: u32 = 10;

/// A sum of three or more telling digits may come back as news within this many days.
pub const SPECIFIC_REACH: u32 = 60;

/// An update or a retelling may refer to a promise this many days old; so may a package's serial number.
pub const LIFE_REACH: u32 = 400;

/// More donors than this are looked up by the first of them alone: joint promises have many, and share the first.
const NAMES: usize = 3;

/// Sums are looked for within a fifth of the report's, either way: as far as a mistaken currency takes them.
const NEAR: u64 = 5;

/// Where claims without a sum are filed, and those with one.
const BARE: &str = "without sum";
const SUMMED: &str = "with sum";

/// Stands for donors that are not named.
const UNNAMED: &str = "?";

/// Stands for any donor: sums are filed under it too, for a report that names none.
const ANYBODY: &str = "*";

/// The keys a report is filed under.
pub fn filed(report: &Report, rates: &Rates) -> Vec<Key> {
    let buckets: Vec<u32> = units(report, rates).and_then(bucket).into_iter().collect();
    let mut names = names(report);
    if names.is_empty() {
        names.push(UNNAMED);
    }
    let shelf = [if buckets.is_empty() { BARE } else { SUMMED }];
    let mut keys = build(report, &names, (&buckets, &shelf));
    keys.extend(buckets.iter().map(|bucket| key(ANYBODY, format_args!("sum {bucket}"), NEWS_REACH)));
    keys
}

/// The keys a report is looked up by: the sum's neighbours too, for rates and rounding move sums across borders, and claims that
/// name nobody. Things are compared where at most one of both has a sum, but a package may be told with a part's sum.
pub fn asked(report: &Report, rates: &Rates) -> Vec<Key> {
    let units = units(report, rates);
    let near = units.and_then(|units| Some(bucket(units - units / NEAR)?..=bucket(units.saturating_add(units / NEAR))?));
    let buckets: Vec<u32> = near.into_iter().flatten().collect();
    let mut names = names(report);
    if report.mention.donors.is_empty() {
        names.push(ANYBODY);
    }
    names.push(UNNAMED);
    let only_bare = !buckets.is_empty() && report.mention.kind != Kind::Package;
    let shelves: &[&str] = if only_bare { &[BARE] } else { &[BARE, SUMMED] };
    build(report, &names, (&buckets, shelves))
}

fn build(report: &Report, names: &[&str], places: (&[u32], &[&str])) -> Vec<Key> {
    let mention = &report.mention;
    let (buckets, shelves) = places;
    let lasting = is_told_again(mention.class) || group(mention.kind) == "office";
    let reach = if is_told_again(mention.class) { LIFE_REACH } else { NEWS_REACH };
    let specific = mention.amount.filter(|money| is_specific(money.principal()));
    let mut keys = Vec::new();
    for name in names {
        keys.extend(mention.ordinal.map(|number| key(name, format_args!("no. {number}"), LIFE_REACH)));
        keys.extend(specific.map(|money| key(name, format_args!("{} {}", money.currency(), money.principal()), reach.max(SPECIFIC_REACH))));
        keys.extend(buckets.iter().map(|bucket| key(name, format_args!("sum {bucket}"), reach)));
        let reach = if lasting { LIFE_REACH } else { reach };
        keys.extend(shelves.iter().map(|shelf| key(name, format_args!("{} {shelf}", group(mention.kind)), reach)));
    }
    keys
}

fn key(name: &str, what: std::fmt::Arguments<'_>, reach: u32) -> Key {
    Key { text: format!("{name} {what}"), reach }
}

/// The first donors, and the coalitions they may be told as.
fn names(report: &Report) -> Vec<&str> {
    let mut donors: Vec<&str> = report.mention.donors.iter().map(|Actor(donor)| donor.as_str()).collect();
    donors.sort_unstable();
    donors.truncate(NAMES);
    let programmes = report.mention.programmes.iter().map(|Programme(id)| id.as_str());
    donors.extend(programmes.filter(|id| id.ends_with("_coalition") || id.ends_with("_initiative")));
    donors
}

/// A report's sum in euros; one of a currency without a rate is taken as it stands.
fn units(report: &Report, rates: &Rates) -> Option<u64> {
    let money = report.mention.amount?;
    Some(rates.eur(&money, report.day).map_or_else(|| money.principal(), |euros| euros.units()))
}

/// A sum's order of magnitude in steps of an eighth of a doubling; `None` for nothing.
fn bucket(units: u64) -> Option<u32> {
    let doublings = units.checked_ilog2()?;
    let eighth = ((u128::from(units) << 3) >> doublings) & 7;
    Some(doublings * 8 + u32::try_from(eighth).unwrap_or_default())
}
