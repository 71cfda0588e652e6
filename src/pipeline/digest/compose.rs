//! From the digest to what the templates see: every fact in words, every list cut to a length that a letter can bear.

use super::desk::Desk;
use super::subject;
use super::sums::{self, NBSP};
use super::totals::{Total, Totals, totals};
use super::view::{ChangeView, CoverageView, LineView, Outlet, Section, TotalView, TotalsView, TroubleView, View, WindowView};
use super::words::{self, Names, clip, count, one_line};
use crate::domain::{Change, ChangeKind, Confirmation, Coverage, Digest, DigestLine, Lang, Money, Pledge, Report, Scope, Stage, Window};
use chrono::TimeDelta;
use std::collections::HashSet;

const QUOTE_CHARS: usize = 420;
const TITLE_CHARS: usize = 140;
const NAME_CHARS: usize = 60;
const VALUE_CHARS: usize = 120;
const ITEMS: usize = 5;
const OUTLETS: usize = 4;
const ADDRESS_CHARS: usize = 600;
const TOTAL_ROWS: usize = 12;
const TROUBLES: usize = 12;
const OTHER_SUMS: usize = 2;
/// Sums nearer to each other than this are one sum, rounded differently.
const ROUNDING_PERCENT: u64 = 3;

/// The letter with at most `lines` lines in each section.
pub fn compose(digest: &Digest, desk: &Desk<'_>, lines: usize) -> View {
    let names = desk.names;
    let section = |title, note, all: &[DigestLine]| Section {
        title,
        note,
        count: all.len(),
        lines: all.iter().take(lines).map(|one| line(one, desk)).collect(),
        more: all.len().saturating_sub(lines),
    };
    let sections = [
        section("New pledges", "", &digest.pledges),
        section("Changes", "", &digest.changes),
        section("New partnerships", "Agreements, joint production and offices without a sum.", &digest.partnerships),
        with_certainty(
            section("To be checked", "Read with little certainty; not counted in any total.", &digest.unchecked),
            &digest.unchecked,
        ),
    ];
    let totals = totals(&digest.pledges);
    View {
        subject: subject::subject(digest, names),
        preheader: subject::preheader(digest, &totals),
        days: days(digest.window),
        window: window(digest.window),
        sections: sections.into_iter().filter(|section| section.count > 0).collect(),
        totals: (!totals.rows.is_empty()).then(|| totals_view(&totals, names)),
        coverage: coverage(&digest.coverage, digest.window),
        width: 76,
        attached: false,
        ledger: desk.ledger.unwrap_or_default().to_owned(),
    }
}

fn with_certainty(mut section: Section, lines: &[DigestLine]) -> Section {
    for (view, line) in section.lines.iter_mut().zip(lines) {
        view.notes.push(format!("read with {:.0} % certainty", line.pledge.confidence * 100.0));
    }
    section
}

/// The days that a window touches, in its zone.
pub fn days(window: Window) -> String {
    let local = |at: chrono::DateTime<chrono::Utc>| at.with_timezone(&window.zone).date_naive();
    words::days(local(window.from), local(window.until - TimeDelta::seconds(1)).max(local(window.from)))
}

fn window(window: Window) -> WindowView {
    WindowView {
        from: words::instant(window.from, window.zone),
        until: words::instant(window.until, window.zone),
        zone: window.zone.name().to_owned(),
    }
}

/// One pledge as a reader sees it.
pub fn line(line: &DigestLine, desk: &Desk<'_>) -> LineView {
    let (pledge, names) = (&line.pledge, desk.names);
    let told = line.reports.first();
    LineView {
        id: pledge.id.to_string(),
        page: desk.ledger.map(|ledger| format!("{ledger}/pledges/{}", pledge.id)).unwrap_or_default(),
        donors: names.donors(&pledge.donors),
        flagged: names.flagged(&pledge.donors),
        what: what(pledge),
        sum: pledge.amount.as_ref().map(sums::money).unwrap_or_default(),
        euros: in_euros(pledge).unwrap_or_default(),
        facts: facts(pledge, names),
        notes: notes(pledge).into_iter().chain(other_sums(line)).collect(),
        changes: changes(&line.changes, names),
        quote: told.map(|report| clip(report.mention.evidence.quote(), QUOTE_CHARS)).unwrap_or_default(),
        lang: told.map(|report| report.lang.code().to_owned()).unwrap_or_default(),
        language: told.map(|report| foreign(report.lang)).unwrap_or_default(),
        outlets: outlets(&line.reports),
        more_outlets: distinct(&line.reports).len().saturating_sub(OUTLETS),
    }
}

