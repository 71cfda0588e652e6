//! Modality: what a clause does with a claim, and how firm the claim is.

use super::cue::Cue;
use super::givers::is_giving;
use super::reading::Reading;
use super::spot::Hit;
use crate::domain::{MentionClass, Span, Stage};

/// How many words before a word of giving a negation reaches.
const NEGATION_REACH: usize = 4;

/// From how many words on a negation says of a whole clause that nothing comes of it: "a question for later", "off the table".
const TELLING: usize = 3;

/// The same before a word for aid, where nothing is said to be given: "blocks a new package".
const AID_REACH: usize = 2;

/// How many words may stand between "will" and the word of giving that it moves.
const FUTURE_REACH: usize = 3;

/// How many words may stand between "announced" and the agreement that it tells of: "a new".
const AGREEMENT_REACH: usize = 2;

/// How far, in bytes, before a word of giving the word of agreeing to it is looked for.
const SEAL_REACH: usize = 64;

/// A conclusion with the words it went by.
pub type Ruled<T> = (T, Option<Span>);

/// The class of a claim in a clause, as far as the clause itself tells.
pub fn class(reading: &Reading, clause: Span, at: usize) -> Ruled<MentionClass> {
    let first = |cue| reading.first(clause, cue);
    if let Some(span) = first(Cue::Cumulative).filter(|span| span.start <= at || !reading.text(Span::new(at, span.start)).contains(", ")) {
        return (MentionClass::CumulativeTotal, Some(span));
    }
    if let Some(span) = negated(reading, clause, at) {
        return (MentionClass::Negated, Some(span));
    }
    if let Some(tranche) = first(Cue::Tranche).filter(|_| stage(reading, clause, clause, at).0 == Stage::Delivered) {
        return (MentionClass::Update, Some(tranche));
    }
    let rows = [
        (Cue::Update, MentionClass::Update),
        (Cue::Request, MentionClass::Request),
        (Cue::Past, MentionClass::Background),
        (Cue::Opinion, MentionClass::Opinion),
        (Cue::Again, MentionClass::Restatement),
    ];
    let acts = |span: Span| reading.cues_in(Span::new(clause.start, span.start)).iter().any(|hit| is_giving(hit.tag));
    let rules = |cue: Cue| {
        first(cue).filter(|span| match cue {
            Cue::Request | Cue::Opinion => span.start <= at || !acts(*span),
            Cue::Again => !acts(*span),
            _ => true,
        })
    };
    rows.into_iter().find_map(|(cue, class)| rules(cue).map(|span| (class, Some(span)))).unwrap_or((MentionClass::NewPledge, None))
}

/// "raises its share to 30 million": the sum is the new total; "from 30 to 50 million": a promise that grew.
pub fn raised_to(reading: &Reading, sentence: Span, at: usize) -> Option<Ruled<MentionClass>> {
    let before = reading.cues_in(Span::new(sentence.start, at.max(sentence.start)));
    let to = before.iter().rev().find(|hit| hit.tag == Cue::UpTo && reading.distance(hit.span.end, at) <= 1)?;
    let raise = before.iter().find(|hit| hit.tag == Cue::Raise && hit.span.end <= to.span.start)?.span;
    reading.sums.binary_search_by_key(&at, |sum| sum.span.start).ok()?;
    let grew = reading.sums.iter().any(|sum| sum.span.end <= at && sum.span.start >= raise.end);
    Some((if grew { MentionClass::Update } else { MentionClass::CumulativeTotal }, Some(raise)))
}

/// A negation that belongs to a word of giving or to the thing claimed.
fn negated(reading: &Reading, clause: Span, at: usize) -> Option<Span> {
    let cues = reading.cues_in(clause);
    let idle = !cues.iter().any(|hit| is_giving(hit.tag));
    let reaches = |span: Span| {
        let gives = cues
            .iter()
            .any(|hit| is_giving(hit.tag) && hit.span.start >= span.end && reading.distance(span.end, hit.span.start) <= NEGATION_REACH);
        let after =
            cues.iter().any(|hit| is_giving(hit.tag) && hit.span.end <= span.start && reading.distance(hit.span.end, span.start) <= 1);
        let fused = cues.iter().any(|hit| is_giving(hit.tag) && hit.span == span);
        let aid = || {
            cues.iter()
                .any(|hit| hit.tag == Cue::Aid && hit.span.start >= span.end && reading.distance(span.end, hit.span.start) <= AID_REACH)
        };
        let telling = reading.words.within(span).len() >= TELLING;
        telling || gives || after || fused || idle && aid() || (span.end <= at && reading.distance(span.end, at) <= NEGATION_REACH)
    };
    cues.iter().filter(|hit| hit.tag == Cue::Negation).map(|hit| hit.span).find(|span| reaches(*span))
}

