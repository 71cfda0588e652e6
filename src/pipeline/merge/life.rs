//! A pledge's life: what it is once a report joins it, by the vote of all its reports, and what that changed.

use super::{copies, facts};
use crate::domain::{
    Actor, ChangeKind, Confirmation, Mention, MentionClass, Money, Pledge, PledgeId, Programme, Report, Stage, Standing, figure,
};
use crate::pipeline::fx::Rates;
use std::collections::BTreeSet;

/// Things listed beyond this many add nothing a reader would use.
const ITEMS_KEPT: usize = 20;

/// A sum that differs by more than this, in thousandths, from the one before is told as amended.
const AMENDED: u64 = 5;

/// The same across currencies, where the day's rate alone moves a sum.
const AMENDED_CONVERTED: u64 = 80;

/// A claim told again this many days after the last report is told as a restatement.
const QUIET_DAYS: u64 = 10;

/// The pledge that a first report makes. Its number is given by the book.
pub fn begin(report: &Report, rates: &Rates) -> Pledge {
    let mention = &report.mention;
    let blank = Pledge {
        id: PledgeId(0),
        donors: Vec::new(),
        kind: mention.kind,
        amount: None,
        eur: None,
        items: Vec::new(),
        quantity: None,
        stage: mention.stage,
        programmes: Vec::new(),
        scope: mention.scope,
        ordinal: None,
        part_of: None,
        first_day: None,
        last_day: None,
        confirmation: Confirmation::OneOutlet,
        confidence: 0.0,
    };
    grow(&blank, std::slice::from_ref(report), rates)
}

/// A known pledge in the light of all its reports, in the order they came.
pub fn grow(known: &Pledge, reports: &[Report], rates: &Rates) -> Pledge {
    let voices = voices(reports);
    let days = || reports.iter().filter_map(|report| report.day);
    let amount = amount(&voices);
    let day =
        amount.and_then(|money| voices.iter().find(|voice| voice.report.mention.amount == Some(money)).and_then(|voice| voice.report.day));
    Pledge {
        id: known.id,
        donors: vote(&voices, |mention| Some(sorted(&mention.donors)).filter(|donors| !donors.is_empty())).unwrap_or_default(),
        kind: vote(&voices, |mention| Some(mention.kind)).unwrap_or(known.kind),
        amount,
        eur: amount.and_then(|money| rates.eur(&money, day.or(days().min()))),
        items: items(&voices),
        quantity: voices.iter().filter_map(|voice| voice.report.mention.items.first().and_then(|item| item.quantity)).max(),
        stage: stage(&voices).unwrap_or(known.stage),
        programmes: programmes(&voices),
        scope: vote(&voices, |mention| Some(mention.scope)).unwrap_or(known.scope),
        ordinal: voices.iter().find_map(|voice| voice.report.mention.ordinal),
        part_of: known.part_of,
        first_day: days().min(),
        last_day: days().max(),
        confirmation: confirmation(reports),
        confidence: reports.iter().map(|report| report.mention.confidence).fold(0.0, f32::max),
    }
}

/// What a report changed, in the order a reader wants it.
pub fn changes(before: &Pledge, after: &Pledge, report: &Report) -> Vec<ChangeKind> {
    let mut changes = differences(before, after);
    let quiet = facts::days_apart(report.day, before.last_day).is_some_and(|days| days > QUIET_DAYS) && report.day > before.last_day;
    if changes.is_empty() && (report.mention.class == MentionClass::Restatement || quiet) {
        changes.push(ChangeKind::Restated { amount: before.amount, day: before.first_day });
    }
    changes
}

/// In what a pledge differs from what it was, in the order a reader wants it.
pub fn differences(before: &Pledge, after: &Pledge) -> Vec<ChangeKind> {
    let mut changes = Vec::new();
    changes.extend(amended_sum(before, after));
    changes.extend(amended("quantity", before.quantity, after.quantity));
    if before.donors != after.donors {
        let names = |donors: &[Actor]| donors.iter().map(|Actor(name)| name.as_str()).collect::<Vec<_>>().join(", ");
        changes.push(ChangeKind::Amended { field: "donors".to_owned(), was: names(&before.donors), now: names(&after.donors) });
    }
    match (before.stage, after.stage) {
        (from, to) if from == to => {}
        (_, Stage::Withdrawn) => changes.push(ChangeKind::Withdrawn),
        (from, to) => changes.push(ChangeKind::Advanced { from, to }),
    }
    if after.confirmation > before.confirmation {
        changes.push(ChangeKind::Confirmed { to: after.confirmation });
    }
    changes
}

/// A report, and whose word it is: a publisher's.
#[derive(Clone, Copy)]
struct Voice<'a> {
    report: &'a Report,
    of: &'a str,
}

/// The reports with whose word each is. Who only prints what another printed before speaks with that one's voice.
fn heard(reports: &[Report]) -> Vec<Voice<'_>> {
    let mut heard: Vec<Voice<'_>> = Vec::new();
    for report in reports {
        let of = heard.iter().find(|earlier| repeats(report, earlier.report)).map_or(report.publisher.as_str(), |earlier| earlier.of);
        heard.push(Voice { report, of });
    }
    heard
}

