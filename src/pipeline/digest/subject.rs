//! The subject line and the line a mailbox shows behind it: the news itself, not the name of the list.

use super::compose::days;
use super::sums::{NBSP, with_signs};
use super::totals::Totals;
use super::words::{self, Names, clip, count};
use crate::domain::{ChangeKind, Digest, DigestLine, Kind, Pledge, Stage};

/// Mailboxes show 40 to 90 characters; the news stands first, and nothing goes on beyond this.
const MOST: usize = 110;

/// `3 new pledges: Denmark €214 m for Ukrainian production, Norway $500 m for air defence, and 1 more`.
pub fn subject(digest: &Digest, names: &Names) -> String {
    let headlines = |lines: &[DigestLine]| lines.iter().map(|line| headline(&line.pledge, names)).collect();
    let subject = if !digest.pledges.is_empty() {
        enumerate(&count(digest.pledges.len(), "new pledge", "new pledges"), headlines(&digest.pledges))
    } else if !digest.partnerships.is_empty() {
        enumerate(&count(digest.partnerships.len(), "new partnership", "new partnerships"), headlines(&digest.partnerships))
    } else if !digest.changes.is_empty() {
        let changes = digest.changes.iter().map(|line| changed(line, names)).collect();
        enumerate(&count(digest.changes.len(), "change", "changes"), changes)
    } else if !digest.unchecked.is_empty() {
        enumerate(&count(digest.unchecked.len(), "claim to be checked", "claims to be checked"), headlines(&digest.unchecked))
    } else {
        format!("No new pledges, {}", days(digest.window))
    };
    clip(&subject.replace(NBSP, " "), MOST)
}

/// What else the letter holds.
pub fn preheader(digest: &Digest, totals: &Totals) -> String {
    let number = |lines: &[DigestLine], one, many| (!lines.is_empty()).then(|| count(lines.len(), one, many));
    let parts = [
        (!totals.rows.is_empty()).then(|| format!("New money: {}", super::sums::euros(totals.all))),
        number(&digest.changes, "change", "changes"),
        number(&digest.partnerships, "partnership", "partnerships"),
        number(&digest.unchecked, "claim to be checked", "claims to be checked"),
        Some(format!("{} of {} sources read", digest.coverage.sources_read, digest.coverage.sources_total)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// As many tellings as fit, and how many are left.
fn enumerate(heading: &str, tellings: Vec<String>) -> String {
    let all = tellings.len();
    let mut line = String::new();
    for (place, telling) in tellings.into_iter().enumerate() {
        let longer = if place == 0 { format!("{heading}: {telling}") } else { format!("{line}, {telling}") };
        let room = MOST - if place + 1 < all { ", and 999 more".len() } else { 0 };
        if place > 0 && longer.chars().count() > room {
            return format!("{line}, and {} more", all - place);
        }
        line = clip(&longer, room);
    }
    line
}

/// `Denmark €214 m for Ukrainian production`; without a sum, `Norway: 6 × Caesar howitzer`.
pub fn headline(pledge: &Pledge, names: &Names) -> String {
    let donors = clip(&names.donors(&pledge.donors), 45);
    let sum = pledge.eur.map(|euros| super::sums::euros(euros.into())).or_else(|| pledge.amount.as_ref().map(super::sums::money));
    match sum {
        Some(sum) if pledge.stage == Stage::Considered => format!("{donors} {sum}{} (considered)", purpose(pledge)),
        Some(sum) => format!("{donors} {sum}{}", purpose(pledge)),
        None => format!("{donors}: {}", thing(pledge)),
    }
}

fn purpose(pledge: &Pledge) -> String {
    match (pledge.kind, pledge.items.first()) {
        (Kind::UaProductionFinancing, _) => " for Ukrainian production".to_owned(),
        (_, Some(item)) => format!(" for {}", clip(item, 40)),
        (Kind::Training, _) => " for training".to_owned(),
        (Kind::Sustainment, _) => " for repair and spares".to_owned(),
        (Kind::Ammunition, _) => " for ammunition".to_owned(),
        (Kind::JointProduction, _) => " for joint production".to_owned(),
        _ => String::new(),
    }
}

fn thing(pledge: &Pledge) -> String {
    let kind = words::kind(pledge.kind).to_lowercase().replace("ukrainian", "Ukrainian");
    match (pledge.items.first(), pledge.quantity) {
        (Some(item), Some(number)) => format!("{} × {}", super::sums::grouped(number), clip(item, 40)),
        (Some(item), None) => clip(item, 40),
        (None, _) => kind,
    }
}

/// `Germany: announced → under contract`; the change that weighs most is told.
fn changed(line: &DigestLine, names: &Names) -> String {
    let donors = clip(&names.donors(&line.pledge.donors), 45);
    let weightiest = line.changes.iter().max_by_key(|change| weight(&change.kind));
    let news = match weightiest.map(|change| &change.kind) {
        Some(ChangeKind::Withdrawn) => "withdrawn".to_owned(),
        Some(ChangeKind::Amended { field, was, .. }) if field == "donors" => format!("formerly {}", names.listed(was)),
        Some(ChangeKind::Amended { was, now, .. }) => format!("{} → {}", clip(&with_signs(was), 24), clip(&with_signs(now), 24)),
        Some(ChangeKind::Advanced { from, to }) => format!("{} → {}", words::stage(*from), words::stage(*to)),
        Some(ChangeKind::Confirmed { to }) => words::confirmation(*to).to_owned(),
        Some(ChangeKind::Corrected { .. }) => "corrected".to_owned(),
        Some(ChangeKind::Added | ChangeKind::Restated { .. }) | None => thing(&line.pledge),
    };
    format!("{donors}: {news}")
}

fn weight(kind: &ChangeKind) -> u8 {
    match kind {
        ChangeKind::Withdrawn => 4,
        ChangeKind::Amended { .. } | ChangeKind::Corrected { .. } => 3,
        ChangeKind::Advanced { .. } => 2,
        ChangeKind::Confirmed { .. } => 1,
        ChangeKind::Added | ChangeKind::Restated { .. } => 0,
    }
}
