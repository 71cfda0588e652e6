//! Stories told by `explain`: how a pledge came into the ledger and what happened to it, or what became of an address.

use crate::domain::{LetterState, Pledge, Relevance};
use crate::store::{EntryStory, OutboxRow, PledgeStory};
use std::fmt::Write;

/// A pledge: what it is, what happened to it, who reported it with which words, and who was told.
pub(super) fn pledge(story: &PledgeStory, letters: &[OutboxRow]) -> String {
    let pledge = &story.pledge;
    let mut told = format!("{}  {}  {}  {}\n", pledge.id, donors(pledge), pledge.kind, pledge.stage);
    if let Some(amount) = pledge.amount {
        let euros = pledge.eur.filter(|euros| euros.by.is_some()).map(|euros| format!(" = {euros}")).unwrap_or_default();
        let _ = writeln!(told, "  amount     {amount}{euros}");
    }
    if !pledge.items.is_empty() {
        let _ = writeln!(told, "  items      {}", pledge.items.join(", "));
    }
    if !pledge.programmes.is_empty() {
        let _ = writeln!(told, "  programmes {}", pledge.programmes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
    }
    if let Some(whole) = pledge.part_of {
        let _ = writeln!(told, "  part of    {whole}");
    }
    let _ = writeln!(told, "  confidence {:.2}\n\nwhat happened", pledge.confidence);
    for filed in &story.changes {
        let _ = writeln!(told, "  {}  {}", filed.change.at.format("%Y-%m-%d %H:%M UTC"), filed.change.kind);
    }
    told += "\nwho reported it\n";
    for filed in &story.reports {
        let report = &filed.report;
        let day = report.day.map_or_else(|| "no date".to_owned(), |day| day.to_string());
        let _ = writeln!(told, "  {day}  {} [{}]  {}", report.outlet, report.lang, report.url.as_deref().unwrap_or("no address"));
        let _ = writeln!(told, "    “{}”", report.mention.evidence.quote());
        let _ = writeln!(told, "    filed here as report {}: {}", filed.id, filed.because);
        for reason in &report.mention.reasons {
            let _ = writeln!(told, "    {}: {}", reason.field, reason.rule);
        }
    }
    told += "\nwho was told\n";
    letters.iter().for_each(|row| {
        let _ = writeln!(told, "  {}", letter(row));
    });
    told
}

/// A letter: who, when, how it fared.
pub(in crate::cli) fn letter(row: &OutboxRow) -> String {
    let state = match row.state {
        LetterState::Queued => "queued",
        LetterState::Sending => "being sent",
        LetterState::Sent => "sent",
        LetterState::Failed => "failed",
        LetterState::Unknown => "unknown: may have arrived, tried again under the same id",
        LetterState::Recalled => "taken back: nobody has it",
    };
    let reply = row.error.as_deref().or(row.reply.as_deref()).unwrap_or_default();
    let at = row.touched_at.format("%Y-%m-%d %H:%M UTC");
    format!(
        "{:>5}  {at}  {}  {state} (tries: {})  <{}>  {}  {reply}",
        row.id, row.subscriber, row.attempts, row.letter.message_id, row.letter.subject
    )
}

/// A letter with what it told, pledge by pledge as they stand now.
pub(super) fn whole_letter(row: &OutboxRow, told_in: &[Pledge]) -> String {
    let mut told = format!("{}\n", letter(row));
    let _ = writeln!(told, "  to {}, composed {} for {}", row.letter.to, row.queued_at.format("%Y-%m-%d %H:%M UTC"), row.period);
    if let Some(first) = &row.letter.in_reply_to {
        let _ = writeln!(told, "  an answer to <{first}>");
    }
    if let Some(at) = row.next_try {
        let _ = writeln!(told, "  tried again at {}", at.format("%Y-%m-%d %H:%M UTC"));
    }
    told += "\nwhat it told, as it stands now\n";
    for pledge in told_in {
        let amount = pledge.amount.map(|amount| format!("  {amount}")).unwrap_or_default();
        let _ = writeln!(told, "  {}  {}  {}  {}{amount}", pledge.id, donors(pledge), pledge.kind, pledge.stage);
    }
    told
}

fn donors(pledge: &Pledge) -> String {
    pledge.donors.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// An entry: who listed it, what became of it, and why.
pub(super) fn entry(story: &EntryStory) -> String {
    let mut told = format!("{}  “{}”\n", story.link.as_deref().unwrap_or("no address"), story.title);
    let _ = writeln!(told, "  listed by {}, first seen {}", story.source, story.first_seen.format("%Y-%m-%d %H:%M UTC"));
    let _ = writeln!(told, "  outcome: {}", story.outcome);
    if let Some(error) = &story.error {
        let again =
            story.retry_at.map_or_else(|| "not tried again".to_owned(), |at| format!("tried again at {}", at.format("%Y-%m-%d %H:%M UTC")));
        let _ = writeln!(told, "  failed {} times: {error}; {again}", story.attempts);
    }
    if let Some(verdict) = &story.skipped {
        told += &relevance(verdict);
    }
    let Some(article) = &story.article else { return told };
    let _ = writeln!(told, "  read {}: “{}”", article.read_at.format("%Y-%m-%d %H:%M UTC"), article.title);
    told += &relevance(&article.relevance);
    for filed in &article.mentions {
        let mention = &filed.mention;
        let filed = filed.filed.as_ref().map_or_else(|| "not filed".to_owned(), |(pledge, because)| format!("{pledge}: {because}"));
        let amount = mention.amount.map(|amount| amount.to_string()).unwrap_or_default();
        let _ = writeln!(told, "  {} {} {amount} ({filed})\n    “{}”", mention.class, mention.kind, mention.evidence.quote());
    }
    for refusal in &article.refusals {
        let _ = writeln!(told, "  not taken: {}, {}", refusal.amount, refusal.because);
    }
    told
}

fn relevance(verdict: &Relevance) -> String {
    let judged = if verdict.relevant { "relevant" } else { "not relevant" };
    format!("  judged {judged} ({:.2}): {}\n", verdict.score, verdict.reasons.join("; "))
}
