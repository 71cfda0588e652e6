//! Split verbs: a finite verb whose particle its language puts at the end of the clause ("gab … frei", "droeg … over").

use super::cue::Cue;
use super::givers::is_giving;
use super::lexicon::Split;
use super::spot::Hit;
use crate::domain::Span;

/// What ends a clause behind a particle.
const ENDS: [char; 10] = ['.', ',', ';', ':', '!', '?', '\n', '"', '–', '—'];

/// Puts each verb whose particle stands apart in the place of what the finite word alone says.
pub(super) fn joined(
    mut cues: Vec<Hit<Cue>>,
    verbs: &[Hit<Split>],
    particles: &[Hit<usize>],
    sentences: &[Span],
    text: &str,
) -> Vec<Hit<Cue>> {
    let last: Vec<Hit<usize>> = particles.iter().filter(|hit| ends_clause(&cues, text, hit.span.end)).copied().collect();
    for particle in last {
        let sentence = sentences.partition_point(|sentence| sentence.end <= particle.span.start);
        let start = sentences.get(sentence).map_or(0, |sentence| sentence.start);
        let apart =
            |verb: &&Hit<Split>| verb.tag.particle == particle.tag && verb.span.start >= start && verb.span.end + 1 < particle.span.start;
        let before = &verbs[..verbs.partition_point(|verb| verb.span.end < particle.span.start)];
        if let Some(verb) = before.iter().rev().find(apart) {
            join(&mut cues, verb);
        }
    }
    cues
}

/// Says of a finite word what the whole verb says.
fn join(cues: &mut Vec<Hit<Cue>>, verb: &Hit<Split>) {
    cues.retain(|hit| !is_giving(hit.tag) || !hit.span.contains(verb.span));
    let at = cues.partition_point(|hit| hit.span.start < verb.span.start);
    cues.insert(at, Hit { tag: verb.tag.cue, span: verb.span });
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
