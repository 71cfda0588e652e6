//! Clauses: the stretch of a sentence that speaks of one sum, and within it the stretch that is one statement.

use super::claims::Scene;
use super::cue::Cue;
use super::givers::is_giving;
use super::lexicon::Who;
use super::reading::Reading;
use crate::domain::Span;

/// How many words may stand between "and" and the word of giving of a new giver: "and the French will".
const NAME_REACH: usize = 3;

/// How many words may stand between a giver whose verb is left out and the thing: "Denmark 20 armoured trucks".
const COUNTED_REACH: usize = 3;

/// How many words after a comma a word of giving stands at most where the main clause goes on.
const RESUMES: usize = 4;

/// The statement around a place: from the last word that opens a clause ("while", "which") to where that clause ends.
pub fn around(reading: &Reading, within: Span, at: usize) -> Span {
    let opens = |hit: &&super::spot::Hit<Cue>| hit.tag == Cue::Clause && reading.distance(within.start, hit.span.start) > 1;
    let openings = || reading.cues_in(within).iter().filter(opens).map(|hit| hit.span.start);
    let opening = openings().take_while(|start| *start <= at).last();
    let end = openings().find(|start| *start > at).unwrap_or(within.end);
    let start = opening.map_or(within.start, |start| resumption(reading, start, at).unwrap_or(start));
    Span::new(start, end.max(at))
}

/// The statements of a sentence, in order: cut where a clause opens, at semicolons, and where "and" leads to a new word of giving.
pub fn statements(scene: &Scene<'_>) -> Vec<Span> {
    let Scene { reading, sentence, .. } = *scene;
    let clauses = reading.cues_in(sentence).iter().filter(|hit| hit.tag == Cue::Clause).map(|hit| hit.span.start);
    let cuts = clauses
        .chain(scene.joints.iter().copied())
        .chain(gaps(reading, sentence))
        .chain(parts_given(reading, sentence))
        .chain(headline_joints(reading, sentence));
    pieces(reading, sentence, cuts.collect())
}

/// Where what was given of the things before begins: "20 trucks, ten of which have been sent".
fn parts_given(reading: &Reading, sentence: Span) -> impl Iterator<Item = usize> {
    let given = move |of: Span| {
        let verb = reading.cues_in(Span::new(of.end, sentence.end)).iter().find(|hit| is_giving(hit.tag));
        verb.is_some_and(|verb| reading.distance(of.end, verb.span.start) <= RESUMES && reading.is_perfect(verb.span))
    };
    reading
        .cues_in(sentence)
        .iter()
        .filter(|hit| hit.tag == Cue::OfWhich)
        .map(|hit| hit.span)
        .filter(move |of| given(*of))
        .map(|of| of.start)
}

/// Where "and" leads to a new word of giving, and semicolons.
pub fn joints(reading: &Reading, sentence: Span) -> Vec<usize> {
    let cues = reading.cues_in(sentence);
    let acts = |hit: &super::spot::Hit<Cue>| is_giving(hit.tag) || hit.tag == Cue::Future;
    let leads = |at: usize| {
        let from = cues[at].span.end;
        let next = cues[at + 1..].iter().find(|next| !matches!(next.tag, Cue::And | Cue::Article));
        // "drones and ammunition announced": a thing behind "and" belongs to the list before it.
        let bare = |to: usize| reading.who_in(Span::new(from, to)).is_empty() && reading.what_in(Span::new(from, to)).is_empty();
        let near = |next: &super::spot::Hit<Cue>| reading.distance(from, next.span.start) <= 1 && bare(next.span.start);
        next.is_some_and(|next| acts(next) && near(next) && !is_infinitive(reading, sentence, cues[at].span))
    };
    let names = |at: usize| {
        let verb = cues[at + 1..].iter().find(|next| acts(next))?;
        let gap = Span::new(cues[at].span.end, verb.span.start);
        let named = reading.who_in(gap).len() == 1 && reading.distance(gap.start, gap.end) <= NAME_REACH;
        let before = cues[..at].iter().rev().find(|hit| acts(hit))?;
        (named && !is_one_of_two(reading, before.span, cues[at].span)).then_some(())
    };
    let opens = |at: usize| cues[at].tag == Cue::And && (leads(at) || names(at).is_some());
    let joined = (0..cues.len()).filter(|at| opens(*at)).map(|at| cues[at].span.start);
    joined.chain(semicolons(reading, sentence).map(|at| at + 1)).collect()
}

