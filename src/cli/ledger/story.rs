//! Stories told by `explain`: how a pledge came into the ledger and what happened to it, or what became of an address.

use super::list;
use crate::cli::lines::folded;
use crate::domain::{Closed, LetterState, Pledge, Relevance, Standing};
use crate::store::{ArticleStory, EntryStory, FiledMention, FiledReport, OutboxRow, PledgeStory};
use chrono::{DateTime, Utc};

/// A pledge: what it is, what happened to it, who reported it with which words, and who was told.
pub(super) fn pledge(story: &PledgeStory, letters: &[OutboxRow]) -> String {
    let pledge = &story.pledge;
    let mut told = line(0, &named(pledge));
    told.extend(facts(story).into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| fact(name, &value)));
    told += "\nwhat happened\n";
    for filed in &story.changes {
        told += &line(2, &format!("{}: {}", minute(filed.change.at), filed.change.kind));
    }
    told += "\nwho reported it\n";
    told.extend(story.reports.iter().map(report));
    told += "\nwho was told\n";
    told.extend(
        letters.iter().map(|row| line(2, &format!("{} in letter-{}, “{}”: {}", row.subscriber, row.id, row.letter.subject, fate(row)))),
    );
    told
}

/// A pledge in a few words.
fn named(pledge: &Pledge) -> String {
    let amount = pledge.amount.map(|amount| format!(", {amount}")).unwrap_or_default();
    format!("{} {}: {}, {}{amount}", pledge.id, donors(pledge), pledge.kind, pledge.stage)
}

/// What is known of a pledge, by name; empty where nothing is.
fn facts(story: &PledgeStory) -> [(&'static str, String); 8] {
    let pledge = &story.pledge;
    [
        ("amount", list::or_empty(list::sum(pledge))),
        ("items", pledge.items.join(", ")),
        ("programmes", joined(&pledge.programmes)),
        ("part of", list::or_empty(pledge.part_of)),
        ("parts", joined(&story.parts)),
        ("confirmed", format!("by {}", pledge.confirmation)),
        ("confidence", format!("{:.2}", pledge.confidence)),
        ("standing", story.ruling.closed.map(closed).unwrap_or_default()),
    ]
}

/// Why a pledge counts no more.
fn closed(how: Closed) -> String {
    match how {
        Closed::Rejected => "rejected by hand: it counts no more".to_owned(),
        Closed::MergedInto(heir) => format!("merged into {heir}, which counts instead"),
        Closed::Vacant => "no report tells it any more: it counts no more".to_owned(),
    }
}

fn fact(name: &str, value: &str) -> String {
    format!("  {name:<10} {}\n", folded(value, 13))
}

/// Who says so, where, and with which sum and words: sums that contradict each other stand one below the other.
fn report(filed: &FiledReport) -> String {
    let report = &filed.report;
    let day = report.day.map_or_else(|| "no date".to_owned(), |day| day.to_string());
    let sum = report.mention.amount.map(|amount| format!(": {amount}")).unwrap_or_default();
    let mut told = line(2, &format!("{day}, {} [{}], {}{sum}", report.outlet, report.lang, standing(report.standing)));
    told += &line(4, report.url.as_deref().unwrap_or("no address"));
    told += &line(4, &format!("“{}”", report.mention.evidence.quote()));
    told += &line(4, &format!("filed here as report {}: {}", filed.id, filed.because));
    told.extend(report.mention.reasons.iter().map(|reason| line(4, &format!("{}: {}", reason.field, reason.rule))));
    told
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Aggregator => "an aggregator",
        Standing::GeneralPress => "general press",
        Standing::TradePress => "trade press",
        Standing::Official => "an official source",
    }
}

/// A paragraph, all of it behind so many spaces.
fn line(indent: usize, text: &str) -> String {
    format!("{:indent$}{}\n", "", folded(text, indent))
}

