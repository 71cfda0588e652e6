//! Lines: what stands on a line of its own between a text's paragraphs and is no sentence of its report.

use super::reading::Reading;
use crate::domain::Span;

/// How many words a heading has at most.
const HEADING: usize = 20;

/// Marks that end a sentence, or open what stands on the next line.
const ENDS: [char; 11] = ['.', '!', '?', '…', ':', ';', ',', '"', '\'', ')', ']'];

/// What stands before a line of a list.
const BULLETS: [char; 5] = ['•', '–', '—', '-', '*'];

/// Whether a sentence is a line of its own without a full stop, between paragraphs that have one: a heading, or a link to other news. The
/// lines of a list stand together, or behind one that ends with a colon.
pub(super) fn is_heading(reading: &Reading, sentence: Span) -> bool {
    let short = reading.words.within(sentence).len() <= HEADING && is_bare(reading.text(sentence));
    short && stands_alone(reading, sentence) && stands_between(&reading.normal.text, sentence)
}

/// Whether the lines before and behind a line are no headings themselves, and the one before opens no list.
fn stands_between(text: &str, line: Span) -> bool {
    let last = text[..line.start].trim_end().rsplit('\n').next().unwrap_or_default();
    let next = text[line.end..].trim_start().lines().next().unwrap_or_default().trim_end();
    !last.is_empty() && !is_bare(last) && !last.ends_with(':') && (next.is_empty() || !is_bare(next))
}

/// Whether a sentence is a question on a line of its own.
pub(super) fn is_question(reading: &Reading, sentence: Span) -> bool {
    reading.text(sentence).ends_with('?') && stands_alone(reading, sentence)
}

/// Whether a line has neither a mark at its end nor a bullet before it.
fn is_bare(line: &str) -> bool {
    !line.ends_with(ENDS) && !line.starts_with(BULLETS)
}

/// Whether a sentence has its line for itself.
fn stands_alone(reading: &Reading, sentence: Span) -> bool {
    let text = &reading.normal.text;
    let opens = text[..sentence.start].trim_end_matches(' ');
    let ends = text[sentence.end..].trim_start_matches(' ');
    (opens.is_empty() || opens.ends_with('\n')) && (ends.is_empty() || ends.starts_with('\n'))
}
