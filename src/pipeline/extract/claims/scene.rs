//! Scenes: a sentence with what stands around it.

use super::super::cue::Cue;
use super::super::gates::is_special;
use super::super::givers::{Group, is_giving};
use super::super::lexicon::Lexicon;
use super::super::reading::Reading;
use super::super::things;
use super::Claim;
use crate::domain::{Field, MentionClass, Span};

/// What stands before a line of a list.
const BULLETS: [char; 5] = ['•', '–', '—', '-', '*'];

/// How many lines of a list are read with the sentence that opens it.
const LIST_LINES: usize = 30;

/// How many words from its start a word rules its whole sentence.
const FRONT: usize = 2;

/// A sentence with what stands around it.
pub(in crate::pipeline::extract) struct Scene<'a> {
    pub(in crate::pipeline::extract) reading: &'a Reading,
    pub(in crate::pipeline::extract) field: Field,
    pub(in crate::pipeline::extract) sentence: Span,
    pub(in crate::pipeline::extract) groups: Vec<Group>,
    /// Where "and" or a semicolon leads to another word of giving.
    pub(in crate::pipeline::extract) joints: Vec<usize>,
    pub(super) lead: bool,
    pub(in crate::pipeline::extract) depth: usize,
    pub(in crate::pipeline::extract) before: Span,
}

impl Scene<'_> {
    /// Whether the sentence is a line of a list that opens with its giver ("Lithuania: $30 million for PURL"): it needs no verb.
    pub(in crate::pipeline::extract) fn is_entry(&self) -> bool {
        let opens = |group: &Group| self.reading.distance(self.sentence.start, group.span.start) <= 1;
        let colon = |group: &Group| {
            let behind = &self.reading.normal.text[group.span.end..];
            [":", " – ", " — ", " - "].iter().any(|mark| behind.starts_with(mark))
        };
        self.groups.first().is_some_and(|group| opens(group) && colon(group))
    }

    /// Whether a claim was told in this sentence or the one before, in the same text.
    pub(super) fn is_next_to(&self, claim: &Claim) -> bool {
        claim.field == self.field && claim.sentence.end >= self.before.start
    }

    /// Whether the sentence is a line of a list.
    pub(in crate::pipeline::extract) fn is_listed(&self) -> bool {
        is_bullet(self.reading, self.sentence)
    }

    /// Whether the sentence goes on about the pledge just told: it opens with "the money", "the package", "the latest Spanish package", or
    /// with a thing that it neither counts nor ascribes to a giver ("The drones will be sent to Ukraine").
    pub(in crate::pipeline::extract) fn is_recap(&self) -> bool {
        let Scene { reading, sentence, .. } = *self;
        let within = |reach: usize| move |at: Span| reading.distance(sentence.start, at.start) <= reach;
        let cue = |cue: Cue, reach: usize| reading.first(sentence, cue).is_some_and(within(reach));
        let thing = || reading.what_in(sentence).first().is_some_and(|hit| reading.distance(sentence.start, hit.span.start) == 1);
        let unclaimed = || self.groups.iter().all(|group| group.weak) && reading.counts_in(sentence).is_empty();
        let sum = || reading.sums_in(sentence).next().map(|at| reading.sums[at].span);
        let known_sum = || cue(Cue::Article, 0) && sum().is_some_and(within(2));
        known_sum() || cue(Cue::Recap, 1) || cue(Cue::Aid, 1) || cue(Cue::Article, 0) && cue(Cue::Aid, 3) || unclaimed() && thing()
    }
}

/// Whether a bullet opens a line, or stands right before it.
fn is_bullet(reading: &Reading, line: Span) -> bool {
    let before = reading.normal.text[..line.start].trim_end_matches(' ');
    before.ends_with(BULLETS) || reading.text(line).starts_with(BULLETS)
}

/// Whether a sentence stands in the paragraph of the one before, or in the list that one opens.
pub(super) fn goes_on(reading: &Reading, before: Span, sentence: Span) -> bool {
    let gap = reading.text(Span::new(before.end.min(sentence.start), sentence.start));
    let lists = |span: Span| reading.text(span).trim_start().starts_with(BULLETS) || reading.text(span).trim_end().ends_with(':');
    !gap.contains('\n') && !reading.text(before).ends_with('\n') || lists(sentence) && lists(before)
}

/// A sentence that opens a list of bare things, one a line, with that list; any other sentence as it is.
pub(super) fn with_list(reading: &Reading, at: usize, sentence: Span, lexicon: &Lexicon) -> Span {
    if !reading.text(sentence).trim_end().ends_with(':') {
        return sentence;
    }
    let tells = |line: Span| reading.cues_in(line).iter().any(|hit| is_giving(hit.tag) || is_special(hit.tag));
    let bare = |line: Span| {
        !tells(line)
            && reading.who_in(line).is_empty()
            && reading.sums_in(line).is_empty()
            && !things::things(reading, line, lexicon).is_empty()
    };
    let lines = reading.sentences.iter().skip(at + 1).take(LIST_LINES).take_while(|line| is_bullet(reading, **line) && bare(**line));
    lines.last().map_or(sentence, |line| Span::new(sentence.start, line.end))
}

/// Whether a sentence opens a look back: what it claims is history, or it heads a list of what was earlier.
pub(super) fn fades(scene: &Scene<'_>, told: &[Claim]) -> bool {
    let Scene { reading, sentence, .. } = *scene;
    let heads = reading.text(sentence).trim_end().ends_with(':') && reading.has(sentence, Cue::Past);
    heads || told.iter().any(|claim| claim.class.0 == MentionClass::Background && claim.class.1.is_some())
}

/// A cue at the very front of a sentence: it rules all of it.
pub(super) fn front_of(scene: &Scene<'_>, cue: Cue) -> Option<Span> {
    scene.reading.first(scene.sentence, cue).filter(|span| scene.reading.distance(scene.sentence.start, span.start) <= FRONT)
}

/// Whether a section's heading ends the article's own news: it stands alone, or in the last part of the text.
pub(super) fn closes(reading: &Reading, sentence: Span, heading: Span) -> bool {
    let alone = reading.words.within(Span::new(heading.end, sentence.end)).is_empty();
    alone || heading.start * 2 > reading.normal.text.len()
}
