//! The words of money: currencies, scales, number words and bounds by language, read from `currencies.toml`.

use super::Period;
use super::context::Bound;
use super::phrases::Phrases;
use super::words::{Pattern, Words};
use crate::domain::{Currency, CurrencyError, Lang};
use crate::pipeline::extract::hash::WordSet;
use crate::pipeline::extract::numbers::{Numeral, Value};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};

/// The vocabulary of money and numbers in every language it was given.
#[derive(Default)]
pub struct Vocabulary {
    languages: HashMap<Lang, Tables>,
    others: Tables,
}

/// A fault in the vocabulary's text.
#[derive(Debug, thiserror::Error)]
pub enum VocabularyError {
    /// The text is no TOML of the expected shape.
    #[error("vocabulary of money cannot be read, mend the TOML: {0}")]
    Toml(#[from] toml::de::Error),
    /// A currency without a proper code.
    #[error("vocabulary of money names an unknown currency: {0}")]
    Currency(#[from] CurrencyError),
    /// A number word whose value is no number.
    #[error("\"{0}\" is no value of a number word: write digits such as 5 or 0.5")]
    Number(String),
    /// A language that is not two letters.
    #[error("vocabulary of money: {0}")]
    Language(#[from] crate::domain::LangError),
}

impl Vocabulary {
    /// Reads the vocabulary from the text of `currencies.toml`.
    ///
    /// # Errors
    /// When the text is no such TOML, or a code or value in it is malformed.
    pub fn parse(toml: &str) -> Result<Vocabulary, VocabularyError> {
        let raw: Raw = toml::from_str(toml)?;
        let mut languages = HashMap::new();
        for (code, language) in &raw.language {
            languages.insert(Lang::parse(code)?, Tables::build(code, language, &raw.currency)?);
        }
        let others = Tables::build("", &RawLanguage::default(), &raw.currency)?;
        Ok(Vocabulary { languages, others })
    }

    /// The words of one language; of none but the codes and symbols where the vocabulary lacks it.
    pub(crate) fn tables(&self, lang: Lang) -> &Tables {
        self.languages.get(&lang).unwrap_or(&self.others)
    }
}

/// What a word or sign means to the grammar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Meaning {
    /// A number in digits.
    Digits(Numeral),
    /// A number word.
    Number(Value),
    /// An article: one, but only before a scale word.
    Article,
    /// Hundred, dozen: multiplies what stands before it.
    Times(u64),
    /// "and a half".
    HalfMore,
    /// Thousand, million and so on: ten to the power. `alone` where the bare word means one of it.
    Scale { power: u8, alone: bool },
    /// "and" inside a number.
    Joint,
    /// A currency, as an index into [`Tables::sets`]. `sign` for symbols and codes.
    Currency { set: u16, sign: bool },
    /// A word that tells which krone or dollar is meant.
    Adjective(Currency),
}

impl Meaning {
    /// Whether a compound number word may begin with this.
    pub(super) fn is_number(&self) -> bool {
        matches!(self, Meaning::Number(_) | Meaning::Article | Meaning::Times(_) | Meaning::Scale { .. })
    }

    /// Whether this may stand inside a compound number word.
    pub(super) fn is_part(&self) -> bool {
        self.is_number() || matches!(self, Meaning::Joint)
    }
}

/// The words of one language, ready for use.
#[derive(Default)]
pub(crate) struct Tables {
    pub(super) words: Words,
    pub(super) symbols: Vec<(String, u16)>,
    /// The currencies a word may mean, the likeliest first.
    pub(super) sets: Vec<Vec<Currency>>,
    pub(crate) decimal_mark: u8,
    pub(crate) of: WordSet,
    pub(super) compounds: bool,
    pub(super) to: WordSet,
    pub(super) and: WordSet,
    pub(super) between: Phrases<()>,
    pub(super) from: Phrases<()>,
    pub(super) bounds: Phrases<Bound>,
    pub(super) more_after: Phrases<()>,
    pub(super) rise: Phrases<()>,
    pub(super) or: WordSet,
    pub(super) links: WordSet,
    pub(super) shares: WordSet,
    pub(super) per: Phrases<Period>,
}

impl Tables {
    fn build(code: &str, raw: &RawLanguage, currencies: &[RawCurrency]) -> Result<Tables, VocabularyError> {
        let mut words = Words::default();
        raw.add_numbers(&mut words)?;
        let mut names = Names::default();
        for currency in sorted_for(code, currencies) {
            names.add(code, currency)?;
        }
        for (form, set) in &names.codes {
            words.add(form, Meaning::Currency { set: *set, sign: true });
        }
        for (form, set) in &names.words {
            words.add(form, Meaning::Currency { set: *set, sign: false });
        }
        for (form, currency) in &names.adjectives {
            words.add(form, Meaning::Adjective(*currency));
        }
        let mut symbols = names.symbols;
        symbols.sort_by_key(|(form, _)| std::cmp::Reverse(form.len()));
        Ok(Tables { words, symbols, sets: names.sets, ..raw.phrases() })
    }
}

/// The forms of all currencies in one language; a form that several share has them all in its set.
#[derive(Default)]
struct Names {
    sets: Vec<Vec<Currency>>,
    words: Vec<(String, u16)>,
    codes: Vec<(String, u16)>,
    symbols: Vec<(String, u16)>,
    adjectives: Vec<(String, Currency)>,
}

impl Names {
    fn add(&mut self, lang: &str, raw: &RawCurrency) -> Result<(), CurrencyError> {
        let currency = Currency::parse(&raw.code)?;
        share(&mut self.codes, &mut self.sets, &format!("={}", raw.code), currency);
        for form in &raw.symbols {
            share(&mut self.symbols, &mut self.sets, form, currency);
        }
        for form in in_language(&raw.words, lang) {
            share(&mut self.words, &mut self.sets, form, currency);
        }
        self.adjectives.extend(in_language(&raw.adjectives, lang).map(|form| (form.clone(), currency)));
        Ok(())
    }
}

fn share(forms: &mut Vec<(String, u16)>, sets: &mut Vec<Vec<Currency>>, form: &str, currency: Currency) {
    if let Some((_, set)) = forms.iter().find(|(known, _)| known == form) {
        sets[usize::from(*set)].push(currency);
    } else {
        forms.push((form.to_owned(), sets.len() as u16));
        sets.push(vec![currency]);
    }
}

fn in_language<'a>(forms: &'a BTreeMap<String, Vec<String>>, lang: &str) -> impl Iterator<Item = &'a String> {
    forms.get(lang).into_iter().chain(forms.get("any")).flatten()
}