/// The stage of a claim: the nearest word of giving, moved by future and doubt.
pub fn stage(reading: &Reading, clause: Span, sentence: Span, at: usize) -> Ruled<Stage> {
    if let Some(span) = [Cue::Hedge, Cue::Considered, Cue::Pending].into_iter().find_map(|cue| reading.first(clause, cue)) {
        return (Stage::Considered, Some(span));
    }
    let nearest = nearest_giving(reading, clause, at).or_else(|| nearest_giving(reading, sentence, at));
    let Some((stage, span)) = nearest.map(|told| reported(reading, clause, told).unwrap_or(told)) else {
        return (Stage::Announced, reading.first(clause, Cue::Future).filter(|_| reading.sums_in(clause).is_empty()));
    };
    if let Some(seal) = sealed(reading, span).filter(|_| stage == Stage::Announced) {
        return (Stage::Agreed, Some(seal));
    }
    let future = reading.cues_in(clause).iter().filter(|hit| hit.tag == Cue::Future).map(|hit| hit.span);
    let governs = |future: &Span| future.end <= span.start && reading.distance(future.end, span.start) <= FUTURE_REACH;
    let moved = future.clone().find(governs).or_else(|| future.clone().next().filter(|_| stage == Stage::Delivered));
    match moved {
        Some(future) if stage > Stage::Announced => (Stage::Announced, Some(future)),
        _ => (stage, Some(span)),
    }
}

/// Whether what a statement tells of a place is still to come: a word of the future stands before the word of giving, or behind it with
/// no comma between; where there is no word of giving, anywhere.
pub fn looks_ahead(reading: &Reading, statement: Span, at: usize) -> bool {
    let Some((_, giving)) = nearest_giving(reading, statement, at) else { return reading.has(statement, Cue::Future) };
    let governs = |future: Span| future.start <= giving.start || !reading.text(Span::new(giving.start, future.start)).contains(',');
    reading.cues_in(statement).iter().any(|hit| hit.tag == Cue::Future && governs(hit.span))
}

/// What a word that only announces leads to: the next word of giving behind "announced that", if it says more than a promise, or the
/// agreement behind "announced".
fn reported(reading: &Reading, clause: Span, (_, word): (Stage, Span)) -> Option<(Stage, Span)> {
    let behind = Span::new(word.start, clause.end.max(word.start));
    let own = |tag: Cue| reading.first(behind, tag).is_some_and(|span| span == word);
    let (reports, announces) = (own(Cue::Reports), own(Cue::Announced));
    let mut told = reading.cues_in(behind).iter().filter(|hit| hit.span.start >= word.end && stage_of(hit.tag).is_some());
    let next = told.next().filter(|hit| reports || announces && adjoins(reading, word, hit))?;
    stage_of(next.tag).filter(|stage| *stage > Stage::Announced).map(|stage| (stage, next.span))
}

/// Whether an agreement stands right behind a word of giving: "announced agreements with".
fn adjoins(reading: &Reading, word: Span, next: &Hit<Cue>) -> bool {
    next.tag == Cue::Framework && reading.distance(word.end, next.span.start) <= AGREEMENT_REACH
}

/// A word of agreeing right before a word of giving: "agreed to finance", "approved sending".
fn sealed(reading: &Reading, giving: Span) -> Option<Span> {
    let before = reading.cues_in(Span::new(giving.start.saturating_sub(SEAL_REACH), giving.start));
    let last = before.iter().rev().find(|hit| hit.tag == Cue::Agreed)?;
    (reading.distance(last.span.end, giving.start) <= 1).then_some(last.span)
}

/// The word of giving nearest to a place.
pub fn nearest_giving(reading: &Reading, span: Span, at: usize) -> Option<(Stage, Span)> {
    let giving = reading.cues_in(span).iter().filter_map(|hit| stage_of(hit.tag).map(|stage| (stage, hit.span)));
    giving.min_by_key(|(_, span)| reading.distance(span.start, at))
}

fn stage_of(cue: Cue) -> Option<Stage> {
    Some(match cue {
        Cue::Announced | Cue::Reports => Stage::Announced,
        Cue::Considered => Stage::Considered,
        Cue::Agreed | Cue::Framework => Stage::Agreed,
        Cue::Contracted => Stage::Contracted,
        Cue::Delivered | Cue::Office => Stage::Delivered,
        _ => return None,
    })
}
