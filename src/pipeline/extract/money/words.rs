//! Finding the vocabulary's words in a text: whole words, without regard to case, with open endings.

use super::vocabulary::Meaning;
use crate::pipeline::extract::hash::{ByHash, INFLECTION, of_word, prefixes, stems};

/// Longer words are no compound numbers that anybody prints.
const LONGEST_COMPOUND: usize = 60;

/// How many letters a part of one has at most.
const LONGEST_PART: usize = 14;

/// A word of a text, as it is written and in lower case.
#[derive(Clone, Copy)]
pub(super) struct Spelt<'a> {
    pub(super) written: &'a str,
    pub(super) low: &'a str,
}

/// One word of a form: its stem in lower case, whether it may grow, and its exact spelling where case matters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Pattern {
    stem: String,
    open: bool,
    exact: Option<String>,
}

impl Pattern {
    /// Reads one word of the form notation: `word`, `stem*`, `=Word`.
    pub(super) fn parse(word: &str) -> Pattern {
        let bare = word.trim_start_matches('=').trim_end_matches('*');
        Pattern { stem: bare.to_lowercase(), open: word.ends_with('*'), exact: word.starts_with('=').then(|| bare.to_owned()) }
    }

    /// The part that never changes, in lower case.
    pub(super) fn stem(&self) -> &str {
        &self.stem
    }

    /// Whether the form's word is this word of a text.
    pub(super) fn matches(&self, word: &str) -> bool {
        !self.begins_otherwise(word) && self.fits(&Spelt { written: word, low: &word.to_lowercase() })
    }

    /// The same of a word whose lower case is at hand.
    pub(super) fn fits(&self, word: &Spelt<'_>) -> bool {
        if let Some(exact) = &self.exact {
            return exact == word.written;
        }
        let grown = word.low.strip_prefix(self.stem.as_str());
        grown.is_some_and(|rest| rest.is_empty() || self.open && rest.chars().count() <= INFLECTION)
    }

    /// Whether the first letter alone tells that a word is another; most are, and need no lower case of their own.
    fn begins_otherwise(&self, word: &str) -> bool {
        let first = |text: &str| text.bytes().next().map(|byte| byte.to_ascii_lowercase());
        first(word).filter(u8::is_ascii).zip(first(&self.stem)).is_some_and(|(written, own)| written != own)
    }
}

/// All words of one language with what they mean.
#[derive(Default)]
pub(super) struct Words {
    filter: Filter,
    /// The forms by the hash of their first word's stem.
    heads: ByHash<Vec<Entry>>,
}

struct Entry {
    head: Pattern,
    rest: Vec<Pattern>,
    meaning: Meaning,
}

impl Words {
    /// Adds a form; a form that is there already keeps its first meaning.
    pub(super) fn add(&mut self, form: &str, meaning: Meaning) {
        let exact = form.starts_with('=');
        let words = form.trim_start_matches('=').split(|c: char| !(c.is_alphabetic() || c == '*')).filter(|word| !word.is_empty());
        let mut patterns = words.map(|word| Pattern::parse(&if exact { format!("={word}") } else { word.to_owned() }));
        let Some(head) = patterns.next() else { return };
        let rest = patterns.collect::<Vec<_>>();
        self.filter.add(&head);
        let entries = self.heads.entry(of_word(&head.stem)).or_default();
        if !entries.iter().any(|entry| entry.head == head && entry.rest == rest) {
            entries.push(Entry { head, rest, meaning });
        }
    }

    /// The longest form that begins with the word at `start..end`, and where it ends.
    pub(super) fn find(&self, text: &str, start: usize, end: usize) -> Option<(usize, Meaning)> {
        let word = &text[start..end];
        if !self.filter.may_hold(word.as_bytes()) {
            return None;
        }
        let mut best: Option<(usize, Meaning)> = None;
        for (letters, stem) in stems(&word.to_lowercase()).enumerate() {
            for entry in self.heads.get(&stem).into_iter().flatten() {
                let fits = (letters == 0 || entry.head.open) && entry.head.exact.as_ref().is_none_or(|exact| exact == word);
                let found = if fits { entry.end(text, end) } else { None };
                if let Some(end) = found.filter(|&end| best.is_none_or(|(longest, _)| end > longest)) {
                    best = Some((end, entry.meaning));
                }
            }
        }
        best
    }

    /// The parts of a number written as one word (`zweihundertfünfzig`), each with its length; nothing where the word is no such number.
    pub(super) fn parts(&self, word: &str) -> Vec<(usize, Meaning)> {
        let mut parts = Vec::new();
        if word.len() > LONGEST_COMPOUND || !self.filter.may_begin(word.as_bytes()) {
            return parts;
        }
        let lower = word.to_lowercase();
        if lower.len() != word.len() || !self.split(&lower, &mut parts) || parts.len() < 2 {
            parts.clear();
        }
        parts
    }

