//! The known: words by which a sentence takes a gift or a sum for told before.

use super::super::cue::Cue;
use super::super::givers::is_giving;
use super::super::lexicon::Lexicon;
use super::super::modality;
use super::super::reading::Reading;
use super::super::spot::Hit;
use super::Scene;
use crate::domain::{Field, Span};

/// How many words may stand between "on top of" and the older sum, and between a scheme's name and that of its frame.
const ATOP_REACH: usize = 3;
const FRAME_REACH: usize = 8;

/// How many words may stand between the giver of whom it is known that it gave a thing and its verb, and between the verb and what is
/// said of the thing.
const GIVER_REACH: usize = 1;
const SAID_REACH: usize = 2;

/// How many words may stand between what was given and who gave it: "supplied to Ukraine by".
const BY_REACH: usize = 2;

/// "the million shells the EU promised arrived late": a giver with its verb between a thing and what is said of it; the gift is known.
pub(super) fn known_gift(scene: &Scene<'_>, statement: Span, at: usize) -> Option<Span> {
    let Scene { reading, .. } = *scene;
    let (_, verb) = modality::nearest_giving(reading, statement, at)?;
    let gives = |giver: &Span| giver.end <= verb.start && reading.distance(giver.end, verb.start) <= GIVER_REACH;
    let giver = scene.groups.iter().filter(|group| !group.weak).map(|group| group.span).find(gives)?;
    let things = reading.what_in(Span::new(statement.start, giver.start.max(statement.start)));
    let thing = things.last().filter(|thing| is_relative(reading, Span::new(thing.span.end, giver.start)))?;
    let behind = reading.cues_in(Span::new(verb.end, statement.end)).iter();
    let mut acts = behind.filter(|hit| is_giving(hit.tag) || matches!(hit.tag, Cue::Hedge | Cue::Negation));
    let said = acts.any(|hit| reading.distance(verb.end, hit.span.start) <= SAID_REACH);
    (said && thing.span.end <= giver.start).then_some(verb)
}

/// Whether nothing but words that open a relative clause stands between a thing and a giver: "which the", or nothing at all.
fn is_relative(reading: &Reading, gap: Span) -> bool {
    let opening = reading.cues_in(gap).iter().filter(|hit| matches!(hit.tag, Cue::Relative | Cue::Article | Cue::Office2)).count();
    let pauses = reading.text(gap).contains([':', ';', '"', '\n']) || opening == 0 && reading.text(gap).contains(',');
    !pauses && reading.distance(gap.start, gap.end) == opening
}

/// The words that make a sum an older one, which a new one comes on top of or is taken from: "on top of the 75 billion"; or the
/// scheme of one payer whose frame it is: "the Nansen programme, under which Norway gives 85 billion".
pub(super) fn atop(scene: &Scene<'_>, statement: Span, at: usize, lexicon: &Lexicon) -> Option<Span> {
    let Scene { reading, sentence, .. } = *scene;
    reading.sums.binary_search_by_key(&at, |sum| sum.span.start).ok()?;
    let before = Span::new(statement.start.min(at), at);
    let reaches = |end: usize, reach: usize| {
        let gap = Span::new(end, at);
        reading.distance(end, at) <= reach && reading.sums_in(gap).is_empty() && !reading.has(gap, Cue::Fresh)
    };
    let mut over = reading.cues_in(before).iter().filter(|hit| hit.tag == Cue::Atop).map(|hit| hit.span);
    let opens = |name: Span| {
        reading.cues_in(Span::new(name.end, at)).iter().any(|hit| hit.tag == Cue::Clause && reading.distance(name.end, hit.span.start) <= 1)
    };
    let mut schemes = reading.who_in(Span::new(sentence.start, at)).iter().filter(|hit| lexicon.has_one_payer(hit.tag)).map(|hit| hit.span);
    let frame = || schemes.rfind(|name| reaches(name.end, FRAME_REACH) && opens(*name));
    over.rfind(|words| reaches(words.end, ATOP_REACH)).or_else(frame)
}

/// "…, after the parliament set aside 20 billion": the words that open a clause behind the main one with what was before.
pub(super) fn afterwards(scene: &Scene<'_>, statement: Span) -> Option<Span> {
    let opens = |span: &Span| scene.reading.distance(statement.start, span.start) == 0 && span.start > scene.sentence.start;
    scene.reading.first(statement, Cue::After).filter(opens)
}

/// "the 2 billion announced in June": the words behind a sum that say it was told before.
pub(super) fn told_before(reading: &Reading, statement: Span, at: usize) -> Option<Span> {
    let cues = reading.cues_in(Span::new(at.max(statement.start), statement.end.max(at)));
    let pair = cues.windows(2).find(|pair| {
        pair[0].tag == Cue::Announced && pair[1].tag == Cue::Month && reading.distance(pair[0].span.end, pair[1].span.start) == 0
    })?;
    Some(pair[1].span)
}

/// "the initiative to supply shells has come under fire": a word of giving that only says what a scheme is for, behind no other.
pub(super) fn purpose(reading: &Reading, statement: Span, at: usize) -> Option<Span> {
    let (_, verb) = modality::nearest_giving(reading, statement, at).filter(|_| reading.sums_in(statement).is_empty())?;
    let leads = |scheme: Span| scheme.end <= verb.start && reading.distance(scheme.end, verb.start) == 0;
    let scheme = reading.cues_in(statement).iter().find(|hit| hit.tag == Cue::Purpose && leads(hit.span))?.span;
    let acts = |hit: &Hit<Cue>| is_giving(hit.tag) || hit.tag == Cue::Future;
    (!reading.cues_in(Span::new(statement.start, scheme.start)).iter().any(acts)).then_some(scheme)
}

/// "howitzers supplied by the United States": words of giving that only say whose a thing is, where nothing else is said to be given.
pub(super) fn supplied(scene: &Scene<'_>, statement: Span, at: usize) -> Option<Span> {
    let Scene { reading, .. } = *scene;
    let (_, verb) = modality::nearest_giving(reading, statement, at).filter(|_| scene.field == Field::Text)?;
    let cues = || reading.cues_in(statement).iter();
    cues().find(|hit| hit.tag == Cue::Participle && hit.span == verb)?;
    let adjoins = |from: usize, to: usize| from <= to && reading.distance(from, to) == 0;
    let thing = reading.what_in(statement).iter().any(|hit| adjoins(hit.span.end, verb.start));
    let by = cues().any(|hit| hit.tag == Cue::By && hit.span.start >= verb.end && reading.distance(verb.end, hit.span.start) <= BY_REACH);
    let alone = !cues().any(|hit| hit.span != verb && (is_giving(hit.tag) || hit.tag == Cue::Future));
    (thing && by && alone).then_some(verb)
}