/// Whether the name before "and" is a subject together with the one behind it: "announced that New Zealand and Australia will join",
/// "Healey and Spruds announced", ", and Latvia and Estonia pledged".
fn is_one_of_two(reading: &Reading, verb: Span, and: Span) -> bool {
    let gap = Span::new(verb.end.min(and.start), and.start);
    let Some(name) = reading.who_in(gap).last().filter(|name| reading.distance(name.span.end, and.start) == 0) else { return false };
    let before = Span::new(gap.start, name.span.start);
    let joined = reading.cues_in(before).iter().any(|cue| cue.tag == Cue::And && reading.distance(cue.span.end, name.span.start) == 0);
    let opens = joined || reading.text(before).trim_end().ends_with(',');
    matches!(name.tag, Who::Holder(_)) || opens || reading.distance(verb.end, name.span.start) <= 1
}

/// Where a headline goes on behind a comma to what its giver does too: "Norway to train soldiers, send howitzers".
fn headline_joints(reading: &Reading, sentence: Span) -> Vec<usize> {
    let whole = reading.sentences.len() == 1 && !reading.normal.text.trim_end().ends_with(['.', '!', '"', '”', ')']);
    let cues = reading.cues_in(sentence);
    let acts = |hit: &super::spot::Hit<Cue>| is_giving(hit.tag) || matches!(hit.tag, Cue::Future | Cue::Training);
    let set_off = |at: usize| reading.text(Span::new(sentence.start, at)).trim_end().ends_with(',');
    // "…, announces Scholz" only says who speaks.
    let speaks =
        |end: usize| reading.who_in(Span::new(end, sentence.end)).first().is_some_and(|who| reading.distance(end, who.span.start) == 0);
    let goes_on =
        |hit: &&super::spot::Hit<Cue>| matches!(hit.tag, Cue::Announced | Cue::Agreed) && set_off(hit.span.start) && !speaks(hit.span.end);
    let later = cues.iter().filter(goes_on).map(|hit| hit.span.start);
    later.filter(|at| whole && cues.iter().any(|hit| hit.span.end <= *at && acts(hit))).collect()
}

/// Whether "and" joins two verbs behind one "to": "a contract to manufacture and send drones".
fn is_infinitive(reading: &Reading, sentence: Span, and: Span) -> bool {
    let before = Span::new(sentence.start, and.start);
    let to = reading.cues_in(before).iter().rev().find(|cue| cue.tag == Cue::Toward).map(|cue| cue.span);
    let verb = |to: Span| {
        let gap = Span::new(to.end, and.start);
        reading.words.within(gap).len() == 1 && reading.who_in(gap).is_empty() && reading.what_in(gap).is_empty()
    };
    to.is_some_and(|to| verb(to) && !reading.text(Span::new(to.end, and.start)).contains(','))
}

/// Where a new giver follows whose verb is left out: "Norway sends 14 howitzers and Denmark 20 trucks".
fn gaps(reading: &Reading, sentence: Span) -> impl Iterator<Item = usize> {
    let named = reading.who_in(sentence).iter().filter(|hit| matches!(hit.tag, Who::Name(_) | Who::Capital(_)));
    named.filter(move |hit| has_gap(reading, sentence, hit.span)).map(|hit| hit.span.start)
}

/// Whether a statement opens with a giver whose verb is left out.
pub fn is_gapped(reading: &Reading, sentence: Span, statement: Span) -> bool {
    gaps(reading, sentence).any(|at| at == statement.start)
}

/// Whether a name stands behind "and" or a comma, right before a number of things, and behind another number of things that are given.
fn has_gap(reading: &Reading, sentence: Span, name: Span) -> bool {
    let before = Span::new(sentence.start, name.start);
    let listed =
        || reading.cues_in(before).last().is_some_and(|cue| cue.tag == Cue::And && reading.distance(cue.span.end, name.start) == 0);
    let parted = || reading.text(before).trim_end().ends_with(',') || listed();
    let behind = Span::new(name.end, sentence.end);
    let counted = || reading.counts_in(behind).iter().any(|count| reading.distance(name.end, count.span.start) == 0);
    let thing = || reading.what_in(behind).first().filter(|thing| reading.distance(name.end, thing.span.start) <= COUNTED_REACH);
    let verb = || reading.cues_in(before).iter().find(|hit| is_giving(hit.tag));
    let given = || verb().is_some_and(|verb| !reading.what_in(Span::new(verb.span.end, name.start.max(verb.span.end))).is_empty());
    counted() && parted() && thing().is_some() && given()
}

