//! Keys: under which handles a claim is filed, and where it is looked for. They narrow a ledger of any size to a few candidates;
//! whether one of them is the same promise is for [`compare`](super::compare) to say.

use super::facts::{group, is_told_again};
use crate::domain::{Actor, Key, Programme, Report};
use crate::pipeline::fx::Rates;

/// A new promise is told within this many days of its first report.
pub const NEWS_REACH: u32 = 10;

/// A sum of three or more telling digits may come back as news within this many days.
pub const SPECIFIC_REACH: u32 = 60;

/// An update or a retelling may refer to a promise this many days old; so may a package's serial number.
pub const LIFE_REACH: u32 = 400;

/// More donors than this are looked up by the first of them alone: joint promises have many, and share the first.
const NAMES: usize = 3;

/// Stands for donors that are not named.
const UNNAMED: &str = "?";

/// Stands for any donor: sums are filed under it too, for a report that names none.
const ANYBODY: &str = "*";

/// The keys a report is filed under.
pub fn filed(report: &Report, rates: &Rates) -> Vec<Key> {
    let buckets: Vec<u32> = bucket(report, rates).into_iter().collect();
    let mut names = names(report);
    if names.is_empty() {
        names.push(UNNAMED);
    }
    let mut keys = build(report, &names, &buckets);
    keys.extend(buckets.iter().map(|bucket| sum_key(ANYBODY, *bucket, NEWS_REACH)));
    keys
}

/// The keys a report is looked up by: the sum's neighbours too, for rates and rounding move sums across borders, and claims that
/// name nobody.
pub fn asked(report: &Report, rates: &Rates) -> Vec<Key> {
    let buckets = bucket(report, rates).map(|b| vec![b, b + 1, b.saturating_sub(1)]).unwrap_or_default();
    let mut names = names(report);
    if report.mention.donors.is_empty() {
        names.push(ANYBODY);
    }
    names.push(UNNAMED);
    build(report, &names, &buckets)
}

fn build(report: &Report, names: &[&str], buckets: &[u32]) -> Vec<Key> {
    let mention = &report.mention;
    let told_again = is_told_again(mention.class);
    let lasting = told_again || group(mention.kind) == "office";
    let mut keys = Vec::new();
    for name in names {
        if let Some(ordinal) = mention.ordinal {
            keys.push(Key { text: format!("{name} no. {ordinal}"), reach: LIFE_REACH });
        }
        keys.extend(buckets.iter().map(|bucket| sum_key(name, *bucket, if told_again { LIFE_REACH } else { SPECIFIC_REACH })));
        keys.push(Key { text: format!("{name} {}", group(mention.kind)), reach: if lasting { LIFE_REACH } else { NEWS_REACH } });
    }
    keys
}

fn sum_key(name: &str, bucket: u32, reach: u32) -> Key {
    Key { text: format!("{name} sum {bucket}"), reach }
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

/// A sum's order of magnitude in steps of a quarter of a doubling; a sum of a currency without a rate is taken as it stands.
fn bucket(report: &Report, rates: &Rates) -> Option<u32> {
    let money = report.mention.amount?;
    let units = rates.eur(&money, report.day).map_or_else(|| money.principal(), |converted| converted.euros);
    let doublings = units.checked_ilog2()?;
    let quarter = (units >> doublings.saturating_sub(2)) & 3;
    Some(doublings * 4 + u32::try_from(quarter).unwrap_or_default())
}