/// The currencies with those at home in the language first.
fn sorted_for<'a>(lang: &str, currencies: &'a [RawCurrency]) -> Vec<&'a RawCurrency> {
    let (home, away): (Vec<_>, Vec<_>) = currencies.iter().partition(|currency| currency.home.iter().any(|home| home == lang));
    home.into_iter().chain(away).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    currency: Vec<RawCurrency>,
    language: BTreeMap<String, RawLanguage>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCurrency {
    code: String,
    #[serde(default)]
    symbols: Vec<String>,
    #[serde(default)]
    home: Vec<String>,
    #[serde(default)]
    words: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    adjectives: BTreeMap<String, Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawLanguage {
    point: bool,
    compounds: bool,
    article: Vec<String>,
    scale: BTreeMap<String, Vec<String>>,
    alone: Vec<String>,
    number: BTreeMap<String, Vec<String>>,
    times: BTreeMap<String, Vec<String>>,
    half_more: Vec<String>,
    joint: Vec<String>,
    of: Vec<String>,
    to: Vec<String>,
    and: Vec<String>,
    between: Vec<String>,
    from: Vec<String>,
    about: Vec<String>,
    more: Vec<String>,
    more_after: Vec<String>,
    up_to: Vec<String>,
    rise: Vec<String>,
    or: Vec<String>,
    links: Vec<String>,
    shares: Vec<String>,
    month: Vec<String>,
    year: Vec<String>,
    week: Vec<String>,
    day: Vec<String>,
    unit: Vec<String>,
}

impl RawLanguage {
    fn add_numbers(&self, words: &mut Words) -> Result<(), VocabularyError> {
        for (power, forms) in &self.scale {
            let power = power.parse::<u8>().ok().filter(|&power| power <= 18).ok_or_else(|| VocabularyError::Number(power.clone()))?;
            for form in &self.alone {
                if forms.iter().any(|scale| Pattern::parse(scale).matches(form)) {
                    words.add(form, Meaning::Scale { power, alone: true });
                }
            }
            add_all(words, forms, Meaning::Scale { power, alone: false });
        }
        add_all(words, &self.half_more, Meaning::HalfMore);
        for (value, forms) in &self.number {
            let value = Value::parse(value).ok_or_else(|| VocabularyError::Number(value.clone()))?;
            add_all(words, forms, Meaning::Number(value));
        }
        for (factor, forms) in &self.times {
            let factor = factor.parse::<u64>().map_err(|_| VocabularyError::Number(factor.clone()))?;
            add_all(words, forms, Meaning::Times(factor));
        }
        add_all(words, &self.article, Meaning::Article);
        add_all(words, &self.joint, Meaning::Joint);
        Ok(())
    }

    fn phrases(&self) -> Tables {
        let periods = [
            (Period::Month, &self.month),
            (Period::Year, &self.year),
            (Period::Week, &self.week),
            (Period::Day, &self.day),
            (Period::Unit, &self.unit),
        ];
        let bounds = [(Bound::About, &self.about), (Bound::More, &self.more), (Bound::UpTo, &self.up_to)];
        Tables {
            words: Words::default(),
            symbols: Vec::new(),
            sets: Vec::new(),
            decimal_mark: if self.point { b'.' } else { b',' },
            of: set(&self.of),
            compounds: self.compounds,
            to: set(&self.to),
            and: set(&self.and),
            between: Phrases::before(saying((), &self.between)),
            from: Phrases::before(saying((), &self.from)),
            bounds: Phrases::before(bounds.into_iter().flat_map(|(bound, forms)| saying(bound, forms))),
            more_after: Phrases::behind(saying((), &self.more_after)),
            rise: Phrases::before(saying((), &self.rise)),
            or: set(&self.or),
            links: set(&self.links),
            shares: set(&self.shares),
            per: Phrases::behind(periods.into_iter().flat_map(|(period, forms)| saying(period, forms))),
        }
    }
}

fn add_all(words: &mut Words, forms: &[String], meaning: Meaning) {
    for form in forms {
        words.add(form, meaning);
    }
}

fn set(words: &[String]) -> WordSet {
    words.iter().cloned().collect()
}

/// Forms with what all of them say.
fn saying<T: Copy>(said: T, forms: &[String]) -> impl Iterator<Item = (T, &str)> {
    forms.iter().map(move |form| (said, form.as_str()))
}
