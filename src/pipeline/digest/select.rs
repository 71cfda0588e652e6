//! Which pledges a subscriber is told of, and in what order.

use crate::domain::{ChangeKind, Coverage, Digest, DigestLine, Filter, Include, Kind, Pledge, Stage, Subscriber, Window};
use std::cmp::Reverse;

/// The digest of a window for one subscriber: lines that pass the filter, what is decided first, the largest sum
/// first, in the parts asked for.
///
/// A new claim whose confidence is under `threshold` is put among the unchecked. A pledge that was only told again is no news.
pub fn select(lines: &[DigestLine], subscriber: &Subscriber, threshold: f32, window: Window, coverage: Coverage) -> Digest {
    let mut digest = Digest { window, pledges: vec![], changes: vec![], partnerships: vec![], unchecked: vec![], coverage };
    let mut wanted: Vec<_> = lines.iter().filter(|line| passes(line, &subscriber.filter)).collect();
    wanted.sort_by_key(|line| rank(&line.pledge));
    for line in wanted {
        let Some(part) = part_of_letter(line, threshold).filter(|part| subscriber.include.contains(part)) else { continue };
        match part {
            Include::Pledges => digest.pledges.push(line.clone()),
            Include::Changes => digest.changes.push(line.clone()),
            Include::Partnerships => digest.partnerships.push(line.clone()),
            Include::Unchecked => digest.unchecked.push(line.clone()),
        }
    }
    digest
}

/// What is only considered comes behind what is decided, however large it may become.
fn rank(pledge: &Pledge) -> impl Ord + use<> {
    (pledge.stage == Stage::Considered, Reverse(pledge.eur.map(|euros| euros.units())), pledge.first_day, pledge.id)
}

/// Where a line belongs; `None` where nothing about it is news.
fn part_of_letter(line: &DigestLine, threshold: f32) -> Option<Include> {
    let happened = |wanted: fn(&ChangeKind) -> bool| line.changes.iter().any(|change| wanted(&change.kind));
    let is_added = happened(|kind| matches!(kind, ChangeKind::Added));
    let is_withdrawn = happened(|kind| matches!(kind, ChangeKind::Withdrawn));
    if is_added && line.pledge.confidence < threshold {
        Some(Include::Unchecked)
    } else if is_added && !is_withdrawn {
        Some(if is_partnership(&line.pledge) { Include::Partnerships } else { Include::Pledges })
    } else {
        happened(|kind| !matches!(kind, ChangeKind::Added | ChangeKind::Restated { .. })).then_some(Include::Changes)
    }
}

/// Whether it is an agreement, an office or joint production without a sum.
fn is_partnership(pledge: &Pledge) -> bool {
    pledge.amount.is_none() && matches!(pledge.kind, Kind::JointProduction | Kind::FrameworkAgreement | Kind::OfficeOpened)
}

fn passes(line: &DigestLine, filter: &Filter) -> bool {
    let pledge = &line.pledge;
    lets_one_through(&filter.donors, &pledge.donors)
        && lets_one_through(&filter.kinds, &[pledge.kind])
        && lets_one_through(&filter.things, &pledge.items)
        && lets_one_through(&filter.programmes, &pledge.programmes)
        && lets_one_through(&filter.stages, &[pledge.stage])
        && lets_one_through(&filter.languages, &line.reports.iter().map(|report| report.lang).collect::<Vec<_>>())
        && filter.min_eur.is_none_or(|least| pledge.eur.is_some_and(|euros| euros.units() >= least))
        && filter.confirmation.is_none_or(|rung| pledge.confirmation >= rung)
}

/// An empty list lets everything through.
fn lets_one_through<T: PartialEq>(wanted: &[T], present: &[T]) -> bool {
    wanted.is_empty() || present.iter().any(|value| wanted.contains(value))
}