/// `Equipment: 6 × Caesar howitzer, drones`, with the package's number where it has one.
pub fn what(pledge: &Pledge) -> String {
    let kind = match pledge.ordinal {
        Some(number) => format!("{} no. {number}", words::kind(pledge.kind)),
        None => words::kind(pledge.kind).to_owned(),
    };
    let items = items(pledge);
    if items.is_empty() { kind } else { format!("{kind}: {}", items.join(", ")) }
}

/// The things given, the first with its number.
fn items(pledge: &Pledge) -> Vec<String> {
    let number = |place: usize| pledge.quantity.filter(|_| place == 0).map(|n| format!("{}{NBSP}×{NBSP}", sums::grouped(n)));
    let named = pledge.items.iter().enumerate().take(ITEMS);
    let mut items: Vec<_> = named.map(|(place, name)| format!("{}{}", number(place).unwrap_or_default(), clip(name, NAME_CHARS))).collect();
    if pledge.items.len() > ITEMS {
        items.push(format!("{} more", pledge.items.len() - ITEMS));
    }
    items
}

/// The value in euros of a sum in another currency, with the month whose rate it is.
fn in_euros(pledge: &Pledge) -> Option<String> {
    let euros = pledge.eur?;
    let mean = euros.by?;
    let stand_in = if mean.in_its_month { "" } else { ", the nearest known" };
    Some(format!("{} at the rate of {}{stand_in}", sums::euros(euros.into()), words::month(mean.month)))
}

fn facts(pledge: &Pledge, names: &Names) -> Vec<String> {
    let programmes = pledge.programmes.iter().map(|programme| clip(&names.programme(programme), NAME_CHARS));
    let mut facts = vec![words::stage(pledge.stage).to_owned()];
    facts.extend(programmes);
    facts.push(words::confirmation(pledge.confirmation).to_owned());
    facts
}

fn notes(pledge: &Pledge) -> Vec<String> {
    let part = pledge.part_of.map(|whole| format!("part of {whole}, whose sum includes it"));
    let civil = (pledge.scope == Scope::Civil).then(|| "civil aid: listed, not counted".to_owned());
    let dual = (pledge.scope == Scope::Dual).then(|| "partly civil".to_owned());
    let considered = (pledge.stage == Stage::Considered && pledge.amount.is_some()).then(|| "not counted until it is decided".to_owned());
    [part, civil, dual, considered].into_iter().flatten().collect()
}

/// The sums that other outlets give in the same currency, where one is further off than rounding explains.
fn other_sums(line: &DigestLine) -> Option<String> {
    let known = line.pledge.amount?;
    let is_off = |sum: &Money| sum.principal().abs_diff(known.principal()) > known.principal() / 100 * ROUNDING_PERCENT;
    let others = line.reports.iter().filter_map(|report| {
        let sum = report.mention.amount.filter(|sum| sum.currency() == known.currency() && is_off(sum))?;
        Some(format!("{} ({})", sums::money(&sum), clip(&report.outlet, NAME_CHARS)))
    });
    let told: Vec<_> = others.take(OTHER_SUMS).collect();
    (!told.is_empty()).then(|| format!("also reported as {}", told.join(", ")))
}

/// What changed, each field once: from the value before the window to the one after it.
fn changes(changes: &[Change], names: &Names) -> Vec<ChangeView> {
    let mut views: Vec<ChangeView> = Vec::new();
    for view in changes.iter().filter_map(|change| change_view(&change.kind, names)) {
        match views.iter_mut().find(|known| known.field == view.field) {
            Some(known) => known.now = view.now,
            None => views.push(view),
        }
    }
    views.retain(|view| view.was != view.now);
    views
}

fn change_view(kind: &ChangeKind, names: &Names) -> Option<ChangeView> {
    let view = |field: &str, was: &str, now: &str| {
        Some(ChangeView { field: clip(field, NAME_CHARS), was: clip(was, VALUE_CHARS), now: clip(now, VALUE_CHARS) })
    };
    match kind {
        ChangeKind::Added | ChangeKind::Restated { .. } => None,
        ChangeKind::Amended { field, was, now } if field == "donors" => view(field, &names.listed(was), &names.listed(now)),
        ChangeKind::Amended { field, was, now } if field == "amount" => view(field, &sums::with_signs(was), &sums::with_signs(now)),
        ChangeKind::Amended { field, was, now } => view(&field.replace('_', " "), was, now),
        ChangeKind::Advanced { from, to } => view("stage", words::stage(*from), words::stage(*to)),
        ChangeKind::Confirmed { to } => view("confirmation", rung_below(*to), words::confirmation(*to)),
        ChangeKind::Withdrawn => view("status", "", "taken back or denied"),
        ChangeKind::Corrected { .. } => view("corrected", "", &kind.to_string()),
    }
}

