//! Phrases around a sum ("more than", "a month"), found by the word that stands next to it.

use super::words::{Pattern, Spelt};
use crate::pipeline::extract::hash::{ByHash, of_word, stems};

/// Phrases with what they say, by the stem of their word that stands next to the sum.
pub(super) struct Phrases<T> {
    by_edge: ByHash<Vec<(T, Vec<Pattern>)>>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Phrases { by_edge: ByHash::default() }
    }
}

impl<T: Copy> Phrases<T> {
    /// Phrases that stand before a sum.
    pub(super) fn before<'a>(forms: impl Iterator<Item = (T, &'a str)>) -> Self {
        Phrases::of(forms, |phrase| phrase.last())
    }

    /// Phrases that stand behind a sum.
    pub(super) fn behind<'a>(forms: impl Iterator<Item = (T, &'a str)>) -> Self {
        Phrases::of(forms, |phrase| phrase.first())
    }

    fn of<'a>(forms: impl Iterator<Item = (T, &'a str)>, edge: impl Fn(&[Pattern]) -> Option<&Pattern>) -> Self {
        let mut phrases = Phrases::default();
        for (said, form) in forms {
            let phrase: Vec<Pattern> = form.split_whitespace().map(Pattern::parse).collect();
            if let Some(stem) = edge(&phrase).map(|pattern| of_word(pattern.stem())) {
                phrases.by_edge.entry(stem).or_default().push((said, phrase));
            }
        }
        phrases
    }

    /// What the phrases say that some words end with, and how many words each has.
    pub(super) fn ending(&self, words: &[Spelt<'_>]) -> impl Iterator<Item = (T, usize)> {
        let fitting = self
            .beside(words.last())
            .filter(|(_, phrase)| words.len().checked_sub(phrase.len()).is_some_and(|at| fit(&words[at..], phrase)));
        fitting.map(|(said, phrase)| (*said, phrase.len()))
    }

    /// What the phrases say that some words begin with.
    pub(super) fn beginning(&self, words: &[Spelt<'_>]) -> impl Iterator<Item = T> {
        self.beside(words.first()).filter(|(_, phrase)| words.len() >= phrase.len() && fit(words, phrase)).map(|(said, _)| *said)
    }

    /// The phrases that a word next to the sum may belong to.
    fn beside(&self, edge: Option<&Spelt<'_>>) -> impl Iterator<Item = &(T, Vec<Pattern>)> {
        edge.into_iter().flat_map(|word| stems(word.low)).filter_map(|stem| self.by_edge.get(&stem)).flatten()
    }
}

/// Whether some words are those of a phrase, as far as it goes.
fn fit(words: &[Spelt<'_>], phrase: &[Pattern]) -> bool {
    words.iter().zip(phrase).all(|(word, pattern)| pattern.fits(word))
}
