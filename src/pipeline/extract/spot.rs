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

    /// Those forms whose tag passes, in any language and without it.
    pub fn only(&self, keep: impl Fn(&T) -> bool) -> Spotter<()> {
        let kept = self.forms.iter().filter(|(_, _, tag)| keep(tag));
        Spotter { forms: kept.map(|(form, ..)| (form.clone(), ANY, ())).collect(), ready: Default::default() }
    }

    /// All forms that fit somewhere in a text, in order; at one word whole words come before open endings, then the first added first.
    /// None in a language that is not among the fifteen.
    pub fn find(&self, text: &str, words: &Words, lang: Lang) -> Vec<Fit<T>> {
        let Some(place) = place(lang.code()) else { return Vec::new() };
        let index = self.ready[place].get_or_init(|| Index::of(&self.forms, 1 << place));
        let mut search = Search { index, text, words, found: Vec::new(), fits: Vec::new() };
        (0..words.list.len()).for_each(|at| search.spot(at));
        search.fits
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

/// The forms of one language, one a line, by the hash of their words.
#[derive(Debug)]
struct Index<T> {
    text: String,
    words: Words,
    forms: Vec<Form<T>>,
    /// Where in `forms` those stand that have exactly these words; an empty range where longer forms only begin with them.
    beginnings: HashMap<u64, (u32, u32), BuildHasherDefault<Hashed>>,
    /// One bit for what each key ends in: most words begin no form, and most of these are told so without a look at the keys.
    ends: Vec<u64>,
}

/// How many ends of keys are told apart: some four for each key, in a table that stays at hand.
const ENDS: usize = 1 << 17;

/// A form by its words in the text of its index.
#[derive(Debug)]
struct Form<T> {
    key: u64,
    order: u32,
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
        let mut index =
            Index { words: Words::of(&text), text, forms: Vec::new(), beginnings: HashMap::default(), ends: vec![0; ENDS / 64] };
        let mut start = 0;
        for (form, _, tag) in own() {
            index.push(Span::new(start, start + form.len()), *tag);
            start += form.len() + 1;
        }
        index.forms.sort_unstable_by_key(|form| (form.key, form.order));
        let mut start = 0;
        for same in index.forms.chunk_by(|a, b| a.key == b.key) {
            let end = start + same.len() as u32;
            index.beginnings.insert(same[0].key, (start, end));
            start = end;
        }
        for key in index.beginnings.keys() {
            let (word, bit) = end_of(*key);
            index.ends[word] |= bit;
        }
        index
    }

    fn push(&mut self, line: Span, tag: T) {
        let words = self.words.within(line);
        let mut key = EMPTY;
        for at in words.clone() {
            key = self.words.low(at).bytes().fold(with_byte(key, b' '), with_byte);
            self.beginnings.insert(key, (0, 0));
        }
        if !words.is_empty() {
            let cased = line.of(&self.text).starts_with('=');
            let (order, first, count) = (self.forms.len() as u32, words.start as u32, words.len() as u32);
            self.forms.push(Form { key, order, open: self.is_open(words.start), cased, first, count, tag });
        }
    }

    /// The forms that have these words.
    fn same(&self, key: u64) -> Option<&[Form<T>]> {
        let (word, bit) = end_of(key);
        if self.ends[word] & bit == 0 {
            return None;
        }
        self.beginnings.get(&key).and_then(|(start, end)| self.forms.get(*start as usize..*end as usize))
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

/// A text in which the forms of an index are looked for.
struct Search<'a, T> {
    index: &'a Index<T>,
    text: &'a str,
    words: &'a Words,
    /// What may fit at the word that is looked at.
    found: Vec<&'a Form<T>>,
    fits: Vec<Fit<T>>,
}

impl<T: Copy> Search<'_, T> {
    /// Adds the forms that fit at a word: of its stems the longest first, whole words before open endings, then in the order of adding.
    fn spot(&mut self, at: usize) {
        for (whole, key) in stems(EMPTY, self.words.low(at)) {
            self.found.clear();
            self.grow(key, at);
            self.found.sort_unstable_by_key(|form| (form.open, form.order));
            for form in &self.found {
                if (form.open || whole) && self.holds(form, at) {
                    let fit = self.fit(form, at);
                    self.fits.push(fit);
                }
            }
        }
    }

    /// Finds the forms of a key, whose last word is the `last`, and longer ones that begin so.
    fn grow(&mut self, key: u64, last: usize) {
        let Some(forms) = self.index.same(key) else { return };
        self.found.extend(forms);
        if self.goes_on(last) {
            stems(key, self.words.low(last + 1)).for_each(|(_, key)| self.grow(key, last + 1));
        }
    }

    /// Whether the word behind one may belong to the same name.
    fn goes_on(&self, at: usize) -> bool {
        let Some(next) = self.words.list.get(at + 1) else { return false };
        joins(&self.text[self.words.list[at].span.end..next.span.start])
    }

    fn holds(&self, form: &Form<T>, at: usize) -> bool {
        let own = form.first as usize..(form.first + form.count) as usize;
        own.zip(at..).all(|(own, at)| {
            let cased = || self.words.list[at].span.of(self.text).starts_with(self.index.words.list[own].span.of(&self.index.text));
            self.index.matches(own, self.words.low(at)) && (!form.cased || cased())
        })
    }

    fn fit(&self, form: &Form<T>, first: usize) -> Fit<T> {
        let end = first + form.count as usize;
        let span = Span::new(self.words.list[first].span.start, self.words.list[end - 1].span.end);
        Fit { tag: form.tag, first, end, span }
    }
}

/// Where the bit for a key's end stands: which 64 of them, and which of these.
fn end_of(key: u64) -> (usize, u64) {
    let end = key as usize % ENDS;
    (end / 64, 1 << (end % 64))
}

/// The hash of no words (FNV-1a, as all that follow).
const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;

/// The hash of some words and another letter.
fn with_byte(key: u64, byte: u8) -> u64 {
    (key ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

/// The hashes of some words with a next word and with its stems, the whole word first, then the longest stem.
fn stems(before: u64, word: &str) -> impl Iterator<Item = (bool, u64)> {
    let shortest = word.char_indices().rev().nth(INFLECTION).map_or(0, |(at, _)| at);
    let (stem, tail) = word.split_at(shortest);
    let mut key = stem.bytes().fold(with_byte(before, b' '), with_byte);
    let mut keys = [0; INFLECTION + 1];
    let mut count = 0;
    for (at, byte) in tail.bytes().enumerate() {
        key = with_byte(key, byte);
        if tail.is_char_boundary(at + 1) {
            keys[count] = key;
            count += 1;
        }
    }
    (0..count).rev().map(move |at| (at + 1 == count, keys[at]))
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
