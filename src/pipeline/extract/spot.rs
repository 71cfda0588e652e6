//! Spotting: finds the forms of the lexicon in a text, longest first, whole words only, in one pass.

use super::hash::{ByHash, EMPTY, joined, of_word, stems, with_byte};
use super::words::Words;
use crate::domain::{Lang, Span};
use std::sync::OnceLock;

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
        let mut search = Search { index, text, words, readings: Readings::of(words, &index.words), found: Vec::new(), fits: Vec::new() };
        (0..words.list.len()).for_each(|at| search.spot(at));
        search.fits
    }
}

/// The hits of one kind among what fits, in order, none overlapping: the longest wins, and of equals the first `meanings`.
pub fn longest<T, K>(fits: &[Fit<T>], kind: impl Fn(&T) -> Option<K>, meanings: usize) -> Vec<Hit<K>> {
    let mut hits = Vec::new();
    // The word at which the last hits begin, the word behind them, and which is the first of them.
    let (mut word, mut end, mut same) = (0, 0, 0);
    for (fit, tag) in fits.iter().filter_map(|fit| Some((fit, kind(&fit.tag)?))) {
        if fit.first >= end {
            (word, end, same) = (fit.first, fit.end, hits.len());
        } else if fit.first == word && fit.end > end {
            hits.truncate(same);
            end = fit.end;
        }
        if fit.first == word && fit.end == end && hits.len() - same < meanings {
            hits.push(Hit { tag, span: fit.span });
        }
    }
    hits
}

/// The forms of one language by the hash of their words. A hash stands for the words: that others share it by chance is out of the
/// question, and who makes them do so has only found another way to write the form.
#[derive(Debug)]
struct Index<T> {
    forms: Vec<Form<T>>,
    /// Where in `forms` those stand that have exactly these words; an empty range where longer forms only begin with them.
    beginnings: ByHash<(u32, u32)>,
    /// Which words stand in the forms.
    words: Sieve,
}

/// Tells most hashes that are not among some from those that are, in a table that stays at hand.
#[derive(Debug)]
struct Sieve(Vec<u64>);

/// How many ends of hashes a sieve tells apart: some ten for each word.
const ENDS: usize = 1 << 17;

impl Sieve {
    fn of(hashes: impl Iterator<Item = u64>) -> Sieve {
        let mut bits = vec![0; ENDS / 64];
        for (at, bit) in hashes.map(end_of) {
            bits[at] |= bit;
        }
        Sieve(bits)
    }

    fn may_hold(&self, hash: u64) -> bool {
        let (at, bit) = end_of(hash);
        self.0[at] & bit != 0
    }
}

/// Where the bit for a hash's end stands: which 64 of them, and which of these.
fn end_of(hash: u64) -> (usize, u64) {
    let end = hash as usize % ENDS;
    (end / 64, 1 << (end % 64))
}

/// A form, by how many words it has.
#[derive(Debug)]
struct Form<T> {
    order: u32,
    words: u32,
    /// How its words are written, where that counts.
    exact: Vec<String>,
    tag: T,
}

impl<T: Copy> Index<T> {
    fn of(forms: &[(String, Langs, T)], lang: Langs) -> Self {
        let own = || forms.iter().filter(|(_, langs, _)| langs & lang != 0);
        let text: String = own().flat_map(|(form, ..)| [form.as_str(), "\n"]).collect();
        let written = Written { words: Words::of(&text), text };
        let mut beginnings: ByHash<(u32, u32)> = ByHash::default();
        let mut keyed = Vec::new();
        let mut start = 0;
        for (order, (form, _, tag)) in (0..).zip(own()) {
            let line = Span::new(start, start + form.len());
            start = line.end + 1;
            let keys = written.keys(line);
            beginnings.extend(keys.clone().map(|key| (key, (0, 0))));
            let form = || Form { order, words: keys.clone().count() as u32, exact: written.exact(line), tag: *tag };
            keyed.extend(keys.clone().last().map(|key| (key, form())));
        }
        keyed.sort_unstable_by_key(|(key, form)| (*key, form.order));
        let mut start = 0;
        for same in keyed.chunk_by(|a, b| a.0 == b.0) {
            let end = start + same.len() as u32;
            beginnings.insert(same[0].0, (start, end));
            start = end;
        }
        let forms = keyed.into_iter().map(|(_, form)| form).collect();
        Index { forms, beginnings, words: Sieve::of((0..written.words.list.len()).map(|at| written.hash(at))) }
    }

    /// The forms that have these words; none where no form begins with them.
    fn same(&self, key: u64) -> Option<&[Form<T>]> {
        self.beginnings.get(&key).and_then(|(start, end)| self.forms.get(*start as usize..*end as usize))
    }
}

