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

/// How many words may stand between a word of agreeing and the order that it seals: "signed a second contract".
const ORDER_REACH: usize = 2;

/// How many words may stand between "which" and "must approve".
const DUE_REACH: usize = 5;

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
    let idle = || !cues.iter().any(|hit| is_giving(hit.tag));
    let reaches = |span: Span| {
        let gives = cues
            .iter()
            .any(|hit| is_giving(hit.tag) && hit.span.start >= span.end && reading.distance(span.end, hit.span.start) <= NEGATION_REACH);
        let after = cues.iter().any(|hit| is_giving(hit.tag) && hit.span.end <= span.start && denies(reading, hit.span, span));
        let fused = cues.iter().any(|hit| is_giving(hit.tag) && hit.span == span);
        let aid = || {
            cues.iter()
                .any(|hit| hit.tag == Cue::Aid && hit.span.start >= span.end && reading.distance(span.end, hit.span.start) <= AID_REACH)
        };
        let telling = reading.words.within(span).len() >= TELLING;
        telling || gives || after || fused || idle() && aid() || (span.end <= at && reading.distance(span.end, at) <= NEGATION_REACH)
    };
    reading.all(clause, Cue::Negation).iter().copied().find(|span| reaches(*span))
}

/// Whether a negation behind a word of giving denies it, with nothing given between them: "liefert der Ukraine keine", "sender ikke".
fn denies(reading: &Reading, giving: Span, negation: Span) -> bool {
    let gap = Span::new(giving.end, negation.start);
    let joins = || reading.cues_in(gap).iter().any(|hit| is_giving(hit.tag) || matches!(hit.tag, Cue::And | Cue::Clause | Cue::Aid));
    let bare = || reading.what_in(gap).is_empty() && reading.sums_in(gap).is_empty() && !joins();
    let words = reading.words.within(gap).len();
    words <= 1 || words <= NEGATION_REACH && bare() && !reading.text(gap).contains(',')
}

/// The stage of a claim: the word of giving that governs it, moved by future and doubt.
pub fn stage(reading: &Reading, clause: Span, sentence: Span, at: usize) -> Ruled<Stage> {
    let governing = governing(reading, clause, at).or_else(|| governing(reading, sentence, at));
    if let Some(span) = doubt(reading, clause, governing.map(|(_, verb)| verb)).or_else(|| due(reading, clause, sentence)) {
        return (Stage::Considered, Some(span));
    }
    let Some((stage, span)) = governing.map(|told| reported(reading, clause, told).unwrap_or(told)) else {
        return (Stage::Announced, reading.first(clause, Cue::Future).filter(|_| reading.sums_in(clause).is_empty()));
    };
    let seal = || sealed(reading, span).or_else(|| decided(reading, sentence, span));
    if let Some(seal) = (stage == Stage::Announced).then(seal).flatten() {
        return (Stage::Agreed, Some(seal));
    }
    let order = (stage == Stage::Agreed).then(|| ordered(reading, clause, span)).flatten();
    let (stage, verb) = order.map_or((stage, span), |order| (Stage::Contracted, order));
    let future = reading.all(clause, Cue::Future);
    // Some languages say the future in the verb itself: "podpisze".
    let governs = |future: &Span| *future == verb || future.end <= verb.start && reading.distance(future.end, verb.start) <= FUTURE_REACH;
    let moved = future.iter().find(|future| governs(future)).or_else(|| future.first().filter(|_| stage == Stage::Delivered));
    match moved {
        Some(future) if stage > Stage::Announced => (Stage::Announced, Some(*future)),
        _ => (stage, Some(verb)),
    }
}

/// Whether what a statement tells of a place is still to come: a word of the future stands before the word of giving, or behind it with
/// no comma between; where there is no word of giving, anywhere.
pub fn looks_ahead(reading: &Reading, statement: Span, at: usize) -> bool {
    let Some((_, giving)) = nearest_giving(reading, statement, at) else { return reading.has(statement, Cue::Future) };
    let governs = |future: Span| future.start <= giving.start || !reading.text(Span::new(giving.start, future.start)).contains(',');
    reading.cues_in(statement).iter().any(|hit| hit.tag == Cue::Future && governs(hit.span))
}

