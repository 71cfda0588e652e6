//! Days: what names a day, a month or a year that lies before the article's own news.

use super::super::cue::Cue;
use super::super::dates::{self, Day};
use super::super::reading::Reading;
use super::{Scene, Teller};
use crate::domain::{Actor, Field, Span};
use chrono::{Datelike, NaiveDate, TimeDelta};

/// How many words a sentence opens with where its day stands: "On Saturday".
const WEEKDAY_FRONT: usize = 2;

/// How many days before an article what it tells is history; fewer may be its own event.
const OLD: i64 = 5;

/// How many months back a month without a year is looked for; one further off is still to come.
const LAST_MONTHS: u32 = 8;

/// The years that a report may name.
const YEARS: std::ops::Range<i32> = 1900..2100;

/// Days without a year are sought around this many days before an article: it looks back a year, and ahead a month.
const LOOKS_BACK: i64 = 150;

impl Teller<'_> {
    /// "In August the minister said that …": a month gone by that opens a sentence behind the first, whatever was still to come then.
    pub(super) fn past_month(&self, scene: &Scene<'_>) -> Option<Span> {
        let Scene { reading, sentence, .. } = *scene;
        let own = self.day.filter(|_| scene.depth > usize::from(!self.told()))?;
        let opens = |span: &Span| reading.distance(sentence.start, span.start) == 0;
        let named = reading.first(sentence, Cue::Month).filter(opens)?;
        let month = dates::month(reading.text(named), reading.lang, &self.lexicon.calendar)?;
        (1..=LAST_MONTHS).contains(&((own.month() + 12 - month) % 12)).then_some(named)
    }

    /// Another weekday than that of the article's news, in a sentence behind the lead: it opens it ("On Saturday the ministry …"), others
    /// than those of the news gave on it, or there is no news yet and the lead prints its own.
    pub(super) fn other_weekday(&self, scene: &Scene<'_>, donors: &[Actor], ahead: bool) -> Option<Span> {
        let Scene { reading, sentence, .. } = *scene;
        let own = self.day.filter(|_| !scene.lead)?.weekday();
        let named = |span: Span| dates::weekday(reading.text(span), reading.lang, &self.lexicon.calendar);
        let lead = reading.sentences.first().copied().and_then(named);
        let other = |span: Span| named(span).filter(|weekday| *weekday != own && Some(*weekday) != lead).map(|_| span);
        if !self.told() {
            return other(sentence).filter(|_| lead.is_some() && !ahead);
        }
        let others = || !donors.is_empty() && self.is_anothers_news(donors);
        front(reading, sentence).and_then(other).or_else(|| other(sentence).filter(|_| others()))
    }

    /// A year named in a statement that was over before the article's own began ("in 2024").
    pub(super) fn year_gone(&self, scene: &Scene<'_>, statement: Span, ahead: bool) -> Option<Span> {
        let own = self.day.filter(|_| scene.field == Field::Text && !ahead)?.year();
        let gone = |span: &Span| year_in(scene.reading, *span).is_some_and(|year| year < own);
        let times = |tag: Cue| tag == Cue::Month || tag == Cue::Place && scene.depth > 0;
        scene.reading.cues_in(statement).iter().filter(|hit| times(hit.tag)).map(|hit| hit.span).find(gone)
    }

    /// Whether words of time name the article's own month or year, or later ones: no history.
    pub(super) fn is_current(&self, reading: &Reading, time: Span) -> bool {
        let Some((own, year)) = self.day.zip(year_in(reading, time)) else { return false };
        let month = dates::month(reading.text(time), reading.lang, &self.lexicon.calendar);
        year > own.year() || year == own.year() && month.is_none_or(|month| month >= own.month())
    }

    /// A day in a statement behind the lead, or at the front of its sentence, that lies well before the article's own ("on 19 June
    /// parliament set aside"), or at which it was told ("On 19 June Rome said that it will send …", "…, Reuters reported on 19 June") and
    /// that is not the news' own.
    pub(super) fn long_past(&self, scene: &Scene<'_>, statement: Span, ahead: bool) -> Option<Span> {
        let Scene { reading, sentence, .. } = *scene;
        let own = self.day.filter(|_| !scene.lead)?;
        let past = |day: &Day| {
            let old = own - day.date > TimeDelta::days(OLD);
            let placed = || self.told() || self.printed_day(reading, own).is_some();
            let told = is_set_off(reading, sentence, day.span) && (old || placed() && day.date < self.eve(reading, own));
            old && !ahead || told
        };
        let rules = |day: &Day| statement.contains(day.span) || opens(reading, sentence, day.span);
        self.days(reading, sentence, own).into_iter().filter(rules).find(past).map(|day| day.span)
    }

    /// The first day that can be that of an article's news: the one its first sentence prints, else the one before it came out.
    fn eve(&self, reading: &Reading, own: NaiveDate) -> NaiveDate {
        self.printed_day(reading, own).unwrap_or(own - TimeDelta::days(1))
    }

    /// The day of an article's news as its first sentence prints it.
    fn printed_day(&self, reading: &Reading, own: NaiveDate) -> Option<NaiveDate> {
        let lead = reading.sentences.first().map(|lead| self.days(reading, *lead, own)).unwrap_or_default();
        let recent = |day: &Day| day.date <= own && own - day.date <= TimeDelta::days(OLD);
        lead.into_iter().find(recent).map(|day| day.date)
    }

    /// The days that a span names, sought around a day.
    fn days(&self, reading: &Reading, span: Span, around: NaiveDate) -> Vec<Day> {
        let days = dates::find(reading.text(span), reading.lang, &self.lexicon.calendar, around - TimeDelta::days(LOOKS_BACK));
        let placed = |day: Day| Day { span: Span::new(span.start + day.span.start, span.start + day.span.end), ..day };
        days.into_iter().map(placed).collect()
    }
}

/// Whether a day opens a sentence, or ends one of its parts with nothing still to come there: it says when the sentence was told.
fn is_set_off(reading: &Reading, sentence: Span, day: Span) -> bool {
    let comma = reading.text(Span::new(sentence.start, day.start)).rfind(", ").map(|at| sentence.start + at);
    let ends = reading.distance(day.end, sentence.end) == 0 || reading.normal.text[day.end..].starts_with(',');
    opens(reading, sentence, day) || ends && comma.is_some_and(|comma| !reading.has(Span::new(comma, day.start), Cue::Future))
}

/// The year that some words of time name, or that stands right behind them.
fn year_in(reading: &Reading, span: Span) -> Option<i32> {
    let next = reading.words.within(span).end;
    let behind = reading.words.list.get(next).map_or(span.end, |word| word.span.end);
    let words = reading.text(Span::new(span.start, behind));
    words.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).find(|year| YEARS.contains(year))
}

/// Whether a day opens a sentence: "On 19 June …".
fn opens(reading: &Reading, sentence: Span, day: Span) -> bool {
    reading.distance(sentence.start, day.start) <= 1
}

/// The first words of a sentence, where its weekday stands.
fn front(reading: &Reading, sentence: Span) -> Option<Span> {
    let first = reading.words.within(sentence).start;
    let words = reading.words.list.get(first..first + WEEKDAY_FRONT)?;
    Some(Span::new(words.first()?.span.start, words.last()?.span.end))
}
