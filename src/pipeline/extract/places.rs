//! Places: what stands in a text, in the order of the text, so that what begins within a span is found at once.

use super::cue::Cue;
use super::spot::Hit;
use crate::domain::Span;
use std::ops::{Deref, Range};

/// The length of a stretch of text, in bytes, of which it is told at once what begins in it.
const STRETCH: usize = 8;

/// Something that stands in a text.
pub trait Stands {
    /// Where, in bytes of the text.
    fn span(&self) -> Span;
}

impl<T> Stands for Hit<T> {
    fn span(&self) -> Span {
        self.span
    }
}

impl Stands for Span {
    fn span(&self) -> Span {
        *self
    }
}

/// What stands in a text, by where it begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Places<T> {
    list: Vec<T>,
    /// How many begin before each stretch of the text, as far as the last one's.
    before: Vec<u32>,
}

impl<T: Stands> Places<T> {
    /// Takes what stands in a text, given in order.
    pub fn of(list: Vec<T>) -> Self {
        Places { before: starts(&list), list }
    }

    /// The places in the list of those that begin within a span; none where the span ends before it begins.
    pub fn within(&self, span: Span) -> Range<usize> {
        self.before(span.start)..self.before(span.end)
    }

    /// Those that begin within a span.
    pub fn inside(&self, span: Span) -> &[T] {
        self.list.get(self.within(span)).unwrap_or_default()
    }

    /// Leaves out some.
    pub fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        self.list.retain(keep);
        self.before = starts(&self.list);
    }

    /// How many begin before a byte.
    pub fn before(&self, at: usize) -> usize {
        let Some(first) = self.before.get(at / STRETCH).map(|count| *count as usize) else { return self.list.len() };
        first + self.list[first..].iter().take_while(|own| own.span().start < at).count()
    }
}

/// How many begin before each stretch of a text, as far as the last one's.
fn starts(list: &[impl Stands]) -> Vec<u32> {
    let stretches = list.last().map_or(0, |last| last.span().start / STRETCH + 1);
    let mut before = vec![0; stretches];
    list.iter().for_each(|own| before[own.span().start / STRETCH] += 1);
    sum_up(&mut before);
    before
}

/// Makes of counts the sums of those before each.
fn sum_up(counts: &mut [u32]) {
    let mut sum = 0;
    for count in counts {
        (sum, *count) = (sum + *count, sum);
    }
}

impl<T> Deref for Places<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.list
    }
}

/// The spans of each cue: most questions ask for one cue, and most cues stand nowhere.
#[derive(Debug)]
pub struct ByCue {
    /// One cue's behind the other's, each in the order of the text.
    spans: Vec<Span>,
    /// Where the spans of each cue end, as far as the last that stands in the text; those of the next begin there.
    ends: Vec<u32>,
}

impl ByCue {
    /// Sorts cues that are given in the order of the text.
    pub fn of(cues: &[Hit<Cue>]) -> Self {
        let mut ends = vec![0; cues.iter().map(|hit| hit.tag as usize + 1).max().unwrap_or(0)];
        cues.iter().for_each(|hit| ends[hit.tag as usize] += 1);
        sum_up(&mut ends);
        // Each is now where its cue's spans begin, and moves to their end as they are put there.
        let mut spans = vec![Span::new(0, 0); cues.len()];
        for hit in cues {
            let at = &mut ends[hit.tag as usize];
            spans[*at as usize] = hit.span;
            *at += 1;
        }
        ByCue { spans, ends }
    }

    /// All spans of a cue, in order.
    pub fn all(&self, cue: Cue) -> &[Span] {
        let at = cue as usize;
        let Some(end) = self.ends.get(at) else { return &[] };
        let first = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.spans[first as usize..*end as usize]
    }

    /// The first that begins within a span.
    pub fn first(&self, cue: Cue, span: Span) -> Option<Span> {
        let own = self.all(cue);
        own.get(own.partition_point(|place| place.start < span.start)).copied().filter(|place| place.start < span.end)
    }

    /// Those that begin within a span.
    pub fn inside(&self, cue: Cue, span: Span) -> &[Span] {
        let own = self.all(cue);
        let own = &own[own.partition_point(|place| place.start < span.start)..];
        &own[..own.iter().take_while(|place| place.start < span.end).count()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_within_a_span_is_found() {
        let places = Places::of([(3, 5), (3, 9), (20, 21)].map(|(start, end)| Span::new(start, end)).to_vec());
        let rows = [((0, 3), 0..0), ((0, 4), 0..2), ((3, 20), 0..2), ((4, 100), 2..3), ((20, 21), 2..3), ((21, 40), 3..3)];
        for ((start, end), wanted) in rows {
            assert_eq!(places.within(Span::new(start, end)), wanted, "{start} to {end}");
        }
        assert!(places.inside(Span::new(20, 3)).is_empty());
        assert!(Places::<Span>::of(Vec::new()).inside(Span::new(0, 9)).is_empty());
    }

    #[test]
    fn a_cue_is_found_among_others() {
        let hit = |tag, start| Hit { tag, span: Span::new(start, start + 2) };
        let cues = ByCue::of(&[hit(Cue::Past, 1), hit(Cue::Aid, 4), hit(Cue::Past, 7), hit(Cue::Past, 12)]);
        let first = |cue, start, end| cues.first(cue, Span::new(start, end)).map(|span| span.start);
        assert_eq!(first(Cue::Past, 2, 9), Some(7));
        assert_eq!(first(Cue::Past, 8, 12), None);
        assert_eq!(first(Cue::Aid, 0, 20), Some(4));
        assert_eq!(first(Cue::Perfect, 0, 20), None);
        assert_eq!(cues.inside(Cue::Past, Span::new(1, 12)).len(), 2);
    }
}
