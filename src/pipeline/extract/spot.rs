//! Spotting: finds the forms of the lexicon in a text, longest first, whole words only, in one pass.

use super::words::Words;
use crate::domain::{Lang, Span};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;

/// How many letters a trailing `*` stands for at most.
const INFLECTION: usize = 5;

/// The languages a form holds in, one bit each; see [`lang_bit`].
pub type Langs = u16;

/// All languages.
pub const ANY: Langs = Langs::MAX;

const CODES: [&str; 15] = ["en", "uk", "de", "fr", "pl", "nl", "lt", "sv", "no", "da", "cs", "ro", "ru", "es", "it"];

/// The bit of a language code; `any` has all bits, an unknown code none.
pub fn lang_bit(code: &str) -> Langs {
    if code == "any" { ANY } else { place(code).map_or(0, |at| 1 << at) }
}

fn place(code: &str) -> Option<usize> {
    CODES.iter().position(|known| *known == code)
}

/// Something found: which entry, and where.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hit<T> {
    /// What was found.
    pub tag: T,
    /// Where, in bytes of the text read.
    pub span: Span,
}

/// A form that fits at a word of a text, among others that may fit there too.
#[derive(Clone, Copy, Debug)]
pub struct Fit<T> {
    tag: T,
    first: usize,
    end: usize,
    span: Span,
}

/// A set of forms that is looked up word by word. The forms of a language are made ready when its first text is read.
#[derive(Debug)]
pub struct Spotter<T> {
    forms: Vec<(String, Langs, T)>,
    ready: [OnceLock<Index<T>>; CODES.len()],
}

impl<T> Default for Spotter<T> {
    fn default() -> Self {
        Spotter { forms: Vec::new(), ready: Default::default() }
    }
}

impl<T: Copy> Spotter<T> {
    /// Adds a form in the notation of the lexicon: `=` first for exact case, `*` after a word for an open ending.
    pub fn add(&mut self, form: String, langs: Langs, tag: T) {
        self.forms.push((form, langs, tag));
    }

    /// All forms that fit somewhere in a text, in order; at one word whole words come before open endings, then the first added first.
    /// None in a language that is not among the fifteen.
    pub fn find(&self, text: &str, words: &Words, lang: Lang) -> Vec<Fit<T>> {
        let mut fits = Vec::new();
        let Some(place) = place(lang.code()) else { return fits };
        let index = self.ready[place].get_or_init(|| Index::of(&self.forms, 1 << place));
        for at in 0..words.list.len() {
            index.spot(text, words, at, &mut fits);
        }
        fits
    }
}

/// The hits of one kind among what fits, in order, none overlapping: the longest wins, and of equals the first `meanings`.
pub fn longest<T, K: Copy>(fits: &[Fit<T>], kind: impl Fn(&T) -> Option<K>, meanings: usize) -> Vec<Hit<K>> {
    let own: Vec<(&Fit<T>, K)> = fits.iter().filter_map(|fit| Some((fit, kind(&fit.tag)?))).collect();
    let mut hits = Vec::new();
    let mut free = 0;
    for here in own.chunk_by(|(a, _), (b, _)| a.first == b.first) {
        let Some(end) = here.iter().filter(|(fit, _)| fit.first >= free).map(|(fit, _)| fit.end).max() else { continue };
        let longest = here.iter().filter(|(fit, _)| fit.end == end).take(meanings);
        hits.extend(longest.map(|(fit, tag)| Hit { tag: *tag, span: fit.span }));
        free = end;
    }
    hits
}

/// The forms of one language, one a line, by the hash of their first word.
#[derive(Debug)]
struct Index<T> {
    text: String,
    words: Words,
    forms: Vec<Form<T>>,
    heads: HashMap<u64, (u32, u32), BuildHasherDefault<Hashed>>,
}

/// A form by its words in the text of its index.
#[derive(Debug)]
struct Form<T> {
    head: u64,
    open: bool,
    cased: bool,
    first: u32,
    count: u32,
    tag: T,
}