/// Forms as they are written, one a line.
struct Written {
    text: String,
    words: Words,
}

impl Written {
    /// The keys of a form's first word, its first two, and so on.
    fn keys(&self, line: Span) -> impl Iterator<Item = u64> + Clone {
        self.words.within(line).scan(EMPTY, |key, at| {
            *key = joined(*key, self.hash(at));
            Some(*key)
        })
    }

    /// The hash of a word, open where its ending is.
    fn hash(&self, at: usize) -> u64 {
        let word = of_word(self.words.low(at));
        let is_open = self.text.as_bytes().get(self.words.list[at].span.end) == Some(&b'*');
        if is_open { opened(word) } else { word }
    }

    /// How the words of a form must be written; nothing where that does not count.
    fn exact(&self, line: Span) -> Vec<String> {
        let exact = line.of(&self.text).starts_with('=');
        let words = &self.words.list[self.words.within(line)];
        words.iter().filter(|_| exact).map(|word| word.span.of(&self.text).to_owned()).collect()
    }
}

/// How each word of a text may be read: as itself, then as the open endings of its stems, the longest first.
struct Readings {
    /// The hashes of all words, one's behind the other's, without those that stand in no form.
    hashes: Vec<u64>,
    /// Where those of each word end.
    ends: Vec<u32>,
}

impl Readings {
    fn of(words: &Words, known: &Sieve) -> Readings {
        let mut readings = Readings { hashes: Vec::with_capacity(words.list.len()), ends: Vec::with_capacity(words.list.len()) };
        for at in 0..words.list.len() {
            let stems = stems(words.low(at));
            let all = stems.clone().take(1).chain(stems.map(opened));
            readings.hashes.extend(all.filter(|hash| known.may_hold(*hash)));
            readings.ends.push(readings.hashes.len() as u32);
        }
        readings
    }

    /// Where the hashes of a word stand; nowhere past the end.
    fn range(&self, at: usize) -> std::ops::Range<usize> {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends.get(at).map_or(start, |end| *end) as usize
    }
}

/// The hash of a word with an open ending.
fn opened(word: u64) -> u64 {
    with_byte(word, b'*')
}

/// A text in which the forms of an index are looked for.
struct Search<'a, T> {
    index: &'a Index<T>,
    text: &'a str,
    words: &'a Words,
    readings: Readings,
    /// What may fit at the word that is looked at.
    found: Vec<&'a Form<T>>,
    fits: Vec<Fit<T>>,
}

impl<T: Copy> Search<'_, T> {
    /// Adds the forms that fit at a word: whole words before open endings, of these the longest first, then in the order of adding.
    fn spot(&mut self, at: usize) {
        for reading in self.readings.range(at) {
            self.found.clear();
            self.grow(EMPTY, reading, at);
            self.found.sort_unstable_by_key(|form| form.order);
            for form in &self.found {
                if self.is_written_so(form, at) {
                    let fit = self.fit(form, at);
                    self.fits.push(fit);
                }
            }
        }
    }

    /// Finds the forms of some words and a next one, read in one way, and longer ones that begin so.
    fn grow(&mut self, before: u64, reading: usize, last: usize) {
        let key = joined(before, self.readings.hashes[reading]);
        let Some(forms) = self.index.same(key) else { return };
        self.found.extend(forms);
        if self.goes_on(last) {
            self.readings.range(last + 1).for_each(|reading| self.grow(key, reading, last + 1));
        }
    }

    /// Whether the word behind one may belong to the same name.
    fn goes_on(&self, at: usize) -> bool {
        let Some(next) = self.words.list.get(at + 1) else { return false };
        joins(&self.text[self.words.list[at].span.end..next.span.start])
    }

    /// Whether the words from a place on are written as the form asks.
    fn is_written_so(&self, form: &Form<T>, at: usize) -> bool {
        form.exact.iter().zip(&self.words.list[at..]).all(|(exact, word)| word.span.of(self.text).starts_with(exact))
    }

    fn fit(&self, form: &Form<T>, first: usize) -> Fit<T> {
        let end = first + form.words as usize;
        let span = Span::new(self.words.list[first].span.start, self.words.list[end - 1].span.end);
        Fit { tag: form.tag, first, end, span }
    }
}

/// Whether what stands between two words lets them be one name.
fn joins(gap: &str) -> bool {
    gap.len() <= 2 && gap.bytes().all(|b| matches!(b, b' ' | b'-' | b'/' | b'.' | b'\'' | b'"' | b':' | b'+' | b'&')) && gap != ". "
        || gap == "\" "
        || gap == " \""
}
