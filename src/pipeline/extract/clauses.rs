//! Clauses: the stretch of a sentence that speaks of one sum.

use super::reading::Reading;
use crate::domain::Span;

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

/// The last place between two sums where a new part of the sentence begins.
fn cut(reading: &Reading, from: usize, to: usize) -> usize {
    let gap = reading.text(Span::new(from, to));
    let marks = [
        ", ", "; ", ": ", " – ", " — ", " and ", " und ", " та ", " і ", " и ", " og ", " och ", " en ", " et ", " y ", " e ", " a ",
        " i ", " ir ", " și ",
    ];
    let best = marks.iter().filter_map(|mark| gap.rfind(mark)).max();
    best.map_or(from, |at| from + at)
}

fn within_semicolons(reading: &Reading, clause: Span, own: Span) -> Span {
    let before = reading.text(Span::new(clause.start, own.start)).rfind(';').map_or(clause.start, |at| clause.start + at + 1);
    let after = reading.text(Span::new(own.end.min(clause.end), clause.end)).find(';').map_or(clause.end, |at| own.end + at);
    Span::new(before, after)
}
