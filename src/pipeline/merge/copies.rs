//! Copies: one agency's text that many outlets print, whole, shortened or with a paragraph of their own, is one voice.

use crate::domain::Sketch;
use std::collections::BTreeSet;

/// So many hashes tell how much two texts share within a twentieth.
const KEPT: usize = 96;

/// Words that are hashed together: three in a row seldom come twice by chance.
const RUN: usize = 3;

/// Texts with fewer runs than this are told alike by anybody.
const TELLING: u32 = 30;

/// Two texts that share this much of what both have, in thousandths, are one text: reports of one event by two authors share a quarter
/// at most, where they quote the same statement.
const ALIKE: u64 = 350;

/// A text that shares this much of what it has, in thousandths, with a longer one is that one shortened.
const SHORTENED: u64 = 700;

/// The sketch of a text; `None` for one too short to be known again.
pub fn sketch(text: &str) -> Option<Sketch> {
    let words: Vec<u64> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(hash).collect();
    let runs: BTreeSet<u32> = words.windows(RUN).map(join).collect();
    let count = u32::try_from(runs.len()).unwrap_or(u32::MAX);
    (count >= TELLING).then(|| Sketch { runs: count, smallest: runs.into_iter().take(KEPT).collect() })
}

/// Whether one text is a copy of the other, as their sketches tell.
pub fn is_copy(a: &Sketch, b: &Sketch) -> bool {
    let alike = alike(a, b);
    let (all, least) = (u64::from(a.runs) + u64::from(b.runs), u64::from(a.runs.min(b.runs)).max(1));
    let contained = alike * all * 1000 / ((1000 + alike) * least);
    alike >= ALIKE || (contained >= SHORTENED && alike >= ALIKE / 4)
}

/// How much of the runs of both texts together is in both, in thousandths: so much as of the smallest hashes of both together.
fn alike(a: &Sketch, b: &Sketch) -> u64 {
    let (mut ours, mut theirs) = (a.smallest.iter().peekable(), b.smallest.iter().peekable());
    let (mut shared, mut seen) = (0, 0);
    while seen < KEPT as u64 {
        let Some(least) = ours.peek().into_iter().chain(theirs.peek()).min().copied() else { break };
        let both = (ours.next_if_eq(&least).is_some(), theirs.next_if_eq(&least).is_some());
        shared += u64::from(both == (true, true));
        seen += 1;
    }
    (shared * 1000_u64).checked_div(seen).unwrap_or_default()
}

/// FNV-1a, of the word without its capitals: a hash that is the same in all versions, for it is stored.
fn hash(word: &str) -> u64 {
    word.chars().flat_map(char::to_lowercase).fold(0xcbf2_9ce4_8422_2325, |hash, c| (hash ^ u64::from(c)).wrapping_mul(0x100_0000_01b3))
}

/// One hash of several in their order, its bits well mixed (the finish of `MurmurHash3`).
fn join(words: &[u64]) -> u32 {
    let mut hash = words.iter().fold(0_u64, |hash, word| (hash.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    u32::try_from(hash >> 32).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// A text of so many different words, from the n-th on.
    fn text(from: usize, words: usize) -> String {
        (from..from + words).map(|n| format!("word{n}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn copies_are_known_and_own_words_are_not() {
        let agency = text(0, 300);
        let rows = [
            ("itself", agency.clone(), true),
            ("in capitals, with other stops", agency.to_uppercase().replace(' ', ", "), true),
            ("shortened to a third", text(0, 100), true),
            ("from the middle", text(150, 120), true),
            ("with as much of its own before it", format!("{} {agency}", text(1000, 250)), true),
            ("a tenth of it quoted", format!("{} {}", text(1000, 270), text(0, 30)), false),
            ("the same words in another order", (0..300).rev().map(|n| format!("word{n}")).collect::<Vec<_>>().join(" "), false),
            ("another text", text(1000, 300), false),
        ];
        for (name, other, copied) in rows {
            let (a, b) = (sketch(&agency).unwrap(), sketch(&other).unwrap());
            assert_eq!((is_copy(&a, &b), is_copy(&b, &a)), (copied, copied), "{name}: {} in thousandths", alike(&a, &b));
        }
    }

    #[test]
    fn short_texts_have_no_sketch() {
        assert_eq!(sketch(""), None);
        assert_eq!(sketch(&text(0, 31)), None);
        assert_eq!(sketch(&"again and ".repeat(500)), None);
        assert_eq!(sketch(&text(0, 32)).map(|sketch| (sketch.runs, sketch.smallest.len())), Some((30, 30)));
        assert_eq!(sketch(&text(0, 320)).map(|sketch| (sketch.runs, sketch.smallest.len())), Some((318, 96)));
    }

    #[test]
    fn a_sketch_is_the_same_in_all_versions() {
        let sketch = sketch(&text(0, 40)).unwrap();
        assert_eq!(
            sketch.smallest[..3],
            [9_590_632, 68_324_493, 333_746_757],
            "sketches lie in ledgers: another hash makes them worthless"
        );
    }
}
