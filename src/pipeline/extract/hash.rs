//! Hashes of words and of their stems, by which the forms of the lexicon are looked up (FNV-1a).

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// How many letters a trailing `*` stands for at most.
pub const INFLECTION: usize = 5;

/// The hash of nothing.
pub const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;

/// The hash of some letters and another one.
pub fn with_byte(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

/// The hashes of what a word begins with, one for each of its bytes.
pub fn prefixes(word: &str) -> impl Iterator<Item = u64> {
    word.bytes().scan(EMPTY, |hash, byte| {
        *hash = with_byte(*hash, byte);
        Some(*hash)
    })
}

/// The hash of a word.
pub fn of_word(word: &str) -> u64 {
    word.bytes().fold(EMPTY, with_byte)
}

/// The hashes of a word and of its stems, the whole word first, then the longest stem.
pub fn stems(word: &str) -> impl Iterator<Item = u64> + Clone {
    let mut hash = EMPTY;
    let mut last = [0; INFLECTION + 1];
    let mut letters = 0;
    for (at, byte) in (1..).zip(word.bytes()) {
        hash = with_byte(hash, byte);
        if word.is_char_boundary(at) {
            last[letters % last.len()] = hash;
            letters += 1;
        }
    }
    (letters.saturating_sub(last.len())..letters).rev().map(move |at| last[at % last.len()])
}

/// The hash of a row of words, given by that of the words before the last and that of the last.
pub fn joined(before: u64, word: u64) -> u64 {
    (before.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// What is looked up by a hash.
pub type ByHash<T> = HashMap<u64, T, BuildHasherDefault<Hashed>>;

/// What is looked up by a word.
pub type ByWord<T> = HashMap<String, T, BuildHasherDefault<Lettered>>;

/// Words of the lexicon.
pub type WordSet = HashSet<String, BuildHasherDefault<Lettered>>;

/// A key that is a hash already. The keys are the lexicon's own, so nobody can choose them to collide.
#[derive(Debug, Default)]
pub struct Hashed(u64);

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

/// A key of letters. The keys are the lexicon's own here too.
#[derive(Debug)]
pub struct Lettered(u64);

impl Default for Lettered {
    fn default() -> Self {
        Lettered(EMPTY)
    }
}

impl Hasher for Lettered {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().copied().fold(self.0, with_byte);
    }
}