/// A sentence cut at some places that are not its beginning.
fn pieces(reading: &Reading, sentence: Span, mut cuts: Vec<usize>) -> Vec<Span> {
    cuts.retain(|at| is_inside(reading, sentence, *at));
    cuts.sort_unstable();
    cuts.push(sentence.end);
    let mut start = sentence.start;
    let next = |end: usize| Span::new(std::mem::replace(&mut start, end), end);
    cuts.into_iter().map(next).filter(|span| !reading.words.within(*span).is_empty()).collect()
}

/// Whether a place is not the beginning of a sentence.
fn is_inside(reading: &Reading, sentence: Span, at: usize) -> bool {
    reading.distance(sentence.start, at) > 1
}

/// The part of a sum's clause that is not joined to it by an "and" that leads to another word of giving.
pub fn statement_of(scene: &Scene<'_>, clause: Span, sum: Span) -> Span {
    let cuts = || scene.joints.iter().copied().filter(|at| is_inside(scene.reading, scene.sentence, *at));
    if cuts().any(|at| sum.start < at && at < sum.end) {
        return clause;
    }
    let start = cuts().filter(|at| *at <= sum.start).fold(clause.start, usize::max);
    let end = cuts().filter(|at| *at >= sum.end).fold(clause.end, usize::min);
    Span::new(start, end)
}

/// Where the main clause goes on behind a clause put into it, if that is before a place.
fn resumption(reading: &Reading, opening: usize, at: usize) -> Option<usize> {
    let text = reading.text(Span::new(opening, at));
    let commas = text.match_indices(", ").map(|(comma, _)| opening + comma + 1);
    let resumes = |comma: &usize| {
        let acts = |hit: &super::spot::Hit<Cue>| is_giving(hit.tag) || hit.tag == Cue::Future;
        let next = reading.cues_in(Span::new(*comma, at)).iter().find(|hit| acts(hit));
        next.is_some_and(|hit| reading.distance(*comma, hit.span.start) <= RESUMES)
    };
    commas.filter(resumes).last()
}

/// The clause of a sum: the sentence, cut half-way to the sums beside it and at semicolons.
pub fn of_sum(reading: &Reading, sentence: Span, sum: usize) -> Span {
    let own = reading.sums[sum].span;
    let is_own = |at: &usize| *at == sum || reading.sums[*at].gloss_of == Some(sum);
    let others = || reading.sums_in(sentence).filter(|at| !is_own(at) && reading.sums[*at].gloss_of.is_none());
    let before = others().filter(|at| *at < sum).map(|at| reading.sums[at].span.end).next_back();
    let after = others().find(|at| *at > sum).map(|at| reading.sums[at].span.start);
    let start = before.map_or(sentence.start, |end| cut(reading, end, own.start));
    let end = after.map_or(sentence.end, |next| cut(reading, own.end, next));
    within_semicolons(reading, Span::new(start, end), own)
}

/// Where between two sums the second one's part begins: at a comma right behind the first, else at the last mark between them.
fn cut(reading: &Reading, from: usize, to: usize) -> usize {
    let gap = reading.text(Span::new(from, to));
    let dash = |mark: &&&str| !(mark.starts_with(" –") || mark.starts_with(" —")) || !gap.ends_with(**mark);
    let marks = [
        ", ", "; ", ": ", " – ", " — ", " and ", " und ", " та ", " і ", " и ", " og ", " och ", " en ", " et ", " y ", " e ", " a ",
        " i ", " ir ", " și ",
    ];
    if let Some(at) = gap.rfind("; ") {
        return from + at + 1;
    }
    if gap.starts_with(',') {
        return from + 1;
    }
    let best = marks.iter().filter(dash).filter_map(|mark| gap.rfind(mark)).max();
    best.map_or(from, |at| from + at)
}

fn within_semicolons(reading: &Reading, clause: Span, own: Span) -> Span {
    let before = semicolons(reading, Span::new(clause.start, own.start)).last().map_or(clause.start, |at| at + 1);
    let after = semicolons(reading, Span::new(own.end.min(clause.end), clause.end)).next().unwrap_or(clause.end);
    Span::new(before, after)
}

/// The semicolons of a span, but for those between a sum and a second gloss of it: "A$190m (£108m; $142m)".
fn semicolons(reading: &Reading, span: Span) -> impl Iterator<Item = usize> {
    let glossed = move |at: usize| {
        let next = reading.sums.partition_point(|sum| sum.span.start < at);
        reading.sums.get(next).is_some_and(|sum| sum.gloss_of.is_some() && reading.distance(at, sum.span.start) == 0)
    };
    reading.text(span).match_indices(';').map(move |(at, _)| span.start + at).filter(move |at| !glossed(*at))
}
