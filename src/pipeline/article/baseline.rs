//! Whether a source's pages still yield what they used to.

use crate::domain::{Baseline, PageYield, Run};
use chrono::{DateTime, Utc};

/// From how many pages a baseline is learnt before it judges.
const LEARNT: u32 = 5;
/// How many pages in a row must lack the same before it is said: fewer are an odd page or two.
const ALARMING: u32 = 3;
/// After so many short pages shortness is the habit of the house.
const ADOPTED: u32 = 20;
/// A text is short below this part of the mean.
const SHORT: f64 = 1.0 / 3.0;
/// The share of dated pages from which an undated one is odd.
const MOSTLY: f64 = 0.8;
/// The most pages that the means look back on.
const MEMORY: u32 = 20;

/// What no longer comes from a source's pages.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Alarm {
    /// No text at all.
    Text(Run),
    /// Far shorter texts than the mean, in characters.
    Length(Run, f64),
    /// No day of publication.
    Day(Run),
}

/// The baseline after one more page, read at `now`. A page that lacks something does not change what is usual.
pub fn learn(mut baseline: Baseline, page: PageYield, now: DateTime<Utc>) -> Baseline {
    let Some(chars) = page.chars else {
        baseline.textless = longer(baseline.textless, now);
        return baseline;
    };
    let chars = chars as f64;
    let is_learnt = baseline.pages >= LEARNT;
    baseline.textless = None;
    baseline.short = (is_learnt && chars < baseline.chars * SHORT).then(|| longer(baseline.short, now)).flatten();
    baseline.undated = (is_learnt && !page.dated && baseline.dated >= MOSTLY).then(|| longer(baseline.undated, now)).flatten();
    if baseline.short.is_some_and(|run| run.pages > ADOPTED) {
        return Baseline { pages: 1, chars, dated: baseline.dated, ..Baseline::default() };
    }
    baseline.pages = baseline.pages.saturating_add(1);
    let weight = 1.0 / f64::from(baseline.pages.min(MEMORY));
    if baseline.short.is_none() {
        baseline.chars += (chars - baseline.chars) * weight;
    }
    if baseline.undated.is_none() {
        baseline.dated += (f64::from(u8::from(page.dated)) - baseline.dated) * weight;
    }
    baseline
}

/// What is to be told of a source's pages; empty while they are as usual.
pub fn alarms(baseline: &Baseline) -> Vec<Alarm> {
    let long = |run: &Run| run.pages >= ALARMING;
    let textless = baseline.textless.filter(|run| long(run) && baseline.pages >= LEARNT).map(Alarm::Text);
    let short = baseline.short.filter(long).map(|run| Alarm::Length(run, baseline.chars));
    let undated = baseline.undated.filter(long).map(Alarm::Day);
    textless.into_iter().chain(short).chain(undated).collect()
}

fn longer(run: Option<Run>, now: DateTime<Utc>) -> Option<Run> {
    Some(run.map_or(Run { since: now, pages: 1 }, |run| Run { pages: run.pages.saturating_add(1), ..run }))
}

impl std::fmt::Display for Alarm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let since = |run: &Run| run.since.format("%-d %B %Y");
        match self {
            Alarm::Text(run) => write!(f, "articles lost their text since {}", since(run)),
            Alarm::Length(run, usual) => write!(f, "articles are far shorter than {usual:.0} characters since {}", since(run)),
            Alarm::Day(run) => write!(f, "articles name no day since {}", since(run)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    /// Reads pages an hour apart: a digit is a text of so many hundred characters with a day, a letter (`a` is one hundred)
    /// one without, a dot no text at all.
    fn read(pages: &str) -> Baseline {
        let mut now = DateTime::from_timestamp(1_714_694_400, 0).unwrap_or_default();
        pages.chars().fold(Baseline::default(), |baseline, page| {
            now += TimeDelta::hours(1);
            let hundreds = page.to_digit(10).or_else(|| page.to_digit(36).map(|n| n - 9));
            learn(baseline, PageYield { chars: hundreds.map(|n| n as usize * 100), dated: page.is_ascii_digit() }, now)
        })
    }

    #[test]
    fn only_what_was_usual_is_missed() {
        let rows = [
            ("99999", ""),
            ("99999..", ""),
            ("99999...", "articles lost their text since 3 May 2024"),
            ("99999...9", ""),
            ("....", ""),
            ("9999...", ""),
            ("99999111", "articles are far shorter than 900 characters since 3 May 2024"),
            ("9999911911", ""),
            ("99999444", ""),
            ("99999iii", "articles name no day since 3 May 2024"),
            ("iiiiiiiii", ""),
            ("99999aaa", "articles are far shorter than 900 characters since 3 May 2024; articles name no day since 3 May 2024"),
        ];
        for (pages, expected) in rows {
            let told: Vec<String> = alarms(&read(pages)).iter().map(Alarm::to_string).collect();
            assert_eq!(told.join("; "), expected, "{pages}");
        }
        assert!(alarms(&read(&format!("99999{}", "1".repeat(21)))).is_empty(), "a lasting change is a new habit");
        assert!(!alarms(&read(&format!("99999{}", ".".repeat(99)))).is_empty(), "no text never is");
    }
}
