//! Calendar days in prose: `Oct. 11`, `26 вересня 2025`, `15 de noviembre`, `2025-11-15`.

use crate::domain::{Lang, Span};
use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The names of the months by language: twelve lists of words in lower case; a trailing `*` allows any ending.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Calendar(BTreeMap<String, Months>);

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Months {
    months: [Vec<String>; 12],
    /// The names of the days of the week from Monday, as months are given.
    #[serde(default)]
    weekdays: [Vec<String>; 7],
    /// Words between day, month and year (`de`).
    #[serde(default)]
    of: Vec<String>,
}

impl Months {
    fn named(&self, word: &str) -> Option<u32> {
        place(&self.months, word).and_then(|index| u32::try_from(index + 1).ok())
    }
}

/// Which of several lists of forms a word fits.
fn place(lists: &[Vec<String>], word: &str) -> Option<usize> {
    let lower = word.to_lowercase();
    let is_form = |form: &String| form.strip_suffix('*').map_or(*form == lower, |stem| lower.starts_with(stem));
    lists.iter().position(|forms| forms.iter().any(is_form))
}

/// A day named in a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Day {
    /// Its bytes in the normalised text.
    pub span: Span,
    /// The day; without a printed year the one nearest to the reference.
    pub date: NaiveDate,
}

impl Calendar {
    /// Reads the table of `calendar.toml`.
    ///
    /// # Errors
    /// When the text is no such TOML; the error names the place.
    pub fn parse(toml: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(toml)
    }
}

/// All days of a normalised text in order. `near` decides the year where none is printed.
pub fn find(text: &str, lang: Lang, calendar: &Calendar, near: NaiveDate) -> Vec<Day> {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    let empty = Months::default();
    let reader = Reader { text, words: words(text), months: calendar.0.get(lang.code()).unwrap_or(&empty), near };
    let mut days = Vec::new();
    let mut at = 0;
    while at < reader.words.len() {
        match reader.day_at(at) {
            Some((day, next)) => {
                days.push(day);
                at = next;
            }
            None => at += 1,
        }
    }
    days
}

/// The month that a few words name, from 1; `None` where they name none.
pub fn month(text: &str, lang: Lang, calendar: &Calendar) -> Option<u32> {
    let months = calendar.0.get(lang.code())?;
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).find_map(|word| months.named(word))
}

/// The first day of the week that some words name; `None` where they name none, or the language's are not in the table.
pub fn weekday(text: &str, lang: Lang, calendar: &Calendar) -> Option<Weekday> {
    let names = &calendar.0.get(lang.code())?.weekdays;
    let days = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.filter_map(|word| place(names, word)).find_map(|index| days.get(index).copied())
}

/// A run of digits or letters.
#[derive(Clone, Copy)]
struct Word {
    start: usize,
    end: usize,
}

/// The runs of digits and of letters of a text.
fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = None;
    let mut was_digit = false;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let changes = c.is_ascii_digit() != was_digit || !c.is_alphanumeric();
        if let Some(from) = start.filter(|_| changes) {
            words.push(Word { start: from, end: at });
            start = None;
        }
        if c.is_alphanumeric() && start.is_none() {
            start = Some(at);
        }
        was_digit = c.is_ascii_digit();
    }
    words
}

struct Reader<'a> {
    text: &'a str,
    words: Vec<Word>,
    months: &'a Months,
    near: NaiveDate,
}

impl Reader<'_> {
    fn day_at(&self, at: usize) -> Option<(Day, usize)> {
        self.iso(at).or_else(|| self.dotted(at)).or_else(|| self.day_first(at)).or_else(|| self.month_first(at))
    }

    fn iso(&self, at: usize) -> Option<(Day, usize)> {
        let joined = self.gap(at + 1) == Some("-") && self.gap(at + 2) == Some("-");
        let year = self.number(at, 4).filter(|_| joined)?;
        self.day(at, at + 2, (self.number(at + 2, 2)?, self.number(at + 1, 2)?, Some(year)))
    }

    fn dotted(&self, at: usize) -> Option<(Day, usize)> {
        let joined = self.gap(at + 1) == Some(".") && self.gap(at + 2) == Some(".");
        let year = self.number(at + 2, 4).filter(|_| joined)?;
        self.day(at, at + 2, (self.number(at, 2)?, self.number(at + 1, 2)?, Some(year)))
    }

    fn day_first(&self, at: usize) -> Option<(Day, usize)> {
        let day = self.number(at, 2)?;
        let month_at = self.skip_of(self.skip_ordinal(at + 1));
        let month = self.month(month_at).filter(|_| self.near_words(month_at))?;
        let (year, last) = self.year_after(month_at);
        self.day(at, last, (day, month, year))
    }

    fn month_first(&self, at: usize) -> Option<(Day, usize)> {
        let day = self.number(at + 1, 2).filter(|_| self.near_words(at + 1))?;
        let month = self.month(at)?;
        let (year, last) = self.year_after(self.skip_ordinal(at + 2) - 1);
        self.day(at, last, (day, month, year))
    }

    /// Steps over the ending of an ordinal: `11th`, `1er`.
    fn skip_ordinal(&self, at: usize) -> usize {
        let is_ending = self.gap(at) == Some("") && self.word(at).chars().count() <= 2;
        at + usize::from(is_ending)
    }

    fn skip_of(&self, at: usize) -> usize {
        at + usize::from(self.months.of.iter().any(|of| of == self.word(at)))
    }

    fn year_after(&self, at: usize) -> (Option<u32>, usize) {
        let next = self.skip_of(at + 1);
        let near = matches!(self.gap(next), Some(" " | ", " | ". " | "., "));
        match self.number(next, 4).filter(|year| near && (1900..2200).contains(year)) {
            Some(year) => (Some(year), next),
            None => (None, at),
        }
    }

    fn day(&self, first: usize, last: usize, (day, month, year): (u32, u32, Option<u32>)) -> Option<(Day, usize)> {
        let date = match year {
            Some(year) => NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?,
            None => self.nearest(month, day)?,
        };
        let span = Span::new(self.words[first].start, self.words[last].end);
        Some((Day { span, date }, last + 1))
    }

    fn nearest(&self, month: u32, day: u32) -> Option<NaiveDate> {
        let years = [-1, 0, 1].map(|shift| NaiveDate::from_ymd_opt(self.near.year() + shift, month, day));
        years.into_iter().flatten().min_by_key(|date| (*date - self.near).num_days().abs())
    }

    fn number(&self, at: usize, digits: usize) -> Option<u32> {
        let word = self.word(at);
        let fits = if digits == 4 { word.len() == 4 } else { word.len() <= digits };
        if fits { word.parse().ok() } else { None }
    }

    fn month(&self, at: usize) -> Option<u32> {
        let word = self.word(at);
        if word.is_empty() || word.as_bytes()[0].is_ascii_digit() {
            return None;
        }
        self.months.named(word)
    }

    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| &self.text[word.start..word.end])
    }

    fn gap(&self, at: usize) -> Option<&str> {
        self.text.get(self.words.get(at.checked_sub(1)?)?.end..self.words.get(at)?.start)
    }

    fn near_words(&self, at: usize) -> bool {
        matches!(self.gap(at), Some(" " | ". " | "." | "-"))
    }
}