/// A change names only the rung reached; where it can have come from one rung alone, that one is shown.
fn rung_below(rung: Confirmation) -> &'static str {
    match rung {
        Confirmation::Independent => words::confirmation(Confirmation::OneOutlet),
        Confirmation::OneOutlet | Confirmation::Official => "",
    }
}

/// One report of each outlet, weightiest first.
fn distinct(reports: &[Report]) -> Vec<&Report> {
    let mut seen = HashSet::new();
    reports.iter().filter(|report| seen.insert((&report.outlet, report.lang))).collect()
}

fn outlets(reports: &[Report]) -> Vec<Outlet> {
    let outlet = |report: &&Report| Outlet {
        name: clip(&report.outlet, NAME_CHARS),
        url: report.url.as_deref().and_then(safe_address).unwrap_or_default(),
        title: clip(&report.title, TITLE_CHARS),
        lang: report.lang.code().to_owned(),
        language: foreign(report.lang),
    };
    distinct(reports).iter().take(OUTLETS).map(outlet).collect()
}

/// An address that may be followed: http or https, written out by the URL standard, short enough for a letter.
fn safe_address(address: &str) -> Option<String> {
    let url = url::Url::parse(address).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.as_str().len() <= ADDRESS_CHARS).then(|| url.into())
}

fn foreign(lang: Lang) -> String {
    if lang == Lang::EN { String::new() } else { words::language(lang) }
}

fn totals_view(totals: &Totals, names: &Names) -> TotalsView {
    let longest = totals.rows.iter().map(|row| row.euros.reach()).max().unwrap_or(1).max(1);
    TotalsView {
        rows: totals.rows.iter().take(TOTAL_ROWS).map(|row| bar(row, longest, names)).collect(),
        more: totals.rows.len().saturating_sub(TOTAL_ROWS),
        all: sums::euros(totals.all),
        notes: totals_notes(totals),
    }
}

/// A bar in whole percent, at least one long, so that the smallest donor is still seen.
fn bar(row: &Total, longest: u64, names: &Names) -> TotalView {
    let percent = |euros: u64| u64::try_from(u128::from(euros) * 100 / u128::from(longest)).unwrap_or(100);
    let jointly = if row.donors.len() > 1 { ", jointly" } else { "" };
    let whole = percent(row.euros.reach()).max(1);
    let sure = if row.euros.low == row.euros.reach() { whole } else { percent(row.euros.low) };
    TotalView {
        donors: format!("{}{jointly}", names.donors(&row.donors)),
        flagged: format!("{}{jointly}", names.flagged(&row.donors)),
        sum: sums::euros(row.euros),
        pledges: count(row.pledges, "pledge", "pledges"),
        sure,
        possible: whole - sure,
    }
}

fn totals_notes(totals: &Totals) -> Vec<String> {
    let without =
        (totals.without_sum > 0).then(|| format!("{} without a sum", count(totals.without_sum, "new pledge is", "new pledges are")));
    let left_out = (totals.left_out > 0)
        .then(|| format!("{} left out: part of another, civil, withdrawn or only considered", count(totals.left_out, "is", "are")));
    [without, left_out].into_iter().flatten().collect()
}

/// `1 new entry`, `1,312 new entries`.
fn many(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", sums::grouped(n as u64), if n == 1 { one } else { many })
}

fn coverage(coverage: &Coverage, window: Window) -> CoverageView {
    let trouble = |trouble: &crate::domain::SourceTrouble| TroubleView {
        name: clip(&trouble.name, NAME_CHARS),
        trouble: clip(&one_line(&trouble.trouble), VALUE_CHARS),
        since: trouble.since.map(|at| words::instant(at, window.zone)).unwrap_or_default(),
    };
    CoverageView {
        read: coverage.sources_read,
        total: coverage.sources_total,
        entries: many(coverage.entries, "new entry", "new entries"),
        relevant: many(coverage.relevant, "concerns", "concern"),
        troubles: coverage.troubles.iter().take(TROUBLES).map(trouble).collect(),
        more: coverage.troubles.len().saturating_sub(TROUBLES),
    }
}
