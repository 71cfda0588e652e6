//! Spotting: finds the forms of the lexicon in a text, longest first, whole words only, in one pass.

use super::words::Words;
use crate::domain::{Lang, Span};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Hashes a few letters quickly (FNV-1a); the keys are the lexicon's own, so nobody can choose them to collide.
#[derive(Debug)]
struct Fnv(u64);

type Quick = BuildHasherDefault<Fnv>;

impl Default for Fnv {
    fn default() -> Self {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

/// How many letters a trailing `*` stands for at most.
const INFLECTION: usize = 5;

/// The languages a form holds in, one bit each; see [`lang_bit`].
pub type Langs = u16;

/// All languages.
pub const ANY: Langs = Langs::MAX;

const CODES: [&str; 15] = ["en", "uk", "de", "fr", "pl", "nl", "lt", "sv", "no", "da", "cs", "ro", "ru", "es", "it"];

/// The bit of a language code; `any` has all bits, an unknown code none.
pub fn lang_bit(code: &str) -> Langs {
    if code == "any" { ANY } else { CODES.iter().position(|c| *c == code).map_or(0, |at| 1 << at) }
}

/// Something found: which entry, and where.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hit<T> {
    /// What was found.
    pub tag: T,
    /// Where, in bytes of the text read.
    pub span: Span,
}

#[derive(Debug)]
struct Part {
    low: String,
    open: bool,
    cased: Option<String>,
}

#[derive(Debug)]
struct Form<T> {
    parts: Vec<Part>,
    langs: Langs,
    tag: T,
}

/// A set of forms that is looked up word by word.
#[derive(Debug)]
pub struct Spotter<T> {
    forms: Vec<Form<T>>,
    closed: HashMap<String, Vec<u32>, Quick>,
    open: HashMap<String, Vec<u32>, Quick>,
}

impl<T> Default for Spotter<T> {
    fn default() -> Self {
        Spotter { forms: Vec::new(), closed: HashMap::default(), open: HashMap::default() }
    }
}

impl<T: Copy> Spotter<T> {
    /// Adds a form in the notation of the lexicon: `=` first for exact case, `*` after a word for an open ending.
    pub fn add(&mut self, form: &str, langs: Langs, tag: T) {
        let (cased, form) = form.strip_prefix('=').map_or((false, form), |rest| (true, rest));
        let words = Words::of(form);
        let part = |at: usize, span: Span| Part {
            low: words.low(at).to_owned(),
            open: form[span.end..].starts_with('*'),
            cased: cased.then(|| span.of(form).to_owned()),
        };
        let parts: Vec<Part> = words.list.iter().enumerate().map(|(at, word)| part(at, word.span)).collect();
        let Some(first) = parts.first() else { return };
        let id = u32::try_from(self.forms.len()).unwrap_or(u32::MAX);
        let index = if first.open { &mut self.open } else { &mut self.closed };
        index.entry(first.low.clone()).or_default().push(id);
        self.forms.push(Form { parts, langs, tag });
    }

    /// Everything in a text, in order, none overlapping; the longest wins, and of equals the first added.
    pub fn find(&self, text: &str, words: &Words, lang: Lang) -> Vec<Hit<T>> {
        self.hits(text, words, lang, 1)
    }

    /// Like [`Spotter::find`], with every meaning of words that have more than one.
    pub fn find_all(&self, text: &str, words: &Words, lang: Lang) -> Vec<Hit<T>> {
        self.hits(text, words, lang, usize::MAX)
    }

    fn hits(&self, text: &str, words: &Words, lang: Lang, meanings: usize) -> Vec<Hit<T>> {
        let langs = lang_bit(lang.code());
        let mut hits = Vec::new();
        let mut at = 0;
        while at < words.list.len() {
            let Some(count) = self.fitting(text, words, at, langs).map(|form| form.parts.len()).max() else {
                at += 1;
                continue;
            };
            let span = Span::new(words.list[at].span.start, words.list[at + count - 1].span.end);
            let longest = self.fitting(text, words, at, langs).filter(|form| form.parts.len() == count);
            hits.extend(longest.take(meanings).map(|form| Hit { tag: form.tag, span }));
            at += count;
        }
        hits
    }

    /// The forms that fit at a word.
    fn fitting(&self, text: &str, words: &Words, at: usize, langs: Langs) -> impl Iterator<Item = &Form<T>> {
        let low = words.low(at);
        let closed = self.closed.get(low);
        let stems = std::iter::successors(Some(low), |stem| stem.char_indices().next_back().map(|(end, _)| &stem[..end]));
        let open = stems.take(INFLECTION + 1).filter_map(|stem| self.open.get(stem));
        let ids = closed.into_iter().chain(open).flatten();
        ids.filter_map(|id| self.forms.get(*id as usize)).filter(move |form| form.langs & langs != 0 && form.fits(text, words, at))
    }
}

impl<T> Form<T> {
    fn fits(&self, text: &str, words: &Words, at: usize) -> bool {
        self.parts.iter().enumerate().all(|(offset, part)| {
            let Some(word) = words.list.get(at + offset) else { return false };
            let joined = offset == 0 || joins(&text[words.list[at + offset - 1].span.end..word.span.start]);
            joined && part.fits(words.low(at + offset), word.span.of(text))
        })
    }
}

impl Part {
    fn fits(&self, low: &str, written: &str) -> bool {
        let tail = low.strip_prefix(self.low.as_str());
        let ends = tail.is_some_and(|tail| if self.open { tail.chars().count() <= INFLECTION } else { tail.is_empty() });
        ends && self.cased.as_deref().is_none_or(|cased| written.starts_with(cased))
    }
}

/// Whether what stands between two words lets them be one name.
fn joins(gap: &str) -> bool {
    gap.len() <= 2 && gap.bytes().all(|b| matches!(b, b' ' | b'-' | b'/' | b'.' | b'\'' | b'"' | b':' | b'+' | b'&')) && gap != ". "
        || gap == "\" "
        || gap == " \""
}