/// What makes a claim a thought: a proposal, a decision still due or a condition anywhere in its clause, or a "may" that is no more than
/// a word behind the word of giving ("liefern könnte").
fn doubt(reading: &Reading, clause: Span, verb: Option<Span>) -> Option<Span> {
    let beside = |verb: Span, may: Span| may.start < verb.end || reading.distance(verb.end, may.start) <= 1;
    let governs = |may: Span| verb.is_none_or(|verb| !clause.contains(verb) || beside(verb, may));
    let doubts = |hit: &&Hit<Cue>| match hit.tag {
        Cue::Condition | Cue::Considered | Cue::Pending => true,
        Cue::Hedge => governs(hit.span),
        _ => false,
    };
    reading.cues_in(clause).iter().find(doubts).map(|hit| hit.span)
}

/// A decision still due that the clause right behind says of the claim: "…, dem das Kabinett noch zustimmen muss".
fn due(reading: &Reading, clause: Span, sentence: Span) -> Option<Span> {
    let behind = Span::new(clause.end, sentence.end.max(clause.end));
    let opens =
        reading.cues_in(behind).first().filter(|hit| hit.tag == Cue::Clause && reading.distance(behind.start, hit.span.start) <= 1)?;
    let pending = reading.first(behind, Cue::Pending).or_else(|| reading.first(behind, Cue::Condition))?;
    let bare = reading.sums_in(behind).is_empty() && reading.what_in(behind).is_empty();
    (bare && reading.distance(opens.span.end, pending.start) <= DUE_REACH).then_some(pending)
}

/// The word of giving that a claim goes by: the nearest that is no mere noun, which another decides on ("approved the delivery of").
fn governing(reading: &Reading, span: Span, at: usize) -> Option<(Stage, Span)> {
    let verbs = giving(reading, span).filter(|(stage, word)| !reading.covers(span, Cue::Deed, *word) && !speaks(reading, *stage, *word));
    verbs.min_by_key(|(_, verb)| reading.distance(verb.start, at)).or_else(|| nearest_giving(reading, span, at))
}

/// Whether a word behind a comma only says who told it: "…, a anunțat ministrul".
fn speaks(reading: &Reading, stage: Stage, word: Span) -> bool {
    stage == Stage::Announced && is_behind_a_comma(reading, word)
}

fn is_behind_a_comma(reading: &Reading, word: Span) -> bool {
    reading.normal.text[..word.start].trim_end().ends_with(',')
}

/// A word of ordering beside one of agreeing: "signed a contract".
fn ordered(reading: &Reading, clause: Span, seal: Span) -> Option<Span> {
    let orders = reading.cues_in(clause).iter().filter(|hit| hit.tag == Cue::Contracted).map(|hit| hit.span);
    let gap = |order: &Span| reading.distance(seal.end.min(order.end), seal.start.max(order.start));
    orders.into_iter().find(|order| gap(order) <= ORDER_REACH)
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

/// A word of agreeing behind the comma that ends the promise: "…, a hotărât guvernul".
fn decided(reading: &Reading, sentence: Span, giving: Span) -> Option<Span> {
    let behind = reading.cues_in(Span::new(giving.end, sentence.end.max(giving.end)));
    let last = behind.iter().rfind(|hit| stage_of(hit.tag).is_some())?;
    (last.tag == Cue::Agreed && is_behind_a_comma(reading, last.span)).then_some(last.span)
}

/// The word of giving nearest to a place.
pub fn nearest_giving(reading: &Reading, span: Span, at: usize) -> Option<(Stage, Span)> {
    giving(reading, span).min_by_key(|(_, span)| reading.distance(span.start, at))
}

/// The words of giving in a span.
fn giving(reading: &Reading, span: Span) -> impl Iterator<Item = (Stage, Span)> {
    reading.cues_in(span).iter().filter_map(|hit| stage_of(hit.tag).map(|stage| (stage, hit.span)))
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