impl<T: Copy> Index<T> {
    fn of(forms: &[(String, Langs, T)], lang: Langs) -> Self {
        let own = || forms.iter().filter(|(_, langs, _)| langs & lang != 0);
        let text: String = own().flat_map(|(form, ..)| [form.as_str(), "\n"]).collect();
        let mut index = Index { words: Words::of(&text), text, forms: Vec::new(), heads: HashMap::default() };
        let mut start = 0;
        for (form, _, tag) in own() {
            index.push(Span::new(start, start + form.len()), *tag);
            start += form.len() + 1;
        }
        index.forms.sort_by_key(|form| (form.head, form.open));
        let mut start = 0;
        for same in index.forms.chunk_by(|a, b| a.head == b.head) {
            let end = start + same.len() as u32;
            index.heads.insert(same[0].head, (start, end));
            start = end;
        }
        index
    }

    fn push(&mut self, line: Span, tag: T) {
        let words = self.words.within(line);
        if let Some((_, head)) = stems(self.words.low(words.start)).next().filter(|_| !words.is_empty()) {
            let cased = line.of(&self.text).starts_with('=');
            let (first, count) = (words.start as u32, words.len() as u32);
            self.forms.push(Form { head, open: self.is_open(words.start), cased, first, count, tag });
        }
    }

    /// Adds the forms that fit at a word.
    fn spot(&self, text: &str, words: &Words, at: usize, fits: &mut Vec<Fit<T>>) {
        let low = words.low(at);
        for (stem, head) in stems(low) {
            let Some((start, end)) = self.heads.get(&head) else { continue };
            let forms = self.forms[*start as usize..*end as usize].iter();
            let whole = stem.len() == low.len();
            for form in forms.filter(|form| (form.open || whole) && self.fits(form, text, words, at)) {
                let end = at + form.count as usize;
                let span = Span::new(words.list[at].span.start, words.list[end - 1].span.end);
                fits.push(Fit { tag: form.tag, first: at, end, span });
            }
        }
    }

    fn fits(&self, form: &Form<T>, text: &str, words: &Words, at: usize) -> bool {
        let own = form.first as usize..(form.first + form.count) as usize;
        own.zip(at..).all(|(own, at_word)| {
            let Some(word) = words.list.get(at_word) else { return false };
            let joined = at_word == at || joins(&text[words.list[at_word - 1].span.end..word.span.start]);
            let cased = || word.span.of(text).starts_with(self.words.list[own].span.of(&self.text));
            joined && self.matches(own, words.low(at_word)) && (!form.cased || cased())
        })
    }

    /// Whether a word of a form stands for this one, given in lower case.
    fn matches(&self, own: usize, low: &str) -> bool {
        let tail = low.strip_prefix(self.words.low(own));
        tail.is_some_and(|tail| tail.is_empty() || self.is_open(own) && tail.chars().count() <= INFLECTION)
    }

    /// Whether a word of a form has an open ending.
    fn is_open(&self, own: usize) -> bool {
        self.text.as_bytes().get(self.words.list[own].span.end) == Some(&b'*')
    }
}

/// A word and its stems, longest first, each with its hash (FNV-1a: all of them in one pass over the word).
fn stems(word: &str) -> impl Iterator<Item = (&str, u64)> {
    let mut ends = [(0, 0); INFLECTION + 1];
    let mut count = 0;
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for (at, byte) in word.bytes().enumerate() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        if word.is_char_boundary(at + 1) {
            ends[count % ends.len()] = (at + 1, hash);
            count += 1;
        }
    }
    let kept = count.min(ends.len());
    (1..=kept).map(move |back| ends[(count - back) % ends.len()]).map(|(end, hash)| (&word[..end], hash))
}

/// A key that is a hash already. The keys are the lexicon's own, so nobody can choose them to collide.
#[derive(Debug, Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(self.0.rotate_left(8) ^ u64::from(*byte)));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// Whether what stands between two words lets them be one name.
fn joins(gap: &str) -> bool {
    gap.len() <= 2 && gap.bytes().all(|b| matches!(b, b' ' | b'-' | b'/' | b'.' | b'\'' | b'"' | b':' | b'+' | b'&')) && gap != ". "
        || gap == "\" "
        || gap == " \""
}