    fn split(&self, word: &str, parts: &mut Vec<(usize, Meaning)>) -> bool {
        let first = parts.is_empty();
        let begins: Vec<(usize, Meaning)> = self.beginnings(word).filter(|(_, meaning)| meaning.is_number() || !first).collect();
        for (end, meaning) in begins.into_iter().rev() {
            parts.push((end, meaning));
            if end == word.len() || self.split(&word[end..], parts) {
                return true;
            }
            parts.pop();
        }
        word.is_empty()
    }

    /// The words of numbers that a word begins with, the shortest first, and where they end in it.
    fn beginnings(&self, word: &str) -> impl Iterator<Item = (usize, Meaning)> {
        let ends = (1..).zip(prefixes(word)).filter(|(end, _)| word.is_char_boundary(*end)).take(LONGEST_PART);
        ends.filter_map(|(end, hash)| Some((end, self.part(hash)?)))
    }

    fn part(&self, hash: u64) -> Option<Meaning> {
        let entries = self.heads.get(&hash)?;
        let whole = entries.iter().find(|entry| entry.rest.is_empty() && !entry.head.open && entry.head.exact.is_none());
        whole.map(|entry| entry.meaning).filter(Meaning::is_part)
    }
}

impl Entry {
    /// Where the form ends in the text, given the end of its first word.
    fn end(&self, text: &str, head_end: usize) -> Option<usize> {
        let mut at = head_end;
        for pattern in &self.rest {
            let gap = text[at..].bytes().take(2).take_while(|b| matches!(b, b' ' | b'-' | b'.' | b'\'')).count();
            let start = at + gap;
            let end = word_end(text.as_bytes(), start);
            if !pattern.matches(&text[start..end]) {
                return None;
            }
            at = end;
        }
        Some(at)
    }
}

/// Where the run of letters that begins at `start` ends.
pub(super) fn word_end(bytes: &[u8], start: usize) -> usize {
    start + bytes[start.min(bytes.len())..].iter().take_while(|&&b| is_letter(b)).count()
}

/// Whether a byte belongs to a word: ASCII letters and all other scripts, but not the blocks of signs (`€`, `£`, `–`).
pub(super) fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80 && byte != 0xe2 && byte != 0xc2
}

/// Tells most words that are not in the vocabulary from their first letters alone.
struct Filter {
    /// Three or four letters of each stem; all of a shorter one.
    heads: Box<[u64; 1024]>,
    /// Two bytes of each short stem that may grow.
    open: Box<[u64; 1024]>,
    /// Two bytes of every stem, for compounds.
    starts: Box<[u64; 1024]>,
}

impl Default for Filter {
    fn default() -> Self {
        Filter { heads: Box::new([0; 1024]), open: Box::new([0; 1024]), starts: Box::new([0; 1024]) }
    }
}

impl Filter {
    fn add(&mut self, head: &Pattern) {
        let mut letters = head.stem.chars();
        let titled = letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default();
        for form in [head.stem.clone(), titled, head.stem.to_uppercase()] {
            let form = form.as_bytes();
            set(&mut self.heads, key(form, head_length(form)));
            set(&mut self.starts, key(form, 2));
            if head.open && form.len() < head_length(form) {
                set(&mut self.open, key(form, 2));
            }
        }
    }

    /// Whether a word may be in the vocabulary.
    fn may_hold(&self, word: &[u8]) -> bool {
        has(&self.heads, key(word, head_length(word))) || has(&self.open, key(word, 2))
    }

    /// Whether a word may begin with one that is.
    fn may_begin(&self, word: &[u8]) -> bool {
        has(&self.heads, key(word, head_length(word))) || word.first().is_some_and(u8::is_ascii) && has(&self.starts, key(word, 2))
    }
}

/// How many bytes of a word the filter looks at: four Latin letters, three of two bytes each.
fn head_length(word: &[u8]) -> usize {
    if word.first().is_some_and(u8::is_ascii) { 4 } else { 6 }
}

/// A hash of a word's first bytes, without regard to the case of Latin letters; at most six.
fn key(word: &[u8], length: usize) -> u32 {
    let taken = word.len().min(length);
    let mut letters = [0; 8];
    letters[..taken].copy_from_slice(&word[..taken]);
    letters.make_ascii_lowercase();
    letters[7] = length as u8;
    (u64::from_le_bytes(letters).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48) as u32
}

fn set(bits: &mut [u64; 1024], key: u32) {
    bits[(key >> 6) as usize] |= 1 << (key & 63);
}

fn has(bits: &[u64; 1024], key: u32) -> bool {
    bits[(key >> 6) as usize] >> (key & 63) & 1 == 1
}
