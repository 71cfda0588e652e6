//! The text as the grammars read it: one kind of space, hyphen and quote, composed letters, nothing invisible; with the way back to the original bytes.

use crate::domain::Span;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Below this, no character is combining and only a few are folded: they are copied without asking Unicode tables.
const FIRST_COMBINING: char = '\u{300}';

/// A normalised text that remembers where each of its bytes came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Normal {
    /// The text to read. Sums, sentences, dates and names are found in this one.
    pub text: String,
    pieces: Vec<Piece>,
}

/// A stretch of the normal text and the original bytes it stands for; copied where both are the same bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Piece {
    normal: usize,
    original: Span,
    copied: bool,
}

impl Normal {
    /// Normalises a text.
    pub fn of(original: &str) -> Normal {
        let mut normal = Normal { text: String::with_capacity(original.len()), pieces: Vec::new() };
        let mut at = plain_end(original, 0);
        normal.keep(original, Span::new(0, at));
        while let Some(first) = original[at..].chars().next() {
            let cluster = cluster_end(original, at + first.len_utf8());
            normal.take(original, Span::new(at, cluster), first);
            at = plain_end(original, cluster);
            normal.keep(original, Span::new(cluster, at));
        }
        normal
    }

    /// The original bytes of a span of `text`, always on character borders of the original.
    pub fn back(&self, span: Span) -> Span {
        let start = self.pieces.partition_point(|piece| piece.normal <= span.start);
        let end = self.pieces.partition_point(|piece| piece.normal < span.end);
        let first = start.checked_sub(1).map_or(0, |at| self.pieces[at].start_of(span.start));
        let last = end.checked_sub(1).map_or(0, |at| self.pieces[at].end_of(span.end));
        Span::new(first.min(last), last)
    }

    fn take(&mut self, original: &str, span: Span, first: char) {
        let words = span.of(original);
        let kept = if words.len() == first.len_utf8() { is_kept(first) } else { words.chars().filter_map(fold).nfc().eq(words.chars()) };
        if kept {
            self.keep(original, span);
        } else {
            self.pieces.push(Piece { normal: self.text.len(), original: span, copied: false });
            self.text.extend(words.chars().filter_map(fold).nfc());
        }
    }

    /// Copies a stretch as it is.
    fn keep(&mut self, original: &str, span: Span) {
        match self.pieces.last_mut().filter(|last| last.copied && last.original.end == span.start) {
            _ if span.start == span.end => return,
            Some(last) => last.original.end = span.end,
            None => self.pieces.push(Piece { normal: self.text.len(), original: span, copied: true }),
        }
        self.text.push_str(span.of(original));
    }
}

impl Piece {
    fn start_of(&self, normal: usize) -> usize {
        if self.copied { (self.original.start + normal - self.normal).min(self.original.end) } else { self.original.start }
    }

    fn end_of(&self, normal: usize) -> usize {
        if self.copied { (self.original.start + normal - self.normal).min(self.original.end) } else { self.original.end }
    }
}

/// Where a stretch of plain characters ends that no mark belongs to: before the last one where others follow.
fn plain_end(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    let Some(end) = rest.find(|c| !is_plain(c)) else { return text.len() };
    start + rest[..end].char_indices().next_back().map_or(0, |(at, _)| at)
}

/// Whether a character is one of the commonest that are kept and combine with nothing before them.
fn is_plain(c: char) -> bool {
    c.is_ascii() || matches!(c, 'À'..='ŝ' | 'Ѐ'..='џ')
}

/// Where the combining marks after a letter end.
fn cluster_end(text: &str, after_base: usize) -> usize {
    let marks = text[after_base..].chars().take_while(|&c| c >= FIRST_COMBINING && canonical_combining_class(c) != 0);
    after_base + marks.map(char::len_utf8).sum::<usize>()
}

fn is_kept(c: char) -> bool {
    fold(c) == Some(c) && (c < FIRST_COMBINING || is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes)
}

/// The one form of a character; `None` for those that nobody sees.
fn fold(c: char) -> Option<char> {
    let folded = match c {
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {
            return None;
        }
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        '\u{2028}' | '\u{2029}' => '\n',
        '\u{2010}' | '\u{2011}' | '\u{2212}' => '-',
        '“' | '”' | '„' | '‟' | '«' | '»' | '″' => '"',
        '‘' | '’' | '‚' | '‛' | '‹' | '›' | 'ʼ' | '′' => '\'',
        'ţ' => 'ț',
        'Ţ' => 'Ț',
        'ş' => 'ș',
        'Ş' => 'Ș',
        other => other,
    };
    Some(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_fold_and_lead_back() {
        let rows = [
            ("20\u{a0}000\u{202f}kr", "20 000 kr", "000\u{202f}kr"),
            ("«F\u{2011}16»", "\"F-16\"", "16»"),
            ("Forţele", "Forțele", "Forţele"),
            ("a\u{200b}b", "ab", "b"),
            ("Cafe\u{301} x", "Café x", "x"),
            ("e\u{301}", "é", "e\u{301}"),
        ];
        for (original, text, tail) in rows {
            let normal = Normal::of(original);
            assert_eq!(normal.text, text);
            let wanted = Normal::of(tail).text.len();
            let back = normal.back(Span::new(normal.text.len() - wanted, normal.text.len()));
            assert_eq!(back.of(original), tail, "{original}");
        }
    }
}
