//! One pass over the text that keeps only what the grammar can use: digits, signs and words of the vocabulary.

use super::vocabulary::{Meaning, Tables};
use super::words::{is_letter, word_end};
use crate::pipeline::extract::numbers::{Numeral, Value};

/// A word, number or sign with its bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) meaning: Meaning,
}

/// A text with its tokens.
pub(crate) struct Reader<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: Vec<Token>,
    pub(crate) tables: &'a Tables,
}

impl<'a> Reader<'a> {
    /// Reads all tokens of a text.
    pub(crate) fn new(text: &'a str, tables: &'a Tables) -> Self {
        let mut reader = Reader { text, tokens: Vec::new(), tables };
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at = match byte {
                b'0'..=b'9' => reader.digits(at),
                b'$' | 0xe2 | 0xc2 => reader.sign(at),
                _ if is_letter(byte) => reader.word(at),
                _ => at + 1,
            };
        }
        reader
    }

    /// The token at an index.
    pub(crate) fn meaning(&self, index: usize) -> Option<Meaning> {
        self.tokens.get(index).map(|token| token.meaning)
    }

    /// The text between a token and the one before it; `None` at either end.
    pub(crate) fn gap(&self, index: usize) -> Option<&'a str> {
        let before = self.tokens.get(index.checked_sub(1)?)?;
        self.text.get(before.end..self.tokens.get(index)?.start)
    }

    /// Whether a token follows the one before it with no more than a space, a hyphen or the dot of an abbreviation between them.
    pub(crate) fn joined(&self, index: usize) -> bool {
        match self.gap(index) {
            Some("" | " " | "-" | "  " | " - ") => true,
            Some("." | ". ") => self.is_abbreviation(index - 1),
            _ => false,
        }
    }

    /// Whether a token follows the one before it directly or after "of".
    pub(crate) fn joined_by_of(&self, index: usize) -> bool {
        let of = || self.gap(index).is_some_and(|gap| !gap.contains('\n') && gap.len() <= 8 && self.tables.of.contains(gap.trim()));
        self.joined(index) || of()
    }

    fn is_abbreviation(&self, index: usize) -> bool {
        let token = &self.tokens[index];
        let letters = self.text[token.start..token.end].chars().count();
        letters <= 5 && !matches!(token.meaning, Meaning::Digits(_))
    }

    fn digits(&mut self, start: usize) -> usize {
        let (numeral, end) = Numeral::read(self.text, start);
        if !self.belongs_to_a_name(start) {
            self.push(start, end, Meaning::Digits(numeral));
        }
        end
    }

    /// Whether digits are the end of a name (`F-16`, `A320`, `S.10`) and not behind a currency (`USD500`).
    fn belongs_to_a_name(&self, start: usize) -> bool {
        let mut before = self.text[..start].chars().rev();
        let behind_currency = self.tokens.last().is_some_and(|last| last.end == start && matches!(last.meaning, Meaning::Currency { .. }));
        match before.next() {
            Some(last) if last.is_alphabetic() => !behind_currency,
            Some('-') => before.next().is_some_and(char::is_alphabetic) && self.tokens.last().is_none_or(|last| last.end + 1 != start),
            _ => false,
        }
    }

    fn word(&mut self, start: usize) -> usize {
        let end = word_end(self.text.as_bytes(), start);
        if self.text.as_bytes().get(end).is_some_and(u8::is_ascii_digit) && end - start == 1 {
            return end;
        }
        if let Some((end, meaning)) = self.tables.words.find(self.text, start, end) {
            self.push(start, end, meaning);
            return end;
        }
        if !self.millions_of_code(start, end) && self.tables.compounds {
            self.compound(start, end);
        }
        end
    }

    /// `MEUR`, `MSEK`: millions in front of a code.
    fn millions_of_code(&mut self, start: usize, end: usize) -> bool {
        if end - start != 4 || self.text.as_bytes()[start] != b'M' {
            return false;
        }
        let found = self.tables.words.find(self.text, start + 1, end);
        let Some((end, currency @ Meaning::Currency { sign: true, .. })) = found else { return false };
        self.push(start, start + 1, Meaning::Scale { power: 6, alone: false });
        self.push(start + 1, end, currency);
        true
    }

    fn compound(&mut self, start: usize, end: usize) {
        let mut at = start;
        for (length, meaning) in self.tables.words.parts(&self.text[start..end]) {
            self.push(at, at + length, meaning);
            at += length;
        }
    }

    fn sign(&mut self, at: usize) -> usize {
        let Some(sign) = self.text[at..].chars().next() else { return at + 1 };
        if sign == '½' {
            self.push(at, at + sign.len_utf8(), Meaning::Number(Value::HALF));
        }
        let found = self.tables.symbols.iter().find_map(|(form, set)| self.symbol(at, sign, form).map(|span| (span, *set)));
        let Some(((start, end), set)) = found else { return at + sign.len_utf8() };
        while self.tokens.last().is_some_and(|last| last.end > start) {
            self.tokens.pop();
        }
        self.push(start, end, Meaning::Currency { set, sign: true });
        end
    }

    /// The bytes of a symbol such as `US$` around the sign at `at`, if it stands there on its own.
    fn symbol(&self, at: usize, sign: char, form: &str) -> Option<(usize, usize)> {
        let start = at.checked_sub(form.find(sign)?)?;
        let end = start + form.len();
        let bytes = self.text.as_bytes();
        let stands_alone = |from: usize, edge: char| !edge.is_ascii_alphabetic() || !bytes.get(from).is_some_and(|&b| is_letter(b));
        let written = bytes.get(start..end)? == form.as_bytes();
        let first = form.chars().next()?;
        let free_before = start == 0 || stands_alone(start - 1, first);
        (written && free_before && stands_alone(end, form.chars().next_back()?)).then_some((start, end))
    }

    fn push(&mut self, start: usize, end: usize, meaning: Meaning) {
        self.tokens.push(Token { start, end, meaning });
    }
}
