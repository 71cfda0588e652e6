//! Split verbs: a finite verb whose particle its language puts at the end of the clause ("gab … frei", "droeg … over").

use super::cue::Cue;
use super::givers::is_giving;
use super::lexicon::Split;
use super::spot::Hit;
use crate::domain::Span;
use std::collections::BTreeMap;

/// What ends a clause behind a particle.
const ENDS: [char; 10] = ['.', ',', ';', ':', '!', '?', '\n', '"', '–', '—'];

/// Puts each verb whose particle stands apart in the place of what the finite word alone says.
pub(super) fn joined(cues: &[Hit<Cue>], verbs: &[Hit<Split>], particles: &[Hit<usize>], sentences: &[Span], text: &str) -> Vec<Hit<Cue>> {
    let last = particles.iter().filter(|hit| ends_clause(cues, text, hit.span.end));
    // Of two particles that one word may have, the later says what it is.
    let whole: BTreeMap<usize, Hit<Cue>> =
        last.filter_map(|particle| verb_of(particle, verbs, sentences)).map(|verb| (verb.span.start, verb)).collect();
    let is_half = |hit: &Hit<Cue>| {
        let first = whole.range(hit.span.start..).next();
        is_giving(hit.tag) && first.is_some_and(|(_, verb)| hit.span.contains(verb.span))
    };
    let mut all: Vec<Hit<Cue>> = whole.values().copied().chain(cues.iter().copied().filter(|hit| !is_half(hit))).collect();
    all.sort_by_key(|hit| hit.span.start);
    all
}

/// The finite verb of a particle, the last before it in its sentence, as the whole verb.
fn verb_of(particle: &Hit<usize>, verbs: &[Hit<Split>], sentences: &[Span]) -> Option<Hit<Cue>> {
    let sentence = sentences.partition_point(|sentence| sentence.end <= particle.span.start);
    let start = sentences.get(sentence).map_or(0, |sentence| sentence.start);
    let first = verbs.partition_point(|verb| verb.span.start < start);
    let own = verbs[first..].iter().take_while(|verb| verb.span.end + 1 < particle.span.start);
    let verb = own.filter(|verb| verb.tag.particle == particle.tag).last()?;
    Some(Hit { tag: verb.tag.cue, span: verb.span })
}

/// Whether a clause ends at a place, or goes on with a preposition or "and": the word before is none itself then.
fn ends_clause(cues: &[Hit<Cue>], text: &str, at: usize) -> bool {
    let behind = text[at..].trim_start_matches([' ', ')']);
    let next = text.len() - behind.len();
    let first = cues.partition_point(|hit| hit.span.start < next);
    let leads = |hit: &&Hit<Cue>| matches!(hit.tag, Cue::Place | Cue::By | Cue::Toward | Cue::And);
    let goes_on = || cues[first..].iter().take_while(|hit| hit.span.start == next).any(|hit| leads(&hit));
    behind.is_empty() || behind.starts_with(ENDS) || goes_on()
}