/// A letter: who, when, how it fared.
pub(in crate::cli) fn letter(row: &OutboxRow) -> String {
    let (at, reply) = (minute(row.touched_at), reply(row));
    format!(
        "{:>5}  {at}  {}  {} (tries: {})  <{}>  {}  {reply}",
        row.id,
        row.subscriber,
        state(row.state),
        row.attempts,
        row.letter.message_id,
        row.letter.subject
    )
}

fn state(state: LetterState) -> &'static str {
    match state {
        LetterState::Queued => "queued",
        LetterState::Sending => "being sent",
        LetterState::Sent => "sent",
        LetterState::Failed => "failed",
        LetterState::Unknown => "unknown: may have arrived, tried again under the same id",
        LetterState::Recalled => "taken back: nobody has it",
    }
}

/// What the mail server last said, or why it could not be asked.
fn reply(row: &OutboxRow) -> &str {
    row.error.as_deref().or(row.reply.as_deref()).unwrap_or_default()
}

fn fate(row: &OutboxRow) -> String {
    format!("{} {} (tries: {}) {}", state(row.state), minute(row.touched_at), row.attempts, reply(row))
}

/// A letter with what it told, pledge by pledge as they stand now.
pub(super) fn whole_letter(row: &OutboxRow, told_in: &[Pledge]) -> String {
    let mut told = line(0, &format!("letter-{} to {}: “{}”", row.id, row.subscriber, row.letter.subject));
    told += &line(2, &fate(row));
    told += &line(2, &format!("to {}, composed {} for {}", row.letter.to, minute(row.queued_at), row.period));
    told += &line(2, &format!("<{}>", row.letter.message_id));
    told.extend(row.letter.in_reply_to.iter().map(|first| line(2, &format!("an answer to <{first}>"))));
    told.extend(row.next_try.map(|at| line(2, &format!("tried again at {}", minute(at)))));
    told += "\nwhat it told, as it stands now\n";
    told.extend(told_in.iter().map(|pledge| line(2, &named(pledge))));
    told
}

fn donors(pledge: &Pledge) -> String {
    joined(&pledge.donors)
}

fn joined(values: &[impl ToString]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// An entry: who listed it, what became of it, and why.
pub(super) fn entry(story: &EntryStory) -> String {
    let mut told = line(0, &format!("{}  “{}”", story.link.as_deref().unwrap_or("no address"), story.title));
    told += &line(2, &format!("listed by {}, first seen {}", story.source, minute(story.first_seen)));
    told += &line(2, &format!("outcome: {}", story.outcome));
    if let Some(error) = &story.error {
        let again = story.retry_at.map_or_else(|| "not tried again".to_owned(), |at| format!("tried again at {}", minute(at)));
        told += &line(2, &format!("failed {} times: {error}; {again}", story.attempts));
    }
    told.extend(story.skipped.as_ref().map(relevance));
    told.extend(story.article.as_ref().map(article));
    told
}

fn article(article: &ArticleStory) -> String {
    let mut told = line(2, &format!("read {}: “{}”", minute(article.read_at), article.title));
    told += &relevance(&article.relevance);
    told.extend(article.mentions.iter().map(mention));
    for refusal in &article.refusals {
        told += &line(2, &format!("not taken: {}, {}", refusal.amount, refusal.because));
    }
    told
}

fn mention(filed: &FiledMention) -> String {
    let mention = &filed.mention;
    let place = filed.filed.as_ref().map_or_else(|| "not filed".to_owned(), |(pledge, because)| format!("{pledge}: {because}"));
    let amount = list::or_empty(mention.amount);
    line(2, &format!("{} {} {amount} ({place})", mention.class, mention.kind)) + &line(4, &format!("“{}”", mention.evidence.quote()))
}

fn minute(at: DateTime<Utc>) -> impl std::fmt::Display {
    at.format("%Y-%m-%d %H:%M UTC")
}

fn relevance(verdict: &Relevance) -> String {
    let judged = if verdict.relevant { "relevant" } else { "not relevant" };
    line(2, &format!("judged {judged} ({:.2}): {}", verdict.score, verdict.reasons.join("; ")))
}