/// The voices that count: those that repeat others have no vote where anybody else speaks.
fn voices(reports: &[Report]) -> Vec<Voice<'_>> {
    let heard = heard(reports);
    let own: Vec<Voice<'_>> = heard.iter().filter(|voice| voice.report.standing > Standing::Aggregator).copied().collect();
    if own.is_empty() { heard } else { own }
}

fn weight(standing: Standing) -> u32 {
    match standing {
        Standing::Aggregator => 1,
        Standing::GeneralPress => 2,
        Standing::TradePress => 3,
        Standing::Official => 6,
    }
}

/// The value with the most weight behind it, each voice speaking once for each value; of equals, the first reported.
fn vote<T: PartialEq>(voices: &[Voice<'_>], value: impl Fn(&Mention) -> Option<T>) -> Option<T> {
    let mut tally: Vec<(T, BTreeSet<&str>, u32)> = Vec::new();
    for Voice { report, of } in voices {
        let Some(said) = value(&report.mention) else { continue };
        match tally.iter_mut().find(|(known, ..)| *known == said) {
            Some((_, heard, total)) => *total += if heard.insert(of) { weight(report.standing) } else { 0 },
            None => tally.push((said, BTreeSet::from([*of]), weight(report.standing))),
        }
    }
    let most = tally.iter().map(|(_, _, total)| *total).max()?;
    tally.into_iter().find(|(_, _, total)| *total == most).map(|(value, ..)| value)
}

/// The sum by vote. An update that gives a sum begins a new vote: the promise was raised or cut.
fn amount(voices: &[Voice<'_>]) -> Option<Money> {
    let updated =
        voices.iter().rposition(|voice| voice.report.mention.class == MentionClass::Update && voice.report.mention.amount.is_some());
    vote(voices.get(updated.unwrap_or_default()..).unwrap_or_default(), |mention| mention.amount)
}

fn sorted(donors: &[Actor]) -> Vec<Actor> {
    donors.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect()
}

fn items(voices: &[Voice<'_>]) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for item in voices.iter().flat_map(|voice| &voice.report.mention.items) {
        if kept.len() < ITEMS_KEPT && !kept.iter().any(|known| known.eq_ignore_ascii_case(&item.name)) {
            kept.push(item.name.clone());
        }
    }
    kept
}

fn programmes(voices: &[Voice<'_>]) -> Vec<Programme> {
    let named: BTreeSet<&Programme> = voices.iter().flat_map(|voice| &voice.report.mention.programmes).collect();
    named.into_iter().cloned().collect()
}

/// The firmest stage reported. A withdrawal ends it; only a later report of something firmer than a wish begins it anew.
fn stage(voices: &[Voice<'_>]) -> Option<Stage> {
    voices.iter().map(|voice| voice.report.mention.stage).reduce(|stage, said| match (stage, said) {
        (_, Stage::Withdrawn) => Stage::Withdrawn,
        (Stage::Withdrawn, said) if said > Stage::Considered => said,
        (Stage::Withdrawn, _) => Stage::Withdrawn,
        (stage, said) => stage.max(said),
    })
}

/// Official sources confirm by themselves, others when two publishers report in articles and words of their own. Aggregators repeat.
fn confirmation(reports: &[Report]) -> Confirmation {
    if reports.iter().any(|report| report.standing == Standing::Official) {
        return Confirmation::Official;
    }
    let firm: Vec<Voice<'_>> = heard(reports).into_iter().filter(|voice| voice.report.standing > Standing::Aggregator).collect();
    let publishers: BTreeSet<&str> = firm.iter().map(|voice| voice.of).collect();
    if publishers.len() > 1 { Confirmation::Independent } else { Confirmation::OneOutlet }
}

/// Whether a report only prints what an earlier one did: under one address, or in one text. Where a text is not known, its quotation
/// tells.
fn repeats(report: &Report, earlier: &Report) -> bool {
    let one_address = report.url.is_some() && report.url == earlier.url;
    one_address
        || match (&report.sketch, &earlier.sketch) {
            (Some(ours), Some(theirs)) => copies::is_copy(ours, theirs),
            _ => facts::is_copy(report.mention.evidence.quote(), earlier.mention.evidence.quote()),
        }
}

fn amended_sum(before: &Pledge, after: &Pledge) -> Option<ChangeKind> {
    let far = match (before.amount, after.amount) {
        (Some(was), Some(now)) if was.currency() == now.currency() => facts::per_mille(was.principal(), now.principal()) > Some(AMENDED),
        (Some(_), Some(_)) => {
            before.eur.zip(after.eur).is_some_and(|(was, now)| facts::per_mille(was.units(), now.units()) > Some(AMENDED_CONVERTED))
        }
        (was, now) => was != now,
    };
    let said = |money: Option<Money>| money.map_or_else(|| "unknown".to_owned(), |money| money.to_string());
    far.then(|| ChangeKind::Amended { field: "amount".to_owned(), was: said(before.amount), now: said(after.amount) })
}

fn amended(field: &str, was: Option<u64>, now: Option<u64>) -> Option<ChangeKind> {
    let said = |number: Option<u64>| number.map_or_else(|| "unknown".to_owned(), figure);
    (was != now).then(|| ChangeKind::Amended { field: field.to_owned(), was: said(was), now: said(now) })
}
